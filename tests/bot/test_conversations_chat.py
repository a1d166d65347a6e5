"""Questions in the chat: to the curator and to the centre, answered without phone numbers, read by both sides only."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from models.conversations import Conversation, Message
from models.routes import CuratorView, Route
from services import conversations, routes
from tests.bot.town import Town, has, heard, taps

ROUTE_BUTTON = "❓ Задать вопрос куратору"


def messages(town: Town) -> Sequence[Message]:
    """All that was ever said."""
    return town.chat.look(lambda session: session.scalars(sa.select(Message).order_by(Message.id)).all())


def route_id(town: Town) -> int:
    """The only route."""
    return town.chat.look(lambda session: session.scalars(sa.select(Route.id)).one())


def thread_id(town: Town) -> int:
    """The only conversation."""
    return town.chat.look(lambda session: session.scalars(sa.select(Conversation.id)).one())


async def ask(town: Town, words: str = "Когда семинар?") -> None:
    """The teacher asks the curator about the first activity."""
    await town.teacher.send("/start")
    await taps(town.teacher, "🧭 Открыть мероприятие", ROUTE_BUTTON)
    await town.teacher.send(words)
    await town.deliver()


@pytest.mark.rule("SM-IOM-4.4.1")
async def test_a_question_about_an_activity_and_its_answer_travel_through_the_chat(active: Town) -> None:
    await ask(active)
    assert "Вам задали вопрос" in active.curator.screen.text
    assert "Когда семинар?" not in active.curator.screen.text
    await taps(active.curator, "💬 Открыть вопрос")
    assert "О мероприятии: Семинар № 1" in active.curator.screen.text
    await active.curator.tap("↩️ Ответить")
    await active.curator.send("В пятницу в 10:00")
    await active.deliver()
    assert "Куратор ответил на ваш вопрос" in active.teacher.screen.text
    await active.teacher.tap("💬 Прочитать ответ")
    assert "В пятницу в 10:00" in active.teacher.screen.text
    assert "+7" not in active.teacher.screen.text
    assert [one.question for one in messages(active)] == [True, False]


async def test_the_curators_inbox_counts_what_awaits_an_answer(active: Town) -> None:
    await active.curator.send("/start")
    assert has(active.curator.screen, "💬 Вопросы")
    await ask(active)
    await active.curator.send("/start")
    await active.curator.tap("💬 Вопросы (1)")
    await active.curator.tap("❓ Иванова Анна Петровна: Когда семинар?")
    await active.curator.tap("Уже ответили устно, закрыть")
    assert "Вопрос закрыт" in active.curator.screen.text
    await active.curator.repeat(same_id=False)
    assert active.curator.alerts[-1] == "Этот разговор уже закрыт."
    await active.curator.send("/start")
    assert not has(active.curator.screen, "Вопросы (")


@pytest.mark.rule("SM-IOM-4.4.5")
@pytest.mark.parametrize("way", [("↩️ Ответить",), ("💬 Вся переписка", "↩️ Ответить")])
async def test_the_answer_to_the_curators_question_is_told_and_awaits_nothing(active: Town, way: tuple[str]) -> None:
    number = route_id(active)
    with active.acting() as w:
        first = routes.card(w.session, w.teacher, route_id=number).activities[0].id
        routes.look_at_mark(w.session, w.curator, activity_id=first, view=CuratorView.questioned, comment="Есть фото?")
    await active.deliver()
    if len(way) > 1:
        await active.teacher.tap("↩️ Ответить")
    await taps(active.teacher, *way)
    assert "Напишите, пожалуйста, ответ куратору" in active.teacher.screen.text
    await active.teacher.send("Фото пришлю завтра")
    seen = active.teacher.screen.text
    assert "Ваш ответ передан" in seen
    assert "Ждёт ответа" not in seen
    assert "❓ Ёлкина" in seen
    assert "💬 Иванова" in seen
    await active.deliver()
    assert "На ваш вопрос о мероприятии ответили" in active.curator.screen.text
    assert "пришлю" not in active.curator.screen.text
    await active.curator.send("/start")
    assert not has(active.curator.screen, "Вопросы (")


@pytest.mark.rule("SM-DIA-5.5.4")
async def test_a_question_about_the_result_is_answered_by_the_centre(published: Town) -> None:
    await taps(published.teacher, "📊 Открыть результат", "❓ Задать вопрос")
    await published.teacher.send("Что это значит?")
    assert "Ваш вопрос передан" in published.teacher.screen.text
    number = thread_id(published)
    with published.acting() as w:
        conversations.reply(w.session, w.operator, thread_id=number, text="Расскажем на встрече")
    await published.deliver()
    assert "Центр ответил" in published.teacher.screen.text
    await published.teacher.tap("✏️ Написать ещё")
    assert "Расскажем на встрече" in published.teacher.screen.text
    await published.teacher.send("Спасибо, а когда?")
    assert len(messages(published)) == 3


async def test_anybody_asks_the_centre_from_help(town: Town) -> None:
    await town.teacher.send("/help")
    await town.teacher.tap("❓ Задать вопрос центру")
    assert "+7 4812 00-00-00" in town.teacher.screen.text
    await town.teacher.send("Как вы работаете?")
    await town.teacher.send("/help")
    await taps(town.teacher, "💬 Мои вопросы", "❓ Центру: Как вы работаете?")
    assert "Ждёт ответа" in town.teacher.screen.text


async def test_what_cannot_be_a_question_is_asked_for_again(active: Town) -> None:
    await active.teacher.send("/start")
    await taps(active.teacher, "🧭 Открыть мероприятие", ROUTE_BUTTON)
    await active.teacher.send_file("cat.webp", b"x", kind="sticker")
    assert "только текст" in active.teacher.screen.text
    await active.teacher.send("я" * 2500)
    assert "2500" in active.teacher.screen.text
    await active.chat.restart()
    await active.teacher.send("А теперь <b>коротко</b>")
    assert [one.text for one in messages(active)] == ["А теперь <b>коротко</b>"]
    assert "А теперь <b>коротко</b>" in active.teacher.screen.text


async def test_the_same_words_delivered_twice_are_one_question(active: Town) -> None:
    await ask(active)
    await active.teacher.repeat()
    assert len(messages(active)) == 1


@pytest.mark.rule("К-01")
async def test_the_school_and_strangers_read_no_conversation(active: Town) -> None:
    await ask(active, "Тайна педагога")
    number = thread_id(active)
    for data in (f"qt:{number}:0", f"qw:{number}", f"qc:{number}", "ql:0:1"):
        await active.head.press(data)
    await active.head.send("подслушано")
    assert "Тайна педагога" not in heard(active.head)
    assert len(messages(active)) == 1


async def test_words_typed_out_of_place_are_offered_to_the_centre_and_kept(town: Town) -> None:
    await town.teacher.send("/start")
    await town.teacher.send("Когда будет ответ на мою заявку?")
    assert "Передать ваши слова центру" in town.teacher.screen.text
    await town.chat.restart()
    await town.teacher.tap("❓ Передать это как вопрос центру")
    assert "Когда будет ответ на мою заявку?" in town.teacher.screen.text
    message = town.chat.look(lambda session: session.scalars(sa.select(Message)).one())
    assert message.text == "Когда будет ответ на мою заявку?"
    await town.teacher.press("qp")
    assert town.chat.look(lambda session: session.scalar(sa.select(sa.func.count(Message.id)))) == 1


async def test_what_a_newcomer_types_out_of_place_is_offered_to_nobody(town: Town) -> None:
    await town.newcomer.send("/start")
    await town.newcomer.send("Здравствуйте")
    assert not has(town.newcomer.screen, "Передать")


async def test_what_is_typed_after_a_question_about_the_application_joins_it(town: Town) -> None:
    with town.acting() as w:
        number = w.apply()
    await town.teacher.press(f"qa:c:{number}")
    await town.teacher.send("Когда приходить?")
    await town.teacher.send("И что взять с собой?")
    await town.teacher.tap("❓ Передать это как вопрос центру")
    assert [one.text for one in messages(town)] == ["Когда приходить?", "И что взять с собой?"]
    assert thread_id(town)
    assert "Когда приходить?" in town.teacher.screen.text
    assert has(town.teacher.screen, "📋 Открыть заявку")
