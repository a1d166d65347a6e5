"""Sends what the outbox holds, once each: claimed and worded in one step, sent, and what came of it written down.

The Bot API has no idempotency key, so what may have left is never sent again blindly (see ``bot.outcomes``).
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from aiogram import Bot
from markupsafe import escape
from sqlalchemy.orm import Session

from bot.inbox import describe
from bot.links import opens
from bot.outcomes import STOPPING, outcome_of, stop_code, wait_of
from bot.screens import Button, Screen, send
from bot.work import Bench
from locales import reading_in
from services import health, outbox
from services.clock import real_now
from services.context import Actor, Context
from services.outbox import Due, Outcome, Parcel

log = logging.getLogger("marshrut.bot")
PART = "sender"
SYSTEM = Actor(None)


class NoticeText(Protocol):
    """What ``notices/`` makes of a parcel: HTML, and rows of (words, action)."""

    @property
    def text(self) -> str:
        """HTML in the reader's language."""
        ...

    @property
    def rows(self) -> Sequence[Sequence[tuple[str, Any]]]:
        """Buttons that settle the matter."""
        ...


Compose = Callable[[Session, Context, Parcel], NoticeText | None]
Press = Callable[[Any], str]
Link = Callable[[Any], str]


def no_link(_action: Any) -> str:
    """Nothing lies outside the chat."""
    return ""


@dataclass(frozen=True)
class Pace:
    """How fast notices leave: messages a second in all, and how many at once; seconds between two for one person.

    The outbox is looked at when woken, but not within ``gap`` seconds of the last time, and every ``look_every``
    seconds besides: other processes write notices too.
    """

    overall: float = 30
    person_gap: float = 1
    look_every: float = 1
    gap: float = 0.1
    at_once: int = 8


class Sender:
    """One sender of one bot. ``compose`` words a parcel, or says None when there is nothing to say any more;
    ``press`` turns the action of a button into callback data, ``link`` into an address outside the chat, if it has one.
    """

    def __init__(
        self, bot: Bot, bench: Bench, compose: Compose, press: Press, pace: Pace | None = None, link: Link = no_link
    ) -> None:  # fmt: skip
        self._bot = bot
        self._bench = bench
        self._compose = compose
        self._press = press
        self._link = link
        self._pace = pace or Pace()
        self._woken = asyncio.Event()
        self._flying: set[asyncio.Task[None]] = set()
        self._sent_at: dict[int, float] = {}
        self._paused: dict[int, float] = {}
        self._all_paused_until = 0.0
        self._next_slot = 0.0
        self.stopped = ""

    def wake(self) -> None:
        """Look at once: something was committed."""
        self._woken.set()

    async def run(self) -> None:
        """Send what is due until cancelled, or until Telegram turns the bot itself away."""
        await self._report("")
        while not self.stopped:
            await asyncio.sleep(self._pace.gap)
            self._woken.clear()
            try:
                await self._look()
            except Exception as error:
                log.exception("the outbox could not be looked at: %s", describe(error))
            try:
                await asyncio.wait_for(self._woken.wait(), self._pace.look_every)
            except TimeoutError:
                continue

    async def flush(self) -> int:
        """Send what is due now and wait until it is done; returns how many were tried."""
        tried = await self._look()
        await asyncio.gather(*self._flying)
        return tried

    async def close(self, patience: float) -> None:
        """Let what is being sent end, for at most ``patience`` seconds; what does not is uncertain later."""
        if self._flying:
            _done, late = await asyncio.wait(self._flying, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _look(self) -> int:
        if self.stopped or time.monotonic() < self._all_paused_until:
            return 0
        free = self._pace.at_once - len(self._flying)
        if free <= 0:
            return 0
        found = await self._bench.database.read(self._ctx(), outbox.due, real_now=real_now(), limit=free * 4)
        ready = [due for due in found if self._may_write_to(due.person_id)][:free]
        for due in ready:
            self._sent_at[due.person_id] = time.monotonic()
            task = asyncio.create_task(self._send(due))
            self._flying.add(task)
            task.add_done_callback(self._landed)
        return len(ready)

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        self.wake()

    def _may_write_to(self, person_id: int) -> bool:
        now = time.monotonic()
        if len(self._sent_at) > 10_000:
            self._sent_at = {key: at for key, at in self._sent_at.items() if now - at < self._pace.person_gap}
        return now - self._sent_at.get(person_id, float("-inf")) >= self._pace.person_gap

    async def _send(self, due: Due) -> None:
        try:
            await self._wait_for_slot()
            if self.stopped or time.monotonic() < self._all_paused_until:
                return
            packed = await self._write(self._pack, notice_id=due.notice_id)
            if packed is not None:
                await self._post(*packed)
        except Exception as error:
            # What was claimed and not finished becomes uncertain when its lease is over.
            log.exception("notice %s: the step could not be recorded: %s", due.notice_id, describe(error))

    async def _wait_for_slot(self) -> None:
        now = time.monotonic()
        slot = max(self._next_slot, now)
        self._next_slot = slot + 1 / self._pace.overall
        await asyncio.sleep(slot - now)

    def _pack(self, session: Session, ctx: Context, *, notice_id: int) -> tuple[Parcel, Screen] | None:
        parcel = outbox.start(session, ctx, notice_id=notice_id, real_now=real_now())
        if parcel is None:
            return None
        try:
            with session.begin_nested(), reading_in(parcel.language):
                worded = self._compose(session, ctx, parcel)
                screen = self._screen(worded) if worded else None
        except Exception as error:
            told = describe(error)
            log.error("notice %s could not be worded: %s", notice_id, told)
            outbox.finish(session, ctx, notice_id=notice_id, outcome=Outcome.refused, real_now=real_now(), error=told)
            return None
        if screen is None:
            outbox.withdraw(session, ctx, notice_id=notice_id)
            return None
        return parcel, screen

    def _screen(self, worded: NoticeText) -> Screen:
        """A notice as a message: an address that Telegram takes is a button, another one stands in the text."""
        links = [link for row in worded.rows for _words, action in row if (link := self._link(action))]
        written = dict.fromkeys(link for link in links if not opens(link))
        rows = [[button for words, action in row if (button := self._button(words, action))] for row in worded.rows]
        return Screen("\n".join((worded.text, *map(escape, written))), rows)

    def _button(self, words: str, action: Any) -> Button | None:
        link = self._link(action)
        if link and opens(link):
            return Button(words, url=link)
        data = self._press(action)
        return Button(words, data) if data else None

    async def _post(self, parcel: Parcel, screen: Screen) -> None:
        try:
            message = await send(self._bot, parcel.chat_id, screen)
        except Exception as error:
            await self._failed(parcel, screen, error)
            return
        await self._finish(parcel, Outcome.sent, message_id=message.message_id, text=screen.text)

    async def _failed(self, parcel: Parcel, screen: Screen, error: Exception) -> None:
        outcome, told = outcome_of(error), describe(error)
        if isinstance(error, STOPPING):
            self.stopped = stop_code(error)
        wait = wait_of(error)
        if wait is not None:
            self._pause(parcel.chat_id, wait)
        text = screen.text if outcome in (Outcome.sent, Outcome.uncertain) else None
        await self._finish(parcel, outcome, text=text, error="" if outcome is Outcome.sent else told, retry_after=wait)
        log.warning("notice %s: %s (%s)", parcel.notice_id, outcome.value, told)
        if self.stopped:
            await self._report(self.stopped)

    def _pause(self, chat_id: int, wait: timedelta) -> None:
        """Pause a chat; a second chat refused while one is paused means that the limit is the overall one."""
        now = time.monotonic()
        self._paused = {chat: until for chat, until in self._paused.items() if until > now}
        self._paused[chat_id] = now + wait.total_seconds()
        if len(self._paused) > 1:
            self._all_paused_until = max(self._paused.values())

    async def _finish(self, parcel: Parcel, outcome: Outcome, **facts: Any) -> None:
        await self._write(outbox.finish, notice_id=parcel.notice_id, outcome=outcome, real_now=real_now(), **facts)

    async def _report(self, detail: str) -> None:
        if detail:
            log.error("the sender stopped: %s; nothing was consumed, an administrator is needed", detail)
        await self._write(health.report, part=PART, well=not detail, detail=detail, real_now=real_now())

    def _ctx(self) -> Context:
        return self._bench.ctx(SYSTEM, uuid.uuid4().hex)

    async def _write(self, service: Any, **kwargs: Any) -> Any:
        return await self._bench.database.write(self._ctx(), service, **kwargs)
