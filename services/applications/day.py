"""The assessments of one day, for the staff who receive people: who comes, when and where, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from models.accounts import Role
from models.applications import (
    Application,
    Appointment,
    AppointmentStatus,
    DiagnosticForm,
    MeetingFormat,
    Participation,
)
from services import calendar, rights
from services.applications.acts import open_acts
from services.context import Context

A = AppointmentStatus
#: What a day's list holds: agreed dates, and what became of them. A date only proposed or moved away is not the day's.
SHOWN = (A.accepted, A.held, A.no_show)


@dataclass(frozen=True)
class DayRow:
    """An assessment of the day; ``acts`` are open while it is still to be held, and of one that was held by a slip what
    takes that back."""

    participation_id: int
    person: str
    phone: str | None
    organization: str
    form: DiagnosticForm | None
    subjects: tuple[str, ...]
    starts_at: datetime
    place: str
    format: MeetingFormat
    terms: str
    status: AppointmentStatus
    acts: tuple[str, ...]


@dataclass(frozen=True)
class DayList:
    """The assessments of ``day`` by the hour, and the nearest days before and after it that have any."""

    day: date
    rows: tuple[DayRow, ...]
    earlier: date | None
    later: date | None


def day_list(session: Session, ctx: Context, *, day: date) -> DayList:
    """The assessments of a day in the centres where the actor is an operator or a planner; empty for others."""
    begins, ends = calendar.at(ctx.region, day, time()), calendar.at(ctx.region, day + timedelta(days=1), time())
    query = (
        sa.select(Appointment)
        .join(Appointment.participation)
        .where(_mine(ctx), Appointment.starts_at >= begins, Appointment.starts_at < ends)
        .options(
            joinedload(Appointment.participation).options(
                joinedload(Participation.person), joinedload(Participation.organization),
                joinedload(Participation.application).load_only(Application.form), selectinload(Participation.blocks),
            )
        )
        .order_by(Appointment.starts_at, Appointment.id)
    )  # fmt: skip
    rows = tuple(_row(session, ctx, one) for one in session.scalars(query))
    return DayList(
        day, rows,
        _nearest(session, ctx, sa.func.max(Appointment.starts_at), Appointment.starts_at < begins),
        _nearest(session, ctx, sa.func.min(Appointment.starts_at), Appointment.starts_at >= ends),
    )  # fmt: skip


def _mine(ctx: Context) -> sa.ColumnElement[bool]:
    centres = rights.centres_of(ctx, Role.operator, Role.planner)
    scoped = sa.true() if centres is None else Participation.centre_id.in_(centres)
    return sa.and_(scoped, Appointment.status.in_(SHOWN))


def _nearest(
    session: Session, ctx: Context, edge: sa.ColumnElement[datetime], side: sa.ColumnElement[bool]
) -> date | None:
    found = session.scalar(sa.select(edge).join(Appointment.participation).where(_mine(ctx), side))
    return ctx.region.today(found) if found else None


def _row(session: Session, ctx: Context, one: Appointment) -> DayRow:
    row = one.participation
    return DayRow(
        participation_id=row.id, person=row.person.full_name, phone=row.person.phone,
        organization=row.organization.name if row.organization else "",
        form=row.application.form if row.application else None,
        subjects=tuple(dict.fromkeys(block.subject for block in row.blocks if block.subject)),
        starts_at=one.starts_at, place=one.place, format=one.format, terms=one.terms, status=one.status,
        acts=_acts(session, ctx, one),
    )  # fmt: skip


def _acts(session: Session, ctx: Context, one: Appointment) -> tuple[str, ...]:
    if one.status not in (A.accepted, A.held):
        return ()
    found = open_acts(session, ctx, one.participation)
    return found if one.status is A.accepted else tuple(act for act in found if act == "undo_held")
