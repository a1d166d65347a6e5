"""From the stored update to its handler, once: retried when something breaks, set aside when it always does.

aiogram's own polling confirms a batch before its handlers end; here an update is stored first, and it is the update's
own transaction that says it was handled. Whatever kills the process, the next start goes on where this one was.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
import uuid
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError, TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.types import Update

from bot.lanes import Lanes
from bot.screens import Screen, home, patiently, send
from bot.work import NOBODY, Bench, Work
from locales import catalog, reading_in
from services import inbox
from services.clock import real_now
from services.context import Context
from services.inbox import AlreadyHandled, Arrival, Letter

log = logging.getLogger("marshrut.bot")
_ = catalog("bot").html

#: Telegram out of reach is nobody's poison: such an update is tried for longer before it is given up.
TROUBLE = (TelegramNetworkError, TelegramServerError, TelegramRetryAfter)
HERE = Path(__file__).parent.parent


@dataclass(frozen=True)
class Patience:
    """How often what fails is tried again: waits in seconds (the last one repeats) and attempts in all."""

    waits: tuple[float, ...] = (1, 3, 10, 30)
    attempts: int = 5
    attempts_in_trouble: int = 30
    drain: float = 10

    def wait(self, attempt: int) -> float:
        """Seconds after the failed attempt of this number, from 1."""
        return self.waits[min(attempt, len(self.waits)) - 1]

    def ends(self, attempt: int, error: Exception) -> bool:
        """Whether the failed attempt of this number was the last."""
        return attempt >= (self.attempts_in_trouble if isinstance(error, TROUBLE) else self.attempts)


@dataclass
class Restating:
    """A chat in which something took effect and whose person may not have seen it."""

    chat_id: int
    row_ids: tuple[int, ...]
    attempts: int = 0


Restate = Callable[[Work], Awaitable[Screen]]


class Inbox:
    """Stores updates, hands them to the dispatcher in order per chat, and says where things stand after a break.

    ``where`` makes the screen a person was on, for one who has seen nothing of what took effect.
    """

    def __init__(
        self, bot: Bot, dispatcher: Dispatcher, bench: Bench, where: Restate, patience: Patience | None = None
    ) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._bench = bench
        self._where = where
        self._patience = patience or Patience()
        self.lanes: Lanes[Letter | Restating] = Lanes(self._handle)
        self._seen: list[int] = []
        self._noting: asyncio.Task[None] | None = None

    async def arrive(self, updates: Sequence[dict[str, Any]]) -> int:
        """Store a batch as Telegram gave it and start on what is new; returns how many were new."""
        arrivals = [Arrival(update["update_id"], chat_of(update), update) for update in updates]
        letters = await self._write(inbox.store, arrivals=arrivals, real_now=real_now())
        for letter in letters:
            self.lanes.put(letter.chat_id, letter)
        return len(letters)

    async def resume(self) -> None:
        """Go on after a start: what was stored and not handled, and what took effect unseen."""
        database, ctx = self._bench.database, self._ctx()
        unseen = await database.read(ctx, inbox.unanswered)
        last = 0
        while letters := await database.read(ctx, inbox.pending, after_id=last):
            for letter in letters:
                self.lanes.put(letter.chat_id, letter)
            last = letters[-1].row_id
        for chat in unseen:
            self.lanes.put(chat.chat_id, Restating(chat.chat_id, chat.row_ids))

    async def idle(self) -> None:
        """Wait until everything that arrived is done with."""
        await self.lanes.shorter_than(1)
        if self._noting is not None:
            await self._noting

    async def close(self) -> None:
        """Let the handlers in flight end; what is left is stored."""
        await self.lanes.close(self._patience.drain)
        if self._noting is not None:
            await self._noting

    async def _handle(self, item: Letter | Restating) -> float | None:
        if isinstance(item, Restating):
            return await self._restate(item)
        if item.retry_at is not None and item.retry_at > real_now():
            return (item.retry_at - real_now()).total_seconds()
        return await self._deliver(item)

    async def _deliver(self, letter: Letter) -> float | None:
        kind = next((key for key in letter.payload if key != "update_id"), "")
        work = Work(
            self._bench, chat_id=letter.chat_id, user_id=_user_of(letter.payload.get(kind)), row_id=letter.row_id,
            name=f"update:{letter.update_id}", answers=kind in ("message", "callback_query"),
        )  # fmt: skip
        started = time.perf_counter()
        failure: Exception | None = None
        try:
            update = Update.model_validate(letter.payload, context={"bot": self._bot})
            await self._dispatcher.feed_update(self._bot, update, work=work)
        except AlreadyHandled:
            return None
        except Exception as error:
            failure = error
        _record(letter, work, time.perf_counter() - started, failure)
        if failure is None:
            self._has_seen(letter, work)
            return None
        if work.settled:
            self.lanes.put(letter.chat_id, Restating(letter.chat_id, (letter.row_id,)))
            return None
        return await self._failed(letter, failure)

    def _has_seen(self, letter: Letter, work: Work) -> None:
        if work.owes:
            self._seen.append(letter.row_id)
            if self._noting is None or self._noting.done():
                self._noting = asyncio.create_task(self._note_seen())

    async def _note_seen(self) -> None:
        # Gathered while the writer is busy: one small transaction for many answers.
        await asyncio.sleep(0)
        while self._seen:
            row_ids, self._seen = self._seen, []
            try:
                await self._write(inbox.answer, row_ids=row_ids, real_now=real_now())
            except Exception:
                log.exception("answers were not noted; at worst the next start says again where a person is")

    async def _failed(self, letter: Letter, error: Exception) -> float | None:
        attempt, told = letter.attempts + 1, describe(error)
        wait = self._patience.wait(attempt)
        try:
            if not self._patience.ends(attempt, error):
                retry_at = real_now() + timedelta(seconds=wait)
                await self._write(inbox.fail, row_id=letter.row_id, error=told, retry_at=retry_at)
                self.lanes.replace_first(letter.chat_id, _after(letter, attempt))
                return wait
            await self._write(inbox.set_aside, row_id=letter.row_id, error=told, real_now=real_now())
        except AlreadyHandled:
            return None
        except Exception:
            log.exception("update %s: the failure could not be recorded, trying again", letter.update_id)
            return wait
        log.error("update %s set aside after %s attempts: %s", letter.update_id, attempt, told)
        await self._apologize(letter)
        return None

    async def _apologize(self, letter: Letter) -> None:
        work = Work(self._bench, chat_id=letter.chat_id, user_id=letter.chat_id, name="apology")
        with suppress(Exception):  # nothing more can be done for this update; it was logged
            await work.open()
            with reading_in(work.language):
                text = _(
                    "Sorry, this did not work, and it is our fault. Whatever was saved before is still here."
                    " Please begin again from the first screen."
                )
                await patiently(lambda: send(self._bot, letter.chat_id, Screen(text, [[home()]])))

    async def _restate(self, item: Restating) -> float | None:
        if self.lanes.waiting(item.chat_id) > 1:  # a later update of theirs will show them a screen anyway
            self._seen.extend(item.row_ids)
            await self._note_seen()
            return None
        work = Work(self._bench, chat_id=item.chat_id, user_id=item.chat_id, name="restating")
        try:
            await work.open()
            with reading_in(work.language):
                screen = await self._where(work)
                await patiently(lambda: send(self._bot, item.chat_id, screen))
        except Exception as error:
            item.attempts += 1
            log.warning("chat was not told where it stands: %s", describe(error))
            if isinstance(error, TROUBLE) and not self._patience.ends(item.attempts, error):
                return self._patience.wait(item.attempts)
            if not isinstance(error, TelegramAPIError):
                return None
        self._seen.extend(item.row_ids)
        await self._note_seen()
        return None

    def _ctx(self) -> Context:
        return self._bench.ctx(NOBODY, uuid.uuid4().hex)

    async def _write(self, service: Any, **kwargs: Any) -> Any:
        return await self._bench.database.write(self._ctx(), service, **kwargs)


def _after(letter: Letter, attempts: int) -> Letter:
    return Letter(letter.row_id, letter.update_id, letter.chat_id, letter.payload, attempts, letter.received_at)


def chat_of(update: dict[str, Any]) -> int:
    """The chat whose updates an update waits behind: its chat, else its sender, else 0."""
    body = next((value for key, value in update.items() if key != "update_id" and isinstance(value, dict)), {})
    for holder in (body, body.get("message") or {}):
        if "chat" in holder:
            return int(holder["chat"]["id"])
    return _user_of(body)


def _user_of(body: Any) -> int:
    sender = (body or {}).get("from") or (body or {}).get("chat") or {}
    return int(sender.get("id", 0))


def describe(error: BaseException) -> str:
    """Class of an error and the last place of ours it passed; never its words, which may hold personal data."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(str(HERE)) and "site-packages" not in frame.filename]
    place = f" at {Path(ours[-1].filename).relative_to(HERE)}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{place}"


def _record(letter: Letter, work: Work, seconds: float, failure: Exception | None) -> None:
    facts = {
        "update_id": letter.update_id,
        "user_id": work.user_id,
        "handler": work.handler,
        "duration_ms": round(seconds * 1000, 1),
        "failure": describe(failure) if failure else "",
    }
    told = " ".join(f"{key}={value}" for key, value in facts.items() if value != "")
    log.log(logging.WARNING if failure else logging.INFO, told, extra=facts)
