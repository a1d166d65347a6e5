"""What happens around every handler: open the work, speak the reader's language, word refusals, settle the update."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from html import escape
from typing import Any, cast

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramForbiddenError
from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.base import StorageKey
from aiogram.types import CallbackQuery, Message, TelegramObject, Update

from bot.screens import TOAST, Screen, acknowledge, home, patiently, send, show
from bot.work import Work
from locales import reading_in
from services import chats
from services.errors import Denied, DomainError, NotFound, Stale

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
HomeScreen = Callable[[Work], Awaitable[Screen]]


class Opened(BaseMiddleware):
    """Opens the work before the handler and settles it afterwards; groups and channels are not answered."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Handle one update in the reader's language, within its state of typing."""
        work: Work = data["work"]
        if not _is_private(data):
            await work.finish()
            return None
        user = data.get("event_from_user")
        await work.open(user.language_code if user else None)
        self._offer_state(work, data)
        if work.opening.blocked and work.answers:
            work.along(chats.set_blocked, chat_id=work.chat_id, blocked=False)
        with reading_in(work.language), suppress(TelegramForbiddenError):  # they left while we were answering
            await handler(event, data)
        await work.finish()
        return None

    @staticmethod
    def _offer_state(work: Work, data: dict[str, Any]) -> None:
        key = StorageKey(bot_id=cast(Bot, data["bot"]).id, chat_id=work.chat_id, user_id=work.user_id)
        data["state"] = FSMContext(work.storage, key)
        data["raw_state"] = work.storage.state


def _is_private(data: dict[str, Any]) -> bool:
    chat = data.get("event_chat")
    return chat is None or chat.type == ChatType.PRIVATE


class Refused(BaseMiddleware):
    """Shows what a service refused with. Nothing was changed then; what is gone or not theirs gives way to home."""

    def __init__(self, home_screen: HomeScreen) -> None:
        self._home = home_screen

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Handle the update and word its refusal."""
        try:
            return await handler(event, data)
        except DomainError as error:
            work: Work = data["work"]
            happened = cast(Update, event).event
            if isinstance(happened, CallbackQuery):
                await self._after_tap(happened, work, error)
            elif isinstance(happened, Message):
                if isinstance(error, Stale | NotFound | Denied):  # what was being typed for is gone
                    await data["state"].clear()
                screen = Screen(escape(str(error), quote=False), [[home()]])
                await show(happened, screen)
            return None

    async def _after_tap(self, query: CallbackQuery, work: Work, error: DomainError) -> None:
        text = str(error)
        seen = len(text) <= TOAST and await acknowledge(query, text, alert=True)
        if isinstance(error, Stale | NotFound | Denied):
            await show(query, await self._home(work))
        if not seen and query.bot is not None:
            bot, screen = query.bot, Screen(escape(text, quote=False), [[home()]])
            await patiently(lambda: send(bot, query.from_user.id, screen))
            await acknowledge(query)


class Named(BaseMiddleware):
    """Notes which handler took the update, for the log."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Handle the event."""
        taken: HandlerObject = data["handler"]
        work: Work = data["work"]
        work.handler = f"{taken.callback.__module__}.{taken.callback.__qualname__}"
        return await handler(event, data)
