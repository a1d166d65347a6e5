"""The database as the bot uses it: one transaction at a time for writing, as many as there are for reading.

On SQLite both run on threads of plain sessions: one for writing, which is also the write gate of the process, and a few
for reading. ``run_sync`` over aiosqlite crosses to a thread and back for every statement, cursor and commit; here an
update crosses once per service. On PostgreSQL both go through async psycopg.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session

from models.engine import async_engine, is_sqlite, sync_engine
from services.audit import AuditedSession, acting
from services.context import Context

P = ParamSpec("P")
T = TypeVar("T")
Service = Callable[Concatenate[Session, Context, P], T]

#: PostgreSQL: serialization failure, deadlock. The transaction did nothing and may be tried again.
TRY_AGAIN = ("40001", "40P01")
ATTEMPTS = 4
READERS = 2


class Database:
    """Engines of one process behind one URL; ``synchronous`` is SQLite's (tests use OFF). Close it at the end."""

    def __init__(self, url: str, *, synchronous: str = "FULL") -> None:
        self._threads: tuple[_Threads, _Threads] | None = None
        self._asynchronous: tuple[AsyncEngine, AsyncEngine] | None = None
        if is_sqlite(url):
            writer, reader = sync_engine(url, synchronous=synchronous), sync_engine(url, read_only=True)
            self._threads = _Threads(writer, 1, AuditedSession), _Threads(reader, READERS, Session)
        else:
            self._asynchronous = async_engine(url), async_engine(url, read_only=True)

    async def write(self, ctx: Context, service: Service[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a service in a transaction of its own: it commits whole or not at all.

        A deadlock or serialization failure is tried again, so the service must only change the database.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._write(lambda session: service(acting(session, ctx), ctx, *args, **kwargs))
            except DBAPIError as error:
                if attempt == ATTEMPTS or getattr(error.orig, "sqlstate", None) not in TRY_AGAIN:
                    raise
                await asyncio.sleep(0.01 * 2**attempt)
        raise AssertionError("the last attempt returns or raises")

    async def _write(self, act: Callable[[Session], T]) -> T:
        if self._threads is not None:
            return await self._threads[0].transact(act)
        return await self._transact(0, AuditedSession, act)

    async def read(self, ctx: Context, service: Service[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a service that only reads; the database itself refuses a write."""
        if self._threads is not None:
            return await self._threads[1].transact(lambda session: service(session, ctx, *args, **kwargs))
        return await self._transact(1, Session, lambda session: service(session, ctx, *args, **kwargs))

    async def _transact(self, which: int, kind: type[Session], act: Callable[[Session], T]) -> T:
        if self._asynchronous is None:
            raise RuntimeError("this database has no asynchronous driver")
        session = AsyncSession(self._asynchronous[which], expire_on_commit=False, sync_session_class=kind)
        async with session, session.begin():
            return await session.run_sync(act)

    async def close(self) -> None:
        """Let the running transactions end and close every connection."""
        for threads in self._threads or ():
            await asyncio.to_thread(threads.close)
        for engine in self._asynchronous or ():
            await engine.dispose()


class _Threads:
    """Threads that run transactions of plain sessions on one engine."""

    def __init__(self, engine: sa.Engine, count: int, kind: type[Session]) -> None:
        self._engine = engine
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="database")
        self._kind = kind

    async def transact(self, act: Callable[[Session], T]) -> T:
        """Run ``act`` in a transaction, in the language of the reader it is run for."""
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: context.run(self._run, act))

    def _run(self, act: Callable[[Session], T]) -> T:
        with self._kind(self._engine, expire_on_commit=False) as session, session.begin():
            return act(session)

    def close(self) -> None:
        """Let what runs end, then close the connections."""
        self._pool.shutdown()
        self._engine.dispose()
