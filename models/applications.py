"""Applications for diagnostics and participations: the unit that has states (annex 2, section 5)."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, confidential, enum_column, in_confidence
from models.people import Person, StaffKind, Way
from models.places import Centre, Organization


class DiagnosticForm(enum.StrEnum):
    """The four forms of diagnostics (annex 2, cl. 3.1)."""

    standardized = "standardized"
    self_assessment = "self_assessment"
    work_results = "work_results"
    expert_review = "expert_review"


class Basis(enum.StrEnum):
    """What a participation rests on."""

    individual = "individual"
    group = "group"
    order = "order"
    course = "course"
    route_final = "route_final"


class ApplicationKind(enum.StrEnum):
    """Individual, or a group by an official letter of the head (annex 2, cl. 5.9.3)."""

    individual = "individual"
    group = "group"


class ParticipationStatus(enum.StrEnum):
    """States of a participation; which act leads where is the table in services/applications."""

    draft = "draft"
    submitted = "submitted"
    proposed = "proposed"
    agreed = "agreed"
    assessed = "assessed"
    result_published = "result_published"
    withdrawn = "withdrawn"
    cancelled = "cancelled"


class CancelReason(enum.StrEnum):
    """Why the operator cancelled."""

    person_asked = "person_asked"
    not_reached = "not_reached"
    duplicate = "duplicate"
    left_region = "left_region"
    no_instrument = "no_instrument"
    other = "other"


class AppointmentStatus(enum.StrEnum):
    """What became of a proposed date."""

    proposed = "proposed"
    accepted = "accepted"
    refused = "refused"
    moved = "moved"
    held = "held"
    no_show = "no_show"
    cancelled = "cancelled"


class MeetingFormat(enum.StrEnum):
    """How an assessment is held."""

    on_site = "on_site"
    online = "online"


class DatesBasis(enum.StrEnum):
    """What the dates of an assessment rest on (annex 2, cl. 5.6)."""

    request = "request"
    department_act = "department_act"
    institute_act = "institute_act"
    local_act = "local_act"


class ContactOutcome(enum.StrEnum):
    """What a contact attempt came to."""

    reached = "reached"
    not_reached = "not_reached"
    call_back = "call_back"


class DecisionKind(enum.StrEnum):
    """What follows a result for a person: the six decisions of annex 2, cl. 6.6.1, help in words, or nothing."""

    route = "route"
    programme = "programme"
    study_group = "study_group"
    mentoring = "mentoring"
    events = "events"
    recommendations = "recommendations"
    help = "help"
    none = "none"


class Application(Numbered, Base):
    """Заявка: form and expected dates (annex 2, cl. 5.9.2), how and when it came, its incoming number."""

    __tablename__ = "applications"
    __table_args__ = (sa.UniqueConstraint("centre_id", "incoming_number"), in_confidence())

    kind: Mapped[ApplicationKind] = mapped_column(enum_column(ApplicationKind), default=ApplicationKind.individual)
    form: Mapped[DiagnosticForm | None] = mapped_column(enum_column(DiagnosticForm))
    wanted_from: Mapped[date | None]
    wanted_to: Mapped[date | None]
    way: Mapped[Way] = mapped_column(enum_column(Way), default=Way.chat)
    received_at: Mapped[datetime | None] = mapped_column(comment="the real event: the call, the letter, the tap")
    incoming_number: Mapped[str | None]
    incoming_on: Mapped[date | None]
    centre_id: Mapped[int] = mapped_column(sa.ForeignKey("centres.id"), index=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    scan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_files.id"), index=True)
    note: Mapped[str] = mapped_column(default="", info=confidential(), comment="what staff noted of a call or a letter")
    confirmed_at: Mapped[datetime | None] = mapped_column(comment="when the person confirmed what staff had recorded")
    centre: Mapped[Centre] = relationship()
    participations: Mapped[list[Participation]] = relationship(back_populates="application")


class Participation(Numbered, Base):
    """Участие: one person in an application, campaign or course."""

    __tablename__ = "participations"
    __table_args__ = (
        sa.Index(
            "ix_participations_queue",
            "centre_id",
            "status",
            sqlite_where=sa.text("status IN ('submitted', 'proposed', 'agreed', 'assessed', 'result_published')"),
            postgresql_where=sa.text("status IN ('submitted', 'proposed', 'agreed', 'assessed', 'result_published')"),
        ),
        # One draft a person: a double tap on "apply" opens the same form.
        sa.Index(
            "uq_participations_draft",
            "person_id",
            unique=True,
            sqlite_where=sa.text("status = 'draft'"),
            postgresql_where=sa.text("status = 'draft'"),
        ),
        in_confidence(),
    )

    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("applications.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    basis: Mapped[Basis] = mapped_column(enum_column(Basis), default=Basis.individual)
    status: Mapped[ParticipationStatus] = mapped_column(
        enum_column(ParticipationStatus), default=ParticipationStatus.draft
    )
    status_at: Mapped[datetime]
    centre_id: Mapped[int] = mapped_column(sa.ForeignKey("centres.id"))
    organization_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organizations.id"), index=True)
    operator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    planner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    staff_kind: Mapped[StaffKind] = mapped_column(enum_column(StaffKind), default=StaffKind.educator)
    subjects: Mapped[list[str]] = mapped_column(sa.JSON(), default=list, comment="chosen; one empty for a manager")
    chosen_blocks: Mapped[list[str]] = mapped_column(sa.JSON(), default=list, comment="for every chosen subject")
    cancel_reason: Mapped[CancelReason | None] = mapped_column(enum_column(CancelReason))
    decision: Mapped[DecisionKind | None] = mapped_column(enum_column(DecisionKind))
    decided_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    application: Mapped[Application | None] = relationship(back_populates="participations")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    organization: Mapped[Organization | None] = relationship()
    centre: Mapped[Centre] = relationship()
    blocks: Mapped[list[ParticipationBlock]] = relationship(
        back_populates="participation", cascade="all, delete-orphan", order_by="ParticipationBlock.id"
    )
    consents: Mapped[list[Consent]] = relationship(back_populates="participation", order_by="Consent.id")
    appointments: Mapped[list[Appointment]] = relationship(back_populates="participation", order_by="Appointment.id")


class ParticipationBlock(Numbered, Base):
    """What is asked for: a subject (empty for a manager) and a block of competences."""

    __tablename__ = "participation_blocks"
    __table_args__ = (sa.UniqueConstraint("participation_id", "subject", "block"), in_confidence())

    participation_id: Mapped[int] = mapped_column(sa.ForeignKey("participations.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(default="", comment="code of the profile; empty: no subject")
    block: Mapped[str] = mapped_column(comment="code of the profile")
    participation: Mapped[Participation] = relationship(back_populates="blocks")


class Consent(Numbered, Base):
    """Согласие на участие: one per subject, with the blocks it covers (annex 2, form of consent, notes * and **)."""

    __tablename__ = "consents"
    __table_args__ = (
        sa.Index(
            "uq_consents_live",
            "participation_id",
            "subject",
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        ),
        in_confidence(),
    )

    participation_id: Mapped[int] = mapped_column(sa.ForeignKey("participations.id"), index=True)
    subject: Mapped[str] = mapped_column(default="")
    blocks: Mapped[list[str]] = mapped_column(sa.JSON())
    version: Mapped[str]
    text: Mapped[str]
    text_digest: Mapped[str] = mapped_column(sa.String(64))
    way: Mapped[Way] = mapped_column(enum_column(Way))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    scan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_files.id"))
    participation: Mapped[Participation] = relationship(back_populates="consents")


class Appointment(Numbered, Base):
    """A date, place and terms proposed to a person, and what became of them (annex 2, cl. 5.9.4, 5.9.5)."""

    __tablename__ = "appointments"
    __table_args__ = (
        sa.Index(
            "uq_appointments_live",
            "participation_id",
            unique=True,
            sqlite_where=sa.text("status IN ('proposed', 'accepted')"),
            postgresql_where=sa.text("status IN ('proposed', 'accepted')"),
        ),
        in_confidence(),
    )

    participation_id: Mapped[int] = mapped_column(sa.ForeignKey("participations.id"), index=True)
    starts_at: Mapped[datetime]
    place: Mapped[str]
    format: Mapped[MeetingFormat] = mapped_column(enum_column(MeetingFormat), default=MeetingFormat.on_site)
    terms: Mapped[str] = mapped_column(default="", comment="content and conditions, in words")
    dates_basis: Mapped[DatesBasis] = mapped_column(enum_column(DatesBasis), default=DatesBasis.request)
    dates_act: Mapped[str] = mapped_column(default="", comment="the act, where the dates rest on one")
    status: Mapped[AppointmentStatus] = mapped_column(
        enum_column(AppointmentStatus), default=AppointmentStatus.proposed
    )
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    proposed_at: Mapped[datetime]
    answer_way: Mapped[Way | None] = mapped_column(enum_column(Way))
    answered_at: Mapped[datetime | None]
    answer_note: Mapped[str] = mapped_column(default="")
    participation: Mapped[Participation] = relationship(back_populates="appointments")


class ContactAttempt(Numbered, Base):
    """An attempt to reach the person within the contact term; "not reached" puts the term on hold."""

    __tablename__ = "contact_attempts"
    __table_args__ = in_confidence()

    participation_id: Mapped[int] = mapped_column(sa.ForeignKey("participations.id"), index=True)
    at: Mapped[datetime]
    hour_known: Mapped[bool] = mapped_column(default=True, comment="else only the day of it was told")
    way: Mapped[Way] = mapped_column(enum_column(Way))
    outcome: Mapped[ContactOutcome] = mapped_column(enum_column(ContactOutcome))
    note: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
