"""The rest of the profile, walked step by step in the chat."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from models.inbox import ChatState
from models.people import Education, Person, Qualification, TelegramChat
from services import people
from services.people import ProfileField
from tests.bot.chat import Person as Phone
from tests.bot.town import Town, has, taps

BEGIN = "Заполнить остальное по порядку"
SEND = ("📝 Подать заявку на диагностику", "Стандартизированная диагностика", "⭐ Все блоки", "📅 В течение месяца",
        "✅ Даю согласие и отправляю")  # fmt: skip


def row(town: Town) -> Person:
    """The teacher's row."""
    query = sa.select(Person).join(TelegramChat).where(TelegramChat.chat_id == town.teacher.id)
    return town.chat.look(lambda session: session.scalars(query).one())


def states(town: Town) -> int:
    """How many chats are in the middle of typing."""
    return len(town.chat.look(lambda session: session.scalars(sa.select(ChatState)).all()))


async def begin(town: Town) -> Phone:
    """The teacher begins the walk; of the profile nothing but the first questions is answered."""
    await town.teacher.send("/start")
    await taps(town.teacher, "👤 Мой профиль", BEGIN)
    return town.teacher


@pytest.mark.rule("SM-KIOM-1")
async def test_the_walk_asks_each_missing_field_once_and_ends_with_what_was_filled_in(town: Town) -> None:
    teacher = await begin(town)
    assert "Осталось 5 вопросов" in teacher.screen.text
    await teacher.tap("Высшее педагогическое")
    assert "Записано: высшее педагогическое" in teacher.screen.text
    assert "Осталось 4 вопроса" in teacher.screen.text
    await teacher.send("12")
    assert "Записано: 12 лет, с 2014" in teacher.screen.text
    await teacher.tap("Первая категория")
    assert "Осталось 2 вопроса" in teacher.screen.text
    assert teacher.keys == ["📱 Отправить мой номер", "Пропустить", "🏠 Домой"]
    await teacher.share_contact()
    assert teacher.keys == []
    assert "Остался 1 вопрос" in teacher.screen.text
    await teacher.send("Anna@Example.org")
    found = row(town)
    assert (found.education, found.qualification) == (Education.higher_pedagogical, Qualification.first)
    assert (found.teaching_since, found.email, found.phone) == (2014, "anna@example.org", "+79000001000")
    assert "Спасибо! Записано:" in teacher.screen.text
    assert "Теперь профиль заполнен целиком." in teacher.screen.text
    assert states(town) == 0
    await teacher.tap("👤 Мой профиль")
    assert not has(teacher.screen, BEGIN)


async def test_what_is_skipped_stays_missing_and_is_not_asked_again_in_this_walk(town: Town) -> None:
    teacher = await begin(town)
    await taps(teacher, "Пропустить", "Пропустить", "Первая категория", "Пропустить", "Пропустить")
    text = teacher.screen.text
    assert "✅ Квалификационная категория: первая категория" in text
    assert "Пока не заполнено: образование, педагогический стаж, телефон, электронная почта." in text
    assert row(town).education is None
    assert states(town) == 0
    await taps(teacher, "👤 Мой профиль", BEGIN)
    assert "Осталось 4 вопроса" in teacher.screen.text
    assert "образование?" in teacher.screen.text


async def test_one_who_skips_everything_is_answered_kindly(town: Town) -> None:
    teacher = await begin(town)
    await taps(teacher, *["Пропустить"] * 5)
    assert "Хорошо, это подождёт." in teacher.screen.text
    assert has(teacher.screen, "Домой")


async def test_a_second_tap_of_the_walk_never_takes_the_step_after_it(town: Town) -> None:
    teacher = await begin(town)
    await teacher.tap("Пропустить")
    await teacher.repeat(same_id=False)
    assert "Осталось 4 вопроса" in teacher.screen.text
    await teacher.send("12")
    await teacher.tap("Высшая категория")
    await teacher.repeat(same_id=False)
    assert "Осталось 2 вопроса" in teacher.screen.text
    await teacher.tap("Пропустить")
    await teacher.send("Пропустить")
    assert "Остался 1 вопрос" in teacher.screen.text
    assert "адрес электронной почты" in teacher.screen.text
    assert row(town).email is None


async def test_a_button_of_another_step_only_redraws_the_one_that_is_asked(town: Town) -> None:
    teacher = await begin(town)
    for data in ("prq:email", "prv:qualification:first"):
        await teacher.press(data)
        assert "Осталось 5 вопросов" in teacher.screen.text
    assert row(town).qualification is None


@pytest.mark.parametrize("data", ["prq:education", "prv:education:higher", "prv:phone:x", "prq:name", "prv:name:x"])
async def test_a_button_of_a_walk_that_is_over_shows_the_profile_and_changes_nothing(town: Town, data: str) -> None:
    teacher = await begin(town)
    await teacher.tap("🏠 Домой")
    await teacher.tap("👤 Мой профиль")
    await teacher.press(data)
    assert "Мой профиль" in teacher.screen.text
    assert row(town).education is None
    assert states(town) == 0


async def test_a_forged_answer_leaves_the_walk_where_it_was(town: Town) -> None:
    teacher = await begin(town)
    await teacher.press("prv:education:witchcraft")
    assert row(town).education is None
    await teacher.tap("Высшее педагогическое")
    assert "Осталось 4 вопроса" in teacher.screen.text


async def test_the_walk_goes_on_after_a_restart_without_what_was_skipped(town: Town) -> None:
    teacher = await begin(town)
    await teacher.tap("Пропустить")
    await town.chat.restart()
    await teacher.send("12")
    await town.chat.restart()
    await teacher.tap("Первая категория")
    await teacher.send("Пропустить")
    await town.chat.restart()
    await teacher.send("a@example.org")
    assert "Пока не заполнено: образование, телефон." in teacher.screen.text


@pytest.mark.parametrize(("before", "wrong", "told"), [
    ((), "высшее", "одну из кнопок"),
    (("Пропустить",), "много", "число лет"),
    (("Пропустить",) * 3, "12", "10 цифр"),
    (("Пропустить",) * 4, "не знаю", "name@mail.ru"),
])  # fmt: skip
async def test_a_wrong_answer_is_asked_for_again_at_the_same_step(
    town: Town, before: tuple[str, ...], wrong: str, told: str
) -> None:
    teacher = await begin(town)
    await taps(teacher, *before)
    left = 5 - len(before)
    for bad in (wrong, None):
        if bad is None:
            await teacher.send_file("cat.webp", b"x", kind="sticker")
        else:
            await teacher.send(bad)
            assert told in teacher.screen.text
        assert teacher.screen.text.startswith("❗")
        assert re.search(rf"Остал\w+ {left} вопрос", teacher.screen.text)


async def test_home_ends_the_walk_also_from_the_keys_and_keeps_what_was_answered(town: Town) -> None:
    teacher = await begin(town)
    await taps(teacher, "Высшее педагогическое", "Пропустить", "Пропустить", "🏠 Домой")
    assert "Здравствуйте, Анна Петровна!" in teacher.screen.text
    assert teacher.keys == []
    assert states(town) == 0
    assert row(town).education is Education.higher_pedagogical
    await teacher.send("🏠 Домой")
    assert "Здравствуйте, Анна Петровна!" in teacher.screen.text


async def test_what_staff_fill_in_meanwhile_is_not_asked_any_more(town: Town) -> None:
    teacher = await begin(town)
    me = row(town).id
    with town.acting() as w:
        for field, text in ((ProfileField.education, "higher"), (ProfileField.email, "a@example.org")):
            people.edit_profile(w.session, w.operator, field=field, text=text, person_id=me)
    await teacher.send("что дальше?")
    assert "Осталось 3 вопроса" in teacher.screen.text
    await teacher.send("12")
    assert row(town).teaching_since == 2014


async def test_one_whose_first_questions_are_open_is_asked_those_first(town: Town) -> None:
    await town.newcomer.send("/start")
    await taps(town.newcomer, "📄 Прочитать согласие", "✅ Согласен (согласна)")
    await town.newcomer.send("Соколова Вера Павловна")
    await town.newcomer.send("/start")
    await taps(town.newcomer, "👤 Мой профиль", BEGIN)
    assert "Где вы работаете?" in town.newcomer.screen.text


async def test_the_phone_and_the_rest_are_asked_for_once_beside_the_first_application(town: Town) -> None:
    teacher = town.teacher
    await teacher.send("/start")
    await taps(teacher, *SEND)
    assert "центр звонит в течение 3 рабочих дней" in teacher.screen.text
    assert teacher.screen.buttons[:2] == ["📱 Оставить номер телефона", BEGIN]
    await teacher.tap("📱 Оставить номер телефона")
    await teacher.share_contact()
    assert row(town).phone == "+79000001000"
    assert "Что дальше: специалист центра свяжется с вами" in teacher.screen.text, "one comes back to the application"
    await teacher.send("/start")
    await taps(teacher, "📋 Посмотреть заявку", "Отозвать заявку", "Да, отозвать", "📝 Подать заявку на диагностику")
    await taps(teacher, *SEND[1:])
    assert "Заявка принята" in teacher.screen.text
    assert not has(teacher.screen, "телефон")
    assert not has(teacher.screen, BEGIN)


@pytest.mark.parametrize("words", ["Не сейчас", "абв", "+7 910 123-45-67"])
async def test_whatever_becomes_of_the_phone_one_comes_back_to_the_application(town: Town, words: str) -> None:
    teacher = town.teacher
    await teacher.send("/start")
    await taps(teacher, *SEND, "📱 Оставить номер телефона")
    await town.chat.restart()
    await teacher.send(words)
    if words == "абв":
        assert "Отправить мой номер" in teacher.keys[0]
        await teacher.send("Не сейчас")
    assert teacher.keys == []
    assert "Что дальше: специалист центра свяжется с вами" in teacher.screen.text


async def test_the_walk_may_begin_right_after_the_application(town: Town) -> None:
    teacher = town.teacher
    await teacher.send("/start")
    await taps(teacher, *SEND, BEGIN)
    assert "Осталось 5 вопросов" in teacher.screen.text


async def test_one_whose_profile_is_complete_is_asked_nothing_beside_an_application(town: Town) -> None:
    filled = {"education": "higher", "teaching_since": "12", "qualification": "first", "phone": "+7 910 123-45-67",
              "email": "a@example.org"}  # fmt: skip
    with town.acting() as w:
        for field, text in filled.items():
            people.edit_profile(w.session, w.teacher, field=ProfileField(field), text=text)
    await town.teacher.send("/start")
    await taps(town.teacher, *SEND)
    assert "рабочих дней" not in town.teacher.screen.text.split("Заявка")[0]
    assert not has(town.teacher.screen, BEGIN)
    await town.teacher.press("prw")
    assert town.teacher.alerts[-1] == "Всё заполнено."
