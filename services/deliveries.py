"""Notices as an administrator looks after them: what failed, what nobody knows of, what waits. Never their words.

What may have left is never sent again: an administrator who has asked the person can only call it delivered.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from locales import Text, catalog
from models.accounts import Role
from models.inbox import InboxUpdate, UpdateStatus
from models.notices import Notice, NoticeStatus
from services import rights, telling
from services.context import Context
from services.errors import Stale
from services.notices import BLOCKED, NO_CHAT

_ = catalog("services").lazy


class Tray(enum.StrEnum):
    """Where an administrator finds a notice; ``unreached``: there was no chat to send it to, or it is blocked, which
    the operators settle by telephone."""

    uncertain = "uncertain"
    failed = "failed"
    unreached = "unreached"
    pending = "pending"
    sent = "sent"


_UNREACHED = sa.or_(*(Notice.error.startswith(start) for start in (NO_CHAT, BLOCKED)))
_IN: dict[Tray, sa.ColumnElement[bool]] = {
    Tray.uncertain: Notice.status == NoticeStatus.uncertain,
    Tray.failed: sa.and_(Notice.status == NoticeStatus.failed, sa.not_(_UNREACHED)),
    Tray.unreached: sa.and_(Notice.status == NoticeStatus.failed, _UNREACHED),
    Tray.pending: Notice.status == NoticeStatus.pending,
    Tray.sent: Notice.status == NoticeStatus.sent,
}
#: What a notice is of, by how its kind begins; the rest are of an application and its assessment.
_ABOUT: tuple[tuple[tuple[str, ...], Text], ...] = (
    (("route", "agreement", "round", "approval", "activity", "mark", "evidence", "term", "curator_assigned",
      "decision"),
     _("a route")),
    (("question", "reply"), _("a conversation")),
    (("chat", "employment", "cases", "consent"), _("the chat and the profile")),
    (("curator_digest", "deadline"), _("a digest or a term")),
)  # fmt: skip
#: Reasons by how what was noted begins.
_REASONS: tuple[tuple[tuple[str, ...], Text], ...] = (
    ((NO_CHAT,), _("no chat")),
    ((BLOCKED, "TelegramForbiddenError"), _("the bot is blocked")),
    (("the sender stopped",), _("the sending was interrupted")),
    (("TelegramNetworkError", "Client", "TimeoutError", "ServerDisconnected", "Connection"),
     _("the connection broke")),
    (("TelegramServerError", "RestartingTelegram"), _("a fault on Telegram's side")),
    (("Telegram",), _("refused by Telegram")),
    (("SMTP", "smtplib"), _("the mail server did not take it")),
)  # fmt: skip

_ANEW: dict[str, object] = {
    "status": NoticeStatus.pending, "attempts": 0, "error": "", "retry_at": None, "leased_until": None,
}  # fmt: skip


@dataclass(frozen=True)
class DeliveryLine:
    """A notice without its words: what it is of, no more than that (an administrator sees no application, route or
    result); ``error`` is a short technical reason, ``reason`` the same in words."""

    id: int
    recipient: str
    status: NoticeStatus
    created_at: datetime
    not_before: datetime
    sent_at: datetime | None
    attempts: int
    error: str
    about: Text
    reason: Text | None


def delivery_counts(session: Session, ctx: Context, *, trays: Sequence[Tray] = tuple(Tray)) -> dict[Tray, int]:
    """How many notices lie in each of ``trays``; for administrators."""
    rights.require(ctx.actor.has(Role.administrator))
    # Each is counted for itself, through the index of states: no count reads the whole outbox.
    counts = [sa.select(sa.func.count()).where(_IN[tray]).scalar_subquery() for tray in trays]
    (row,) = session.execute(sa.select(*counts))
    return dict(zip(trays, row, strict=True))


def deliveries(
    session: Session, ctx: Context, *, tray: Tray, limit: int = 50, offset: int = 0
) -> Sequence[DeliveryLine]:
    """Notices in a tray, the newest first; for administrators."""
    rights.require(ctx.actor.has(Role.administrator))
    query = sa.select(Notice).where(_IN[tray]).options(joinedload(Notice.recipient))
    rows = session.scalars(query.order_by(Notice.id.desc()).limit(min(limit, 200)).offset(offset))
    return [
        DeliveryLine(
            one.id, one.recipient.short_name, one.status, one.created_at, one.not_before, one.sent_at, one.attempts,
            one.error, _about(one.kind), _reason(one.error),
        )
        for one in rows
    ]  # fmt: skip


def _about(kind: str) -> Text:
    return next((text for starts, text in _ABOUT if kind.startswith(starts)), _("an application"))


def _reason(error: str) -> Text | None:
    if not error:
        return None
    return next((text for starts, text in _REASONS if error.startswith(starts)), _("a fault of the program"))


def settle_all(session: Session, ctx: Context, *, tray: Tray) -> int:
    """The same for every notice in a tray at once: the uncertain are taken for delivered, the failed are sent again.
    Returns how many; raises Stale when there is none, or for another tray."""
    rights.require(ctx.actor.has(Role.administrator))
    wanted = {Tray.uncertain: {"status": NoticeStatus.sent, "sent_at": ctx.now}, Tray.failed: _ANEW}.get(tray)
    if wanted is None:
        raise Stale(_("This has already been done or has changed. Here is how it stands now."))
    query = sa.update(Notice).where(_IN[tray]).values(**wanted).returning(Notice.id, Notice.kind)
    done = session.execute(query, execution_options={"synchronize_session": False}).all()
    if not done:
        raise Stale(_("This has already been done or has changed. Here is how it stands now."))
    if tray is Tray.uncertain:
        for notice_id in sorted(number for number, kind in done if kind in telling.RESULT):
            telling.came(session, ctx, session.get_one(Notice, notice_id))
    return len(done)


def call_delivered(session: Session, ctx: Context, *, notice_id: int) -> None:
    """Take an uncertain notice for delivered, because the person says that it came. Raises Stale for any other."""
    _change(session, ctx, notice_id, NoticeStatus.uncertain, status=NoticeStatus.sent, sent_at=ctx.now)
    telling.came(session, ctx, session.get_one(Notice, notice_id))


def send_again(session: Session, ctx: Context, *, notice_id: int) -> None:
    """Let a notice wait anew that certainly did not leave. Raises Stale for any other, an uncertain one too."""
    _change(session, ctx, notice_id, NoticeStatus.failed, **_ANEW)


def _change(session: Session, ctx: Context, notice_id: int, was: NoticeStatus, **values: object) -> None:
    rights.require(ctx.actor.has(Role.administrator))
    query = sa.update(Notice).where(Notice.id == notice_id, Notice.status == was).values(**values)
    if session.execute(query).rowcount != 1:  # type: ignore[attr-defined]  # CursorResult for an UPDATE
        raise Stale(_("This has already been done or has changed. Here is how it stands now."))


def updates_set_aside(session: Session, ctx: Context) -> int:
    """How many updates were given up after too many attempts; for administrators."""
    rights.require(ctx.actor.has(Role.administrator))
    query = sa.select(sa.func.count(InboxUpdate.id)).where(InboxUpdate.status == UpdateStatus.set_aside)
    return session.scalar(query) or 0
