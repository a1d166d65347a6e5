"""The access matrix of the chat: every kind of callback there is, forged with the numbers of somebody's case.

It is generated from the handlers and from ``Role``: a new button and a new role are in it. Whoever has nothing to do
with the case is shown nothing of it, in no document either, and changes nothing of it, whatever they press.
"""

from __future__ import annotations

import pytest
from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery
from sqlalchemy.orm import Session

from bot import rooms
from bot.screens import Screen, show
from bot.work import Work
from models.accounts import Role
from models.results import FoundDeficit
from models.routes import Activity
from services.accounts import SCOPES
from services.context import Context
from tests import world
from tests.bot.conftest import OpenTown
from tests.bot.matrix import complaints, disclose, forged, kinds, settle
from tests.bot.test_crawl import reader
from tests.cast import MEMBERS, STRANGERS

pytestmark = pytest.mark.crawl

#: Of the teacher's school, centre or region, but without a word in the case or a look at its result.
SIDE = (*(name for name in MEMBERS if name not in STRANGERS), "newcomer")
#: Who reads the route and never the result; each may change the route only by their own answer.
SCHOOL = ("head", "deputy")
#: What their own answer changes of the case, by the stage at which they may give one; everything else it leaves alone.
OWN_ANSWER: dict[str, dict[str, set[str]]] = {
    "in_agreement": {"head": {"agreements is changed", "deadlines is changed"}},
    "awaiting_approval": {"head": {"routes is changed", "deadlines is changed", "deadlines is added to"}},
    "marked": {},
}


def test_every_kind_of_callback_is_in_the_matrix() -> None:
    there = {kind for kind in CallbackData.__subclasses__() if kind.__module__.startswith("bot.")}
    assert set(kinds(rooms.ROUTERS)) == there, "a kind of button that no handler answers"
    made = list(forged(rooms.ROUTERS))
    assert {one.partition(":")[0] for one in made} == {kind.__prefix__ for kind in there}
    assert len(made) > 150
    assert all(len(one.encode()) <= 64 for one in made)


def test_every_role_is_in_the_matrix() -> None:
    """Each as it is in the case's own place, and as it is in another, but for those who are everywhere."""
    everywhere = {role for role in Role if "region" in SCOPES[role]}
    assert {one.role for one in MEMBERS.values() if one.strange} - {None} == set(Role) - everywhere
    assert everywhere <= {MEMBERS[name].role for name in SIDE if name in MEMBERS}


@pytest.mark.rule("К-01")
@pytest.mark.parametrize("who", [*STRANGERS, *(name for name in SIDE if name not in SCHOOL)])
async def test_a_forged_callback_gives_a_stranger_nothing_and_changes_nothing(open_stage: OpenTown, who: str) -> None:
    town = await open_stage("marked")
    settle(town)
    disclose(town, beside=who)
    assert await complaints(town, reader(town, who), rooms.ROUTERS, ("Иванова",)) == []


@pytest.mark.rule("К-01")
@pytest.mark.parametrize(("who", "stage"), [(who, stage) for who in SCHOOL for stage in OWN_ANSWER])
async def test_a_forged_callback_shows_the_school_nothing_of_a_result_and_changes_nothing_but_by_an_answer(
    open_stage: OpenTown, who: str, stage: str
) -> None:
    town = await open_stage(stage)
    disclose(town, beside=who)
    if stage == "marked":
        settle(town)
    assert set(await complaints(town, reader(town, who), rooms.ROUTERS, ())) == OWN_ANSWER[stage].get(who, set())


async def test_the_same_callbacks_serve_whose_case_it_is(open_stage: OpenTown) -> None:
    """The matrix is not vacuous: the teacher is shown by some of them what strangers are shown by none."""
    town = await open_stage("marked")
    settle(town)
    found = " ".join(await complaints(town, town.teacher, rooms.ROUTERS, ()))
    for canary in (world.CANARY_ADVICE, world.CANARY_DEFICIT, "43,21"):
        assert f" shows {canary}" in found
    assert f" holds {world.CANARY_DEFICIT}" in found


class Peep(CallbackData, prefix="careless"):
    """A button that says which deficit is meant, and nothing of whose."""

    deficit_id: int


class Spoil(CallbackData, prefix="spoil"):
    """A button that renames an activity."""

    activity_id: int


careless = Router(name="careless")


def _words_of(session: Session, _ctx: Context, *, number: int) -> str:
    row = session.get(FoundDeficit, number)
    return row.text if row else "—"


def _rename(session: Session, _ctx: Context, *, number: int) -> None:
    row = session.get(Activity, number)
    if row is not None:
        row.title = "Другое"


@careless.callback_query(Peep.filter())
async def peep(query: CallbackQuery, callback_data: Peep, work: Work) -> None:
    """Show anybody the words of a deficit."""
    await show(query, Screen(await work.read(_words_of, number=callback_data.deficit_id), []))


@careless.callback_query(Spoil.filter())
async def spoil(query: CallbackQuery, callback_data: Spoil, work: Work) -> None:
    """Rename anybody's activity."""
    await work.run(_rename, number=callback_data.activity_id)
    await show(query, Screen("Готово", []))


@pytest.mark.parametrize("who", ["other_head", "other_operator", "colleague"])
async def test_the_matrix_refuses_a_new_callback_without_a_check_of_ownership(open_stage: OpenTown, who: str) -> None:
    town = await open_stage("marked", routers=[careless])
    found = await complaints(town, reader(town, who), [careless], ())
    assert f"{Peep(deficit_id=1).pack()} shows {world.CANARY_DEFICIT}" in found
    assert "activities is changed" in found
    assert not [one for one in found if not one.startswith(("careless:", "a toast", "activities"))]
