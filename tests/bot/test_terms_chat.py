"""The proposed day, as a teacher agrees to it in the chat or asks for another."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

import regions
from bot.applications.cases import case_screen
from bot.writing import clip_lines
from models.applications import (
    Appointment,
    AppointmentStatus,
    ContactOutcome,
    MeetingFormat,
    ParticipationStatus,
)
from models.conversations import Message
from models.notices import Notice
from models.people import Way
from services import applications
from services.applications.cards import AppointmentLine
from tests.bot.cases import offered, participations, status_of
from tests.bot.samples import case
from tests.bot.town import Town, has, taps
from tests.conftest import START


@pytest.mark.rule("SM-DIA-5.9.5")
async def test_the_teacher_agrees_to_the_proposed_terms_from_the_notice(town: Town) -> None:
    await offered(town)
    assert "Вам предлагают день диагностики" in town.teacher.screen.text
    assert "4 сентября 2026, пт, 12:00" in town.teacher.screen.text
    await town.teacher.tap("✅ Мне подходит")
    assert status_of(town) is ParticipationStatus.agreed
    assert town.teacher.alerts[-1] == "Договорились. Ждём вас."
    assert "Октябрьской Революции" in town.teacher.screen.text


async def test_a_day_that_has_passed_is_asked_for_anew_and_not_agreed_to(town: Town) -> None:
    await offered(town)
    old = town.teacher.screen.callbacks["✅ Мне подходит"]
    town.chat.clock.move(days=4)
    await town.teacher.press(old)
    assert town.teacher.alerts[-1] == "Этот день прошёл, попросите другое время."
    assert status_of(town) is ParticipationStatus.proposed
    assert "Предложенный день уже прошёл" in town.teacher.screen.text
    assert not has(town.teacher.screen, "Мне подходит")
    await town.teacher.send("/start")
    assert town.teacher.screen.rows[0] == ["📅 Попросить другое время"]
    await town.teacher.tap("📅 Попросить другое время")
    assert "Когда вам удобно" in town.teacher.screen.text
    await town.teacher.send("в среду")
    assert status_of(town) is ParticipationStatus.submitted


@pytest.mark.parametrize("way", ["📋 Моя заявка", "✅ Мне подходит", "📋 Все мои заявки"])
async def test_words_are_taken_wherever_one_is_asked_to_write_when_it_suits(town: Town, way: str) -> None:
    await offered(town)
    old = town.teacher.screen.callbacks["✅ Мне подходит"]
    town.chat.clock.move(days=4)
    if way == "✅ Мне подходит":
        await town.teacher.press(old)
    else:
        await town.teacher.send("/start")
        await town.teacher.tap("📋 Моя заявка")
    if way == "📋 Все мои заявки":
        await town.teacher.tap(way)
        await town.teacher.tap(town.teacher.screen.buttons[0])
    assert "напишите, когда вам будет удобно" in town.teacher.screen.text
    await town.chat.restart()
    await town.teacher.send("в среду")
    assert status_of(town) is ParticipationStatus.submitted
    row = town.chat.look(lambda session: session.scalars(sa.select(Appointment)).one())
    assert row.answer_note == "в среду"


async def test_words_under_an_application_whose_day_is_ahead_refuse_nothing(town: Town) -> None:
    await offered(town)
    await town.teacher.send("/start")
    await town.teacher.tap("📅 Посмотреть день")
    await town.teacher.send("Спасибо")
    assert status_of(town) is ParticipationStatus.proposed


async def test_another_time_is_asked_for_in_words(town: Town) -> None:
    await offered(town)
    await town.teacher.tap("Попросить другое время")
    await town.teacher.send("после обеда, кроме вторника")
    assert status_of(town) is ParticipationStatus.submitted
    row = town.chat.look(lambda session: session.scalars(sa.select(Appointment)).one())
    assert (row.status, row.answer_note) == (AppointmentStatus.refused, "после обеда, кроме вторника")
    assert "Ваши слова переданы" in town.teacher.screen.text
    await town.teacher.send("/start")
    await town.teacher.tap("📋 Посмотреть заявку")
    assert "«после обеда, кроме вторника»" in town.teacher.screen.text
    assert "Центр предложит другой день." in town.teacher.screen.text


async def test_the_proposed_day_stays_in_view_while_another_is_typed(town: Town) -> None:
    await offered(town)
    await town.teacher.tap("Попросить другое время")
    assert "4 сентября 2026, пт, 12:00" in town.teacher.screen.text
    await town.teacher.send("ы" * 3000)
    assert "4 сентября 2026, пт, 12:00" in town.teacher.screen.text


async def test_one_who_cannot_come_says_so_in_words_and_the_operator_is_told(town: Town) -> None:
    await offered(town)
    await taps(town.teacher, "✅ Мне подходит", "Не смогу прийти")
    await town.teacher.send("заболела, лучше с понедельника")
    assert "Центр договорится с вами о другом дне" in town.teacher.screen.text
    assert status_of(town) is ParticipationStatus.agreed
    message = town.chat.look(lambda session: session.scalars(sa.select(Message)).one())
    assert message.text == "Не смогу прийти в назначенный день. заболела, лучше с понедельника"
    told = sa.select(Notice.recipient_id).where(Notice.kind == "question")
    assert town.chat.look(lambda session: session.scalars(told).all()) == [town.world.operator_id]


@pytest.mark.parametrize("bad", ["sticker", "long"])
async def test_bad_words_about_another_time_lose_nothing(town: Town, bad: str) -> None:
    await offered(town)
    await town.teacher.tap("Попросить другое время")
    if bad == "sticker":
        await town.teacher.send_file("cat.webp", b"x", kind="sticker")
    else:
        await town.teacher.send("ы" * 3000)
    assert town.teacher.screen.text.startswith("❗")
    assert status_of(town) is ParticipationStatus.proposed
    await town.teacher.send("в среду")
    assert status_of(town) is ParticipationStatus.submitted


async def test_asking_for_another_time_survives_a_restart(town: Town) -> None:
    await offered(town)
    await town.teacher.tap("Попросить другое время")
    await town.chat.restart()
    await town.teacher.send("в среду")
    assert status_of(town) is ParticipationStatus.submitted


async def test_an_old_button_never_agrees_to_newer_terms(town: Town) -> None:
    await offered(town)
    old = town.teacher.screen.callbacks["✅ Мне подходит"]
    await town.teacher.tap("Попросить другое время")
    await town.teacher.send("в среду")
    (row,) = participations(town)
    with town.acting() as w:
        w.propose(row.id)
    await town.teacher.press(old)
    assert status_of(town) is ParticipationStatus.proposed
    assert "Центр предлагает" in town.teacher.screen.text
    assert town.teacher.alerts[-1].startswith("Эти условия изменились")


async def test_agreeing_twice_is_one_agreement_and_shows_how_it_stands(town: Town) -> None:
    await offered(town)
    await town.teacher.tap("✅ Мне подходит")
    await town.teacher.repeat(same_id=False)
    assert status_of(town) is ParticipationStatus.agreed
    assert "Вас ждут" in town.teacher.screen.text
    assert set(town.teacher.alerts) == {"Договорились. Ждём вас."}


def test_line_breaks_of_the_terms_stay() -> None:
    assert clip_lines("Паспорт\n\n  Ручка  синяя", 100) == "Паспорт\nРучка синяя"
    assert clip_lines("ы" * 50, 10) == "ы" * 9 + "…"


@pytest.mark.rule("SM-DIA-5.1")
def test_one_who_only_looks_on_is_told_whose_application_it_is_and_is_not_spoken_to_as_its_owner() -> None:
    meeting = AppointmentLine(1, START, "Кабинет 5", MeetingFormat.on_site, "")
    card = replace(case(ParticipationStatus.agreed), person="Иванова Анна", appointment=meeting, acts=(), expected=True)
    looked = case_screen(card, regions.load("smolensk"), own=False)
    assert "Участник: Иванова Анна" in looked.text
    assert "Кабинет 5" in looked.text
    assert "Вас ждут" not in looked.text
    assert not any("мои заявки" in button.text for row in looked.rows for button in row)
    assert "Вас ждут" in case_screen(card, regions.load("smolensk")).text


async def test_the_day_is_told_in_a_teachers_words(town: Town) -> None:
    await offered(town)
    await town.teacher.send("/start")
    await town.teacher.tap("📅 Посмотреть день")
    assert "Центр предложил день" in town.teacher.screen.text
    await town.teacher.tap("✅ Мне подходит")
    assert "День согласован" in town.teacher.screen.text
    await town.teacher.tap("📋 Все мои заявки")
    assert has(town.teacher.screen, "день согласован")


@pytest.mark.parametrize("way", ["notice", "home", "card"])
async def test_who_was_called_in_vain_says_in_the_chat_when_it_suits(town: Town, way: str) -> None:
    with town.acting() as w:
        number = w.apply()
        applications.log_contact(
            w.session, w.operator, participation_id=number, way=Way.phone, outcome=ContactOutcome.not_reached
        )
    await town.deliver()
    assert "Мы звонили вам, но не дозвонились" in town.teacher.screen.text
    if way != "notice":
        await town.teacher.send("/start")
        assert "не смогли" in town.teacher.screen.text
    if way == "card":
        await town.teacher.tap("📋 Моя заявка")
        assert "не смогли" in town.teacher.screen.text
    await town.teacher.tap("✏️ Написать, когда удобно")
    assert "Когда вам удобно, чтобы мы позвонили" in town.teacher.screen.text
    await town.teacher.send("После четырёх")
    assert "Центр свяжется с вами" in town.teacher.screen.text
    assert town.chat.look(lambda session: session.scalars(sa.select(Message.text)).all()) == ["После четырёх"]
    await town.teacher.send("/start")
    assert "⏰ Центр ответит до" in town.teacher.screen.text
    await town.teacher.tap("📋 Посмотреть заявку")
    assert "⏰ До" in town.teacher.screen.text
