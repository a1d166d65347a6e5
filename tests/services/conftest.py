"""The world, for every test of services, on both databases."""

from __future__ import annotations

import pytest

from services.audit import AuditedSession
from services.context import Context
from tests import world


@pytest.fixture
def w(session: AuditedSession, system: Context) -> world.World:
    """A small world of people."""
    return world.build(session, system)
