"""First contact and the profile, as somebody meets them in the chat."""

from __future__ import annotations

import hashlib

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.applications import Consent
from models.inbox import ChatState
from models.notices import Notice
from models.people import (
    Education,
    Employment,
    Person,
    PersonalDataConsent,
    Qualification,
    StaffKind,
    TelegramChat,
    Way,
)
from models.routes import Route
from services import accounts
from services.context import Actor, Context
from tests.bot.chat import Person as Phone
from tests.bot.town import Town, has, taps

SCHOOL = "Средняя школа № 1 г. Вязьмы · Вяземский район"


def known(session: Session, chat_id: int = 900) -> Person | None:
    """The person behind a chat, if there is one."""
    return session.scalar(sa.select(Person).join(TelegramChat).where(TelegramChat.chat_id == chat_id))


def newcomer_of(town: Town, chat_id: int = 900) -> Person:
    """The person somebody has become: the newcomer, if not said otherwise."""
    person = town.chat.look(lambda session: known(session, chat_id))
    assert person is not None
    return person


async def agree(newcomer: Phone) -> None:
    """Come in and consent."""
    await newcomer.send("/start")
    await taps(newcomer, "📄 Прочитать согласие", "✅ Согласен (согласна)")


async def register(newcomer: Phone) -> None:
    """The whole of first contact."""
    await agree(newcomer)
    await newcomer.send("Соколова Вера Павловна")
    await newcomer.send("школа 1")
    await taps(newcomer, SCHOOL, "Учитель", "▫️ Физика", "Готово")


async def test_a_newcomer_is_told_what_this_is_and_offered_one_step(town: Town) -> None:
    await town.newcomer.send("/start")
    assert "личный план курсов" in town.newcomer.screen.text
    assert town.newcomer.screen.buttons == ["📄 Прочитать согласие", "🔑 Я сотрудник: ввести код", "❓ Помощь"]


@pytest.mark.rule("К-35")
async def test_the_consent_is_kept_with_version_text_and_digest_and_nothing_before_it(town: Town) -> None:
    document = town.chat.region.personal_data_consent
    await town.newcomer.send("/start")
    await town.newcomer.tap("📄 Прочитать согласие")
    assert document.text.split("\n")[0] in town.newcomer.screen.text
    assert document.version in town.newcomer.screen.text
    assert town.chat.look(known) is None
    await town.newcomer.tap("✅ Согласен (согласна)")
    person = newcomer_of(town)
    query = sa.select(PersonalDataConsent).where(PersonalDataConsent.person_id == person.id)
    kept = town.chat.look(lambda session: session.scalars(query).one())
    assert (kept.version, kept.text, kept.way) == (document.version, document.text, Way.chat)
    assert kept.text_digest == hashlib.sha256(document.text.encode()).hexdigest()
    assert kept.given_at == town.chat.clock.now()


async def test_the_consent_comes_as_a_file_too(town: Town) -> None:
    await town.newcomer.send("/start")
    await taps(town.newcomer, "📄 Прочитать согласие", "📎 Прислать файлом")
    assert town.newcomer.screen.raw["document"]["file_name"] == "Согласие на обработку ПДн.pdf"
    await town.newcomer.tap("‹ К согласию")
    assert has(town.newcomer.screen, "Согласен")


async def test_one_who_never_consented_gives_the_consent_first_and_loses_nothing_typed(town: Town) -> None:
    """An account of staff is linked by a code: whoever never consented cannot apply, and is offered to."""
    newcomer = town.newcomer
    await register(newcomer)
    await taps(newcomer, "📝 Подать заявку на диагностику", "Стандартизированная диагностика", "⭐ Все блоки")
    await newcomer.tap("📅 В течение месяца")
    form = newcomer.screen.rows[0]
    with town.acting() as w:
        w.session.execute(sa.delete(PersonalDataConsent).where(PersonalDataConsent.person_id == newcomer_of(town).id))
    await newcomer.tap("✅ Даю согласие и отправляю")
    assert "Нет согласия на обработку персональных данных" in newcomer.screen.text
    await newcomer.press("ap")
    assert "Нет согласия на обработку персональных данных" in newcomer.screen.text
    assert town.chat.look(lambda session: session.scalars(sa.select(Consent)).all()) == []
    await taps(newcomer, "✅ Согласен (согласна)")
    await newcomer.press("ap")
    assert newcomer.screen.rows[0] == form
    await newcomer.tap("✅ Даю согласие и отправляю")
    assert len(town.chat.look(lambda session: session.scalars(sa.select(Consent)).all())) == 1


async def test_one_whom_we_know_and_who_does_not_agree_now_is_home(town: Town) -> None:
    await town.teacher.send("/start")
    await town.teacher.press("pcn")
    assert "Здравствуйте, Анна Петровна!" in town.teacher.screen.text


async def test_without_the_consent_nothing_is_kept_and_the_door_stays_open(town: Town) -> None:
    await town.newcomer.send("/start")
    await taps(town.newcomer, "📄 Прочитать согласие", "Не сейчас")
    assert "+7 4812 00-00-00" in town.newcomer.screen.text
    assert town.chat.look(known) is None
    await town.newcomer.tap("‹ Назад")
    assert has(town.newcomer.screen, "Согласен")


async def test_the_two_consents_are_separate_documents(town: Town) -> None:
    await register(town.newcomer)
    await taps(town.newcomer, "📝 Подать заявку на диагностику", "Стандартизированная диагностика", "⭐ Все блоки")
    await taps(town.newcomer, "📅 В течение месяца")
    person = newcomer_of(town)
    assert town.chat.look(lambda session: session.scalars(sa.select(Consent)).all()) == []
    await town.newcomer.tap("✅ Даю согласие и отправляю")
    to_take_part = town.chat.look(lambda session: session.scalars(sa.select(Consent)).one())
    query = sa.select(PersonalDataConsent.text).where(PersonalDataConsent.person_id == person.id)
    to_processing = town.chat.look(lambda session: session.scalars(query).one())
    assert "персональных данных" in to_processing
    assert "персональных данных" not in to_take_part.text


async def test_a_button_under_an_older_text_shows_the_new_one(town: Town) -> None:
    await town.newcomer.send("/start")
    await town.newcomer.press("pcg:2020-01:")
    assert "Согласие на обработку персональных данных" in town.newcomer.screen.text
    assert town.chat.look(known) is None


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
    await town.newcomer.tap("Нет моей школы")
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


@pytest.mark.rule("SM-KIOM-1")
async def test_each_field_of_section_1_of_the_card_is_filled_in_and_what_is_missing_shown(town: Town) -> None:
    await register(town.newcomer)
    await town.newcomer.tap("👤 Мой профиль")
    assert "Пока не заполнено: образование, педагогический стаж" in town.newcomer.screen.text
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
    assert town.teacher.keys == ["📱 Отправить мой номер", "Не менять"]
    await town.teacher.tap("Не менять")
    assert town.teacher.keys == []
    assert "Мой профиль" in town.teacher.screen.text


async def test_a_tap_ends_what_was_being_typed(town: Town) -> None:
    await taps(town.teacher, "👤 Мой профиль", "Электронная почта", "‹ Назад")
    assert town.chat.look(lambda session: session.scalars(sa.select(ChatState)).all()) == []
    await town.teacher.send("vera@example.org")
    assert newcomer_of(town, town.teacher.id).email is None


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


def _staff_code(town: Town) -> tuple[int, str]:
    """A staff member without a chat, and a code by which they may link one."""
    ctx = Context(Actor(None), town.chat.clock.now(), town.chat.region)
    person_id = town.chat.do(
        lambda session, _ctx: accounts.create_person(session, ctx, last_name="Новикова", first_name="Вера")
    )
    me = Actor(person_id, (), "admin")
    issued = town.chat.do(lambda session, ctx: accounts.create_link_code(session, ctx), me)
    return person_id, issued.code


@pytest.mark.parametrize("way", ["button", "command"])
async def test_a_member_of_staff_links_their_chat_by_a_code(town: Town, way: str) -> None:
    person_id, code = _staff_code(town)
    if way == "button":
        await town.newcomer.send("/start")
        await town.newcomer.tap("🔑 Я сотрудник: ввести код")
        await town.newcomer.send(code)
    else:
        await town.newcomer.send(f"/link {code}")
    assert newcomer_of(town).id == person_id


@pytest.mark.parametrize("typed", ["{code}", "{plain}", " {lower} "])
async def test_a_code_written_right_after_the_first_screen_is_taken(town: Town, typed: str) -> None:
    """As the page of the back office says: «write this code to the bot»."""
    person_id, code = _staff_code(town)
    await town.newcomer.send("/start")
    await town.newcomer.send(typed.format(code=code, plain=code.replace("-", ""), lower=code.lower()))
    assert newcomer_of(town).id == person_id


async def test_letters_of_the_russian_keyboard_are_taken_for_those_they_look_like(town: Town) -> None:
    person_id, code = _staff_code(town)
    await town.newcomer.send(code.translate(str.maketrans("ABEKMHPCTYX", "АВЕКМНРСТУХ")))
    assert newcomer_of(town).id == person_id


async def test_a_chat_that_tries_too_many_codes_waits_even_with_the_right_one(town: Town) -> None:
    person_id, code = _staff_code(town)
    for _try in range(10):
        await town.newcomer.send("ABCD-EFGH")
    await town.newcomer.send(code)
    assert "Слишком много кодов" in town.newcomer.screen.text
    town.chat.clock.move(hours=1)
    person_id, code = _staff_code(town)
    await town.newcomer.send(code)
    assert newcomer_of(town).id == person_id


async def test_a_wrong_code_is_told_so_and_may_be_typed_again(town: Town) -> None:
    person_id, code = _staff_code(town)
    await town.newcomer.send("/link")
    await town.newcomer.send("ABCD-EFGH")
    assert "Код не подходит" in town.newcomer.screen.text
    await town.newcomer.send_file("sticker.webp", b"-", kind="sticker")
    await town.newcomer.send(code)
    assert newcomer_of(town).id == person_id


async def test_a_chat_of_another_person_is_not_taken_over(town: Town) -> None:
    _person_id, code = _staff_code(town)
    await town.teacher.send(f"/link {code}")
    assert "принадлежит другому" in town.teacher.screen.text
    assert newcomer_of(town, town.teacher.id).id == town.world.teacher_id


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


@pytest.mark.parametrize(
    ("typed", "since"), [("25 лет", 2001), ("с 1985 года", 1985), ("12,5", 2014), ("стаж 3 года", 2023), ("0", 2026)]
)
async def test_years_of_teaching_are_understood_as_people_write_them(town: Town, typed: str, since: int) -> None:
    await taps(town.teacher, "👤 Мой профиль", "Педагогический стаж")
    await town.teacher.send(typed)
    assert newcomer_of(town, town.teacher.id).teaching_since == since


async def test_another_name_of_the_school_is_searched_at_once_after_it_was_not_there(town: Town) -> None:
    await agree(town.newcomer)
    await town.newcomer.send("Соколова Вера Павловна")
    await town.newcomer.tap("Нет моей школы")
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
    assert "Вы перешли на другую работу или также работаете здесь?" in agreeing.teacher.screen.text
    assert "1 маршрут перейдёт с вами" in agreeing.teacher.screen.text
    assert "спросят нового руководителя" in agreeing.teacher.screen.text
    assert _jobs(agreeing) == [(agreeing.world.school_id, True, False)]
    await agreeing.teacher.tap("Нажато по ошибке, не менять")
    assert _jobs(agreeing) == [(agreeing.world.school_id, True, False)]


async def test_one_who_also_works_elsewhere_keeps_school_and_route(agreeing: Town) -> None:
    await _tap_another_school(agreeing)
    await agreeing.teacher.tap("Я также работаю здесь")
    w = agreeing.world
    assert _jobs(agreeing) == [(w.school_id, True, False), (w.other_school_id, False, False)]
    assert "Гимназия «Исток»" in agreeing.teacher.screen.text
    assert agreeing.chat.look(lambda session: session.scalars(sa.select(Route.organization_id)).one()) == w.school_id


async def test_one_who_moved_takes_the_route_along_and_the_former_head_is_let_go_kindly(agreeing: Town) -> None:
    agreeing.chat.clock.move(days=3)
    await _tap_another_school(agreeing)
    await agreeing.teacher.tap("Я перешёл(ла) сюда работать")
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
