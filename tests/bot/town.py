"""A town behind the bot: the world's people with their chats, and acts of staff behind the bot's back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

import notices
from bot import rooms
from models.applications import Participation
from models.engine import sync_engine
from models.people import TelegramChat
from models.routes import Route
from services import routes
from services.audit import AuditedSession, acting
from services.context import Context
from tests import world
from tests.bot.chat import Chat, Person, Shown

#: What stands in results only and may reach nobody who may not see them; a percent as the chat and the base say it.
CANARIES = (world.CANARY_CODE, world.CANARY_DEFICIT, world.CANARY_ADVICE, "43,21", "43.21")
#: What the wiring gives the bot.
WIRING = {
    "routers": rooms.ROUTERS,
    "home": rooms.first_screen,
    "resumes": rooms.resumes(),
    "compose": notices.compose,
    "press": rooms.press,
}


class Stages:
    """Databases with the world at a stage of a case's way: each is built once a run, tests take copies."""

    def __init__(self, template: Path, folder: Path, system: Context) -> None:
        self._template = template
        self._folder = folder
        self._system = system
        self._made: dict[str, tuple[Path, world.World]] = {}

    def at(self, stage: str) -> tuple[Path, world.World]:
        """The database of a stage and the world in it; its session is closed."""
        if stage not in self._made:
            names = list(STEPS)
            before = names[names.index(stage) - 1] if stage != names[0] else None
            source = self.at(before)[0] if before else self._template
            path = Path(shutil.copy(source, self._folder / f"{stage}.sqlite3"))
            self._made[stage] = path, self._build(path, stage, self.at(before)[1] if before else None)
        return self._made[stage]

    def _build(self, path: Path, stage: str, before: world.World | None) -> world.World:
        engine = sync_engine(f"sqlite:///{path}", synchronous="OFF")
        with AuditedSession(engine, expire_on_commit=False) as session:
            acting(session, self._system)
            found = replace(before, session=session) if before else world.build(session, self._system)
            STEPS[stage](found)
            session.commit()
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        engine.dispose()
        return found


def _publish(w: world.World) -> None:
    w.published_case()


def _send(w: world.World) -> None:
    w.draw_up(_only(w, Participation), activities=10)


def _agree(w: world.World) -> None:
    w.agree(_only(w, Route))


def _approve(w: world.World) -> None:
    routes.approve(w.session, w.head, route_id=_only(w, Route))


def _only(w: world.World, kind: type[Participation] | type[Route]) -> int:
    return w.session.scalars(sa.select(kind.id)).one()


#: The stages of a case in order, each made from the one before.
STEPS: dict[str, Callable[[world.World], None]] = {
    "people": lambda w: None,
    "published": _publish,
    "agreeing": _send,
    "approving": _agree,
    "active": _approve,
}


class Town:
    """The bot with the people of ``tests.world``, who have registered; the newcomer has not."""

    def __init__(self, chat: Chat, found: world.World) -> None:
        self.chat = chat
        self.chat.clock.at = found.now
        self.world = replace(found)
        self._engine = sync_engine(chat.url, synchronous="OFF")
        people = self.chat.look(self._chats)
        self.teacher = self._person("Анна", people[self.world.teacher_id])
        self.curator = self._person("Мария", people[self.world.curator_id])
        self.head = self._person("Семён", people[self.world.head_id])
        self.operator = self._person("Вера", people[self.world.operator_id])
        self.planner = self._person("Олег", people[self.world.planner_id])
        self.newcomer = chat.person("Вера", id=900, phone="+79100000000")

    def _person(self, name: str, chat_id: int) -> Person:
        return self.chat.person(name, id=chat_id)

    @staticmethod
    def _chats(session: Session) -> dict[int, int]:
        return {row.person_id: row.chat_id for row in session.scalars(sa.select(TelegramChat))}

    @contextmanager
    def acting(self) -> Iterator[world.World]:
        """The world at the bot's present instant, in a session of its own; time that passes in it passes for all.

        It holds the database's write lock: look at the bot's database before or after, not within.
        """
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


def heard(person: Person) -> str:
    """Everything the bot has ever said to somebody: messages as they are now, buttons, toasts."""
    told = [shown.text + " ".join(shown.buttons) for shown in person.messages]
    return " ".join([*told, *person.alerts])
