"""What waits today for staff of a centre: deadlines by urgency, and what nobody has taken yet."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.accounts import Role
from models.applications import Participation, ParticipationStatus
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.people import Person
from models.routes import Activity, Agreement, Party, Route, RouteStatus
from services import calendar, deadlines, rights
from services.applications.cards import DeadlineLine, deadline_line
from services.context import Context

SOON_DAYS = 3


#: Who of the centre does what must be done by each kind of term; a kind that is not here waits for somebody else.
ACTING: dict[DeadlineKind, frozenset[Role]] = {
    DeadlineKind.contact: frozenset({Role.operator}),
    DeadlineKind.assessment: frozenset({Role.operator}),
    DeadlineKind.result: frozenset({Role.operator}),
    DeadlineKind.decision: frozenset({Role.operator, Role.planner}),
    DeadlineKind.draw_up: frozenset({Role.planner}),
    DeadlineKind.correct: frozenset({Role.planner}),
    DeadlineKind.finalize: frozenset({Role.planner}),
}


class Urgency(enum.StrEnum):
    """How near a deadline is."""

    overdue = "overdue"
    today = "today"
    soon = "soon"
    later = "later"
    on_hold = "on_hold"


class Sort(enum.StrEnum):
    """What a deadline is: a norm of the order, a guideline of ours, or the days of an activity, which are a plan."""

    norm = "norm"
    guideline = "guideline"
    activity = "activity"


@dataclass(frozen=True)
class Today:
    """Counts within the actor's centres; ``living`` counts living deadlines by sort and urgency."""

    living: dict[tuple[Sort, Urgency], int]
    unassigned: int
    awaiting_approval: int

    def count(self, *sorts: Sort, urgency: Urgency | None = None) -> int:
        """How many there are of these sorts (of all, when none is named) and of this urgency (of any)."""
        return sum(
            number
            for (sort, how), number in self.living.items()
            if (not sorts or sort in sorts) and urgency in (None, how)
        )


@dataclass(frozen=True)
class Concern:
    """Whom a deadline concerns, and the page it belongs to: a case or a route."""

    person: str
    participation_id: int | None
    route_id: int | None
    #: Whose part of an agreement it is.
    party: Party | None = None


@dataclass(frozen=True)
class Near:
    """A living deadline with what it concerns."""

    line: DeadlineLine
    about: Concern


def soon_until(ctx: Context) -> date:
    """The last day that counts as soon: three working days from today."""
    return calendar.add_working_days(ctx.region, ctx.today, SOON_DAYS)


def of_urgency(ctx: Context, urgency: Urgency) -> sa.ColumnElement[bool]:
    """Which deadlines are of this urgency today."""
    if urgency is Urgency.overdue:
        return deadlines.overdue(ctx)
    if urgency is Urgency.on_hold:
        return sa.and_(Deadline.status == DeadlineStatus.on_hold, sa.not_(deadlines.overdue(ctx)))
    spans = {
        Urgency.today: Deadline.due_on == ctx.today,
        Urgency.soon: sa.and_(Deadline.due_on > ctx.today, Deadline.due_on <= soon_until(ctx)),
        Urgency.later: Deadline.due_on > soon_until(ctx),
    }
    return sa.and_(Deadline.status == DeadlineStatus.open, spans[urgency])


def of_sort(sort: Sort) -> sa.ColumnElement[bool]:
    """Which deadlines are of this sort."""
    if sort is Sort.activity:
        return Deadline.activity_id.is_not(None)
    return sa.and_(Deadline.activity_id.is_(None), Deadline.normative.is_(sort is Sort.norm))


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


def concerned(session: Session, ctx: Context, *, deadline_ids: Sequence[int]) -> dict[int, Concern]:
    """Whom and what each of these deadlines concerns, by the deadline's id."""
    query = (
        sa.select(Deadline.id, Person, Participation.id, Route.id, Agreement.party)
        .outerjoin(Participation, Participation.id == Deadline.participation_id)
        .outerjoin(Agreement, Agreement.id == Deadline.agreement_id)
        .outerjoin(Activity, Activity.id == Deadline.activity_id)
        .outerjoin(Route, Route.id == sa.func.coalesce(Deadline.route_id, Agreement.route_id, Activity.route_id))
        .join(Person, Person.id == sa.func.coalesce(Participation.person_id, Route.person_id))
        .where(Deadline.id.in_(deadline_ids), deadlines_in_scope(ctx))
    )
    return {
        deadline_id: Concern(person.full_name, participation_id, route_id, party)
        for deadline_id, person, participation_id, route_id, party in session.execute(query)
    }


def nearest(session: Session, ctx: Context, *, limit: int = 10) -> Sequence[Near]:
    """The open deadlines of the actor's centres by which they themselves act: overdue norms, the longest overdue first,
    then the rest by day. Those of others, days of activities and the parts in an agreement are left to their own lists.
    """
    mine = [kind for kind, roles in ACTING.items() if ctx.actor.has(*roles)]
    late_norm = sa.and_(of_sort(Sort.norm), of_urgency(ctx, Urgency.overdue))
    query = (
        sa.select(Deadline)
        .where(
            Deadline.kind.in_(mine), Deadline.status == DeadlineStatus.open, Deadline.activity_id.is_(None),
            Deadline.agreement_id.is_(None), deadlines_in_scope(ctx),
        )
        .order_by(sa.case((late_norm, 0), else_=1), Deadline.due_on, Deadline.id)
        .limit(limit)
    )  # fmt: skip
    rows = session.scalars(query).all()
    found = concerned(session, ctx, deadline_ids=[row.id for row in rows])
    return [Near(deadline_line(ctx, row), found[row.id]) for row in rows]


def today(session: Session, ctx: Context) -> Today:
    """Count what waits in the actor's centres."""
    sort = sa.case(*((of_sort(one), one.value) for one in Sort)).label("sort")
    urgency = sa.case(*((of_urgency(ctx, one), one.value) for one in Urgency)).label("urgency")
    living = Deadline.status.in_((DeadlineStatus.open, DeadlineStatus.on_hold))
    counted = sa.select(sort, urgency, Deadline.id).where(living, deadlines_in_scope(ctx)).subquery()
    groups = (counted.c.sort, counted.c.urgency)
    rows = session.execute(sa.select(*groups, sa.func.count(counted.c.id)).group_by(*groups))
    return Today(
        living={(Sort(kind), Urgency(how)): number for kind, how, number in rows},
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


def _centres(ctx: Context, column: InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
    centres = rights.centres_of(ctx, Role.operator, Role.planner)
    return sa.true() if centres is None else column.in_(centres)


def _count(session: Session, column: InstrumentedAttribute[int], *conditions: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count(column)).where(*conditions)) or 0
