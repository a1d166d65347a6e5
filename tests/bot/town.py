"""A town behind the bot: the world's people with their chats, and acts of staff behind the bot's back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

import notices
from bot import rooms
from models.engine import sync_engine
from models.people import TelegramChat
from services.audit import AuditedSession
from services.context import Actor, Context
from tests import world
from tests.bot.chat import Chat, Person, Shown

#: What the wiring gives the bot.
WIRING = {
    "routers": rooms.ROUTERS,
    "home": rooms.first_screen,
    "resumes": rooms.resumes(),
    "compose": notices.compose,
    "press": rooms.press,
}


class Town:
    """The bot with the people of ``tests.world``, who have registered; a newcomer has not."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self._engine = sync_engine(chat.url, synchronous="OFF")
        system = Context(Actor(None), chat.clock.now(), chat.region)
        with AuditedSession(self._engine, expire_on_commit=False) as session:
            self.world = world.build(session, system)
        people = self.chat.look(self._chats)
        self.teacher = self._person("Анна", people[self.world.teacher_id])
        self.curator = self._person("Мария", people[self.world.curator_id])
        self.head = self._person("Семён", people[self.world.head_id])
        self.newcomer = chat.person("Вера", id=900, phone="+79100000000")

    def _person(self, name: str, chat_id: int) -> Person:
        return self.chat.person(name, id=chat_id)

    @staticmethod
    def _chats(session: Session) -> dict[int, int]:
        return {row.person_id: row.chat_id for row in session.query(TelegramChat)}

    @contextmanager
    def acting(self) -> Iterator[world.World]:
        """The world at the bot's present instant, in a session of its own; time that passes in it passes for all."""
        with AuditedSession(self._engine, expire_on_commit=False) as session:
            self.world.session, self.world.now = session, self.chat.clock.at
            yield self.world
            session.commit()
            self.chat.clock.at = self.world.now

    async def open(self) -> None:
        """Everybody but the newcomer has written to the bot once, as Telegram demands before it may write to them."""
        for person in (self.teacher, self.curator, self.head):
            await person.send("/start")

    async def deliver(self) -> None:
        """Send the notices that are due, one person's one after another."""
        while await self.chat.app.sender.flush():
            pass

    def close(self) -> None:
        """Close the connection of the acts behind the bot's back."""
        self._engine.dispose()


async def taps(person: Person, *words: str) -> int:
    """Tap the buttons one after another; returns how many there were."""
    for one in words:
        await person.tap(one)
    return len(words)


def has(shown: Shown, words: str) -> bool:
    """Whether some button of the message holds the words."""
    return any(words in button for button in shown.buttons)
