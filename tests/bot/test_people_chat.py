"""The profile, as its owner meets it in the chat: its fields, a name, another school."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models.inbox import ChatState
from models.notices import Notice
from models.people import (
    Education,
    Employment,
    Qualification,
)
from models.routes import Route
from tests.bot.newcomers import newcomer_of, register
from tests.bot.town import Town, taps


@pytest.mark.rule("SM-KIOM-1")
async def test_each_field_of_section_1_of_the_card_is_filled_in_and_what_is_missing_shown(town: Town) -> None:
    await register(town.newcomer)
    await town.newcomer.tap("👤 Мой профиль")
    assert "▫️ Образование: не заполнено\n▫️ Педагогический стаж: не заполнено" in town.newcomer.screen.text
    assert "Осталось 5 вопросов" in town.newcomer.screen.text
    await taps(town.newcomer, "Образование", "Высшее педагогическое")
    await town.newcomer.tap("Педагогический стаж")
    await town.newcomer.send("12")
    await taps(town.newcomer, "Квалификационная категория", "Первая категория")
    await town.newcomer.tap("Электронная почта")
    await town.newcomer.send("vera@example.org")
    await town.newcomer.tap("Телефон")
    await town.newcomer.share_contact()
    person = newcomer_of(town)
    assert (person.education, person.qualification) == (Education.higher_pedagogical, Qualification.first)
    assert (person.teaching_since, person.email, person.phone) == (2014, "vera@example.org", "+79100000000")
    assert "Всё заполнено." in town.newcomer.screen.text
    assert "12 лет, с 2014" in town.newcomer.screen.text


@pytest.mark.parametrize(
    ("field", "wrong", "told"),
    [
        ("Педагогический стаж", "много", "число лет"),
        ("Педагогический стаж", "200", "от 0 до 60"),
        ("Педагогический стаж", "1950", "от 0 до 60"),
        ("Педагогический стаж", "с 1985 по 1990", "число лет"),
        ("Телефон", "8910123456", "10 цифр"),
        ("Должность", "101", "словами"),
        ("Должность", "<b>Учитель</b>", "словами"),
        ("Электронная почта", "не знаю", "name@mail.ru"),
        ("Телефон", "12", "10 цифр"),
    ],
)
async def test_a_wrong_field_is_asked_for_again(town: Town, field: str, wrong: str, told: str) -> None:
    await taps(town.teacher, "👤 Мой профиль", field)
    await town.teacher.send(wrong)
    assert told in town.teacher.screen.text
    assert town.teacher.screen.text.startswith("❗")


async def test_somebody_elses_contact_is_not_taken(town: Town) -> None:
    await taps(town.teacher, "👤 Мой профиль", "Телефон")
    await town.teacher.share_contact({"phone_number": "+79990000000", "first_name": "Олег", "user_id": 77})
    assert "чужой контакт" in town.teacher.screen.text
    assert newcomer_of(town, town.teacher.id).phone is None


async def test_the_number_may_stay_as_it_was_and_the_keys_go_away(town: Town) -> None:
    await taps(town.teacher, "👤 Мой профиль", "Телефон")
    assert town.teacher.keys == ["📱 Отправить мой номер", "Не сейчас"]
    await town.teacher.tap("Не сейчас")
    assert town.teacher.keys == []
    await town.teacher.tap("Телефон")
    await town.teacher.share_contact()
    number = newcomer_of(town, town.teacher.id).phone
    await town.teacher.tap("Телефон")
    await town.teacher.tap("Не менять")
    assert town.teacher.keys == []
    assert newcomer_of(town, town.teacher.id).phone == number
    assert "Мой профиль" in town.teacher.screen.text


async def test_a_tap_ends_what_was_being_typed(town: Town) -> None:
    await taps(town.teacher, "👤 Мой профиль", "Электронная почта", "✖️ Отмена")
    assert town.chat.look(lambda session: session.scalars(sa.select(ChatState)).all()) == []
    await town.teacher.send("vera@example.org")
    assert newcomer_of(town, town.teacher.id).email is None


@pytest.mark.parametrize(
    ("typed", "since"), [("25 лет", 2001), ("с 1985 года", 1985), ("12,5", 2014), ("стаж 3 года", 2023), ("0", 2026)]
)
async def test_years_of_teaching_are_understood_as_people_write_them(town: Town, typed: str, since: int) -> None:
    await taps(town.teacher, "👤 Мой профиль", "Педагогический стаж")
    await town.teacher.send(typed)
    assert newcomer_of(town, town.teacher.id).teaching_since == since


async def _tap_another_school(town: Town) -> None:
    await town.teacher.send("/start")
    await taps(town.teacher, "👤 Мой профиль", "Место работы")
    await town.teacher.send("исток")
    await town.teacher.tap("Гимназия «Исток» · Вяземский район")


def _jobs(town: Town) -> list[tuple[int, bool, bool]]:
    """Where the teacher works: school, main, ended."""
    query = sa.select(Employment).where(Employment.person_id == town.world.teacher_id).order_by(Employment.id)
    found = town.chat.look(lambda session: session.scalars(query).all())
    return [(job.organization_id, job.main, job.ended_on is not None) for job in found]


async def test_a_tap_on_another_school_asks_what_it_means_and_says_what_follows(agreeing: Town) -> None:
    await _tap_another_school(agreeing)
    assert "Теперь вы работаете только здесь или и там, и здесь?" in agreeing.teacher.screen.text
    assert "1 маршрут перейдёт с вами" in agreeing.teacher.screen.text
    assert "спросят нового руководителя" in agreeing.teacher.screen.text
    assert _jobs(agreeing) == [(agreeing.world.school_id, True, False)]
    await agreeing.teacher.tap("Нажато по ошибке, не менять")
    assert _jobs(agreeing) == [(agreeing.world.school_id, True, False)]


async def test_one_who_also_works_elsewhere_keeps_school_and_route(agreeing: Town) -> None:
    await _tap_another_school(agreeing)
    await agreeing.teacher.tap("Работаю и там, и здесь")
    w = agreeing.world
    assert _jobs(agreeing) == [(w.school_id, True, False), (w.other_school_id, False, False)]
    assert "Гимназия «Исток»" in agreeing.teacher.screen.text
    assert agreeing.chat.look(lambda session: session.scalars(sa.select(Route.organization_id)).one()) == w.school_id


async def test_one_who_moved_takes_the_route_along_and_the_former_head_is_let_go_kindly(agreeing: Town) -> None:
    agreeing.chat.clock.move(days=3)
    await _tap_another_school(agreeing)
    await agreeing.teacher.tap("Теперь работаю только здесь")
    w = agreeing.world
    assert (
        agreeing.chat.look(lambda session: session.scalars(sa.select(Route.organization_id)).one()) == w.other_school_id
    )
    await agreeing.deliver()
    assert "Иванова А. П. теперь работает в другой организации" in agreeing.head.screen.text
    assert "больше ничего не требуется" in agreeing.head.screen.text
    assert "Исток" not in agreeing.head.screen.text


async def test_another_name_is_confirmed_while_a_route_lives_and_the_centre_is_told(agreeing: Town) -> None:
    await agreeing.teacher.send("/start")
    await taps(agreeing.teacher, "👤 Мой профиль", "Фамилия, имя, отчество")
    await agreeing.teacher.send("Белова Анна Петровна")
    assert "Если имя изменилось, нажмите «Изменить»" in agreeing.teacher.screen.text
    assert newcomer_of(agreeing, agreeing.teacher.id).last_name == "Иванова"
    await agreeing.chat.restart()
    await agreeing.teacher.tap("Изменить имя")
    assert newcomer_of(agreeing, agreeing.teacher.id).last_name == "Белова"
    told = sa.select(Notice.recipient_id).where(Notice.kind == "person_renamed")
    assert agreeing.chat.look(lambda session: session.scalars(told).all()) == [agreeing.world.planner_id]
