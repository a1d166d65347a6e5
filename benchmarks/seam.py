"""The seam to the database: reading and writing through a plain session on a thread against ``run_sync`` on aiosqlite.

Both do the same: one service call with a few statements, as one update needs. The faster way is the bot's.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from benchmarks.people import REGION, Walker, walkers
from bot.database import Database
from models.engine import async_engine, sync_engine
from services import chats, routes
from services.audit import AuditedSession, acting
from services.context import Actor, Context

TIMES = 100
ROUNDS = 3
AT_ONCE = 8


def _read(session: Session, ctx: Context, walker: Walker) -> None:
    opening = chats.open_chat(session, ctx, chat_id=walker.chat_id, user_id=walker.chat_id)
    routes.card(session, Context(opening.actor, ctx.now, ctx.region), route_id=walker.route_id)


def _write(session: Session, ctx: Context, walker: Walker) -> None:
    opening = chats.open_chat(session, ctx, chat_id=walker.chat_id, user_id=walker.chat_id)
    me = Context(opening.actor, ctx.now, ctx.region)
    routes.mark_activity(acting(session, me), me, activity_id=walker.activity_id, done=True)


async def _cost(act: Callable[[int], Awaitable[None]]) -> float:
    """CPU milliseconds a service, over all threads: steadier than the clock on a busy machine."""
    started = time.process_time()
    for first in range(0, TIMES, AT_ONCE):
        await asyncio.gather(*(act(number) for number in range(first, min(first + AT_ONCE, TIMES))))
    return (time.process_time() - started) / TIMES * 1000


async def measure(folder: Path) -> list[tuple[str, str]]:
    """Rows of the table: what a service costs each way, and the ratio."""
    url = f"sqlite:///{folder / 'seam.sqlite3'}"
    engine = sync_engine(url)
    people, clock = walkers(engine)
    engine.dispose()
    database = Database(url)
    writer, reader = async_engine(url), async_engine(url, read_only=True)
    ctx = Context(Actor(None), clock.now(), REGION)
    gate = asyncio.Lock()

    async def thread_read(number: int) -> None:
        await database.read(ctx, _read, people[number % len(people)])

    async def thread_write(number: int) -> None:
        await database.write(ctx, _write, people[number % len(people)])

    async def async_read(number: int) -> None:
        async with AsyncSession(reader) as session, session.begin():
            await session.run_sync(_read, ctx, people[number % len(people)])

    async def async_write(number: int) -> None:
        async with gate, AsyncSession(writer, sync_session_class=AuditedSession) as session, session.begin():
            await session.run_sync(_write, ctx, people[number % len(people)])

    rows = []
    for name, one, other in (("read", thread_read, async_read), ("write", thread_write, async_write)):
        plain, crossing = 0.0, 0.0
        for _round in range(ROUNDS):
            plain += await _cost(one) / ROUNDS
            crossing += await _cost(other) / ROUNDS
        rows.append((f"{name}: plain session on a thread, CPU ms", f"{plain:.1f}"))
        rows.append((f"{name}: run_sync on aiosqlite, CPU ms", f"{crossing:.1f}"))
        rows.append((f"{name}: aiosqlite to thread", f"{crossing / plain:.2f} : 1"))
    await database.close()
    await writer.dispose()
    await reader.dispose()
    return rows
