"""First contact, as somebody meets it in the chat: the consent, then question after question."""

from __future__ import annotations

import pytest

from models.people import (
    StaffKind,
)
from tests.bot.newcomers import SCHOOL, agree, newcomer_of, register
from tests.bot.town import Town, has, taps


async def test_a_newcomer_is_told_what_this_is_and_offered_one_step(town: Town) -> None:
    await town.newcomer.send("/start")
    assert "личный план курсов" in town.newcomer.screen.text
    assert town.newcomer.screen.buttons == ["📄 Прочитать согласие", "🔑 Я сотрудник: ввести код", "❓ Помощь"]


async def test_first_contact_leads_from_question_to_question(town: Town) -> None:
    await register(town.newcomer)
    person = newcomer_of(town)
    assert person.full_name == "Соколова Вера Павловна"
    assert person.subjects == ["physics"]
    assert person.registered_at is not None
    assert "Спасибо, Вера Павловна!" in town.newcomer.screen.text
    assert town.newcomer.screen.buttons[0] == "📝 Подать заявку на диагностику"


async def test_each_answer_is_confirmed_as_it_was_understood(town: Town) -> None:
    await agree(town.newcomer)
    await town.newcomer.send("  Соколова   Вера Павловна ")
    assert "Записано: Соколова Вера Павловна" in town.newcomer.screen.text


@pytest.mark.parametrize("wrong", ["Вера", "Соколова Вера 5", "<b>Вера</b> Соколова", "x" * 500])
async def test_a_wrong_name_is_asked_for_again_kindly(town: Town, wrong: str) -> None:
    await agree(town.newcomer)
    await town.newcomer.send(wrong)
    assert town.newcomer.screen.text.startswith("❗")
    assert "фамилию, имя и отчество" in town.newcomer.screen.text
    await town.newcomer.send("Соколова Вера Павловна")
    assert newcomer_of(town).first_name == "Вера"


@pytest.mark.parametrize("kind", ["sticker", "voice", "document"])
async def test_what_is_not_words_is_answered_clearly_at_every_typed_question(town: Town, kind: str) -> None:
    await agree(town.newcomer)
    await town.newcomer.send_file("thing", b"x", kind=kind)
    assert "только текст" in town.newcomer.screen.text
    assert "фамилию, имя и отчество" in town.newcomer.screen.text
    await town.newcomer.send("Соколова Вера Павловна")
    await town.newcomer.send_file("thing", b"x", kind=kind)
    assert "только текст" in town.newcomer.screen.text
    assert "Где вы работаете?" in town.newcomer.screen.text
    await town.newcomer.send("школа 1")
    await town.newcomer.tap(SCHOOL)
    await town.newcomer.send_file("thing", b"x", kind=kind)
    assert "только текст" in town.newcomer.screen.text
    assert "Кем вы работаете?" in town.newcomer.screen.text


async def test_an_over_long_search_is_answered_clearly(town: Town) -> None:
    await agree(town.newcomer)
    await town.newcomer.send("Соколова Вера Павловна")
    await town.newcomer.send("ш" * 3000)
    assert "Слишком длинно" in town.newcomer.screen.text


async def test_a_school_that_is_not_found_leads_to_the_phone_and_back(town: Town) -> None:
    await agree(town.newcomer)
    await town.newcomer.send("Соколова Вера Павловна")
    await town.newcomer.send("лицей на Луне")
    assert "ничего не нашлось" in town.newcomer.screen.text
    await town.newcomer.tap("Моей школы здесь нет")
    assert "+7 4812 00-00-00" in town.newcomer.screen.text
    await town.newcomer.tap("🔎 Искать ещё раз")
    await town.newcomer.send("исток")
    assert has(town.newcomer.screen, "Гимназия «Исток»")


async def test_a_position_may_be_typed(town: Town) -> None:
    await agree(town.newcomer)
    await town.newcomer.send("Соколова Вера Павловна")
    await town.newcomer.send("школа 1")
    await town.newcomer.tap(SCHOOL)
    await town.newcomer.send("Тьютор")
    assert "Записано: Тьютор" in town.newcomer.screen.text
    job = town.chat.look(lambda session: session.merge(newcomer_of(town)).employments[0])
    assert (job.position, job.staff_kind) == ("Тьютор", StaffKind.educator)


async def test_a_head_is_not_asked_for_subjects(town: Town) -> None:
    await agree(town.newcomer)
    await town.newcomer.send("Соколова Вера Павловна")
    await town.newcomer.send("школа 1")
    await taps(town.newcomer, SCHOOL, "Я руководитель или заместитель", "Директор")
    assert "Будем знакомы" in town.newcomer.screen.text
    assert newcomer_of(town).registered_at is not None


async def test_subjects_are_ticked_to_the_wanted_value_however_often_it_arrives(town: Town) -> None:
    await agree(town.newcomer)
    await town.newcomer.send("Соколова Вера Павловна")
    await town.newcomer.send("школа 1")
    await taps(town.newcomer, SCHOOL, "Учитель", "▫️ Физика")
    await town.newcomer.repeat(same_id=False)
    await town.newcomer.repeat(same_id=True)
    assert newcomer_of(town).subjects == ["physics"]
    assert has(town.newcomer.screen, "✅ Физика")


async def test_done_without_a_subject_asks_for_one(town: Town) -> None:
    await agree(town.newcomer)
    await town.newcomer.send("Соколова Вера Павловна")
    await town.newcomer.send("школа 1")
    await taps(town.newcomer, SCHOOL, "Учитель", "Готово")
    assert town.newcomer.alerts[-1] == "Отметьте, пожалуйста, хотя бы один предмет."


async def test_back_leads_to_the_question_before(town: Town) -> None:
    await agree(town.newcomer)
    await town.newcomer.send("Соколова Вера Павловна")
    await town.newcomer.tap("‹ Назад")
    await town.newcomer.send("Соколова Вероника Павловна")
    assert newcomer_of(town).first_name == "Вероника"
    assert "Где вы работаете?" in town.newcomer.screen.text


async def test_first_contact_goes_on_after_a_restart(town: Town) -> None:
    await agree(town.newcomer)
    await town.newcomer.send("Соколова Вера Павловна")
    await town.chat.restart()
    await town.newcomer.send("школа 1")
    await town.newcomer.tap(SCHOOL)
    await town.chat.restart()
    await town.newcomer.tap("Учитель")
    assert has(town.newcomer.screen, "▫️ Физика")


async def test_home_leads_on_to_the_first_question_not_answered(town: Town) -> None:
    await agree(town.newcomer)
    await town.newcomer.send("Соколова Вера Павловна")
    await town.newcomer.send("/start")
    assert town.newcomer.screen.buttons[0] == "👤 Продолжить профиль"
    await town.newcomer.tap("👤 Продолжить профиль")
    assert "Где вы работаете?" in town.newcomer.screen.text
    await town.newcomer.send("школа 1")
    assert has(town.newcomer.screen, SCHOOL)


async def test_a_newcomer_who_forges_a_button_gets_the_welcome(town: Town) -> None:
    await town.newcomer.send("/start")
    await town.newcomer.press("pr")
    assert town.newcomer.screen.buttons == ["📄 Прочитать согласие", "🔑 Я сотрудник: ввести код", "❓ Помощь"]


@pytest.mark.parametrize(
    "data", ["prc:educator:99", "prj:witchcraft:1:0", "pre:name:x", "prf:nothing", "prs:99999999999999"]
)
async def test_a_forged_choice_changes_nothing(town: Town, data: str) -> None:
    before = newcomer_of(town, town.teacher.id)
    await town.teacher.press(data)
    after = newcomer_of(town, town.teacher.id)
    assert (after.full_name, after.subjects) == (before.full_name, before.subjects)
    assert "Простите" not in town.teacher.screen.text


async def test_first_contact_in_english(town: Town) -> None:
    guest = town.chat.person("Vera", id=901, language_code="en")
    await guest.send("/start")
    await taps(guest, "📄 Read the consent", "✅ I agree")
    await guest.send("Соколова Вера Павловна")
    assert "Where do you work?" in guest.screen.text
    assert newcomer_of(town, 901).language == "en"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("НОВИКОВА НИНА ИВАНОВНА", "Новикова Нина Ивановна"),
        ("новикова-петрова нина ивановна", "Новикова-Петрова Нина Ивановна"),
        ("МАМЕДОВ АЛИ ГАСАН ОГЛЫ", "Мамедов Али Гасан оглы"),
        ("МакКензи Анна Ивановна", "МакКензи Анна Ивановна"),
    ],
)
async def test_a_name_typed_in_one_case_gets_its_capitals(town: Town, typed: str, name: str) -> None:
    await agree(town.newcomer)
    await town.newcomer.send(typed)
    assert newcomer_of(town).full_name == name


async def test_a_latin_name_is_asked_for_in_russian_letters(town: Town) -> None:
    await agree(town.newcomer)
    await town.newcomer.send("Ivanova Anna Petrovna")
    assert "русскими буквами" in town.newcomer.screen.text
    assert newcomer_of(town).first_name == ""


async def test_a_missing_patronymic_is_asked_for_once(town: Town) -> None:
    await agree(town.newcomer)
    await town.newcomer.send("Новикова Нина")
    assert "Отчество не указано" in town.newcomer.screen.text
    await town.newcomer.send("Новикова Нина Ивановна")
    assert newcomer_of(town).patronymic == "Ивановна"
    assert "Где вы работаете?" in town.newcomer.screen.text


async def test_one_without_a_patronymic_goes_on(town: Town) -> None:
    await agree(town.newcomer)
    await town.newcomer.send("Новикова Нина")
    await town.newcomer.tap("Отчества нет")
    assert "Где вы работаете?" in town.newcomer.screen.text


async def test_another_name_of_the_school_is_searched_at_once_after_it_was_not_there(town: Town) -> None:
    await agree(town.newcomer)
    await town.newcomer.send("Соколова Вера Павловна")
    await town.newcomer.tap("Моей школы здесь нет")
    await town.newcomer.send("исток")
    assert has(town.newcomer.screen, "Гимназия «Исток»")


async def test_a_psychologist_registers_without_a_subject_and_applies(town: Town) -> None:
    await agree(town.newcomer)
    await town.newcomer.send("Соколова Вера Павловна")
    await town.newcomer.send("школа 1")
    await taps(town.newcomer, SCHOOL, "Педагог-психолог", "Не веду предмет")
    assert "Будем знакомы" in town.newcomer.screen.text
    assert newcomer_of(town).subjects == []
    await taps(town.newcomer, "📝 Подать заявку на диагностику", "Стандартизированная диагностика")
    assert "Какие блоки" in town.newcomer.screen.text


async def test_one_who_teaches_names_a_subject(town: Town) -> None:
    await agree(town.newcomer)
    await town.newcomer.send("Соколова Вера Павловна")
    await town.newcomer.send("школа 1")
    await taps(town.newcomer, SCHOOL, "Учитель")
    assert not has(town.newcomer.screen, "Не веду предмет")
    assert has(town.newcomer.screen, "Другой предмет")
    await town.newcomer.press("prk:1")
    assert "хотя бы один предмет" in town.newcomer.alerts[-1]
    assert newcomer_of(town).registered_at is None
