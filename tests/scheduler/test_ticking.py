"""The tick does all its parts, again and again, whatever one of them does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import regions
from models.health import Health
from scheduler.ticking import Ticker, build_scheduler
from services import digests, inbox, outbox, reminders
from services.audit import AuditedSession, acting
from services.clock import real_now
from services.context import Context
from services.inbox import Arrival
from tests.conftest import START
from tests.waiting import eventually


class FixedClock:
    """Domain time that stands."""

    def now(self) -> Any:
        """The start of all tests."""
        return START


class Transactions:
    """Runs services on the test's session and remembers them; one of them may break."""

    def __init__(self, session: AuditedSession, breaking: Callable[..., Any] | None = None) -> None:
        self.session = session
        self.breaking = breaking
        self.done: list[Callable[..., Any]] = []

    async def __call__(self, ctx: Context, service: Callable[..., Any], /, **kwargs: Any) -> Any:
        self.done.append(service)
        if service is self.breaking:
            raise ZeroDivisionError
        result = service(acting(self.session, ctx), ctx, **kwargs)
        self.session.commit()
        return result


def _ticker(transactions: Transactions, wakes: list[str]) -> Ticker:
    return Ticker(transactions, FixedClock(), regions.load("smolensk"), lambda: wakes.append("woken"))


async def test_a_tick_does_everything_and_wakes_the_senders(session: AuditedSession) -> None:
    transactions, wakes = Transactions(session), list[str]()
    await _ticker(transactions, wakes).tick()
    assert all(part in transactions.done for part in (reminders.tick, digests.tick, outbox.expire, inbox.expire))
    assert wakes == ["woken"]
    assert session.get_one(Health, "scheduler").well


async def test_a_part_that_fails_does_not_hold_the_others_up(session: AuditedSession) -> None:
    transactions, wakes = Transactions(session, breaking=reminders.tick), list[str]()
    await _ticker(transactions, wakes).tick()
    assert all(part in transactions.done for part in (outbox.expire, inbox.expire))
    assert wakes == ["woken"]
    assert not session.get_one(Health, "scheduler").well


async def test_old_updates_are_forgotten_and_waiting_ones_kept(session: AuditedSession, system: Context) -> None:
    old = real_now() - timedelta(days=4)
    inbox.store(session, system, arrivals=[Arrival(1, 7, {}), Arrival(2, 7, {})], real_now=old)
    inbox.handle(session, system, row_id=1, real_now=old, answered=True)
    await _ticker(Transactions(session), []).tick()
    assert [letter.update_id for letter in inbox.pending(session, system)] == [2]


async def test_the_scheduler_ticks_at_once_and_then_at_its_interval(session: AuditedSession) -> None:
    wakes: list[str] = []
    scheduler = build_scheduler(_ticker(Transactions(session), wakes), timedelta(seconds=0.05))
    scheduler.start()
    await eventually(lambda: len(wakes) >= 3)
    scheduler.shutdown(wait=False)
    await asyncio.sleep(0)


def test_the_interval_is_the_setting() -> None:
    ticker = Ticker(Transactions(None), FixedClock(), regions.load("smolensk"), print)  # type: ignore[arg-type]  # never used
    job = build_scheduler(ticker, timedelta(seconds=30)).get_jobs()[0]
    assert job.trigger.interval == timedelta(seconds=30)
