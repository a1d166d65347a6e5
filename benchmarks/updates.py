"""Updates per second: the bare dispatcher of aiogram against ours, from the raw update to the answer.

Bare: a dispatcher with one router, typed callback data and one answer; no database. Ours: the raw update is stored in
the inbox, handed over in order, opens its person, runs its service in a transaction and answers after the commit.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from aiogram import Bot, Dispatcher, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.enums import ParseMode
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from benchmarks.people import REGION, Walker, walkers
from benchmarks.telegram import TOKEN, InstantSession, press
from bot import rooms
from bot.app import App, Wiring
from bot.database import Database
from bot.routes.calls import MarkActivity, OpenRoute
from models.audit import AuditEntry
from models.engine import sync_engine
from notices import compose
from services.clock import Clock

UPDATES = 600
#: The bare dispatcher is so much quicker that as few would be over within one hiccup of the machine.
BARE = 12_000
BATCH = 100


class Open(CallbackData, prefix="b"):
    """The bare bot's button."""

    id: int


async def bare() -> float:
    """Updates per second of aiogram alone: parse, match, edit a message, answer the query."""
    router = Router()

    @router.callback_query(Open.filter())
    async def opened(query: CallbackQuery, callback_data: Open) -> None:
        keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="-", callback_data="-")]])
        if isinstance(query.message, Message):
            await query.message.edit_text(str(callback_data.id), reply_markup=keyboard)
        await query.answer()

    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    bot = Bot(TOKEN, session=InstantSession())
    updates = [press(number, 500 + number % 12, Open(id=number).pack()) for number in range(BARE)]
    started = time.perf_counter()
    for first in range(0, BARE, BATCH):
        await asyncio.gather(
            *(
                dispatcher.feed_update(bot, Update.model_validate(update, context={"bot": bot}))
                for update in updates[first : first + BATCH]
            )
        )
    return BARE / (time.perf_counter() - started)


async def ours(url: str, clock: Clock, presses: Sequence[tuple[int, str]]) -> float:
    """Updates per second of our bot on ``presses`` (chat, callback data), with SQLite as durable as in life."""
    database = Database(url)
    bot = Bot(TOKEN, session=InstantSession(), default=DefaultBotProperties(parse_mode=ParseMode.HTML))
    wiring = Wiring(
        database=database, clock=clock, region=REGION, compose=compose, press=rooms.press, routers=rooms.ROUTERS,
        home=rooms.first_screen, resumes=rooms.resumes(),
    )  # fmt: skip
    app = App(bot, wiring)
    first_id = time.time_ns() // 1_000
    updates = [press(first_id + number, chat, data) for number, (chat, data) in enumerate(presses)]
    started = time.perf_counter()
    for first in range(0, len(updates), BATCH):
        await app.inbox.arrive(updates[first : first + BATCH])
        await app.inbox.idle()
    spent = time.perf_counter() - started
    await app.inbox.close()
    await database.close()
    return len(updates) / spent


def presses_of(people: Sequence[Walker], kind: str) -> list[tuple[int, str]]:
    """Who presses what: everybody in turn opens their route, or ticks and unticks their activities."""
    pressed = []
    for number in range(UPDATES):
        walker = people[number % len(people)]
        if kind == "open route":
            pressed.append((walker.chat_id, OpenRoute(route_id=walker.route_id).pack()))
        else:
            done = (number // len(people)) % 2 == 0
            pressed.append((walker.chat_id, MarkActivity(activity_id=walker.activity_id, done=done).pack()))
    return pressed


def audited(url: str) -> int:
    """How many changes were recorded so far."""
    engine = sync_engine(url, read_only=True)
    with engine.connect() as connection:
        found = connection.execute(sa.select(sa.func.count(AuditEntry.id))).scalar_one()
    engine.dispose()
    return found


async def measure(folder: Path) -> list[tuple[str, str]]:
    """Rows of the table: what was measured, and the figure."""
    url = f"sqlite:///{folder / 'bench.sqlite3'}"
    engine = sync_engine(url)
    people, clock = walkers(engine)
    engine.dispose()
    await bare()
    alone = await bare()
    rows = [("bare dispatcher of aiogram, updates/s", f"{alone:.0f}")]
    for kind in ("open route", "tick"):
        await ours(url, clock, presses_of(people, kind)[:BATCH])
        before = audited(url)
        rate = await ours(url, clock, presses_of(people, kind))
        assert audited(url) - before >= (UPDATES if kind == "tick" else 0), "a tick that changed nothing"
        rows.append((f"ours, «{kind}», updates/s", f"{rate:.0f}"))
        rows.append((f"ours to bare, «{kind}»", f"1 : {alone / rate:.1f}"))
    return rows
