"""Callback data as a forger would write it: of every kind that some handler of the bot answers, with every choice."""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, get_origin

import sqlalchemy as sa
from aiogram import Router
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter
from pydantic_core import ValidationError
from sqlalchemy.orm import Session

from bot import start
from models import Base
from models.accounts import Grant
from models.people import TelegramChat
from services import conversations, routes
from services.notices import NoticeKind
from tests import world
from tests.bot.chat import Person
from tests.bot.crawling import canaries_in, document_in
from tests.bot.town import Town, heard
from tests.cast import MEMBERS

#: Rows of the case: whoever has nothing to do with it may change none, and add none that hangs on it.
CASE = (
    "routes", "activities", "activity_deficits", "agreements", "evidence", "participations", "participation_blocks",
    "applications", "consents", "appointments", "contact_attempts", "assessments", "results", "result_looks",
    "block_scores", "found_deficits", "deadlines", "conversations", "messages", "disclosures",
)  # fmt: skip
#: A table's rows by their primary keys, and each by the names of its columns.
Rows = dict[tuple[object, ...], dict[str, object]]
WORDS = ("", "physics", "name")
#: A setting of one's own names no row: a few of the fifty kinds of notices are enough.
FEW = 5
#: Rooms in which people change themselves: another school, and a head is a head no more; an unlinked chat is nobody's.
#: Their buttons are pressed last, while everything else is pressed by the person who was meant.
ONESELF = ("bot.people", "bot.settings")
DAY = date(2026, 9, 15)


def kinds(routers: Iterable[Router]) -> list[type[CallbackData]]:
    """Every kind of callback data that a handler of these routers, or of the bot's own, answers."""
    found = {
        one.callback.callback_data
        for router in (start.router, *routers, start.leftovers)
        for part in router.chain_tail
        for handler in part.callback_query.handlers
        for one in handler.filters or ()
        if isinstance(one.callback, CallbackQueryFilter)
    }
    return sorted(found, key=lambda kind: (kind.__module__.startswith(ONESELF), kind.__prefix__))


def values_of(kind: type[CallbackData], name: str) -> list[Any]:
    """What a forger would put into a field."""
    plain = kind.model_fields[name].annotation
    assert isinstance(plain, type) or get_origin(plain), (kind, name)
    if isinstance(plain, type) and issubclass(plain, enum.Enum):
        return list(plain)[:FEW] if plain is NoticeKind else list(plain)
    if plain is bool:
        return [True, False]
    if isinstance(plain, type) and issubclass(plain, int):
        return [1, 2] if name.endswith("id") else [1]
    if plain is date:
        return [DAY]
    assert plain is str, f"{kind.__name__}.{name}: say what a forger would write there"
    return list(WORDS)


def forged(routers: Iterable[Router]) -> Iterator[str]:
    """Callback data of every kind with every choice of values, as far as they can be written at all."""
    for kind in kinds(routers):
        choices = [[(name, value) for value in values_of(kind, name)] for name in kind.model_fields]
        made = set()
        for chosen in itertools.product(*choices):
            try:
                made.add(kind(**dict(chosen)).pack())
            except ValidationError:
                continue
        assert made, kind
        yield from sorted(made)


def frozen(session: Session) -> dict[str, Rows]:
    """The rows of the case as they are."""
    found: dict[str, Rows] = {}
    for name in CASE:
        table = Base.metadata.tables[name]
        rows = [dict(row._mapping) for row in session.execute(sa.select(table))]
        found[name] = {tuple(row[key.name] for key in table.primary_key): row for row in rows}
    return found


def changes(before: dict[str, Rows], after: dict[str, Rows]) -> list[str]:
    """Which tables have lost or changed a row they had, and which have a new one that hangs on the case."""
    lost = [f"{name} is changed" for name in CASE
            if any(after[name].get(key) != row for key, row in before[name].items())]  # fmt: skip
    return lost + [
        f"{name} is added to" for name in CASE
        if any(_hangs(name, row, before) for key, row in after[name].items() if key not in before[name])
    ]  # fmt: skip


def _hangs(name: str, row: dict[str, object], case: dict[str, Rows]) -> bool:
    """Whether a row is of the case's person or points at a row of the case."""
    owners = {one["person_id"] for one in case["participations"].values()}
    points = [(key.parent.name, key.column.table.name) for key in Base.metadata.tables[name].foreign_keys]
    return row.get("person_id") in owners or any((row[mine],) in case.get(other, ()) for mine, other in points)


def settle(town: Town) -> None:
    """What a result says is said once more in words of the teacher's: evidence and a question."""
    with town.acting() as w:
        routes.attach_words(w.session, w.teacher, activity_id=1, text=world.CANARY_ADVICE)
        conversations.ask(w.session, w.teacher, route_id=1, text=world.CANARY_DEFICIT)


def disclose(town: Town, *, beside: str) -> None:
    """The teacher opens the route to the head, or to the deputy where the head is the one ``beside`` whom it is done:
    there is a disclosure to be closed, and it is not theirs."""
    chat_id = MEMBERS["deputy"].chat_id if beside == "head" else town.head.id
    holder = sa.select(TelegramChat.person_id).where(TelegramChat.chat_id == chat_id)
    recipient_id = town.chat.look(lambda session: session.scalars(holder).one())
    with town.acting() as w:
        routes.disclose(w.session, w.teacher, route_id=1, recipient_id=recipient_id)


async def complaints(town: Town, person: Person, routers: Iterable[Router], names: tuple[str, ...]) -> list[str]:
    """What pressing everything gives somebody that they may not have: words of a result on a screen, in a toast or in
    a document, one of ``names``, a change of the case, a fault. Nothing, when all is well."""
    found: list[str] = []
    before = town.chat.look(frozen)
    mine = town.chat.look(lambda session: _roles(session, person.id))
    await person.send("/start")
    own = {kind.__prefix__ for kind in kinds(routers) if kind.__module__.startswith(ONESELF)}
    for data in forged(routers):
        if data.partition(":")[0] not in own:
            assert town.chat.look(lambda session: _roles(session, person.id)) == mine, f"no {mine} presses {data}"
        known = len(person.messages)
        await person.press(data)
        came = [one for one in (*person.messages[known:], person.screen) if one.raw]
        told = " ".join(words for one in came for words in (one.text, *one.buttons))
        if "Простите, не получилось" in told:
            found.append(f"{data} breaks")
        found += [f"{data} shows {one}" for one in _secrets(told, names)]
        papers = " ".join(document_in(town, one.raw) for one in came)
        found += [f"{data} holds {one}" for one in _secrets(papers, names)]
    found += [f"a toast or an edited screen shows {one}" for one in _secrets(heard(person), names)]
    return found + changes(before, town.chat.look(frozen))


def _roles(session: Session, chat_id: int) -> list[str]:
    """The roles that hold of whoever has the chat."""
    holder = sa.select(TelegramChat.person_id).where(TelegramChat.chat_id == chat_id).scalar_subquery()
    roles = sa.select(Grant.role).where(Grant.person_id == holder, Grant.ends_on.is_(None))
    return sorted(role.value for role in session.scalars(roles))


def _secrets(told: str, names: tuple[str, ...]) -> list[str]:
    return [*canaries_in(told), *(name for name in names if name in told)]
