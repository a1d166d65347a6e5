"""Fixtures that every room's tests share: both databases, a session, contexts, a small world of people."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from marshrut import sqlite

sqlite.replace()

import pytest  # noqa: E402 the fixed SQLite must be in place before anything imports the module
import sqlalchemy as sa  # noqa: E402

import regions  # noqa: E402
from models import Base  # noqa: E402
from models.engine import sync_engine  # noqa: E402
from services.audit import AuditedSession, acting  # noqa: E402
from services.context import Actor, Context  # noqa: E402
from tests.postgres import Postgres  # noqa: E402

pytest_plugins = ["tests.rules.plugin"]

START = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of the test run's own, with a template that holds our tables."""
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that holds our tables, to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    engine = sync_engine(f"sqlite:///{path}", synchronous="OFF")
    Base.metadata.create_all(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """URL of an empty SQLite database with our tables."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'test.sqlite3')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """URL of an empty database with our tables: the test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database() as found:
        yield found


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    """A writing engine on ``url``."""
    engine = sync_engine(url, synchronous="OFF")
    yield engine
    engine.dispose()


@pytest.fixture
def system() -> Context:
    """The system itself, on 1 September 2026, 12:00 in Smolensk."""
    return Context(Actor(None), START, regions.load("smolensk"))


@pytest.fixture
def session(engine: sa.Engine, system: Context) -> Iterator[AuditedSession]:
    """A session in which the system acts until ``acting`` says otherwise."""
    with AuditedSession(engine, expire_on_commit=False) as session:
        acting(session, system)
        yield session
