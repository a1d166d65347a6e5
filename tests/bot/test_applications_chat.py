"""An application, as a teacher fills it in and follows it in the chat."""

from __future__ import annotations

import re
from datetime import date

import pytest
import sqlalchemy as sa

from bot.applications.calendar import month_screen
from locales import catalog
from models.applications import (
    Application,
    Consent,
    DiagnosticForm,
    ParticipationStatus,
)
from services import people
from services.errors import DomainError
from tests.bot.cases import offered, participations, status_of
from tests.bot.chat import Person
from tests.bot.town import Town, taps

FORM = "Стандартизированная диагностика"


SEND = "✅ Даю согласие и отправляю"


async def fill(teacher: Person) -> int:
    """Fill the form in from the first screen; returns the taps it took, sending not included."""
    await teacher.send("/start")
    return await taps(
        teacher, "📝 Подать заявку на диагностику", FORM, "⭐ Все блоки", "📅 В течение месяца"
    )  # fmt: skip


async def test_the_days_that_suit_are_told_as_one_writes_them(town: Town) -> None:
    await fill(town.teacher)
    assert re.search(r"Когда: с \d+ \w+ \d{4}, \w\w, по \d+ \w+ \d{4}, \w\w\n", town.teacher.screen.text)


async def test_an_application_takes_at_most_nine_taps_from_home(town: Town) -> None:
    count = await fill(town.teacher) + await taps(town.teacher, SEND)
    assert count == 5
    assert status_of(town) is ParticipationStatus.submitted


@pytest.mark.rule("SM-DIA-5.9.2", "SM-DIA-5.9.3a")
async def test_the_application_holds_form_and_dates_and_is_told_its_number(town: Town) -> None:
    await fill(town.teacher)
    await town.teacher.tap(SEND)
    row = town.chat.look(lambda session: session.scalars(sa.select(Application)).one())
    assert row.form is DiagnosticForm.standardized
    assert (row.wanted_from, row.wanted_to) == (town.world.today, town.world.today.replace(month=10, day=2))
    assert "Заявка принята" in town.teacher.screen.text
    assert f"№ {row.incoming_number}" in town.teacher.screen.text


@pytest.mark.rule("SM-DIA-3.1")
async def test_the_four_forms_are_offered_each_explained_the_standardized_first(town: Town) -> None:
    await town.teacher.tap("📝 Подать заявку на диагностику")
    assert town.teacher.screen.buttons[:4] == [
        FORM, "Самодиагностика", "По результатам деятельности", "Экспертная оценка практики",
    ]  # fmt: skip
    for form in town.teacher.screen.buttons[:4]:
        assert f"{form}. " in town.teacher.screen.text


@pytest.mark.rule("SM-DIA-5.9.4")
async def test_the_teacher_is_told_what_happens_next_by_when_and_by_which_clause(town: Town) -> None:
    await fill(town.teacher)
    await town.teacher.tap(SEND)
    assert "специалист центра свяжется с вами" in town.teacher.screen.text
    assert "До 4 сентября 2026, пт" in town.teacher.screen.text
    assert "приложение 2, п. 5.9.4" in town.teacher.screen.text
    assert "+7 4812 00-00-00" in town.teacher.screen.text


async def test_two_taps_on_send_make_one_application(town: Town) -> None:
    await fill(town.teacher)
    await town.teacher.tap(SEND)
    await town.teacher.repeat(same_id=True)
    await town.teacher.repeat(same_id=False)
    assert [row.status for row in participations(town)] == [ParticipationStatus.submitted]
    assert "№ 1/2026" in town.teacher.screen.text
    assert town.chat.look(lambda session: session.scalar(sa.select(sa.func.count(Consent.id)))) == 1


async def test_the_form_is_where_it_was_after_a_restart(town: Town) -> None:
    await town.teacher.send("/start")
    await taps(town.teacher, "📝 Подать заявку на диагностику", FORM, "▫️ Методический")
    await town.chat.restart()
    await town.teacher.tap("Готово")
    await town.chat.restart()
    await taps(town.teacher, "📅 В течение месяца", SEND)
    assert status_of(town) is ParticipationStatus.submitted


async def test_home_leads_back_into_the_form(town: Town) -> None:
    await taps(town.teacher, "📝 Подать заявку на диагностику", FORM, "🏠 Домой")
    assert town.teacher.screen.buttons[0] == "📝 Продолжить заявку"
    await town.teacher.tap("📝 Продолжить заявку")
    assert "Какие блоки" in town.teacher.screen.text


async def test_a_button_of_a_form_already_sent_shows_how_things_stand(town: Town) -> None:
    await fill(town.teacher)
    await town.teacher.tap(SEND)
    await town.teacher.press("apx")
    assert status_of(town) is ParticipationStatus.submitted
    assert "Заявка принята" in town.teacher.screen.text
    assert "уже отправлена" in town.teacher.alerts[-1]


async def test_the_form_may_be_thrown_away_once_sure(town: Town) -> None:
    await fill(town.teacher)
    await taps(town.teacher, "🗑 Удалить черновик", "Нет, оставить")
    assert status_of(town) is ParticipationStatus.draft
    await taps(town.teacher, "🗑 Удалить черновик", "Да, удалить")
    assert status_of(town) is ParticipationStatus.withdrawn
    assert town.teacher.screen.buttons[0] == "📝 Подать заявку на диагностику"


async def test_the_period_may_be_chosen_in_the_calendar(town: Town) -> None:
    await taps(
        town.teacher, "📝 Подать заявку на диагностику", FORM, "⭐ Все блоки", "🗓 Выбрать дни", "15", "Октябрь ›"
    )
    await town.teacher.tap("3")
    row = town.chat.look(lambda session: session.scalars(sa.select(Application)).one())
    assert (str(row.wanted_from), str(row.wanted_to)) == ("2026-09-15", "2026-10-03")


async def test_a_day_that_cannot_be_is_refused_kindly(town: Town) -> None:
    await taps(town.teacher, "📝 Подать заявку на диагностику", FORM, "⭐ Все блоки")
    early = town.world.today.toordinal() - 400
    await town.teacher.press(f"apd:{early}:{early}")
    assert town.teacher.screen.text.startswith("❗")
    assert "Когда вам удобно?" in town.teacher.screen.text


@pytest.mark.parametrize(
    "data", ["apd:99999999:0", "apc:-1:0", "apf:palmistry", "app:0", "apj:witchcraft:1:0", "apb:x:1"]
)
async def test_a_forged_answer_of_the_form_does_no_harm(town: Town, data: str) -> None:
    await taps(town.teacher, "📝 Подать заявку на диагностику", FORM)
    await town.teacher.press(data)
    assert "Простите" not in town.teacher.screen.text
    assert participations(town)[0].subjects == ["physics"]


@pytest.mark.parametrize(
    "data", ["amc:{id}", "ama:{id}:{part}", "amt:{id}:{part}", "amw:{id}:1", "apg:{id}", "qa:c:{id}"]
)
async def test_another_persons_application_gives_nothing(town: Town, data: str) -> None:
    await offered(town)
    (row,) = participations(town)
    await town.curator.press(data.format(id=row.id, part=1))
    assert status_of(town) is ParticipationStatus.proposed
    assert town.curator.alerts[-1] == "Такой заявки нет."
    assert "Мария Львовна" in town.curator.screen.text


async def test_an_application_is_withdrawn_without_a_reason(town: Town) -> None:
    await offered(town)
    await town.teacher.send("/start")
    await taps(town.teacher, "📋 Моя заявка", "Отозвать заявку")
    assert "Причину называть не нужно" in town.teacher.screen.text
    assert status_of(town) is ParticipationStatus.proposed
    await town.teacher.tap("Да, отозвать")
    assert status_of(town) is ParticipationStatus.withdrawn
    assert "Подать новую можно" in town.teacher.screen.text


async def test_a_second_application_is_refused_with_the_way_to_the_first(town: Town) -> None:
    await offered(town)
    await town.teacher.press("ap")
    assert "уже есть заявка" in town.teacher.alerts[-1]
    assert len(participations(town)) == 1


async def test_the_list_shows_every_application(town: Town) -> None:
    await offered(town)
    await town.teacher.send("/start")
    await taps(town.teacher, "📋 Моя заявка", "Отозвать заявку", "Да, отозвать", "📝 Подать заявку на диагностику")
    await town.teacher.send("/start")
    await taps(town.teacher, "📋 Моя заявка", "📋 Все мои заявки")
    assert town.teacher.screen.buttons[:2] == ["📝 Продолжить заявку", "1/2026: отозвана"]


async def test_the_chat_never_says_what_was_not_committed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    await fill(town.teacher)

    def refuse(*_: object, **__: object) -> None:
        raise DomainError(catalog("bot").lazy("Saved"))

    monkeypatch.setattr("services.applications.submit", refuse)
    await town.teacher.tap(SEND)
    assert "Заявка принята" not in town.teacher.screen.text
    assert status_of(town) is ParticipationStatus.draft


async def test_a_month_shows_no_weeks_that_are_over(town: Town) -> None:
    screen = month_screen(date(2026, 9, 30), date(2026, 9, 30), None)
    weeks = [row for row in screen.rows if len(row) == 7]
    assert [button.text for button in weeks[1]] == ["·", "·", "30", "·", "·", "·", "·"]
    assert len(weeks) == 2


def step(person: Person) -> tuple[int, int]:
    """Which step of how many the screen says it is."""
    found = re.search(r"шаг (\d+) из (\d+)", person.screen.text)
    assert found is not None, person.screen.text
    return int(found[1]), int(found[2])


async def test_the_steps_of_one_with_one_subject_are_counted_to_three(town: Town) -> None:
    teacher = town.teacher
    await teacher.send("/start")
    told = []
    for words in ("📝 Подать заявку на диагностику", FORM, "⭐ Все блоки"):
        await teacher.tap(words)
        told.append(step(teacher))
    assert told == [(1, 3), (2, 3), (3, 3)]
    for before in ((2, 3), (1, 3)):
        await teacher.tap("‹ Назад")
        assert step(teacher) == before


async def test_the_steps_of_one_with_several_subjects_are_counted_to_four(town: Town) -> None:
    with town.acting() as w:
        people.choose_subject(w.session, w.teacher, subject="chemistry", chosen=True)
    teacher = town.teacher
    await teacher.send("/start")
    told = []
    for words in (("📝 Подать заявку на диагностику",), (FORM,), ("▫️ Физика",), ("Готово",), ("⭐ Все блоки",)):
        await taps(teacher, *words)
        told.append(step(teacher))
    assert told == [(1, 4), (2, 4), (2, 4), (3, 4), (4, 4)]
    await teacher.tap("📅 В течение месяца")
    await teacher.tap("Изменить блоки")
    assert "шаг" not in teacher.screen.text, "where an answer is changed nothing is counted"


async def test_the_steps_of_a_head_are_counted_to_three(town: Town) -> None:
    await town.head.press("ap")
    assert step(town.head) == (1, 3)
    await taps(town.head, FORM, "⭐ Все блоки")
    assert step(town.head) == (3, 3)
