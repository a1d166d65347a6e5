"""Words typed in the middle of the form, where a button is awaited: the question is put anew, as the last message."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models.applications import ParticipationStatus
from models.conversations import Message
from tests.bot.cases import status_of
from tests.bot.test_applications_chat import FORM, SEND, fill
from tests.bot.town import Town, has, taps

TAP = "Нажмите, пожалуйста, одну из кнопок"


@pytest.mark.parametrize(
    ("way", "question"),
    [
        ((), "Какая форма"),
        ((FORM,), "Какие блоки"),
        ((FORM, "▫️ Методический"), "Какие блоки"),
        ((FORM, "⭐ Все блоки"), "Когда вам удобно"),
        ((FORM, "⭐ Все блоки", "🗓 Выбрать дни"), "Когда вам удобно"),
        ((FORM, "⭐ Все блоки", "📅 В течение месяца"), "Проверьте"),
        ((FORM, "⭐ Все блоки", "📅 В течение месяца", "Изменить форму"), "Какая форма"),
    ],
)  # fmt: skip
async def test_the_question_is_put_once_more_below_the_words(town: Town, way: tuple[str, ...], question: str) -> None:
    await taps(town.teacher, "📝 Подать заявку на диагностику", *way)
    await town.chat.restart()
    await town.teacher.send("математика")
    assert TAP in town.teacher.screen.text
    assert question in town.teacher.screen.text
    assert not has(town.teacher.screen, "Передать")
    assert town.chat.look(lambda session: session.scalars(sa.select(Message)).all()) == []


async def test_the_form_goes_on_below_and_is_received_at_the_bottom(town: Town) -> None:
    await fill(town.teacher)
    above = town.teacher.screen.message_id
    await town.teacher.send("всё верно")
    await town.teacher.tap(SEND, message_id=above)
    assert "Заявка принята" in town.teacher.screen.text
    assert status_of(town) is ParticipationStatus.submitted
    await town.teacher.send("Спасибо")
    assert has(town.teacher.screen, "Передать"), "the form is sent: nothing is asked any more"


@pytest.mark.parametrize("out", ["🏠 Домой", "/start"])
async def test_who_left_the_form_is_asked_nothing(town: Town, out: str) -> None:
    await taps(town.teacher, "📝 Подать заявку на диагностику", FORM)
    await (town.teacher.send(out) if out.startswith("/") else town.teacher.tap(out))
    await town.teacher.send("Как вы работаете?")
    assert has(town.teacher.screen, "Передать")
