"""Which application an actor has to do with, and what of it is alive."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.applications import (
    Appointment,
    AppointmentStatus,
    Participation,
    ParticipationStatus,
)
from services import rights
from services.context import Context
from services.errors import Invalid, NotFound, Stale
from services.moves import lock
from services.rights import Who

_ = catalog("services").lazy
TEXT_MAX = 1000
#: States of an application that was sent and is not assessed yet.
GOING_ON = (ParticipationStatus.submitted, ParticipationStatus.proposed, ParticipationStatus.agreed)


def find(session: Session, ctx: Context, participation_id: int) -> Participation:
    """A participation the actor has to do with; raises NotFound for any other, existing or not."""
    row = session.get(Participation, participation_id)
    concerned = (Who.person, Who.operator, Who.planner)
    if row is None or not any(rights.is_who(session, ctx, who, row) for who in concerned):
        raise NotFound(_("There is no such application."))
    return row


def under_way(session: Session, person_id: int) -> bool:
    """Whether an application of the person is going on, until assessed: a person has one at a time (ours)."""
    query = sa.select(Participation.id).where(Participation.person_id == person_id, Participation.status.in_(GOING_ON))
    return session.scalar(query.limit(1)) is not None


def checked_words(text: str, field: str) -> str:
    """Words without blanks around; raises Invalid for over-long ones."""
    text = text.strip()
    if len(text) > TEXT_MAX:
        raise Invalid(_("This is too long: at most {most} characters, please.", most=TEXT_MAX), field)
    return text


def live_appointment(row: Participation) -> Appointment | None:
    """The proposed or accepted appointment, if there is one."""
    live = (AppointmentStatus.proposed, AppointmentStatus.accepted)
    return next((item for item in row.appointments if item.status in live), None)


def has_begun(ctx: Context, appointment: Appointment) -> bool:
    """Whether the hour of an appointment has come."""
    return appointment.starts_at <= ctx.now


def is_expected(ctx: Context, row: Participation) -> bool:
    """Whether the person is expected at an agreed hour that is still to come."""
    appointment = live_appointment(row)
    return (
        row.status is ParticipationStatus.agreed and appointment is not None and not has_begun(ctx, appointment)
    )  # fmt: skip


def appointment_of(session: Session, row: Participation, appointment_id: int | None = None) -> Appointment:
    """The live appointment, its case locked; raises Stale when there is none or it is not the one that was read."""
    lock(session, row)
    session.expire(row, ["appointments"])
    found = live_appointment(row)
    if found is None or appointment_id not in (None, found.id):
        raise Stale(_("These terms have changed. Here is how it stands now."))
    return found
