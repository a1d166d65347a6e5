"""Telegram chats: who stands behind one, what it is in the middle of typing, whether it can be reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.engine import insert_into
from models.inbox import ChatState
from models.people import Person, TelegramChat
from services import rights, unreachable
from services.context import Actor, Context


@dataclass(frozen=True)
class Opening:
    """What a door knows of a chat before it handles an update: the actor, language, block and state of typing.

    ``language`` is None for a chat that belongs to nobody yet.
    """

    actor: Actor
    language: str | None
    first_name: str
    blocked: bool
    state: str | None
    data: dict[str, Any]


def open_chat(session: Session, ctx: Context, *, chat_id: int, user_id: int) -> Opening:
    """Read what is known of a chat: its person with the grants of today, and its state of typing."""
    found = session.execute(
        sa.select(Person.id, Person.language, Person.first_name, TelegramChat.blocked_at)
        .join(TelegramChat, TelegramChat.person_id == Person.id)
        .where(TelegramChat.chat_id == chat_id)
    ).one_or_none()
    typing = session.execute(
        sa.select(ChatState.state, ChatState.data).where(ChatState.chat_id == chat_id, ChatState.user_id == user_id)
    ).one_or_none()
    state, data = (typing.state, dict(typing.data)) if typing else (None, {})
    if found is None:
        return Opening(Actor(None, (), "bot"), None, "", False, state, data)
    actor = rights.actor_of(session, found.id, ctx.today, "bot")
    return Opening(actor, found.language, found.first_name, found.blocked_at is not None, state, data)


def keep_state(
    session: Session, ctx: Context, *, chat_id: int, user_id: int, state: str | None, data: dict[str, Any]
) -> None:
    """Keep what a chat is in the middle of typing; nothing is kept of one that is in the middle of nothing."""
    if state is None and not data:
        session.execute(sa.delete(ChatState).where(ChatState.chat_id == chat_id, ChatState.user_id == user_id))
        return
    values = {"state": state, "data": data}
    statement = insert_into(session, ChatState).values(chat_id=chat_id, user_id=user_id, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["chat_id", "user_id"], set_=values))


def set_blocked(session: Session, ctx: Context, *, chat_id: int, blocked: bool) -> None:
    """Note that the person blocked the bot, or let it in again; of a block the desks of what is under way with them are
    told. An unknown chat is nobody's concern."""
    chat = session.scalar(sa.select(TelegramChat).where(TelegramChat.chat_id == chat_id))
    if chat is not None and (chat.blocked_at is not None) != blocked:
        chat.blocked_at = ctx.now if blocked else None
        session.flush()
        if blocked:
            unreachable.tell_of_all(session, ctx, person_id=chat.person_id)
