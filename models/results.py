"""Assessments and their results. Read by one service only; a school never sees a row of these (annex 2, cl. 6.3)."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.applications import Participation
from models.base import Base, Numbered, confidential, enum_column, in_confidence


class DeficitLevel(enum.StrEnum):
    """Level of deficit: high is bad. Always worded "уровень дефицита: …" (К-07)."""

    high = "high"
    medium = "medium"
    low = "low"


class ResultStatus(enum.StrEnum):
    """A result is entered, checked by a person and published; later corrected (superseded) or recalled."""

    entered = "entered"
    checked = "checked"
    published = "published"
    superseded = "superseded"
    recalled = "recalled"


class Assessment(Numbered, Base):
    """Прохождение диагностики: the passing itself."""

    __tablename__ = "assessments"
    __table_args__ = in_confidence()

    participation_id: Mapped[int] = mapped_column(sa.ForeignKey("participations.id"), unique=True)
    appointment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("appointments.id"))
    instrument_id: Mapped[int | None] = mapped_column(sa.ForeignKey("instruments.id"), index=True)
    held_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    participation: Mapped[Participation] = relationship()


class Result(Numbered, Base):
    """Результат: scores per subject × block, found deficits, recommendations; a version of it."""

    __tablename__ = "results"
    __table_args__ = (
        sa.UniqueConstraint("participation_id", "version"),
        sa.Index(
            "uq_results_published",
            "participation_id",
            unique=True,
            sqlite_where=sa.text("status = 'published'"),
            postgresql_where=sa.text("status = 'published'"),
        ),
        in_confidence(),
    )

    participation_id: Mapped[int] = mapped_column(sa.ForeignKey("participations.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    status: Mapped[ResultStatus] = mapped_column(enum_column(ResultStatus), default=ResultStatus.entered)
    recommendations: Mapped[str] = mapped_column(default="", info=confidential())
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    entered_at: Mapped[datetime]
    checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    checked_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="", info=confidential(), comment="why corrected or recalled")
    participation: Mapped[Participation] = relationship()
    scores: Mapped[list[BlockScore]] = relationship(
        back_populates="result", cascade="all, delete-orphan", order_by="BlockScore.id"
    )
    deficits: Mapped[list[FoundDeficit]] = relationship(
        back_populates="result", cascade="all, delete-orphan", order_by="FoundDeficit.id"
    )


class BlockScore(Numbered, Base):
    """Percent of points and deficit level of one subject × block."""

    __tablename__ = "block_scores"
    __table_args__ = (
        sa.UniqueConstraint("result_id", "subject", "block"),
        sa.CheckConstraint("percent >= 0 AND percent <= 100", name="percent_range"),
        in_confidence(),
    )

    result_id: Mapped[int] = mapped_column(sa.ForeignKey("results.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(default="")
    block: Mapped[str]
    percent: Mapped[Decimal] = mapped_column(sa.Numeric(5, 2), info=confidential())
    level: Mapped[DeficitLevel] = mapped_column(enum_column(DeficitLevel), info=confidential())
    result: Mapped[Result] = relationship(back_populates="scores")


class FoundDeficit(Numbered, Base):
    """Выявленный дефицит: words always, the codifier's code where there is one (annex 3, cl. 5.4)."""

    __tablename__ = "found_deficits"
    __table_args__ = in_confidence()

    result_id: Mapped[int] = mapped_column(sa.ForeignKey("results.id", ondelete="CASCADE"), index=True)
    subject: Mapped[str] = mapped_column(default="")
    block: Mapped[str]
    code: Mapped[str] = mapped_column(default="", info=confidential())
    text: Mapped[str] = mapped_column(info=confidential())
    result: Mapped[Result] = relationship(back_populates="deficits")


class ResultLook(Numbered, Base):
    """Each look of staff at an individual result; the person can read this record."""

    __tablename__ = "result_looks"
    __table_args__ = in_confidence()

    participation_id: Mapped[int] = mapped_column(sa.ForeignKey("participations.id"), index=True)
    viewer_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime]
    door: Mapped[str] = mapped_column(comment="bot, admin, document")
