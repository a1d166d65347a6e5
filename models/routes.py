"""Individual educational routes (ИОМ): parties, agreement, activities, marks (annex 3)."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.applications import Participation
from models.base import Base, Numbered, confidential, enum_column, in_confidence
from models.people import Person, Way
from models.places import Organization
from models.results import FoundDeficit


class RouteModel(enum.StrEnum):
    """Модели А, Б, В (annex 3, cl. 2.3)."""

    a = "a"
    b = "b"
    c = "c"


class RouteStatus(enum.StrEnum):
    """States of a route; which act leads where is the table in services/routes."""

    drafting = "drafting"
    in_agreement = "in_agreement"
    finalizing = "finalizing"
    awaiting_approval = "awaiting_approval"
    active = "active"
    suspended = "suspended"
    final_assessment = "final_assessment"
    completed = "completed"
    ended_early = "ended_early"
    erased = "erased"


class Party(enum.StrEnum):
    """Who agrees a route (annex 3, cl. 4.3.4)."""

    teacher = "teacher"
    curator = "curator"
    head = "head"


class Answer(enum.StrEnum):
    """A party's answer in a round; silence is recorded when the planner closes the round (К-04)."""

    agreed = "agreed"
    changes = "changes"
    silence = "silence"


#: The states of a route that is over.
OVER = (RouteStatus.completed, RouteStatus.ended_early, RouteStatus.erased)


class EndCause(enum.StrEnum):
    """Why a route ended early: the teacher's own wish, they left, another reason of the centre's, no consent to the
    processing of personal data any more."""

    wish = "wish"
    left = "left"
    other = "other"
    consent_withdrawn = "consent_withdrawn"


class ActivityCategory(enum.StrEnum):
    """The five categories of activities (annex 3, cl. 5.6)."""

    knowledge = "knowledge"
    exchange = "exchange"
    showcase = "showcase"
    mentoring = "mentoring"
    burnout_prevention = "burnout_prevention"


class CuratorView(enum.StrEnum):
    """The curator's view beside the teacher's mark; neither undoes the other (К-38)."""

    not_looked = "not_looked"
    confirmed = "confirmed"
    questioned = "questioned"


class Seen(enum.StrEnum):
    """How the curator's view stands beside the mark as it is now: the mark may have been taken back or made anew since.
    Both facts are kept (К-38), this is how they are told together."""

    not_looked = "not_looked"
    confirmed = "confirmed"
    questioned = "questioned"
    confirmed_before = "confirmed_before"
    taken_back = "taken_back"


class EvidenceKind(enum.StrEnum):
    """What a teacher attaches to a mark."""

    photo = "photo"
    file = "file"
    link = "link"
    words = "words"


class Route(Numbered, Base):
    """ИОМ: founded on a participation's result, drawn up by a planner, approved by the head."""

    __tablename__ = "routes"
    __table_args__ = (
        sa.CheckConstraint("term_months IS NULL OR term_months > 0", name="term_positive"),
        sa.CheckConstraint("starts_on IS NULL OR ends_on IS NULL OR starts_on < ends_on", name="term_order"),
        # One living route a participation: two planners at once draw up one.
        sa.Index(
            "uq_routes_living",
            "participation_id",
            unique=True,
            sqlite_where=sa.text("status NOT IN ('completed', 'ended_early', 'erased')"),
            postgresql_where=sa.text("status NOT IN ('completed', 'ended_early', 'erased')"),
        ),
        in_confidence(),
    )

    number: Mapped[str | None] = mapped_column(unique=True, comment="the centre's, never reused")
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    participation_id: Mapped[int] = mapped_column(sa.ForeignKey("participations.id"), index=True)
    centre_id: Mapped[int] = mapped_column(sa.ForeignKey("centres.id"), index=True)
    organization_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organizations.id"), index=True)
    model: Mapped[RouteModel] = mapped_column(enum_column(RouteModel), default=RouteModel.a)
    status: Mapped[RouteStatus] = mapped_column(enum_column(RouteStatus), default=RouteStatus.drafting)
    status_at: Mapped[datetime]
    term_months: Mapped[int | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    next_assessment_on: Mapped[date | None]
    drawn_up_on: Mapped[date | None]
    planner_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    curator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    curator_reason: Mapped[str] = mapped_column(default="", info=confidential(), comment="in spite of the load")
    round: Mapped[int] = mapped_column(default=0, comment="of agreement")
    version: Mapped[int] = mapped_column(default=1)
    return_reasons: Mapped[str] = mapped_column(default="")
    terms_changed_at: Mapped[datetime | None] = mapped_column(comment="since it was first sent for agreement")
    suspended_on: Mapped[date | None]
    suspend_reason: Mapped[str] = mapped_column(default="", info=confidential())
    end_cause: Mapped[EndCause | None] = mapped_column(enum_column(EndCause))
    ended_at: Mapped[datetime | None] = mapped_column(comment="completed or ended early; erasing leaves it")
    end_words: Mapped[str] = mapped_column(default="", info=confidential())
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    planner: Mapped[Person] = relationship(foreign_keys=[planner_id])
    curator: Mapped[Person | None] = relationship(foreign_keys=[curator_id])
    organization: Mapped[Organization | None] = relationship()
    participation: Mapped[Participation] = relationship()
    activities: Mapped[list[Activity]] = relationship(
        back_populates="route", order_by="(Activity.starts_on, Activity.id)"
    )
    agreements: Mapped[list[Agreement]] = relationship(back_populates="route", order_by="Agreement.id")


class Agreement(Numbered, Base):
    """One party's part in one round of agreement."""

    __tablename__ = "agreements"
    __table_args__ = (sa.UniqueConstraint("route_id", "round", "party"), in_confidence())

    route_id: Mapped[int] = mapped_column(sa.ForeignKey("routes.id"), index=True)
    round: Mapped[int]
    party: Mapped[Party] = mapped_column(enum_column(Party))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    sent_at: Mapped[datetime]
    answer: Mapped[Answer | None] = mapped_column(enum_column(Answer))
    comment: Mapped[str] = mapped_column(default="", info=confidential())
    way: Mapped[Way | None] = mapped_column(enum_column(Way))
    answered_at: Mapped[datetime | None]
    reply: Mapped[str] = mapped_column(
        default="", info=confidential(), comment="the planner's, to a proposal of changes"
    )
    replied_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    route: Mapped[Route] = relationship(back_populates="agreements")
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])


class Activity(Numbered, Base):
    """Мероприятие ИОМ: category, dates, the deficits it closes; its mark and the curator's view of it."""

    __tablename__ = "activities"
    __table_args__ = (
        sa.CheckConstraint("starts_on <= ends_on", name="dates_order"),
        sa.CheckConstraint("programme_id IS NULL OR event_id IS NULL", name="one_source"),
        in_confidence(),
    )

    route_id: Mapped[int] = mapped_column(sa.ForeignKey("routes.id"), index=True)
    programme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("programmes.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("events.id"), index=True)
    category: Mapped[ActivityCategory] = mapped_column(enum_column(ActivityCategory))
    title: Mapped[str]
    kind: Mapped[str] = mapped_column(default="", comment="code of the card's list of kinds")
    place: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    removed_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None] = mapped_column(comment="since the route was first sent for agreement")
    done_at: Mapped[datetime | None] = mapped_column(comment="the teacher's own mark (annex 3, cl. 5.10)")
    done_way: Mapped[Way | None] = mapped_column(enum_column(Way))
    view: Mapped[CuratorView] = mapped_column(enum_column(CuratorView), default=CuratorView.not_looked)
    view_comment: Mapped[str] = mapped_column(default="", info=confidential())
    viewed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    viewed_at: Mapped[datetime | None]
    route: Mapped[Route] = relationship(back_populates="activities")
    deficits: Mapped[list[FoundDeficit]] = relationship(secondary="activity_deficits", order_by="FoundDeficit.id")
    evidence: Mapped[list[Evidence]] = relationship(back_populates="activity", order_by="Evidence.id")


class ActivityDeficit(Base):
    """Which found deficits an activity works on (annex 3, cl. 5.9)."""

    __tablename__ = "activity_deficits"
    __table_args__ = in_confidence()

    activity_id: Mapped[int] = mapped_column(sa.ForeignKey("activities.id", ondelete="CASCADE"), primary_key=True)
    deficit_id: Mapped[int] = mapped_column(sa.ForeignKey("found_deficits.id"), primary_key=True, index=True)


class Evidence(Numbered, Base):
    """Photo, file, link or words beside a mark: put there by the teacher, or by staff to whom the teacher brought it
    outside the chat, who are then named."""

    __tablename__ = "evidence"
    __table_args__ = in_confidence()

    activity_id: Mapped[int] = mapped_column(sa.ForeignKey("activities.id"), index=True)
    kind: Mapped[EvidenceKind] = mapped_column(enum_column(EvidenceKind))
    text: Mapped[str] = mapped_column(default="", info=confidential())
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_files.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    way: Mapped[Way] = mapped_column(enum_column(Way), default=Way.chat)
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    activity: Mapped[Activity] = relationship(back_populates="evidence")
    recorded_by: Mapped[Person | None] = relationship()


class Disclosure(Numbered, Base):
    """A person's own act: the full card of one route opened to one recipient of the school, until it is closed (К-01).

    One that is closed stays, with its days; opened again it is another row.
    """

    __tablename__ = "disclosures"
    __table_args__ = (
        sa.Index(
            "uq_disclosures_living",
            "route_id",
            "recipient_id",
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        ),
        in_confidence(),
    )

    route_id: Mapped[int] = mapped_column(sa.ForeignKey("routes.id"), index=True)
    recipient_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    given_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    route: Mapped[Route] = relationship()
    recipient: Mapped[Person] = relationship()
