"""The catalogue that routes draw from: programmes and events; the codifiers whose deficits they work on.

Which deficits a programme or an event works on is never shown to a school: the tag of what a teacher is sent to would
tell the deficit (К-01).
"""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.base import Base, Numbered, enum_column, fold
from models.places import Centre, Municipality, Organization
from models.routes import ActivityCategory


class ActivitySource(enum.StrEnum):
    """Where activities come from (annex 3, cl. 5.7: SM-IOM-5.7)."""

    institute_plan = "institute_plan"
    federal_register = "federal_register"
    federal_operator = "federal_operator"
    municipal = "municipal"
    institutional = "institutional"


class EventLevel(enum.StrEnum):
    """Whose event it is."""

    region = "region"
    municipality = "municipality"
    school = "school"


class ActivityKind(enum.StrEnum):
    """Kinds of activities the route card names (annex 3, the card, section 3: SM-KIOM-3e); an internship is a form of a
    programme (cl. 1.3: SM-IOM-1.3c)."""

    retraining = "retraining"
    advanced_training = "advanced_training"
    internship = "internship"
    forum = "forum"
    conference = "conference"
    seminar = "seminar"
    webinar = "webinar"
    workshop = "workshop"
    contest = "contest"
    lesson_visit = "lesson_visit"
    open_lesson = "open_lesson"
    mentor = "mentor"
    mentee = "mentee"
    training = "training"
    coaching = "coaching"
    other = "other"


_K, _C = ActivityKind, ActivityCategory
_MEETINGS = (_K.forum, _K.conference, _K.seminar, _K.webinar, _K.workshop, _K.contest)
#: Which kinds the card lists in which category; its lists are open ("и т.п."), so each also has ``other``.
KINDS: dict[ActivityCategory, tuple[ActivityKind, ...]] = {
    _C.knowledge: (_K.retraining, _K.advanced_training, _K.internship, _K.other),
    _C.exchange: (*_MEETINGS, _K.lesson_visit, _K.other),
    _C.showcase: (*_MEETINGS, _K.open_lesson, _K.other),
    _C.mentoring: (_K.mentor, _K.mentee, _K.other),
    _C.burnout_prevention: (_K.training, _K.webinar, _K.coaching, _K.other),
}


class AssessedObject(enum.StrEnum):
    """What is assessed (annex 2, cl. 1.4): a competence, a labour function of the professional standard, a duty by the
    list of qualifications (ЕКС)."""

    competence = "competence"
    labour_function = "labour_function"
    duty = "duty"


class Codifier(Numbered, Base):
    """Кодификатор: the list of deficits of a subject × block, with their codes."""

    __tablename__ = "codifiers"
    __table_args__ = (sa.UniqueConstraint("name", "edition"),)

    name: Mapped[str]
    edition: Mapped[str] = mapped_column(default="", comment="year or version as printed")
    subject: Mapped[str] = mapped_column(default="", comment="code of the profile; empty: any subject")
    block: Mapped[str] = mapped_column(default="", comment="code of the profile; empty: any block")
    archived_at: Mapped[datetime | None]
    deficits: Mapped[list[Deficit]] = relationship(back_populates="codifier", order_by="Deficit.code")


class Deficit(Numbered, Base):
    """Дефицит of a codifier: code and words, and what of a person's work it is a deficit of."""

    __tablename__ = "deficits"
    __table_args__ = (sa.UniqueConstraint("codifier_id", "code"),)

    codifier_id: Mapped[int] = mapped_column(sa.ForeignKey("codifiers.id"))
    code: Mapped[str]
    text: Mapped[str]
    folded_text: Mapped[str] = mapped_column(comment="code and words, folded for search")
    object_kind: Mapped[AssessedObject] = mapped_column(enum_column(AssessedObject), default=AssessedObject.competence)
    object_name: Mapped[str] = mapped_column(default="", comment="the function or duty as the document names it")
    archived_at: Mapped[datetime | None]
    codifier: Mapped[Codifier] = relationship(back_populates="deficits")

    @validates("code", "text")
    def _fold_text(self, key: str, value: str) -> str:
        other = (self.text if key == "code" else self.code) or ""
        self.folded_text = fold(f"{value} {other}" if key == "code" else f"{other} {value}")
        return value


class Programme(Numbered, Base):
    """Программа ДПО: hours, provider, whether it stands in the federal register."""

    __tablename__ = "programmes"
    __table_args__ = (
        sa.CheckConstraint("hours > 0", name="hours_positive"),
        sa.CheckConstraint("starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on", name="dates_order"),
    )

    title: Mapped[str]
    folded_title: Mapped[str] = mapped_column(index=True, comment="title and provider, folded for search")
    kind: Mapped[ActivityKind] = mapped_column(enum_column(ActivityKind), default=ActivityKind.advanced_training)
    source: Mapped[ActivitySource] = mapped_column(enum_column(ActivitySource), default=ActivitySource.institute_plan)
    hours: Mapped[int]
    provider: Mapped[str] = mapped_column(default="")
    in_federal_register: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(default="")
    centre_id: Mapped[int | None] = mapped_column(sa.ForeignKey("centres.id"), index=True, comment="none: the region's")
    archived_at: Mapped[datetime | None]
    centre: Mapped[Centre | None] = relationship()
    deficits: Mapped[list[Deficit]] = relationship(secondary="programme_deficits", order_by="Deficit.code")

    @validates("title", "provider")
    def _fold_title(self, key: str, value: str) -> str:
        title, provider = (value, self.provider) if key == "title" else (self.title, value)
        self.folded_title = fold(f"{title or ''} {provider or ''}")
        return value


class Event(Numbered, Base):
    """Событие: a seminar, a contest, a training, with its category, dates and place."""

    __tablename__ = "events"
    __table_args__ = (
        sa.CheckConstraint("starts_on <= ends_on", name="dates_order"),
        sa.CheckConstraint("(level = 'municipality') = (municipality_id IS NOT NULL)", name="whose_municipality"),
        sa.CheckConstraint("(level = 'school') = (organization_id IS NOT NULL)", name="whose_school"),
    )

    title: Mapped[str]
    folded_title: Mapped[str] = mapped_column(index=True, comment="title and provider, folded for search")
    category: Mapped[ActivityCategory] = mapped_column(enum_column(ActivityCategory))
    kind: Mapped[ActivityKind] = mapped_column(enum_column(ActivityKind), default=ActivityKind.other)
    source: Mapped[ActivitySource] = mapped_column(enum_column(ActivitySource))
    provider: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    place: Mapped[str] = mapped_column(default="")
    level: Mapped[EventLevel] = mapped_column(enum_column(EventLevel), default=EventLevel.region)
    municipality_id: Mapped[int | None] = mapped_column(sa.ForeignKey("municipalities.id"), index=True)
    organization_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organizations.id"), index=True)
    centre_id: Mapped[int | None] = mapped_column(sa.ForeignKey("centres.id"), index=True, comment="none: the region's")
    archived_at: Mapped[datetime | None]
    centre: Mapped[Centre | None] = relationship()
    municipality: Mapped[Municipality | None] = relationship()
    organization: Mapped[Organization | None] = relationship()
    deficits: Mapped[list[Deficit]] = relationship(secondary="event_deficits", order_by="Deficit.code")

    @validates("title", "provider")
    def _fold_title(self, key: str, value: str) -> str:
        title, provider = (value, self.provider) if key == "title" else (self.title, value)
        self.folded_title = fold(f"{title or ''} {provider or ''}")
        return value


class ProgrammeDeficit(Base):
    """Which deficits a programme works on."""

    __tablename__ = "programme_deficits"

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True)
    deficit_id: Mapped[int] = mapped_column(sa.ForeignKey("deficits.id"), primary_key=True, index=True)


class EventDeficit(Base):
    """Which deficits an event works on."""

    __tablename__ = "event_deficits"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    deficit_id: Mapped[int] = mapped_column(sa.ForeignKey("deficits.id"), primary_key=True, index=True)
