"""The clock-watcher stops before the database does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import regions
from scheduler.ticking import Ticker
from services import reminders
from services.context import Context
from tests.scheduler.test_ticking import FixedClock


class Gate:
    """A database whose transactions wait at a gate."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.begun: list[Callable[..., Any]] = []
        self.ended = 0

    async def __call__(self, ctx: Context, service: Callable[..., Any], /, **kwargs: Any) -> int:
        self.begun.append(service)
        await self.opened.wait()
        self.ended += 1
        return 0


def _ticker(gate: Gate) -> Ticker:
    return Ticker(gate, FixedClock(), regions.load("smolensk"), lambda: None)


async def test_closing_waits_for_the_tick_in_flight() -> None:
    gate = Gate()
    ticker = _ticker(gate)
    ticking = asyncio.create_task(ticker.tick())
    await asyncio.sleep(0)
    closing = asyncio.create_task(ticker.close())
    await asyncio.sleep(0)
    assert gate.begun == [reminders.tick]
    assert not closing.done()
    gate.opened.set()
    await asyncio.gather(ticking, closing)
    assert gate.ended == len(gate.begun)


async def test_a_tick_that_comes_after_closing_touches_nothing() -> None:
    gate = Gate()
    gate.opened.set()
    ticker = _ticker(gate)
    await ticker.close()
    await ticker.tick()
    assert gate.begun == []
