"""The inbox: updates are stored before Telegram is told that they arrived, and handled once, in order per chat.

The unique ``update_id`` is a set with an expiry, not a watermark: Telegram's ids can jump down. All times are real.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.engine import insert_into
from models.inbox import InboxUpdate, UpdateStatus
from services.context import Context


class AlreadyHandled(Exception):
    """The update is no longer pending: somebody else has handled it."""


@dataclass(frozen=True)
class Arrival:
    """An update as Telegram gave it, and the chat whose updates it waits behind."""

    update_id: int
    chat_id: int
    payload: dict[str, Any]


@dataclass(frozen=True)
class Letter:
    """A stored update that waits to be handled."""

    row_id: int
    update_id: int
    chat_id: int
    payload: dict[str, Any]
    attempts: int = 0
    received_at: datetime | None = None
    retry_at: datetime | None = None


@dataclass(frozen=True)
class Unanswered:
    """Updates of a chat that had their effect while the chat may not have seen it."""

    chat_id: int
    row_ids: tuple[int, ...]


def store(session: Session, ctx: Context, *, arrivals: Sequence[Arrival], real_now: datetime) -> Sequence[Letter]:
    """Store a batch; those known already are left out. Returns the new ones in the order they arrived."""
    if not arrivals:
        return []
    rows = [
        {"update_id": arrival.update_id, "chat_id": arrival.chat_id, "payload": arrival.payload,
         "status": UpdateStatus.pending, "received_at": real_now, "attempts": 0, "error": ""}
        for arrival in arrivals
    ]  # fmt: skip
    statement = insert_into(session, InboxUpdate).values(rows).on_conflict_do_nothing(index_elements=["update_id"])
    returned = session.execute(statement.returning(InboxUpdate.update_id, InboxUpdate.id))
    numbers = {row.update_id: row.id for row in returned}
    return [
        Letter(numbers.pop(arrival.update_id), arrival.update_id, arrival.chat_id, arrival.payload, 0, real_now)
        for arrival in arrivals
        if arrival.update_id in numbers
    ]


def pending(session: Session, ctx: Context, *, after_id: int = 0, limit: int = 500) -> Sequence[Letter]:
    """Stored updates that wait, in the order they arrived, from after the row ``after_id``."""
    query = (
        sa.select(InboxUpdate)
        .where(InboxUpdate.status == UpdateStatus.pending, InboxUpdate.id > after_id)
        .order_by(InboxUpdate.id)
        .limit(limit)
    )
    return [
        Letter(row.id, row.update_id, row.chat_id, row.payload or {}, row.attempts, row.received_at, row.retry_at)
        for row in session.scalars(query)
    ]


def handle(session: Session, ctx: Context, *, row_id: int, real_now: datetime, answered: bool) -> None:
    """Mark an update handled and forget its payload, which is personal data; raises AlreadyHandled.

    ``answered``: nothing is left to be said of it. Otherwise ``answer`` says so later.
    """
    values: dict[str, Any] = {"status": UpdateStatus.handled, "handled_at": real_now, "payload": None}
    if answered:
        values["answered_at"] = real_now
    _change(session, row_id, values)


def fail(session: Session, ctx: Context, *, row_id: int, error: str, retry_at: datetime) -> None:
    """Count a failed attempt; the update waits until ``retry_at``, and so do the later ones of its chat."""
    _change(session, row_id, {"attempts": InboxUpdate.attempts + 1, "error": error, "retry_at": retry_at})


def set_aside(session: Session, ctx: Context, *, row_id: int, error: str, real_now: datetime) -> None:
    """Give an update up after too many attempts, and forget its payload; the error's class and place stay."""
    values = {"status": UpdateStatus.set_aside, "handled_at": real_now, "payload": None, "error": error}
    _change(session, row_id, values | {"attempts": InboxUpdate.attempts + 1})


def _change(session: Session, row_id: int, values: dict[str, Any]) -> None:
    update = sa.update(InboxUpdate).where(InboxUpdate.id == row_id, InboxUpdate.status == UpdateStatus.pending)
    changed = session.execute(update.values(**values), execution_options={"synchronize_session": False})
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # CursorResult for an UPDATE
        raise AlreadyHandled(row_id)


def answer(session: Session, ctx: Context, *, row_ids: Sequence[int], real_now: datetime) -> None:
    """Note that the chats have seen what came of these updates."""
    update = sa.update(InboxUpdate).where(InboxUpdate.id.in_(row_ids)).values(answered_at=real_now)
    session.execute(update, execution_options={"synchronize_session": False})


def unanswered(session: Session, ctx: Context) -> Sequence[Unanswered]:
    """Chats whose last effects may not have been seen: the bot died between the commit and the answer."""
    query = sa.select(InboxUpdate.chat_id, InboxUpdate.id).where(
        InboxUpdate.status == UpdateStatus.handled, InboxUpdate.answered_at.is_(None)
    )
    chats: dict[int, list[int]] = {}
    for chat_id, row_id in session.execute(query.order_by(InboxUpdate.id)):
        chats.setdefault(chat_id, []).append(row_id)
    return [Unanswered(chat_id, tuple(row_ids)) for chat_id, row_ids in chats.items()]


def expire(session: Session, ctx: Context, *, before: datetime) -> int:
    """Delete what was handled or set aside before a moment; Telegram itself repeats nothing after 24 hours."""
    gone = sa.delete(InboxUpdate).where(InboxUpdate.status != UpdateStatus.pending, InboxUpdate.handled_at < before)
    return int(session.execute(gone).rowcount)  # type: ignore[attr-defined]  # CursorResult for a DELETE
