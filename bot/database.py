"""The database as the bot uses it: one transaction at a time for writing, as many as there are for reading.

``run_sync`` over aiosqlite is the slow path for transactions, so on SQLite they run on one writer thread with a plain
session; that thread is also the write gate of the process. On PostgreSQL both go through async psycopg.
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


class Database:
    """Engines of one process behind one URL; ``synchronous`` is SQLite's (tests use OFF). Close it at the end."""

    def __init__(self, url: str, *, synchronous: str = "FULL") -> None:
        self._reader = async_engine(url, read_only=True, synchronous=synchronous)
        self._thread: ThreadPoolExecutor | None = None
        self._local: sa.Engine | None = None
        self._writer: AsyncEngine | None = None
        if is_sqlite(url):
            self._local = sync_engine(url, synchronous=synchronous)
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")
        else:
            self._writer = async_engine(url)

    async def write(self, ctx: Context, service: Service[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a service in a transaction of its own: it commits whole or not at all.

        A deadlock or serialization failure is tried again, so the service must only change the database.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._write(ctx, lambda session: service(session, ctx, *args, **kwargs))
            except DBAPIError as error:
                if attempt == ATTEMPTS or getattr(error.orig, "sqlstate", None) not in TRY_AGAIN:
                    raise
                await asyncio.sleep(0.01 * 2**attempt)
        raise AssertionError("the last attempt returns or raises")

    async def _write(self, ctx: Context, act: Callable[[Session], T]) -> T:
        if self._thread is not None:
            context = contextvars.copy_context()  # the reader's language goes along
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._thread, lambda: context.run(self._transact, ctx, act))
        session = AsyncSession(self._writer, expire_on_commit=False, sync_session_class=AuditedSession)
        async with session, session.begin():
            acting(session.sync_session, ctx)
            return await session.run_sync(act)

    def _transact(self, ctx: Context, act: Callable[[Session], T]) -> T:
        with AuditedSession(self._local, expire_on_commit=False) as session, session.begin():
            return act(acting(session, ctx))

    async def read(self, ctx: Context, service: Service[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a service that only reads; the database itself refuses a write."""
        async with AsyncSession(self._reader, expire_on_commit=False) as session:
            return await session.run_sync(lambda plain: service(plain, ctx, *args, **kwargs))

    async def close(self) -> None:
        """Let the running transaction end and close every connection."""
        if self._thread is not None:
            await asyncio.to_thread(self._thread.shutdown)
        if self._local is not None:
            self._local.dispose()
        if self._writer is not None:
            await self._writer.dispose()
        await self._reader.dispose()
