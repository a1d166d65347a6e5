"""Notices (уведомления): the outbox. A row says what happened; notices/ words it in the reader's language."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, confidential, enum_column
from models.people import Person


class NoticeStatus(enum.StrEnum):
    """What became of a notice; ``uncertain`` is never resent blindly."""

    pending = "pending"
    sending = "sending"
    sent = "sent"
    uncertain = "uncertain"
    failed = "failed"
    cancelled = "cancelled"
    superseded = "superseded"


class Notice(Numbered, Base):
    """Уведомление of one person, written in the transaction of its event."""

    __tablename__ = "notices"
    __table_args__ = (
        sa.Index(
            "ix_notices_pending",
            "not_before",
            sqlite_where=sa.text("status IN ('pending', 'sending')"),
            postgresql_where=sa.text("status IN ('pending', 'sending')"),
        ),
        sa.Index("ix_notices_status", "status"),
    )

    kind: Mapped[str] = mapped_column(sa.String(60))
    recipient_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    participation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("participations.id"), index=True)
    route_id: Mapped[int | None] = mapped_column(sa.ForeignKey("routes.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(sa.ForeignKey("activities.id"), index=True)
    deadline_id: Mapped[int | None] = mapped_column(sa.ForeignKey("deadlines.id"), index=True)
    deadline_version: Mapped[int | None]
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON(), default=dict, comment="dates and numbers, no results")
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    status: Mapped[NoticeStatus] = mapped_column(enum_column(NoticeStatus), default=NoticeStatus.pending)
    created_at: Mapped[datetime] = mapped_column(comment="domain time")
    not_before: Mapped[datetime] = mapped_column(comment="domain time: quiet hours, reminders")
    retry_at: Mapped[datetime | None] = mapped_column(comment="real time: backoff")
    leased_until: Mapped[datetime | None] = mapped_column(comment="real time")
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(comment="domain time")
    channel: Mapped[str] = mapped_column(sa.String(20), default="telegram")
    chat_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    message_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    text: Mapped[str | None] = mapped_column(info=confidential(), comment="the words as sent")
    error: Mapped[str] = mapped_column(default="")
    recipient: Mapped[Person] = relationship()
