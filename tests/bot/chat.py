"""People in front of the real bot: what they type and tap goes through poller, inbox, dispatcher and database.

``teacher = chat.person("Анна")``, ``await teacher.send("/start")``, ``await teacher.tap("Подать заявку")``, then look
at ``teacher.screen`` and, through ``chat.look``, at what the database holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.enums import ParseMode
from sqlalchemy.orm import Session

import regions
from bot.app import App, Wiring
from bot.database import Database
from bot.inbox import Patience
from bot.sender import Pace
from locales import NBSP
from models.engine import sync_engine
from sandbox.errors import PageError
from sandbox.options import DEFAULT_TOKEN, Persona, Rates, SandboxOptions
from sandbox.parameters import Upload
from sandbox.person import Phone
from sandbox.shapes import Json
from sandbox.storage import Storage
from sandbox.world import World
from services.audit import AuditedSession, acting
from services.context import Actor, Context
from tests.bot.telegram import FakeSession
from tests.conftest import START

T = TypeVar("T")
AT_ONCE = Patience(waits=(0,), attempts=3, attempts_in_trouble=4, drain=5)
NO_PACE = Pace(overall=100_000, person_gap=0, look_every=0.05, gap=0)


@dataclass
class MovingClock:
    """Domain time that a test moves."""

    at: datetime = START

    def now(self) -> datetime:
        """The present instant."""
        return self.at

    def move(self, **by: float) -> None:
        """Move on by a timedelta's arguments."""
        self.at += timedelta(**by)


@dataclass(frozen=True)
class Shown:
    """A message of the bot as a person sees it: no markup, buttons as rows of words, every space a plain one."""

    raw: Json = field(repr=False)

    @property
    def text(self) -> str:
        """Text or caption."""
        return str(self.raw.get("text") or self.raw.get("caption") or "").replace(NBSP, " ")

    @property
    def rows(self) -> list[list[str]]:
        """Words on the buttons, row by row."""
        return [[button["text"].replace(NBSP, " ") for button in row] for row in self._rows()]

    @property
    def buttons(self) -> list[str]:
        """Words on the buttons."""
        return [words for row in self.rows for words in row]

    @property
    def callbacks(self) -> dict[str, str]:
        """Callback data by the words of its button."""
        return {b["text"]: b["callback_data"] for row in self._rows() for b in row if "callback_data" in b}

    @property
    def message_id(self) -> int:
        """The message's id: the same one after an edit."""
        return int(self.raw["message_id"])

    def _rows(self) -> list[list[Json]]:
        rows: list[list[Json]] = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return rows


class Person:
    """One person with a phone; every act returns when the bot has done with it."""

    def __init__(self, chat: Chat, persona: Persona) -> None:
        self._chat = chat
        self.id = persona.id
        self._sent: Json = {}

    @property
    def _phone(self) -> Phone:
        return Phone(self._chat.world, self.id)

    async def send(self, text: str) -> None:
        """Write a message."""
        await self._did(self._phone.send_text(text))

    async def tap(self, words: str, *, message_id: int | None = None) -> None:
        """Tap a visible button or key by its words, newest first; raises LookupError when there is none."""
        try:
            done = self._phone.tap(words, None, message_id)
        except PageError as error:
            raise LookupError(f"{error}; the screen says: {self.screen.text!r}") from None
        await self._did(done)

    async def press(self, data: str) -> None:
        """Send callback data that need not be on any button: an old or forged one."""
        await self._did(self._phone.forge(data, None))

    async def share_contact(self, contact: Json | None = None) -> None:
        """Share one's own contact, or another's."""
        await self._did(self._phone.share_contact(contact))

    async def send_file(
        self, name: str, content: bytes, *, kind: str = "document", caption: str = "", album: str = ""
    ) -> None:
        """Send a document, photo, sticker or voice; ``album``: one of several sent at once."""
        upload = Upload(name, "application/octet-stream", content)
        await self._did(self._phone.send_file(kind, upload, caption, album))

    async def block(self) -> None:
        """Block the bot."""
        await self._did(self._phone.set_blocked(True))

    async def unblock(self) -> None:
        """Let the bot in again."""
        await self._did(self._phone.set_blocked(False))

    async def repeat(self, *, same_id: bool = True) -> None:
        """Have the last update delivered again: the very same one, or under a new id as a client resends."""
        await self._did(self._phone.repeat(same_id))

    def will_send(self, *texts: str) -> None:
        """Write messages that the bot has not fetched yet; ``chat.settle`` lets it."""
        for text in texts:
            self._phone.send_text(text)

    def will_tap(self, words: str) -> None:
        """Tap a button without waiting for what comes of it."""
        self._phone.tap(words, None, None)

    def will_press(self, data: str) -> None:
        """Send callback data without waiting for what comes of it."""
        self._phone.forge(data, None)

    @property
    def messages(self) -> list[Shown]:
        """The bot's messages, oldest first."""
        entries = self._chat.world.chat(self.id).entries.values()
        return [Shown(entry.message) for entry in entries if entry.from_bot]

    @property
    def screen(self) -> Shown:
        """The bot's newest message."""
        return self.messages[-1] if self.messages else Shown({"message_id": 0})

    @property
    def keys(self) -> list[str]:
        """Words on the keys below the chat."""
        keyboard = self._chat.world.chat(self.id).keyboard or {}
        return [key["text"] for row in keyboard.get("keyboard", []) for key in row]

    @property
    def alerts(self) -> list[str]:
        """Words of toasts and alerts, oldest first."""
        return [popup.text for popup in self._chat.world.chat(self.id).popups if popup.text]

    async def _did(self, done: Json) -> None:
        self._sent = done
        await self._chat.settle()


class Chat:
    """The bot over a real database, and the people who write to it."""

    def __init__(self, url: str, **wiring: Any) -> None:
        self.url = url
        self.world = World(SandboxOptions(rates=Rates(enabled=False)), Storage(None))
        self.telegram = FakeSession(self.world)
        self.clock = MovingClock()
        self.region = regions.load("smolensk")
        self.wiring: dict[str, Any] = {
            "compose": lambda *_: None,
            "press": str,
            "patience": AT_ONCE,
            "pace": NO_PACE,
        } | wiring
        self._engine = sync_engine(url, synchronous="OFF")
        self.app = self._build()

    def _build(self) -> App:
        self.database = Database(self.url, synchronous="OFF")
        bot = Bot(DEFAULT_TOKEN, session=self.telegram, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
        wiring = Wiring(database=self.database, clock=self.clock, region=self.region, **self.wiring)
        return App(bot, wiring)

    def person(self, first_name: str = "Анна", last_name: str = "", *, id: int | None = None, **fields: Any) -> Person:
        """A person with a phone whose Telegram id is ``id``; the other fields are those of the sandbox's Persona."""
        persona = Persona(id or 501 + len(self.world.state.chats), first_name, last_name, **fields)
        self.world.add_person(persona)
        return Person(self, persona)

    async def settle(self) -> None:
        """Let the bot fetch what was written and tapped, and finish with it."""
        await self.app.poller.fetch(0)
        await self.app.inbox.idle()

    async def restart(self) -> None:
        """Stop the bot and start it again on the same database, as a new process would."""
        await self._stop()
        self.app = self._build()
        await self.app.inbox.resume()
        await self.app.inbox.idle()

    def look(self, ask: Callable[[Session], T]) -> T:
        """Ask the database through a session of one's own."""
        with Session(self._engine, expire_on_commit=False) as session:
            return ask(session)

    def do(self, act: Callable[[Session, Context], T], actor: Actor | None = None) -> T:
        """Act on the database behind the bot's back, in one audited transaction; the system by default."""
        ctx = Context(actor or Actor(None), self.clock.now(), self.region)
        with AuditedSession(self._engine, expire_on_commit=False) as session, session.begin():
            return act(acting(session, ctx), ctx)

    async def close(self) -> None:
        """Stop the bot and close everything."""
        await self._stop()
        self._engine.dispose()
        self.world.storage.close()

    async def _stop(self) -> None:
        await self.app.inbox.close()
        await self.app.sender.close(5)
        await self.database.close()
