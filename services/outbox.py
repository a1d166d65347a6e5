"""How a notice leaves: claimed with a lease, marked started in a committed step, sent, marked with its outcome.

The Bot API has no idempotency key. What certainly did not leave is tried again; what may have left is **uncertain** and
is never resent blindly. Leases and backoff run on real time (``real_now``), what is due on domain time (``ctx.now``).
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.deadlines import Deadline, DeadlineStatus
from models.notices import Notice, NoticeStatus
from models.people import Person, TelegramChat
from services import calendar, notices, receipts, recipients, telling, unreachable
from services.context import Context
from services.notices import BLOCKED, NO_CHAT, NO_MAIL, TELEGRAM, NoticeKind

LEASE = timedelta(seconds=60)
BACKOFF = (timedelta(seconds=2), timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5))


class Outcome(enum.Enum):
    """What came of one attempt to send."""

    sent = "sent"
    not_left = "not_left"
    paused = "paused"
    unreachable = "unreachable"
    refused = "refused"
    returned = "returned"
    uncertain = "uncertain"


#: What a notice becomes by what came of its attempt.
BECOMES = {
    Outcome.sent: NoticeStatus.sent,
    Outcome.not_left: NoticeStatus.pending,
    Outcome.paused: NoticeStatus.pending,
    Outcome.returned: NoticeStatus.pending,
    Outcome.unreachable: NoticeStatus.failed,
    Outcome.refused: NoticeStatus.failed,
    Outcome.uncertain: NoticeStatus.uncertain,
}


@dataclass(frozen=True)
class Due:
    """A notice that may leave now, and whose turn it is."""

    notice_id: int
    person_id: int


@dataclass(frozen=True)
class Parcel:
    """What a sender needs of a notice: to which chat, in which language, what happened."""

    notice_id: int
    kind: str
    chat_id: int
    person_id: int
    language: str
    participation_id: int | None
    route_id: int | None
    activity_id: int | None
    facts: dict[str, Any]


def expire(session: Session, ctx: Context, *, real_now: datetime) -> int:
    """Mark what was being sent when its sender died as uncertain; returns how many."""
    query = (
        sa.update(Notice)
        .where(Notice.status == NoticeStatus.sending, Notice.leased_until < real_now)
        .values(status=NoticeStatus.uncertain, error="the sender stopped in the middle")
    )
    return int(session.execute(query).rowcount)  # type: ignore[attr-defined]  # CursorResult for an UPDATE


def due(session: Session, ctx: Context, *, real_now: datetime, limit: int = 30) -> Sequence[Due]:
    """The notices that may leave now, oldest first, one a person: a person's later notices wait behind the first.

    So a chat that Telegram asked to pause, or one that is being written to, gets nothing else meanwhile.
    """
    first = (
        sa.select(sa.func.min(Notice.id))
        .where(
            sa.or_(
                sa.and_(Notice.status == NoticeStatus.pending, Notice.not_before <= ctx.now, may_leave(ctx)),
                Notice.status == NoticeStatus.sending,
            )
        )
        .group_by(Notice.recipient_id)
    )
    query = sa.select(Notice.id, Notice.recipient_id).where(
        Notice.id.in_(first),
        Notice.status == NoticeStatus.pending,
        sa.or_(Notice.retry_at.is_(None), Notice.retry_at <= real_now),
    )
    return [Due(row.id, row.recipient_id) for row in session.execute(query.order_by(Notice.id).limit(limit))]


def may_leave(ctx: Context) -> sa.ColumnElement[bool]:
    """Which notices may leave at this hour: in quiet hours only what answers the person, however long others waited."""
    if calendar.within_working_hours(ctx.region, ctx.now) == ctx.now:
        return sa.true()
    return Notice.kind.in_([kind.value for kind, rule in notices.RULES.items() if rule.at_once])


def start(session: Session, ctx: Context, *, notice_id: int, real_now: datetime) -> Parcel | None:
    """Claim a notice and mark it started, after looking once more whether it still holds.

    Returns what to send, or None when another sender has it, it no longer holds, or the person has no chat.
    """
    claimed = (
        sa.update(Notice)
        .where(Notice.id == notice_id, Notice.status == NoticeStatus.pending)
        .values(status=NoticeStatus.sending, leased_until=real_now + LEASE, attempts=Notice.attempts + 1)
    )
    if session.execute(claimed).rowcount != 1:  # type: ignore[attr-defined]  # CursorResult for an UPDATE
        return None
    notice = session.get_one(Notice, notice_id, populate_existing=True)
    person = session.get_one(Person, notice.recipient_id)
    chat = session.scalar(sa.select(TelegramChat).where(TelegramChat.person_id == person.id))
    if notice.kind == NoticeKind.chat_unlinked and notice.chat_id is not None:
        # It goes to the chat that was unlinked, whatever chat the person has now.
        return parcel_of(notice, person, notice.chat_id)
    if not holds(session, notice, person):
        notice.status = NoticeStatus.cancelled
    elif chat is None or chat.blocked_at is not None:
        notice.status, notice.error = NoticeStatus.failed, NO_CHAT if chat is None else BLOCKED
        _give_up(session, ctx, notice)
    else:
        notice.chat_id = chat.chat_id
        return parcel_of(notice, person, chat.chat_id)
    return None


def parcel_of(notice: Notice, person: Person, chat_id: int) -> Parcel:
    """A claimed notice as its sender needs it."""
    return Parcel(
        notice.id, notice.kind, chat_id, person.id, person.language,
        notice.participation_id, notice.route_id, notice.activity_id, dict(notice.facts),
    )  # fmt: skip


def withdraw(session: Session, ctx: Context, *, notice_id: int) -> None:
    """Cancel a claimed notice of which there is nothing to say any more."""
    notice = session.get_one(Notice, notice_id)
    notice.status, notice.leased_until = NoticeStatus.cancelled, None


def holds(session: Session, notice: Notice, person: Person) -> bool:
    """Whether a notice is still to be said: its deadline stands as it was, the person has not muted it."""
    return _still_holds(session, notice) and not _muted(session, person, notice)


def _muted(session: Session, person: Person, notice: Notice) -> bool:
    if notice.kind not in (person.muted or []):
        return False
    deadline = session.get(Deadline, notice.deadline_id) if notice.deadline_id else None
    return notices.is_muted(person, NoticeKind(notice.kind), normative=deadline is None or deadline.normative)


def _still_holds(session: Session, notice: Notice) -> bool:
    if notice.deadline_id is None:
        return True
    deadline = session.get_one(Deadline, notice.deadline_id)
    spoken_while = DeadlineStatus.on_hold if notice.kind == NoticeKind.try_again else DeadlineStatus.open
    return deadline.status is spoken_while and deadline.version == notice.deadline_version


def give_up(session: Session, ctx: Context, notice: Notice) -> None:
    """A claimed notice may not go by e-mail, and Telegram has failed: nothing more is tried."""
    notice.status, notice.error, notice.leased_until = NoticeStatus.failed, f"{NO_CHAT}, {NO_MAIL}", None
    _give_up(session, ctx, notice)


def _give_up(session: Session, ctx: Context, notice: Notice) -> None:
    """A notice reaches its person in no way: the desk of its case is told, unless e-mail is still to be tried."""
    if notice.channel == TELEGRAM and recipients.reachable(session, [notice.recipient_id]):
        return
    telling.failed(session, ctx, notice)
    unreachable.tell(
        session, ctx, person_id=notice.recipient_id, participation_id=notice.participation_id,
        route_id=notice.route_id, unsaid=notice,
    )  # fmt: skip


def finish(
    session: Session,
    ctx: Context,
    *,
    notice_id: int,
    outcome: Outcome,
    real_now: datetime,
    message_id: int | None = None,
    text: str | None = None,
    error: str = "",
    retry_after: timedelta | None = None,
) -> None:
    """Record what came of an attempt; ``retry_after`` is Telegram's own wish (no attempt counted then).

    ``text`` is kept of what was sent and of what may have been. ``returned``: the sender itself cannot work; the
    notice waits as if it had never been claimed.
    """
    notice = session.get_one(Notice, notice_id)
    notice.status, notice.error, notice.leased_until = BECOMES[outcome], error, None
    if outcome is Outcome.sent:
        notice.sent_at, notice.message_id, notice.text = ctx.now, message_id, text
        receipts.delivered(session, ctx, notice)
        telling.came(session, ctx, notice)
    elif outcome in (Outcome.refused, Outcome.uncertain):
        notice.text = text
        if outcome is Outcome.refused:
            _refused(session, ctx, notice)
    elif outcome is Outcome.unreachable:
        _block(session, ctx, notice)
    else:
        _put_back(notice, outcome, real_now, retry_after)


def _refused(session: Session, ctx: Context, notice: Notice) -> None:
    """It will not be taken: after e-mail nothing is left to try, of Telegram an administrator is told."""
    if notice.channel != TELEGRAM:
        _give_up(session, ctx, notice)
    else:
        telling.failed(session, ctx, notice)


def _block(session: Session, ctx: Context, notice: Notice) -> None:
    """The person has blocked the bot: nothing reaches that chat until they write again."""
    notice.error = BLOCKED
    session.execute(sa.update(TelegramChat).where(TelegramChat.chat_id == notice.chat_id).values(blocked_at=ctx.now))
    _give_up(session, ctx, notice)


def _put_back(notice: Notice, outcome: Outcome, real_now: datetime, retry_after: timedelta | None) -> None:
    """It did not leave: it waits longer after each attempt of its own, and as long as Telegram wishes."""
    if outcome is Outcome.not_left:
        notice.retry_at = real_now + BACKOFF[min(notice.attempts, len(BACKOFF)) - 1]
        notice.channel = TELEGRAM
        return
    notice.attempts = max(0, notice.attempts - 1)
    if outcome is Outcome.paused:
        notice.retry_at = real_now + (retry_after or BACKOFF[0])


def hush(session: Session, ctx: Context) -> None:
    """Cancel everything that waits: what a demonstration lived through before its first start is not told now."""
    session.execute(
        sa.update(Notice).where(Notice.status == NoticeStatus.pending).values(status=NoticeStatus.cancelled)
    )
