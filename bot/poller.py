"""Fetches updates: a batch is stored first, and only then does the next call tell Telegram that it arrived.

Telegram keeps a message for 24 hours and a button press for 150 seconds; what is stored here is kept until handled.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Sequence
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramConflictError, TelegramUnauthorizedError
from aiogram.methods import TelegramMethod

from bot.inbox import Inbox, describe
from bot.work import NOBODY, Bench
from services import health
from services.clock import real_now

log = logging.getLogger("marshrut.bot")
PART = "poller"
LONG_POLL_SECONDS = 25
#: Beyond this many updates waiting here the rest is better kept by Telegram.
BACKLOG = 2000
WAITS = (1, 2, 5, 10, 30)


class RawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates whose result stays as it came: what is stored is what Telegram sent."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


class Poller:
    """Long polling into the inbox until cancelled."""

    def __init__(self, bot: Bot, inbox: Inbox, bench: Bench, allowed_updates: Sequence[str]) -> None:
        self._bot = bot
        self._inbox = inbox
        self._bench = bench
        self._allowed = list(allowed_updates)
        self._offset: int | None = None
        self._told: str | None = None

    async def run(self) -> None:
        """Fetch and store for ever; trouble is reported, waited out and tried again."""
        failures = 0
        while True:
            try:
                await self.fetch(LONG_POLL_SECONDS)
                failures = 0
                await self._tell("")
            except Exception as error:
                wait = WAITS[min(failures, len(WAITS) - 1)]
                failures += 1
                log.warning("updates could not be fetched (%s), again in %s s", describe(error), wait)
                await self._tell(_code(error))
                await asyncio.sleep(wait)

    async def fetch(self, seconds: int) -> int:
        """Fetch one batch, waiting up to ``seconds`` for it, and store it; returns how many were new."""
        await self._inbox.lanes.shorter_than(BACKLOG)
        call = RawUpdates(offset=self._offset, timeout=seconds, allowed_updates=self._allowed)
        updates = await self._bot(call, request_timeout=seconds + 20)
        if not updates:
            return 0
        stored = await self._inbox.arrive(updates)
        self._offset = int(updates[-1]["update_id"]) + 1
        return stored

    async def _tell(self, detail: str) -> None:
        if detail == self._told:
            return
        ctx = self._bench.ctx(NOBODY, uuid.uuid4().hex)
        write = self._bench.database.write
        try:
            await write(ctx, health.report, part=PART, well=not detail, detail=detail, real_now=real_now())
            self._told = detail
        except Exception:
            log.exception("the poller's health could not be written")


def _code(error: Exception) -> str:
    if isinstance(error, TelegramUnauthorizedError):
        return "unauthorized"
    if isinstance(error, TelegramConflictError):
        return "conflict"
    return type(error).__name__
