"""The second way out of the outbox: a notice that Telegram could not bring goes by e-mail, where there is an address.

Telegram comes first always: only what has failed there because the person has no chat or has blocked the bot is taken
up, and only while it is fresh. The outcomes are the outbox's own: what may have left is never sent again blindly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.notices import Notice, NoticeStatus
from models.people import Person, TelegramChat
from services import outbox, people, telling
from services.context import Context
from services.notices import FRESH, UNREACHED, NoticeKind
from services.outbox import Parcel

CHANNEL = "email"


@dataclass(frozen=True)
class Letter:
    """A claimed notice, and where it goes."""

    address: str
    parcel: Parcel


def due(session: Session, ctx: Context, *, real_now: datetime, limit: int = 20) -> Sequence[int]:
    """Keys of the notices that Telegram could not bring and e-mail may, oldest first."""
    query = (
        sa.select(Notice.id)
        .join(Person, Person.id == Notice.recipient_id)
        .outerjoin(TelegramChat, TelegramChat.person_id == Person.id)
        .where(
            Notice.status == NoticeStatus.failed,
            outbox.may_leave(ctx),
            Notice.error.in_(UNREACHED),
            Notice.kind != NoticeKind.chat_unlinked.value,
            Notice.created_at > ctx.now - FRESH,
            Person.email.is_not(None),
            sa.or_(TelegramChat.id.is_(None), TelegramChat.blocked_at.is_not(None)),
            sa.or_(Notice.retry_at.is_(None), Notice.retry_at <= real_now),
        )
    )
    return session.scalars(query.order_by(Notice.id).limit(limit)).all()


def start(session: Session, ctx: Context, *, notice_id: int, real_now: datetime) -> Letter | None:
    """Claim a notice for e-mail after looking once more whether it holds; None when another has it, when there is
    nothing to say any more, or when the person has no address now or withdrew the consent to the processing of personal
    data: what they must know of all the same is told by staff."""
    claimed = (
        sa.update(Notice)
        .where(Notice.id == notice_id, Notice.status == NoticeStatus.failed, Notice.error.in_(UNREACHED))
        .values(
            status=NoticeStatus.sending, channel=CHANNEL, error="", leased_until=real_now + outbox.LEASE,
            attempts=Notice.attempts + 1,
        )
    )  # fmt: skip
    if session.execute(claimed).rowcount != 1:  # type: ignore[attr-defined]  # CursorResult for an UPDATE
        return None
    notice = session.get_one(Notice, notice_id, populate_existing=True)
    person = session.get_one(Person, notice.recipient_id)
    address = None if people.has_withdrawn(session, person.id) else person.email
    if address and outbox.holds(session, notice, person):
        return Letter(address, outbox.parcel_of(notice, person, 0))
    if not address and notice.kind in telling.MATTERS:
        outbox.give_up(session, ctx, notice)
    else:
        outbox.withdraw(session, ctx, notice_id=notice_id)
    return None
