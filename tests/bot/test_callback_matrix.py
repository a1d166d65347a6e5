"""The access matrix of the chat: every kind of callback there is, forged with the numbers of somebody's case.

It is generated from the classes of callback data themselves: a new one is in it. Whoever has nothing to do with the
case is shown nothing of its result and changes nothing of it, whatever they press.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterator
from datetime import date
from typing import Any, get_origin

import pytest
import sqlalchemy as sa
from aiogram.filters.callback_data import CallbackData
from pydantic_core import ValidationError
from sqlalchemy.orm import Session

from bot import rooms
from models import Base
from models.accounts import Grant, Role
from models.places import Organization
from services import conversations, routes
from tests import world
from tests.bot.conftest import OpenTown
from tests.bot.test_crawl import canaries_in
from tests.bot.town import Town, heard

#: Chats of people who have nothing to do with the teacher's case: who they are, where they work, their role.
STRANGERS: dict[str, tuple[int, str, bool, Role | None]] = {
    "another teacher of the school": (2000, "Белова Дарья Ивановна", True, None),
    "a curator of others": (2001, "Ветрова Нина Павловна", False, Role.curator),
    "a curator who works in the school": (2002, "Галкина Ольга Юрьевна", True, Role.curator),
    "a head of another school": (2003, "Дроздов Илья Ильич", False, Role.head),
}
#: Rows of the case: nobody of these may change any.
CASE = (
    "routes", "activities", "agreements", "evidence", "participations", "applications", "consents", "appointments",
    "results", "result_looks", "block_scores", "found_deficits", "deadlines", "conversations", "messages",
    "disclosures",
)  # fmt: skip
WORDS = ("", "physics", "name")
DAY = date(2026, 9, 15)


def kinds() -> list[type[CallbackData]]:
    """Every kind of callback data of the bot."""
    assert rooms.ROUTERS
    return sorted(
        (kind for kind in CallbackData.__subclasses__() if kind.__module__.startswith("bot.")),
        key=lambda kind: kind.__prefix__,
    )


def values_of(kind: type[CallbackData], name: str) -> list[Any]:
    """What a forger would put into a field."""
    plain = kind.model_fields[name].annotation
    assert isinstance(plain, type) or get_origin(plain), (kind, name)
    if isinstance(plain, type) and issubclass(plain, enum.Enum):
        return list(plain)
    if plain is bool:
        return [True, False]
    if isinstance(plain, type) and issubclass(plain, int):
        return [1, 2] if name.endswith("id") else [1]
    if plain is date:
        return [DAY]
    assert plain is str, f"{kind.__name__}.{name}: say what a forger would write there"
    return list(WORDS)


def forged() -> Iterator[str]:
    """Callback data of every kind with every choice of values, as far as they can be written at all."""
    for kind in kinds():
        choices = [[(name, value) for value in values_of(kind, name)] for name in kind.model_fields]
        made = set()
        for chosen in itertools.product(*choices):
            try:
                made.add(kind(**dict(chosen)).pack())
            except ValidationError:
                continue
        assert made, kind
        yield from sorted(made)


def frozen(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """The rows of the case as they are."""
    tables = [Base.metadata.tables[name] for name in CASE]
    return {table.name: [tuple(row) for row in session.execute(sa.select(table).order_by(*table.primary_key))]
            for table in tables}  # fmt: skip


def settle(town: Town) -> None:
    """The people, a mark and a question."""
    with town.acting() as w:
        for chat_id, name, here, role in STRANGERS.values():
            school = w.school_id if here else w.other_school_id
            person_id = world.register(w.session, w.system, chat_id=chat_id, name=name, organization_id=school)
            if role is Role.head:
                w.session.add(Grant(person_id=person_id, role=role, organization_id=w.other_school_id))
            elif role is not None:
                w.session.add(Grant(person_id=person_id, role=role, centre_id=w.centre_id))
        routes.mark_activity(w.session, w.teacher, activity_id=1, done=True)
        routes.attach_words(w.session, w.teacher, activity_id=1, text=world.CANARY_ADVICE)
        conversations.ask(w.session, w.teacher, route_id=1, text=world.CANARY_DEFICIT)
        assert w.session.scalar(sa.select(sa.func.count(Organization.id)))


def test_every_kind_of_callback_is_in_the_matrix() -> None:
    made = list(forged())
    assert {one.partition(":")[0] for one in made} == {kind.__prefix__ for kind in kinds()}
    assert len(made) > 150
    assert all(len(one.encode()) <= 64 for one in made)


@pytest.mark.rule("К-01")
@pytest.mark.parametrize("who", STRANGERS)
async def test_a_forged_callback_gives_a_stranger_nothing_and_changes_nothing(open_town: OpenTown, who: str) -> None:
    town = await open_town("active")
    settle(town)
    chat_id, *_rest = STRANGERS[who]
    before = town.chat.look(frozen)
    person = town.chat.person("Кто-то", id=chat_id)
    await person.send("/start")
    for data in forged():
        await person.press(data)
        assert canaries_in(person.screen.text + " ".join(person.screen.buttons)) == [], data
        assert "Простите, не получилось" not in person.screen.text, data
    assert canaries_in(heard(person)) == []
    assert "Иванова" not in heard(person)
    mine = town.chat.look(frozen)
    changed = {name for name in CASE if [row for row in before[name] if row not in mine[name]]}
    assert changed == set()


@pytest.mark.rule("К-01")
@pytest.mark.parametrize("who", ["head", "newcomer"])
async def test_a_forged_callback_shows_the_head_and_a_newcomer_nothing_of_a_result(
    open_town: OpenTown, who: str
) -> None:
    town = await open_town("active")
    settle(town)
    person = town.head if who == "head" else town.newcomer
    await person.send("/start")
    for data in forged():
        await person.press(data)
        assert canaries_in(person.screen.text + " ".join(person.screen.buttons)) == [], data
    assert canaries_in(heard(person)) == []


async def test_the_same_callbacks_serve_whose_case_it_is(open_town: OpenTown) -> None:
    """The matrix is not vacuous: the teacher is shown by some of them what strangers are shown by none."""
    town = await open_town("active")
    settle(town)
    told = ""
    for data in forged():
        await town.teacher.press(data)
        told += town.teacher.screen.text
    assert set(canaries_in(told)) >= {world.CANARY_ADVICE, world.CANARY_DEFICIT, "43,21"}
