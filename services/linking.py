"""Unlinking a Telegram chat from a person. The old chat is told before it falls silent, and nothing personal is in
what it is told."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import LinkCode, Role
from models.inbox import ChatState
from models.notices import Notice, NoticeStatus
from models.people import Person, TelegramChat
from services import rights
from services.context import Context
from services.errors import NotFound, Stale
from services.notices import NoticeKind

_ = catalog("services").lazy


def unlink_chat(session: Session, ctx: Context, *, person_id: int) -> None:
    """Unlink a person's chat: by the person, an operator of their centre, an administrator. Link codes given before
    stop working. Raises Stale when no chat is linked."""
    person = session.get(Person, person_id)
    allowed = person_id == ctx.actor.person_id or rights.holds(ctx, Role.administrator)
    if person is None or not (allowed or rights.serves(session, ctx, person_id, Role.operator)):
        raise NotFound(_("There is no such person."))
    chat = session.scalar(sa.select(TelegramChat).where(TelegramChat.person_id == person_id).with_for_update())
    if chat is None:
        raise Stale(_("No chat is linked to this person."))
    codes = sa.select(LinkCode).where(LinkCode.person_id == person_id, LinkCode.used_at.is_(None))
    for code in session.scalars(codes):
        code.used_at = ctx.now
    say_farewell(session, ctx, person_id=person_id, chat_id=chat.chat_id)
    session.delete(chat)
    session.flush()
    session.expire(person, ["chat"])


def say_farewell(session: Session, ctx: Context, *, person_id: int, chat_id: int) -> None:
    """Tell a chat that it is linked no more, whoever it belongs to when that is sent; forget what it was typing."""
    session.execute(sa.delete(ChatState).where(ChatState.chat_id == chat_id))
    session.add(
        Notice(
            kind=NoticeKind.chat_unlinked.value, recipient_id=person_id, chat_id=chat_id, facts={},
            dedupe_key=f"chat_unlinked:{chat_id}:{ctx.now.isoformat()}", status=NoticeStatus.pending,
            created_at=ctx.now, not_before=ctx.now, attempts=0, channel="telegram", error="",
        )
    )  # fmt: skip
    session.flush()


def was_linked(session: Session, ctx: Context, *, chat_id: int) -> bool:
    """Whether a chat that belongs to nobody now was linked to somebody's profile before; not a word of whose."""
    told = sa.select(Notice.id).where(Notice.kind == NoticeKind.chat_unlinked.value, Notice.chat_id == chat_id)
    return session.scalar(told.limit(1)) is not None
