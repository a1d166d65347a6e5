"""A teacher opens the full card of their route to the head in the chat, and closes it; what the head gets before, with
and after it, whatever they press."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot import rooms
from models.routes import Disclosure, EndCause, Route
from services import routes
from tests import world
from tests.bot.conftest import OpenTown
from tests.bot.matrix import forged, settle
from tests.bot.test_crawl import reader
from tests.bot.test_routes_chat import card_of
from tests.bot.town import CANARIES, Town, has, heard, taps

#: What the full card says; the percent of a block is not on it.
ON_THE_CARD = {world.CANARY_CODE, world.CANARY_DEFICIT, world.CANARY_ADVICE}


def told(text: str) -> set[str]:
    """The planted values in a text."""
    return {one for one in CANARIES if one in text}


def of_routes() -> list[str]:
    """Forged callbacks of routes, activities and results: those of the profile would take the head out of office."""
    return [data for data in forged(rooms.ROUTERS) if data[0] in "rtv"]


async def open_to_head(town: Town) -> None:
    """The teacher opens the route from its page, after reading what will be seen."""
    await town.teacher.send("/start")
    await taps(town.teacher, "🧭 Мой маршрут", "🔓 Кому открыт маршрут")
    assert "Больше вы его никому не открывали" in town.teacher.screen.text
    await town.teacher.tap("🔓 Открыть полностью: Петров Семён Ильич…")
    assert "уровень дефицита" in town.teacher.screen.text
    assert "Закрыть можно в любой момент" in town.teacher.screen.text
    assert town.chat.look(lambda session: session.scalars(sa.select(Disclosure)).all()) == []
    await town.teacher.tap("Да, открыть полностью")
    assert "Петров Семён Ильич (руководитель ОО), с 4" in town.teacher.screen.text


@pytest.mark.rule("К-01")
async def test_a_teacher_opens_the_route_to_the_head_who_reads_it_in_full(active: Town) -> None:
    await open_to_head(active)
    await active.deliver()
    assert "Педагог открыл вам полную карту своего маршрута" in active.head.screen.text
    assert told(heard(active.head)) == set()
    await active.head.tap("🧭 Открыть маршрут")
    assert told(active.head.screen.text) == set()
    await active.head.tap("📂 Полная карта")
    assert told(active.head.screen.text) == ON_THE_CARD
    assert "Уровень дефицита: высокий" in active.head.screen.text
    assert "Ёлкина" in active.head.screen.text
    await active.head.tap("📄 Полная карта для правки")
    name, text = card_of(active, active.head)
    assert "для школы" not in name
    assert world.CANARY_CODE in text


@pytest.mark.rule("К-01")
async def test_the_teacher_reads_who_looked_at_what_was_opened(active: Town) -> None:
    await open_to_head(active)
    await active.head.press("th:1:1")
    await active.teacher.tap("👁 Кто смотрел мой результат")
    assert "Петров Семён Ильич" in active.teacher.screen.text


@pytest.mark.rule("К-01")
async def test_once_closed_old_buttons_give_nothing(active: Town) -> None:
    await open_to_head(active)
    await active.head.press("to:1:d:1")
    await active.head.tap("📂 Полная карта")
    await active.teacher.tap("🔒 Закрыть: Петров Семён Ильич")
    assert "Было открыто раньше" in active.teacher.screen.text
    await active.head.tap("📄 Полная карта для печати")
    assert "вам не открыта" in active.head.screen.text
    assert told(active.head.screen.text) == set()
    await active.head.press("th:1:1")
    assert told(active.head.screen.text) == set()
    assert not has(active.head.screen, "Полная карта")


async def test_a_notice_of_what_was_closed_before_it_went_out_is_not_sent(active: Town) -> None:
    await open_to_head(active)
    await active.teacher.tap("🔒 Закрыть: Петров Семён Ильич")
    await active.deliver()
    assert "полную карту" not in heard(active.head)


async def test_a_second_tap_and_a_forged_name_change_nothing(active: Town) -> None:
    await open_to_head(active)
    head = active.world.head_id
    await active.teacher.press(f"tn:1:{head}:1")
    assert "изменилось" in active.teacher.screen.text
    await active.teacher.press(f"tn:1:{active.world.operator_id}:1")
    await active.head.press(f"tn:1:{head}:1")
    assert len(active.chat.look(lambda session: session.scalars(sa.select(Disclosure)).all())) == 1


@pytest.mark.rule("К-01")
@pytest.mark.parametrize("who", ["other_head", "colleague", "other_teacher"])
async def test_with_a_disclosure_a_stranger_is_still_shown_nothing(open_stage: OpenTown, who: str) -> None:
    town = await open_stage("marked")
    settle(town)
    await open_to_head(town)
    person = reader(town, who)
    await person.send("/start")
    for data in forged(rooms.ROUTERS):
        await person.press(data)
    assert told(heard(person)) == set()


@pytest.mark.rule("К-01")
async def test_with_a_disclosure_only_the_full_card_shows_the_head_anything(open_town: OpenTown) -> None:
    town = await open_town("active")
    settle(town)
    await open_to_head(town)
    await town.head.send("/start")
    shown = set()
    for data in of_routes():
        await town.head.press(data)
        if told(town.head.screen.text + " ".join(town.head.screen.buttons)):
            shown.add(data.partition(":")[0])
            assert told(town.head.screen.text) <= ON_THE_CARD, data
    assert shown == {"th"}
    await town.teacher.press("tx:1")
    await town.head.send("/start")
    for data in of_routes():
        await town.head.press(data)
        assert told(town.head.screen.text + " ".join(town.head.screen.buttons)) == set(), data


async def test_a_route_of_another_school_year_stays_closed(active: Town) -> None:
    await open_to_head(active)
    with active.acting() as w:
        routes.end_early(w.session, w.planner, route_id=1, words="Начнём заново", cause=EndCause.other)
        w.draw_up(1)
    number = active.chat.look(lambda session: session.scalars(sa.select(sa.func.max(Route.id))).one())
    await active.head.press(f"th:{number}:1")
    assert told(active.head.screen.text) == set()
    assert "вам не открыта" in active.head.screen.text
