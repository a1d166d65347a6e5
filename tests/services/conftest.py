"""The world, for every test of services, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from services import routes
from services.audit import AuditedSession
from services.context import Context
from tests import world


@pytest.fixture
def w(session: AuditedSession, system: Context) -> world.World:
    """A small world of people."""
    return world.build(session, system)


@pytest.fixture
def statements(engine: sa.Engine) -> list[str]:
    """What the database is asked from now on."""
    found: list[str] = []

    @sa.event.listens_for(engine, "before_cursor_execute")
    def noted(*of: Any) -> None:
        found.append(of[2])

    return found


@pytest.fixture
def assessed(w: world.World) -> int:
    """A participation whose assessment was held on 4 September 2026."""
    return w.assessed_case()


@pytest.fixture
def published(w: world.World, assessed: int) -> int:
    """A participation with the canary result published and a route decided on."""
    w.publish(assessed)
    return assessed


@pytest.fixture
def sent(w: world.World, published: int) -> int:
    """A route in agreement."""
    return w.draw_up(published)


@pytest.fixture
def active(w: world.World, sent: int) -> int:
    """An active route."""
    w.agree(sent)
    routes.approve(w.session, w.head, route_id=sent)
    w.session.commit()
    return sent
