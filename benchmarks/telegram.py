"""A Telegram that costs nothing: answers every call at once, so that only the bot is measured."""

from __future__ import annotations

import itertools
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import Chat, Message

TOKEN = "424242:sandbox-bench"  # noqa: S105 opens nothing


class InstantSession(BaseSession):
    """Says "done" to everything; ``calls`` counts."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0
        self._ids = itertools.count(1_000)

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:  # noqa: ASYNC109 aiogram's signature
        """Answer a call: a message for what makes one, else true."""
        self.calls += 1
        if isinstance(method, AnswerCallbackQuery) or method.__returning__ is bool:
            return True
        chat_id = int(getattr(method, "chat_id", 0) or 0)
        message_id = getattr(method, "message_id", None) or next(self._ids)
        return Message(message_id=message_id, date=datetime.now(UTC), chat=Chat(id=chat_id, type="private"), text="-")

    async def close(self) -> None:
        """Nothing to close."""

    async def stream_content(self, *args: Any, **kwargs: Any) -> AsyncGenerator[bytes, None]:
        """No files here."""
        for piece in list[bytes]():
            yield piece


def press(number: int, chat_id: int, data: str) -> dict[str, Any]:
    """A raw update: a button pressed on the chat's message 1."""
    person = {"id": chat_id, "is_bot": False, "first_name": "-"}
    chat = {"id": chat_id, "type": "private", "first_name": "-"}
    message = {"message_id": 1, "date": 1_790_000_000, "chat": chat, "text": "-"}
    query = {"id": str(number), "from": person, "chat_instance": "1", "data": data, "message": message}
    return {"update_id": number, "callback_query": query}
