"""Deadlines (сроки): a row each, with its clause, what it is about and when to speak of it next."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Numbered, enum_column, exactly_one, in_confidence, technical

ABOUT = ("participation_id", "agreement_id", "route_id", "activity_id")


class DeadlineKind(enum.StrEnum):
    """What must happen in time; terms and clauses are in the region's profile."""

    contact = "contact"
    answer = "answer"
    assessment = "assessment"
    result = "result"
    decision = "decision"
    draw_up = "draw_up"
    correct = "correct"
    agree = "agree"
    finalize = "finalize"
    approve = "approve"
    activity = "activity"
    end_of_term = "end_of_term"


class DeadlineStatus(enum.StrEnum):
    """Open, on hold with a reason, met (then frozen) or void. Overdue is an open one whose day has passed."""

    open = "open"
    on_hold = "on_hold"
    met = "met"
    void = "void"


class Deadline(Numbered, Base):
    """Срок: normative (a breach when missed) or a guideline (shown and reminded of, never a violation)."""

    __tablename__ = "deadlines"
    __table_args__ = (
        exactly_one(*ABOUT),
        sa.Index(
            "ix_deadlines_due",
            "next_notice_at",
            sqlite_where=sa.text("status IN ('open', 'on_hold') AND next_notice_at IS NOT NULL"),
            postgresql_where=sa.text("status IN ('open', 'on_hold') AND next_notice_at IS NOT NULL"),
        ),
        *(
            sa.Index(
                f"uq_deadlines_live_{column.removesuffix('_id')}",
                "kind",
                column,
                unique=True,
                sqlite_where=sa.text(f"status IN ('open', 'on_hold') AND {column} IS NOT NULL"),
                postgresql_where=sa.text(f"status IN ('open', 'on_hold') AND {column} IS NOT NULL"),
            )
            for column in ABOUT
        ),
        in_confidence(),
    )

    kind: Mapped[DeadlineKind] = mapped_column(enum_column(DeadlineKind))
    participation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("participations.id"), index=True)
    agreement_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agreements.id"), index=True)
    route_id: Mapped[int | None] = mapped_column(sa.ForeignKey("routes.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(sa.ForeignKey("activities.id"), index=True)
    clause: Mapped[str] = mapped_column(default="")
    normative: Mapped[bool]
    event_on: Mapped[date] = mapped_column(comment="the day of the event; the next day counts as the first")
    due_on: Mapped[date]
    provisional: Mapped[bool] = mapped_column(default=False, comment="beyond the published production calendar")
    version: Mapped[int] = mapped_column(default=1, comment="grows when due_on changes")
    status: Mapped[DeadlineStatus] = mapped_column(enum_column(DeadlineStatus), default=DeadlineStatus.open)
    hold_reason: Mapped[str] = mapped_column(default="")
    held_on: Mapped[date | None] = mapped_column(comment="since when on hold: working days from here are given back")
    opened_at: Mapped[datetime]
    closed_on: Mapped[date | None] = mapped_column(comment="the day it was met or became void")
    next_notice_at: Mapped[datetime | None] = mapped_column(info=technical())
