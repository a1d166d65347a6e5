"""The world for papers: what a paper says does not depend on the database, so the quick one is enough."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import regions
from models.engine import sync_engine
from services import results
from services.audit import AuditedSession
from services.context import Actor, Context
from services.results import ResultCard
from services.routes.paper import RouteCardPaper, paper
from tests import world
from tests.conftest import START


@pytest.fixture
def url(sqlite_url: str) -> str:
    """SQLite only."""
    return sqlite_url


@pytest.fixture
def w(session: AuditedSession, system: Context) -> world.World:
    """A small world of people."""
    return world.build(session, system)


@pytest.fixture
def route_id(w: world.World) -> int:
    """A route on the way, founded on the canary result."""
    return w.active_route()


@pytest.fixture(scope="session")
def made(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[RouteCardPaper, RouteCardPaper, ResultCard]:
    """What the papers are made from, taken once from a world of its own: nothing can change it."""
    path = shutil.copy(sqlite_template, tmp_path_factory.mktemp("papers") / "papers.sqlite3")
    engine = sync_engine(f"sqlite:///{path}", synchronous="OFF")
    with AuditedSession(engine, expire_on_commit=False) as session:
        w = world.build(session, Context(Actor(None), START, regions.load("smolensk")))
        route_id = w.active_route()
        whole, school = (paper(session, ctx, route_id=route_id) for ctx in (w.teacher, w.head))
        result = results.look(session, w.teacher, participation_id=1)
    engine.dispose()
    return whole, school, result


@pytest.fixture
def whole(made: tuple[RouteCardPaper, RouteCardPaper, ResultCard]) -> RouteCardPaper:
    """The teacher's own card."""
    return made[0]


@pytest.fixture
def school(made: tuple[RouteCardPaper, RouteCardPaper, ResultCard]) -> RouteCardPaper:
    """The card of the same route for the head of the school."""
    return made[1]


@pytest.fixture
def result(made: tuple[RouteCardPaper, RouteCardPaper, ResultCard]) -> ResultCard:
    """The canary result, as the teacher may see it."""
    return made[2]
