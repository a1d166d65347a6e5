"""Updates as they arrived from Telegram, and what the chat was in the middle of."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Numbered, enum_column


class UpdateStatus(enum.StrEnum):
    """Stored, handled, or set aside after failing too often."""

    pending = "pending"
    handled = "handled"
    set_aside = "set_aside"


class InboxUpdate(Numbered, Base):
    """One update; its payload is personal data and is nulled once handled."""

    __tablename__ = "inbox"
    __table_args__ = (
        sa.Index(
            "ix_inbox_pending",
            "chat_id",
            "id",
            sqlite_where=sa.text("status = 'pending'"),
            postgresql_where=sa.text("status = 'pending'"),
        ),
        sa.Index(
            "ix_inbox_unanswered",
            "chat_id",
            sqlite_where=sa.text("status = 'handled' AND answered_at IS NULL"),
            postgresql_where=sa.text("status = 'handled' AND answered_at IS NULL"),
        ),
    )

    update_id: Mapped[int] = mapped_column(sa.BigInteger, unique=True)
    chat_id: Mapped[int] = mapped_column(sa.BigInteger, comment="whose updates it waits behind")
    payload: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    status: Mapped[UpdateStatus] = mapped_column(enum_column(UpdateStatus), default=UpdateStatus.pending)
    received_at: Mapped[datetime] = mapped_column(comment="real time, as are the others here", index=True)
    retry_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    handled_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None] = mapped_column(comment="when the chat is known to have seen the effect")
    error: Mapped[str] = mapped_column(default="", comment="class of the error and where, never its words")


class ChatState(Base):
    """What a chat is in the middle of typing: aiogram's FSM, kept in the database."""

    __tablename__ = "chat_states"

    chat_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    state: Mapped[str | None]
    data: Mapped[dict[str, Any]] = mapped_column(sa.JSON(), default=dict)
