"""Engines for SQLite and PostgreSQL behind one URL, hardened the way that was measured not to lose a write.

SQLite: ``BEGIN IMMEDIATE`` for writers and plain ``BEGIN`` for readers (a deferred writer loses read-modify-writes or
fails with "database is locked"), WAL, full synchronisation, foreign keys on, a long busy timeout.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import Session

BUSY_MS = 15_000


def is_sqlite(url: str) -> bool:
    """Whether the URL names an SQLite file."""
    return sa.make_url(url).get_backend_name() == "sqlite"


def insert_into(session: Session, table: type[Any]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT in the words of the session's database, which says what becomes of a row that is there already: both
    know ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(table) if on_sqlite else postgresql.insert(table)


def _url(url: str, *, asynchronous: bool) -> sa.URL:
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        return parsed.set(drivername="sqlite+aiosqlite" if asynchronous else "sqlite")
    return parsed.set(drivername="postgresql+psycopg")


def sync_engine(url: str, *, read_only: bool = False, synchronous: str = "FULL") -> sa.Engine:
    """An engine for plain sessions; ``synchronous`` is SQLite's (tests use OFF). ``read_only`` refuses writes."""
    engine = sa.create_engine(_url(url, asynchronous=False), **_options(url))
    _harden(engine, read_only=read_only, synchronous=synchronous)
    return engine


def async_engine(url: str, *, read_only: bool = False, synchronous: str = "FULL") -> AsyncEngine:
    """The same for ``AsyncSession.run_sync``: aiosqlite or async psycopg."""
    engine = create_async_engine(_url(url, asynchronous=True), **_options(url))
    _harden(engine.sync_engine, read_only=read_only, synchronous=synchronous)
    return engine


def _options(url: str) -> dict[str, Any]:
    # What a statement was given never stands in an error: errors are logged.
    if is_sqlite(url):
        return {"hide_parameters": True, "connect_args": {"check_same_thread": False}}
    return {"hide_parameters": True, "pool_pre_ping": True, "pool_size": 5, "max_overflow": 5}


def _harden(engine: sa.Engine, *, read_only: bool, synchronous: str) -> None:
    if engine.dialect.name != "sqlite":
        if read_only:
            event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("SET TRANSACTION READ ONLY"))
        return

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        pragmas = [
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            f"busy_timeout={BUSY_MS}",
            "foreign_keys=ON",
            *(["query_only=ON"] if read_only else []),
        ]
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
