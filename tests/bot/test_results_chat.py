"""A result in the chat: told of without a word of it, opened by one's own tap, closed to everybody else."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot.routes.calls import OpenActivity, OpenRoute
from models.applications import Participation
from models.results import ResultLook
from models.routes import Activity, Route
from tests.bot.town import CANARIES, Town, heard, taps
from tests.world import CANARY_ADVICE, CANARY_CODE, CANARY_DEFICIT


def case_id(town: Town) -> int:
    """The only participation."""
    return town.chat.look(lambda session: session.scalars(sa.select(Participation.id)).one())


@pytest.mark.rule("SM-DIA-6.3")
async def test_the_notice_says_ready_and_not_a_word_of_the_result(published: Town) -> None:
    assert "Ваш результат готов" in published.teacher.messages[-2].text
    assert "Что дальше после результата" in published.teacher.screen.text
    assert not any(canary in heard(published.teacher) for canary in CANARIES)
    assert "дефицит" not in heard(published.teacher)


@pytest.mark.rule("SM-IOM-5.4")
async def test_a_tap_opens_form_date_levels_deficits_with_codes_and_recommendations(published: Town) -> None:
    await published.teacher.tap("📊 Открыть результат")
    text = published.teacher.screen.text
    assert "Стандартизированная диагностика, 4 сентября 2026, пт" in text
    assert f"{CANARY_CODE}: {CANARY_DEFICIT}" in text
    assert CANARY_ADVICE in text
    assert "43,21 % баллов" in text


@pytest.mark.rule("К-07")
async def test_a_level_is_never_bare(published: Town) -> None:
    await published.teacher.tap("📊 Открыть результат")
    text = published.teacher.screen.text
    assert "Уровень дефицита: высокий — здесь поддержка нужна в первую очередь" in text
    assert "высокий уровень" not in text.lower()


async def test_beside_a_question_stands_the_centres_phone(published: Town) -> None:
    await taps(published.teacher, "📊 Открыть результат", "❓ Задать вопрос")
    assert "+7 4812 00-00-00" in published.teacher.screen.text
    assert "Напишите, пожалуйста" in published.teacher.screen.text


async def test_the_person_sees_who_looked(published: Town) -> None:
    number = case_id(published)
    with published.acting() as w:
        w.draw_up(number)
    await published.curator.press(f"ro:{number}:1")
    assert CANARY_DEFICIT in published.curator.screen.text
    await taps(published.teacher, "📊 Открыть результат", "👁 Кто смотрел мой результат")
    assert "Ёлкина Мария Львовна" in published.teacher.screen.text


async def test_the_person_sees_who_was_shown_deficits_beside_an_activity(active: Town) -> None:
    first = active.chat.look(lambda session: session.scalars(sa.select(sa.func.min(Activity.id))).one())
    for reader in (active.teacher, active.head, active.curator, active.curator):
        await reader.press(OpenActivity(activity_id=first).pack())
    looks = active.chat.look(lambda session: session.scalars(sa.select(ResultLook.viewer_id)).all())
    assert looks.count(active.world.curator_id) == 1
    assert not {active.world.teacher_id, active.world.head_id} & set(looks)


async def test_ones_own_look_is_not_recorded(published: Town) -> None:
    await published.teacher.tap("📊 Открыть результат")
    assert published.chat.look(lambda session: session.scalars(sa.select(ResultLook)).all()) == []


@pytest.mark.rule("SM-DIA-6.3", "К-01")
@pytest.mark.parametrize("data", ["ro:{id}:1", "ro:{id}:2", "rl:{id}", "qa:c:{id}", "amc:{id}"])
async def test_the_head_gets_nothing_by_a_forged_button(published: Town, data: str) -> None:
    number = case_id(published)
    with published.acting() as w:
        w.draw_up(number)
    await published.head.press(data.format(id=number))
    assert not any(canary in heard(published.head) for canary in CANARIES)
    assert published.head.alerts[-1] in ("Такого результата нет.", "Такой заявки нет.")
    assert "Семён Ильич" in published.head.screen.text


@pytest.mark.rule("SM-DIA-6.3")
async def test_a_curator_without_the_ward_gets_nothing(published: Town) -> None:
    await published.curator.press(f"ro:{case_id(published)}:1")
    assert not any(canary in heard(published.curator) for canary in CANARIES)
    assert published.chat.look(lambda session: session.scalars(sa.select(ResultLook)).all()) == []


async def test_a_result_that_does_not_exist_looks_like_one_that_may_not_be_seen(published: Town) -> None:
    await published.head.press(f"ro:{case_id(published)}:1")
    await published.head.press("ro:424242:1")
    assert published.head.alerts[-1] == published.head.alerts[-2]


async def test_the_result_is_shown_as_a_picture_with_its_words(published: Town) -> None:
    await taps(published.teacher, "📊 Открыть результат", "🖼 Показать картинкой")
    assert published.teacher.alerts[-1] == "Готовлю картинку…"
    assert "photo" in published.teacher.screen.raw
    assert "43,21" in published.teacher.screen.text
    await published.teacher.tap("‹ Назад")
    assert "Ваш результат" in published.teacher.screen.text


@pytest.mark.rule("К-01")
async def test_a_forged_button_draws_no_picture(published: Town) -> None:
    await published.head.press(f"rp:{case_id(published)}")
    assert not any("photo" in shown.raw for shown in published.head.messages)


async def test_a_curator_reads_neutral_words_and_goes_back_to_the_route(active: Town) -> None:
    route_id = active.chat.look(lambda session: session.scalars(sa.select(Route.id)).one())
    await active.curator.press(OpenRoute(route_id=route_id).pack())
    await active.curator.tap("📊 Результат диагностики")
    assert "ваша" not in active.curator.screen.text.lower()
    await active.curator.tap("‹ Назад")
    assert "Маршрут № " in active.curator.screen.text
