"""The bank of assessment instruments: plan, variants, review and approval (annex 2, cl. 4.3-4.5)."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.applications import DiagnosticForm
from models.base import Base, Numbered, confidential, enum_column
from models.people import StaffKind


class InstrumentStatus(enum.StrEnum):
    """Entered, under expert review, reviewed well, approved for use; out of use."""

    draft = "draft"
    under_review = "under_review"
    reviewed = "reviewed"
    approved = "approved"
    archived = "archived"


class InstrumentOrigin(enum.StrEnum):
    """Who the material comes from (annex 2, cl. 4.5): the region's own system or the federal one."""

    regional = "regional"
    federal = "federal"


class Instrument(Numbered, Base):
    """Диагностический инструмент: a package of a plan and one or several variants, approved before it is used."""

    __tablename__ = "instruments"

    title: Mapped[str]
    form: Mapped[DiagnosticForm] = mapped_column(enum_column(DiagnosticForm))
    staff_kind: Mapped[StaffKind] = mapped_column(enum_column(StaffKind))
    subject: Mapped[str] = mapped_column(default="", comment="code of the profile; empty: no subject")
    request: Mapped[str] = mapped_column(comment="the request or aim of the region it answers (cl. 4.3.1)")
    origin: Mapped[InstrumentOrigin] = mapped_column(enum_column(InstrumentOrigin))
    follows_federal: Mapped[bool] = mapped_column(default=False, comment="the federal samples' approach (cl. 4.3.4)")
    meets_r201: Mapped[bool] = mapped_column(default=False, comment="the demands of Р-201 (cl. 4.3.5)")
    status: Mapped[InstrumentStatus] = mapped_column(enum_column(InstrumentStatus), default=InstrumentStatus.draft)
    review_act: Mapped[str] = mapped_column(default="", comment="the local act that orders the review (cl. 4.3.8)")
    conclusion: Mapped[str] = mapped_column(default="", comment="what the review came to")
    approved_on: Mapped[date | None]
    renewed_on: Mapped[date | None] = mapped_column(comment="the last yearly renewal (cl. 4.3.10)")
    renewal: Mapped[str] = mapped_column(default="", comment="what was renewed, by which independent results")
    created_at: Mapped[datetime]
    items: Mapped[list[Item]] = relationship(
        back_populates="instrument", cascade="all, delete-orphan", order_by="Item.number"
    )
    variants: Mapped[list[Variant]] = relationship(
        back_populates="instrument", cascade="all, delete-orphan", order_by="Variant.number"
    )


class Item(Numbered, Base):
    """A line of the plan: what a task is, which block it belongs to, and what it checks (cl. 4.3.7)."""

    __tablename__ = "items"
    __table_args__ = (sa.UniqueConstraint("instrument_id", "number"),)

    instrument_id: Mapped[int] = mapped_column(sa.ForeignKey("instruments.id", ondelete="CASCADE"))
    number: Mapped[int]
    block: Mapped[str] = mapped_column(comment="code of the profile")
    kind: Mapped[str] = mapped_column(comment="type of the task, in words")
    checks: Mapped[str] = mapped_column(comment="the knowledge or skill it checks")
    instrument: Mapped[Instrument] = relationship(back_populates="items")


class Variant(Numbered, Base):
    """The text of the work; several are equal in content and difficulty (cl. 4.3.7)."""

    __tablename__ = "variants"
    __table_args__ = (sa.UniqueConstraint("instrument_id", "number"),)

    instrument_id: Mapped[int] = mapped_column(sa.ForeignKey("instruments.id", ondelete="CASCADE"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(info=confidential())
    instrument: Mapped[Instrument] = relationship(back_populates="variants")
