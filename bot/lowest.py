"""The last message of each chat, as far as it is known since the program started: what stands above it is not looked at
any more. Nothing depends on it but the place of a screen."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from aiogram import Bot
from aiogram.client.session.base import BaseSession


@dataclass(frozen=True)
class Lowest:
    """The last message; ``instead_of``: the one above it whose button brought it, if it was brought so."""

    message_id: int = 0
    instead_of: int = 0


_NONE = Lowest()
_KNOWN: WeakKeyDictionary[BaseSession, dict[int, Lowest]] = WeakKeyDictionary()


def note(bot: Bot, chat_id: int, message_id: int, *, instead_of: int = 0) -> None:
    """A message came into the chat, from either side."""
    chats = _KNOWN.setdefault(bot.session, {})
    if message_id >= chats.get(chat_id, _NONE).message_id:
        chats[chat_id] = Lowest(message_id, instead_of)


def lowest(bot: Bot, chat_id: int) -> Lowest:
    """The last message that is known of a chat; of one where nothing was written since the start, none."""
    return _KNOWN.get(bot.session, {}).get(chat_id, _NONE)
