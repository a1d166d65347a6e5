"""Conversations: a person's questions to the curator or to the centre, and the answers, without phone numbers."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.applications import Participation
from models.base import Base, Numbered, confidential, enum_column, in_confidence
from models.people import Person, Way
from models.places import Centre
from models.routes import Activity, Route


class Desk(enum.StrEnum):
    """Who answers: the curator of a route, or the operators of a centre."""

    curator = "curator"
    operator = "operator"


class Conversation(Numbered, Base):
    """A thread of a person with one desk about one thing: a route, a participation, or the centre in general."""

    __tablename__ = "conversations"
    __table_args__ = (
        sa.CheckConstraint("(desk = 'curator') = (route_id IS NOT NULL)", name="curator_of_a_route"),
        sa.CheckConstraint("route_id IS NULL OR participation_id IS NULL", name="about_one_thing"),
        # One thread a thing: two questions at once open one.
        sa.Index("uq_conversations_route", "route_id", unique=True, sqlite_where=sa.text("route_id IS NOT NULL"),
                 postgresql_where=sa.text("route_id IS NOT NULL")),
        sa.Index("uq_conversations_participation", "participation_id", unique=True,
                 sqlite_where=sa.text("participation_id IS NOT NULL"),
                 postgresql_where=sa.text("participation_id IS NOT NULL")),
        sa.Index("uq_conversations_centre", "person_id", "centre_id", unique=True,
                 sqlite_where=sa.text("route_id IS NULL AND participation_id IS NULL"),
                 postgresql_where=sa.text("route_id IS NULL AND participation_id IS NULL")),
        sa.Index("ix_conversations_waiting", "desk", "waiting_since", sqlite_where=sa.text("waiting_since IS NOT NULL"),
                 postgresql_where=sa.text("waiting_since IS NOT NULL")),
        in_confidence(),
    )  # fmt: skip

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    desk: Mapped[Desk] = mapped_column(enum_column(Desk))
    centre_id: Mapped[int] = mapped_column(sa.ForeignKey("centres.id"), index=True)
    route_id: Mapped[int | None] = mapped_column(sa.ForeignKey("routes.id"))
    participation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("participations.id"))
    opened_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(comment="when anything was last written")
    waiting_since: Mapped[datetime | None] = mapped_column(comment="the first question without an answer")
    closed_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()
    centre: Mapped[Centre] = relationship()
    route: Mapped[Route | None] = relationship()
    participation: Mapped[Participation | None] = relationship()
    messages: Mapped[list[Message]] = relationship(back_populates="conversation", order_by="Message.id")


class Message(Numbered, Base):
    """A question or an answer; its words are never written to the audit."""

    __tablename__ = "messages"
    __table_args__ = in_confidence()

    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversations.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    question: Mapped[bool] = mapped_column(comment="of the person; else an answer of the desk")
    text: Mapped[str] = mapped_column(info=confidential())
    activity_id: Mapped[int | None] = mapped_column(sa.ForeignKey("activities.id"), index=True)
    at: Mapped[datetime] = mapped_column(comment="the real event: the tap, the call, the letter")
    way: Mapped[Way] = mapped_column(enum_column(Way), default=Way.chat)
    recorded_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("people.id"), index=True, comment="who of the desk wrote down what was said outside the chat"
    )
    conversation: Mapped[Conversation] = relationship(back_populates="messages")
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    recorded_by: Mapped[Person | None] = relationship(foreign_keys=[recorded_by_id])
    activity: Mapped[Activity | None] = relationship()
