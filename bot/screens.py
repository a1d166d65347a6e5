"""What a chat shows: a screen is plain data made by a pure function, and ``show`` puts it before the person."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramNetworkError, TelegramRetryAfter
from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from aiohttp import ClientConnectorError

from bot.lowest import lowest, note
from locales import catalog

T = TypeVar("T")
_ = catalog("bot").html

TOAST = 200
#: A wait that a person would still take for slowness; longer ones go back to the inbox.
PATIENCE_SECONDS = 30
TRIES = 4


class Home(CallbackData, prefix="home"):
    """To the first screen."""


@dataclass(frozen=True)
class Button:
    """A button under the message: words and either callback data or a link."""

    text: str
    data: CallbackData | str = ""
    url: str = ""


@dataclass(frozen=True)
class Key:
    """A key below the chat; ``contact`` shares the person's own phone number."""

    text: str
    contact: bool = False


@dataclass(frozen=True)
class Keyboard:
    """Keys below the chat instead of letters; one without rows takes them away."""

    rows: Sequence[Sequence[Key]] = ()


@dataclass(frozen=True)
class Attachment:
    """A file to show: its name and content."""

    name: str
    content: bytes = field(repr=False)


Rows = Sequence[Sequence[Button]]


@dataclass(frozen=True)
class Screen:
    """HTML text with rows of buttons, or with keys below the chat (Telegram takes one or the other), and a file."""

    text: str
    rows: Rows = ()
    keyboard: Keyboard | None = None
    photo: Attachment | None = None
    document: Attachment | None = None

    def __post_init__(self) -> None:
        if self.rows and self.keyboard is not None:
            raise ValueError("a message carries buttons or keys, not both")

    @property
    def editable(self) -> bool:
        """Whether it can take the place of a text message."""
        return self.keyboard is None and self.photo is None and self.document is None


def home() -> Button:
    """«Домой»: every inner screen has it."""
    return Button(_("🏠 Home"), Home())


def back(to: CallbackData) -> Button:
    """«Назад» to the parent screen."""
    return Button(_("‹ Back"), to)


def ways_out(to: CallbackData) -> Sequence[Button]:
    """The last row of an inner screen: back to its parent, and home."""
    return (back(to), home())


def dropping(to: CallbackData) -> Sequence[Button]:
    """The last row under a question whose answer is typed: not to answer, back to its parent, and home."""
    return (Button(_("✖️ Cancel"), to), home())


async def show(event: Message | CallbackQuery, screen: Screen, toast: str = "") -> None:
    """Answer a message with a screen, or put it in place of the one whose button was tapped: below, as a message of its
    own, where something was written after that one, since nobody looks above what was said last.

    ``toast`` (plain text, at most 200 characters) flies over the chat after a tap.
    """
    bot = event.bot
    if bot is None:
        raise RuntimeError("an event without its bot cannot be answered")
    if isinstance(event, Message):
        note(bot, event.chat.id, event.message_id)
        await patiently(lambda: send(bot, event.chat.id, screen))
        return
    tapped = event.message if isinstance(event.message, Message) else None
    if tapped is not None and tapped.message_id < lowest(bot, tapped.chat.id).message_id:
        await _put_below(bot, tapped, screen)
    elif tapped is None or not await patiently(lambda: _edit(bot, tapped, tapped.message_id, screen)):
        await patiently(lambda: send(bot, event.from_user.id, screen))
    await acknowledge(event, toast)


async def bring(query: CallbackQuery, screen: Screen) -> None:
    """Send what took a while to prepare as a new message, after the tap was acknowledged."""
    bot = query.bot
    if bot is None:
        raise RuntimeError("an event without its bot cannot be answered")
    await patiently(lambda: send(bot, query.from_user.id, screen))


async def acknowledge(query: CallbackQuery, toast: str = "", *, alert: bool = False) -> bool:
    """Stop the button's spinner, with words if any; False when it was too late for that."""
    text = toast[:TOAST] or None
    try:
        await patiently(lambda: query.answer(text, show_alert=alert or None))
    except TelegramBadRequest as error:
        if "query is too old" not in error.message:
            raise
        return False
    return True


async def send(bot: Bot, chat_id: int, screen: Screen) -> Message:
    """Send a screen as a new message; raises what Telegram answers."""
    message = await _send(bot, chat_id, screen)
    note(bot, chat_id, message.message_id)
    return message


async def _send(bot: Bot, chat_id: int, screen: Screen) -> Message:
    markup = _markup(screen)
    if screen.photo is not None:
        photo = BufferedInputFile(screen.photo.content, screen.photo.name)
        return await bot.send_photo(chat_id, photo, caption=screen.text, reply_markup=markup)
    if screen.document is not None:
        document = BufferedInputFile(screen.document.content, screen.document.name)
        return await bot.send_document(chat_id, document, caption=screen.text, reply_markup=markup)
    return await bot.send_message(chat_id, screen.text, reply_markup=markup)


async def _put_below(bot: Bot, tapped: Message, screen: Screen) -> None:
    """Show a screen as the last message; a second tap of the same button redraws what the first one brought. The
    message above loses its buttons: there is one screen to tap on."""
    chat_id, last = tapped.chat.id, lowest(bot, tapped.chat.id)
    again = last.instead_of == tapped.message_id
    if again and await patiently(lambda: _edit(bot, tapped, last.message_id, screen)):
        return
    sent = await patiently(lambda: send(bot, chat_id, screen))
    note(bot, chat_id, sent.message_id, instead_of=tapped.message_id)
    if tapped.text is not None:
        with suppress(TelegramAPIError):  # the new screen stands: the one above may stay as it was
            await tapped.edit_reply_markup(reply_markup=None)


async def _edit(bot: Bot, tapped: Message, message_id: int, screen: Screen) -> bool:
    """Put a screen in place of a message of the chat; False where it cannot take it."""
    if not screen.editable or tapped.text is None:
        return False
    try:
        await bot.edit_message_text(
            screen.text, chat_id=tapped.chat.id, message_id=message_id, reply_markup=_inline(screen.rows)
        )
    except TelegramBadRequest as error:
        if "message is not modified" in error.message:
            return True
        if _gone(error):
            return False
        raise
    return True


def _gone(error: TelegramBadRequest) -> bool:
    reasons = ("message to edit not found", "message can't be edited", "no text in the message")
    return any(reason in error.message for reason in reasons)


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """Make a call again when it certainly had no effect: a short limit, a connection that never came about."""
    for attempt in range(TRIES):
        try:
            return await ask()
        except TelegramRetryAfter as error:
            if attempt == TRIES - 1 or error.retry_after > PATIENCE_SECONDS:
                raise
            await asyncio.sleep(error.retry_after)
        except TelegramNetworkError as error:
            if attempt == TRIES - 1 or not isinstance(error.__cause__, ClientConnectorError):
                raise
            await asyncio.sleep(0.5 * 2**attempt)
    raise AssertionError("the last attempt returns or raises")


def _markup(screen: Screen) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    if screen.keyboard is None:
        return _inline(screen.rows)
    if not screen.keyboard.rows:
        return ReplyKeyboardRemove(remove_keyboard=True)
    keys = [
        [KeyboardButton(text=key.text, request_contact=key.contact or None) for key in row]
        for row in screen.keyboard.rows
    ]
    return ReplyKeyboardMarkup(keyboard=keys, resize_keyboard=True, one_time_keyboard=True)


def _inline(rows: Rows) -> InlineKeyboardMarkup | None:
    found = [[_button(button) for button in row] for row in rows if row]
    return InlineKeyboardMarkup(inline_keyboard=found) if found else None


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(text=str(button.text), url=button.url)
    data = button.data if isinstance(button.data, str) else button.data.pack()
    return InlineKeyboardButton(text=str(button.text), callback_data=data)
