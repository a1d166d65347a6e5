"""A newcomer on their way through first contact."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.people import (
    Person,
    TelegramChat,
)
from tests.bot.chat import Person as Phone
from tests.bot.town import Town, taps

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
