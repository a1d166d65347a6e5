"""Handlers and services that do one thing each, for tests of what surrounds them."""

from __future__ import annotations

import asyncio
from html import escape

import sqlalchemy as sa
from aiogram import Router
from aiogram.filters import Command, CommandObject, StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy.orm import Session

from bot.screens import Button, Screen, home, show
from bot.work import Work
from locales import catalog, language
from models.people import Person, TelegramChat
from services.context import Context
from services.errors import Refused, Stale

lazy = catalog("services").lazy


class Typing(StatesGroup):
    """What the probe asks for."""

    name = State()


class Mute(CallbackData, prefix="mute"):
    """A button with its wanted value."""

    name: str
    wanted: bool


def add(session: Session, ctx: Context, *, name: str) -> str:
    """Add a person of that name."""
    session.add(Person(first_name=name, created_at=ctx.now))
    return name


def add_and_refuse(session: Session, ctx: Context, *, name: str, stale: bool = False) -> None:
    """Add a person and then refuse."""
    add(session, ctx, name=name)
    session.flush()
    raise (Stale if stale else Refused)(lazy("Not <today>."))


def link(session: Session, ctx: Context, *, chat_id: int, name: str, code: str = "ru") -> int:
    """Add a person with a chat; returns the person's id."""
    person = Person(first_name=name, language=code, created_at=ctx.now)
    person.chat = TelegramChat(chat_id=chat_id, linked_at=ctx.now)
    session.add(person)
    session.flush()
    return person.id


def set_muted(session: Session, ctx: Context, *, name: str, wanted: bool) -> None:
    """Have a person muted or not."""
    person = session.scalars(sa.select(Person).where(Person.first_name == name)).one()
    person.muted = ["all"] if wanted else []


def names(session: Session, ctx: Context | None = None) -> list[str]:
    """First names in the order of their adding."""
    return list(session.scalars(sa.select(Person.first_name).order_by(Person.id)))


class Probe:
    """The handlers, with what the test may look at and break."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.broken = 0
        self.gate: asyncio.Event | None = None
        self.router = Router(name="probe")
        on = self.router.message
        on.register(self.add, Command("add"))
        on.register(self.add_blindly, Command("addbreak"))
        on.register(self.refuse, Command("refuse"))
        on.register(self.ask, Command("ask"))
        on.register(self.names, Command("names"))
        on.register(self.register, Command("register"))
        on.register(self.twice, Command("twice"))
        on.register(self.buttons, Command("buttons"))
        on.register(self.language, Command("language"))
        on.register(self.typed, StateFilter(Typing.name))
        self.router.callback_query.register(self.mute, Mute.filter())

    async def _pass(self, told: str) -> None:
        if self.gate is not None:
            await self.gate.wait()
        if self.broken:
            self.broken -= 1
            raise ZeroDivisionError(told)
        self.order.append(told)

    async def add(self, message: Message, work: Work, command: CommandObject) -> None:
        """Add a person, then say so."""
        await self._pass(f"{message.chat.id}:{command.args}")
        name = await work.run(add, name=command.args or "")
        await show(message, Screen(f"Added {escape(name)}", [[home()]]))

    async def add_blindly(self, message: Message, work: Work, command: CommandObject) -> None:
        """Add a person, then break."""
        await work.run(add, name=command.args or "")
        raise ZeroDivisionError

    async def refuse(self, message: Message, work: Work, state: FSMContext) -> None:
        """Begin typing and be refused halfway."""
        await state.set_state(Typing.name)
        await work.run(add_and_refuse, name="Half")

    async def ask(self, message: Message, state: FSMContext) -> None:
        """Only ask."""
        await state.set_state(Typing.name)
        await state.update_data(asked="name")
        await show(message, Screen("Your name?"))

    async def typed(self, message: Message, work: Work, state: FSMContext) -> None:
        """Take what was typed; the word "refuse" is refused, "break" breaks."""
        await state.clear()
        if message.text == "refuse":
            await work.run(add_and_refuse, name="Half")
        await self._pass(message.text or "")
        await work.run(add, name=message.text or "")
        await show(message, Screen("Thank you"))

    async def names(self, message: Message, work: Work) -> None:
        """Only read."""
        await self._pass("names")
        await show(message, Screen(escape(", ".join(await work.read(names)) or "nobody")))

    async def register(self, message: Message, work: Work, command: CommandObject) -> None:
        """Link the chat to a new person."""
        person_id = await work.run(link, chat_id=message.chat.id, name=command.args or "")
        await show(message, Screen(f"{person_id} is {work.person_id}"))

    async def twice(self, message: Message, work: Work) -> None:
        """Try to have two transactions."""
        await work.run(add, name="First")
        await work.run(add, name="Second")

    async def buttons(self, message: Message) -> None:
        """Offer buttons."""
        row = [Button("Mute", Mute(name="Anna", wanted=True)), Button("Speak", Mute(name="Anna", wanted=False))]
        await show(message, Screen("Buttons", [row, [Button("Lost", "lost:1")], [home()]]))

    async def language(self, message: Message) -> None:
        """Say in which language texts are."""
        await show(message, Screen(language()))

    async def mute(self, query: CallbackQuery, callback_data: Mute, work: Work) -> None:
        """Take the wanted value."""
        await work.run(set_muted, name=callback_data.name, wanted=callback_data.wanted)
        await show(query, Screen(f"Muted: {callback_data.wanted}", [[Button("Mute", callback_data), home()]]), "Saved")
