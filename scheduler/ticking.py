"""The tick: due deadlines become notices, a working day brings its digests, dead leases are told, old updates are
forgotten, senders are woken.

It may run twice, late, or on two machines: every step of it is safe to repeat.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, timedelta
from typing import Any, Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from services import digests, health, inbox, outbox, reminders
from services.clock import Clock, real_now
from services.context import Actor, Context, Region

log = logging.getLogger("marshrut.scheduler")
PART = "scheduler"
#: Telegram repeats an update for 24 hours at most; what is older cannot come again.
KEEP_UPDATES = timedelta(days=3)
BATCH = 200


class Transact(Protocol):
    """Runs a service in a transaction of its own: a door's ``Database.write``, handed over by the wiring."""

    async def __call__(self, ctx: Context, service: Callable[..., Any], /, **kwargs: Any) -> Any:
        """Run ``service(session, ctx, **kwargs)`` and commit."""
        ...


Part = Callable[[], Awaitable[None]]


class Ticker:
    """One tick of the clock-watcher; ``wake`` wakes the senders when there may be something to send, ``also`` are parts
    of the tick that an installation adds."""

    def __init__(
        self, transact: Transact, clock: Clock, region: Region, wake: Callable[[], None], *also: Part
    ) -> None:  # fmt: skip
        self._transact = transact
        self._clock = clock
        self._region = region
        self._wake = wake
        self._also = also
        self._ticking = asyncio.Lock()
        self._closed = False

    async def tick(self) -> None:
        """Do all that the present instant asks for; a failing part is logged and does not hold the others up."""
        async with self._ticking:
            if not self._closed:
                await self._tick()

    async def close(self) -> None:
        """Let the tick in flight end; from now on a tick does nothing. The database may be closed after this."""
        self._closed = True
        async with self._ticking:
            log.debug("the clock-watcher is at rest")

    async def _tick(self) -> None:
        well = True
        for part in (self._remind, self._digest, self._settle_leases, self._forget, *self._also):
            try:
                await part()
            except Exception:
                well = False
                log.exception("a part of the tick failed: %s", getattr(part, "__qualname__", part))
        detail = "" if well else "failed"
        await self._transact(self._ctx(), health.report, part=PART, well=well, detail=detail, real_now=real_now())
        self._wake()

    async def _remind(self) -> None:
        while await self._transact(self._ctx(), reminders.tick, limit=BATCH) == BATCH and not self._closed:
            log.info("more deadlines are due than one step takes")

    async def _digest(self) -> None:
        await self._transact(self._ctx(), digests.tick)

    async def _settle_leases(self) -> None:
        await self._transact(self._ctx(), outbox.expire, real_now=real_now())

    async def _forget(self) -> None:
        await self._transact(self._ctx(), inbox.expire, before=real_now() - KEEP_UPDATES)

    def _ctx(self) -> Context:
        return Context(Actor(None), self._clock.now(), self._region)


def build_scheduler(ticker: Ticker, every: timedelta) -> AsyncIOScheduler:
    """A scheduler with the tick as its one job, to be started inside the event loop and shut down by the wiring."""
    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_job(
        ticker.tick, "interval", seconds=every.total_seconds(), id="tick", max_instances=1, coalesce=True,
        misfire_grace_time=None, next_run_time=real_now(),
    )  # fmt: skip
    return scheduler
