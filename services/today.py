"""What waits today for staff of a centre: deadlines by urgency, and what nobody has taken yet."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.accounts import Account, Role
from models.applications import Participation, ParticipationStatus
from models.deadlines import Deadline, DeadlineStatus
from models.people import Person
from models.routes import Activity, Agreement, Route, RouteStatus
from services import calendar, rights
from services.applications.cards import DeadlineLine, deadline_line
from services.context import Context

SOON_DAYS = 3


class Urgency(enum.StrEnum):
    """How near a deadline is."""

    overdue = "overdue"
    today = "today"
    soon = "soon"
    later = "later"
    on_hold = "on_hold"


@dataclass(frozen=True)
class Today:
    """Counts within the actor's centres; ``urgency`` counts living deadlines."""

    urgency: dict[Urgency, int]
    unassigned: int
    awaiting_approval: int


@dataclass(frozen=True)
class Near:
    """A living deadline with whom it concerns, and the page it belongs to: a case or a route."""

    line: DeadlineLine
    person: str
    participation_id: int | None
    route_id: int | None


@dataclass(frozen=True)
class Health:
    """Counts of the administrator's."""

    accounts: int
    locked: int


def soon_until(ctx: Context) -> date:
    """The last day that counts as soon: three working days from today."""
    return calendar.add_working_days(ctx.region, ctx.today, SOON_DAYS)


def of_urgency(ctx: Context, urgency: Urgency) -> sa.ColumnElement[bool]:
    """Which deadlines are of this urgency today."""
    if urgency is Urgency.on_hold:
        return Deadline.status == DeadlineStatus.on_hold
    spans = {
        Urgency.overdue: Deadline.due_on < ctx.today,
        Urgency.today: Deadline.due_on == ctx.today,
        Urgency.soon: sa.and_(Deadline.due_on > ctx.today, Deadline.due_on <= soon_until(ctx)),
        Urgency.later: Deadline.due_on > soon_until(ctx),
    }
    return sa.and_(Deadline.status == DeadlineStatus.open, spans[urgency])


def deadlines_in_scope(ctx: Context) -> sa.ColumnElement[bool]:
    """Which deadlines lie in the centres where the actor is an operator or a planner."""
    centres = rights.centres_of(ctx, Role.operator, Role.planner)
    if centres is None:
        return sa.true()
    if not centres:
        return sa.false()
    routes = sa.select(Route.id).where(Route.centre_id.in_(centres))
    return sa.or_(
        Deadline.participation_id.in_(sa.select(Participation.id).where(Participation.centre_id.in_(centres))),
        Deadline.route_id.in_(routes),
        Deadline.agreement_id.in_(sa.select(Agreement.id).where(Agreement.route_id.in_(routes))),
        Deadline.activity_id.in_(sa.select(Activity.id).where(Activity.route_id.in_(routes))),
    )


def people_of(session: Session, ctx: Context, *, deadline_ids: Sequence[int]) -> dict[int, str]:
    """Whom each of these deadlines concerns, by the deadline's id: the name in full."""
    query = (
        sa.select(Deadline.id, Person)
        .outerjoin(Participation, Participation.id == Deadline.participation_id)
        .outerjoin(Agreement, Agreement.id == Deadline.agreement_id)
        .outerjoin(Activity, Activity.id == Deadline.activity_id)
        .outerjoin(Route, Route.id == sa.func.coalesce(Deadline.route_id, Agreement.route_id, Activity.route_id))
        .join(Person, Person.id == sa.func.coalesce(Participation.person_id, Route.person_id))
        .where(Deadline.id.in_(deadline_ids), deadlines_in_scope(ctx))
    )
    return {deadline_id: person.full_name for deadline_id, person in session.execute(query)}


def nearest(session: Session, ctx: Context, *, limit: int = 10) -> Sequence[Near]:
    """The open deadlines of the actor's centres, the longest overdue first."""
    query = (
        sa.select(Deadline, sa.func.coalesce(Deadline.route_id, Agreement.route_id, Activity.route_id))
        .outerjoin(Agreement, Agreement.id == Deadline.agreement_id)
        .outerjoin(Activity, Activity.id == Deadline.activity_id)
        .where(Deadline.status == DeadlineStatus.open, Deadline.activity_id.is_(None), deadlines_in_scope(ctx))
        .order_by(Deadline.due_on, Deadline.id)
        .limit(limit)
    )
    rows = session.execute(query).all()
    people = people_of(session, ctx, deadline_ids=[row.id for row, _route in rows])
    return [Near(deadline_line(ctx, row), people.get(row.id, ""), row.participation_id, route) for row, route in rows]


def today(session: Session, ctx: Context) -> Today:
    """Count what waits in the actor's centres."""
    sums = [sa.func.coalesce(sa.func.sum(sa.case((of_urgency(ctx, kind), 1), else_=0)), 0) for kind in Urgency]
    living = Deadline.status.in_((DeadlineStatus.open, DeadlineStatus.on_hold))
    row = session.execute(sa.select(*sums).where(living, deadlines_in_scope(ctx))).one()
    return Today(
        urgency=dict(zip(Urgency, row, strict=True)),
        unassigned=_count(
            session,
            Participation.id,
            _centres(ctx, Participation.centre_id),
            Participation.status == ParticipationStatus.submitted,
            Participation.operator_id.is_(None),
        ),
        awaiting_approval=_count(
            session, Route.id, _centres(ctx, Route.centre_id), Route.status == RouteStatus.awaiting_approval
        ),
    )


def health(session: Session, ctx: Context) -> Health:
    """Count what an administrator looks after; raises Denied for others."""
    rights.require(ctx.actor.has(Role.administrator))
    return Health(
        accounts=_count(session, Account.id, Account.active.is_(True)),
        locked=_count(session, Account.id, Account.locked_until > ctx.now),
    )


def _centres(ctx: Context, column: InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
    centres = rights.centres_of(ctx, Role.operator, Role.planner)
    return sa.true() if centres is None else column.in_(centres)


def _count(session: Session, column: InstrumentedAttribute[int], *conditions: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count(column)).where(*conditions)) or 0
