"""The world, for the wordings of notices."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from locales import reading_in
from models.engine import sync_engine
from services.audit import AuditedSession, acting
from services.context import Context
from tests import world


@pytest.fixture
def w(sqlite_url: str, system: Context) -> Iterator[world.World]:
    """A small world of people, on an SQLite file: wordings only read."""
    engine: sa.Engine = sync_engine(sqlite_url, synchronous="OFF")
    with AuditedSession(engine, expire_on_commit=False) as session:
        acting(session, system)
        yield world.build(session, system)
    engine.dispose()


@pytest.fixture
def russian() -> Iterator[None]:
    """The reader reads Russian."""
    with reading_in("ru"):
        yield
