"""A route, as each of its readers sees it in the chat."""

from __future__ import annotations

import io
import zipfile

import pytest
import sqlalchemy as sa

from models.applications import Participation
from models.results import ResultLook
from services import routes
from tests.bot.chat import Person
from tests.bot.town import CANARIES, Town, has, heard, taps
from tests.bot.ways import WARD, activities, open_from_notice, route
from tests.world import CANARY_CODE


@pytest.mark.rule("К-01", "К-54")
async def test_a_head_sees_the_schools_projection_on_every_screen(active: Town) -> None:
    head = active.head
    await head.send("/start")
    await taps(head, "🏫 Маршруты школы", f"{WARD} · 0/10")
    assert "куратор ЦНППМ" in head.screen.text
    assert "Цель: профессиональный рост педагога" in head.screen.text
    await taps(head, "🗂 По видам", "▫️ 24.09 Семинар № 1")
    assert "Над чем работаем" not in head.screen.text
    assert not has(head.screen, "Отметить")
    assert not any(canary in heard(head) for canary in CANARIES)
    assert "Ёлкина" not in heard(head)
    assert not any(has(shown, "Результат") for shown in head.messages)


@pytest.mark.rule("SM-IOM-5.8")
async def test_activities_stand_with_dates_and_by_category_in_pages(active: Town) -> None:
    await active.teacher.send("/start")
    await active.teacher.tap("🧭 Мой маршрут")
    assert has(active.teacher.screen, "▫️ 24.09 Семинар № 1")
    assert not has(active.teacher.screen, "Семинар № 9")
    await active.teacher.tap("Страница 2 ›")
    assert has(active.teacher.screen, "Семинар № 9")
    await active.teacher.tap("🗂 По видам")
    assert "Профессиональное развитие и обмен опытом: 0 из 10" in active.teacher.screen.text


async def test_the_screen_of_a_route_lists_its_activities_once(active: Town) -> None:
    await active.teacher.send("/start")
    await active.teacher.tap("🧭 Мой маршрут")
    assert "Семинар" not in active.teacher.screen.text
    assert "10 мероприятий" in active.teacher.screen.text
    await active.teacher.tap("📖 Прочитать всё")
    assert "▫️ 24.09.2026: Семинар № 1" in active.teacher.screen.text
    assert not has(active.teacher.screen, "Семинар")


async def test_the_application_of_a_route_leads_to_the_route(active: Town) -> None:
    await active.teacher.send("/start")
    await active.teacher.tap("📋 Моя заявка")
    assert "Ваш маршрут действует. Выполнено: 0 из 10." in active.teacher.screen.text
    assert active.teacher.screen.rows[0] == ["🧭 Открыть мой маршрут"]
    await active.teacher.tap("🧭 Открыть мой маршрут")
    assert "Мой маршрут" in active.teacher.screen.text


@pytest.mark.rule("SM-IOM-5.9")
async def test_an_activity_tells_the_teacher_which_deficits_it_works_on(active: Town) -> None:
    await active.teacher.send("/start")
    await active.teacher.tap("🧭 Открыть мероприятие")
    assert "Над чем работаем:" in active.teacher.screen.text
    assert CANARIES[0] in active.teacher.screen.text


@pytest.mark.rule("К-01")
@pytest.mark.parametrize("data", ["vl:{}:confirmed", "va:{}"])
async def test_deficits_shown_after_any_tap_leave_a_look(active: Town, data: str) -> None:
    looks = active.chat.look(lambda session: session.scalars(sa.select(sa.func.count(ResultLook.id))).one())
    await active.curator.press(data.format(activities(active)[0].id))
    assert CANARY_CODE in active.curator.screen.text
    assert active.chat.look(lambda session: session.scalars(sa.select(sa.func.count(ResultLook.id))).one()) == looks + 1


async def test_a_curator_finds_a_ward_by_a_part_of_the_name(active: Town) -> None:
    await active.curator.press("tf")
    await active.curator.send("иванов")
    assert has(active.curator.screen, WARD)
    await active.curator.send("петух")
    assert "Найдено по словам «петух»: 0." in active.curator.screen.text


@pytest.mark.parametrize("data", ["to:{id}:d:1", "tg:{id}:0", "tc:{id}", "tr:{id}", "va:{activity}", "vq:{activity}"])
async def test_another_persons_route_gives_nothing(active: Town, data: str) -> None:
    stranger = active.newcomer
    await stranger.send("/start")
    await taps(stranger, "📄 Прочитать согласие", "✅ Согласен (согласна)")
    await stranger.press(data.format(id=route(active).id, activity=activities(active)[0].id))
    assert stranger.alerts[-1] in ("Такого маршрута нет.", "Такого мероприятия нет.")
    assert "Семинар" not in heard(stranger)


async def test_a_route_is_not_seen_before_it_is_sent_for_agreement(town: Town) -> None:
    with town.acting() as w:
        number = w.published_case()
        drafted = routes.draw_up(w.session, w.planner, participation_id=number)
    await town.teacher.press(f"to:{drafted}:d:1")
    assert town.teacher.alerts[-1] == "Такого маршрута нет."
    assert town.chat.look(lambda session: session.scalar(sa.select(Participation.id))) == number


def card_of(town: Town, person: Person) -> tuple[str, str]:
    """Name and the text of the Word file a person got last."""
    document = person.screen.raw["document"]
    stored = town.chat.world.files.find(document["file_id"])
    assert stored is not None
    with zipfile.ZipFile(io.BytesIO(town.chat.world.files.read(stored))) as archive:
        return document["file_name"], archive.read("word/document.xml").decode()


@pytest.mark.rule("SM-IOM-4.3.5", "SM-IOM-4.3.9", "К-01", "К-54")
async def test_the_card_is_whole_for_the_teacher_and_the_schools_for_the_head(active: Town) -> None:
    number = route(active).id
    for person in (active.teacher, active.curator, active.head):
        await person.press(f"to:{number}:d:1")
        await person.tap("📄 Карта для правки")
        assert person.alerts[-1] == "Готовлю карту…"
    for person in (active.teacher, active.curator):
        assert CANARY_CODE in card_of(active, person)[1]
    name, text = card_of(active, active.head)
    assert "(для школы)" in name
    assert not any(canary in text for canary in CANARIES)
    assert "Ёлкина" not in text
    await active.teacher.press(f"td:{number}:p")
    assert active.teacher.screen.raw["document"]["file_name"].endswith(".pdf")


async def test_the_plan_names_what_each_activity_works_on_but_not_to_the_head(agreeing: Town) -> None:
    await open_from_notice(agreeing.teacher)
    assert agreeing.teacher.screen.rows[:2] == [["📖 Прочитать всё"], ["✅ Согласен (согласна)"]]
    assert "Петров Семён Ильич" in agreeing.teacher.screen.text
    await agreeing.teacher.tap("📖 Прочитать всё")
    assert f"Над чем работаем:\n• {CANARY_CODE}" in agreeing.teacher.screen.text
    looks = sa.select(sa.func.count(ResultLook.id)).where(ResultLook.viewer_id == agreeing.world.curator_id)
    assert agreeing.chat.look(lambda session: session.scalar(looks)) == 0
    await open_from_notice(agreeing.curator)
    await agreeing.curator.tap("📖 Прочитать всё")
    assert CANARY_CODE in agreeing.curator.screen.text
    assert agreeing.chat.look(lambda session: session.scalar(looks)) == 1
    await open_from_notice(agreeing.head)
    await agreeing.head.tap("📖 Прочитать всё")
    assert "Над чем работаем" not in heard(agreeing.head)
