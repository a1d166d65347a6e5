"""Lists of routes: a teacher's own, a curator's, a school's, what awaits somebody's word, the register of a centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from models.accounts import Role
from models.deadlines import Deadline, DeadlineStatus
from models.people import Person
from models.routes import Agreement, Route, RouteStatus
from services import naming, rights
from services.applications.cards import DeadlineLine, deadline_line
from services.context import Context


@dataclass(frozen=True)
class RouteLine:
    """A row of a list of routes; nothing of a result."""

    id: int
    number: str
    person: str
    organization: str
    status: RouteStatus
    done: int
    total: int
    ends_on: date | None
    deadline: DeadlineLine | None


def mine(session: Session, ctx: Context) -> Sequence[RouteLine]:
    """The actor's own routes as a teacher, the newest first."""
    query = sa.select(Route).where(Route.person_id == ctx.actor.person_id, Route.round > 0)
    return _lines(session, ctx, query.order_by(Route.id.desc()))


def of_participation(session: Session, ctx: Context, *, participation_id: int) -> RouteLine | None:
    """The actor's own route that a participation led to, the newest; None while there is none to be seen (К-03)."""
    query = sa.select(Route).where(
        Route.participation_id == participation_id,
        Route.person_id == ctx.actor.person_id,
        Route.round > 0,
        Route.status != RouteStatus.erased,
    )
    return next(iter(_lines(session, ctx, query.order_by(Route.id.desc()).limit(1))), None)


def seen_of(session: Session, ctx: Context, *, participation_id: int) -> int | None:
    """The newest route that a participation led to and the actor may see, or None."""
    query = sa.select(Route).where(Route.participation_id == participation_id).order_by(Route.id.desc())
    return next((route.id for route in session.scalars(query) if rights.sees_route(session, ctx, route)), None)


def awaits_word(ctx: Context) -> sa.ColumnElement[bool]:
    """Routes of others, joined with ``Agreement``, that await the actor's word as a curator or as one who approves."""
    return sa.and_(
        Route.status == RouteStatus.in_agreement,
        Agreement.round == Route.round,
        Agreement.answer.is_(None),
        Route.person_id != ctx.actor.person_id,
        sa.or_(
            sa.and_(Agreement.person_id == ctx.actor.person_id, rights.curates(ctx)),
            sa.and_(Agreement.person_id.is_(None), rights.approves(ctx)),
        ),
    )


def to_agree(session: Session, ctx: Context) -> Sequence[RouteLine]:
    """Routes that await the actor's word as a curator, a head or a founder (annex 3, cl. 4.3.6), those sent first
    first."""
    query = sa.select(Route).join(Agreement, Agreement.route_id == Route.id).where(awaits_word(ctx))
    return _lines(session, ctx, query.order_by(Agreement.sent_at, Route.id).limit(300))


def to_approve(session: Session, ctx: Context) -> Sequence[RouteLine]:
    """Routes that await the actor's approval (annex 3, cl. 4.3.10), the oldest first."""
    query = sa.select(Route).where(awaits_approval(ctx))
    return _lines(session, ctx, query.order_by(Route.status_at, Route.id).limit(300))


def awaits_approval(ctx: Context) -> sa.ColumnElement[bool]:
    """Routes that await the actor's approval."""
    return sa.and_(Route.status == RouteStatus.awaiting_approval, rights.approves(ctx))


def curated(session: Session, ctx: Context, *, text: str = "") -> Sequence[RouteLine]:
    """Routes of which the actor is the curator, those with a term first; ``text`` narrows by the names."""
    mine = sa.and_(rights.curates(ctx), Route.round > 0)
    query = sa.select(Route).join(Route.person).where(mine, _called(session, text, mine))
    return _lines(session, ctx, query.order_by(Route.ends_on, Route.id).limit(300))


def of_my_school(session: Session, ctx: Context) -> Sequence[RouteLine]:
    """Routes of the schools the actor heads (of a founder: of their heads), what awaits them first."""
    schools = rights.organizations_of(ctx, Role.head, Role.deputy)
    query = sa.select(Route).where(
        sa.or_(Route.organization_id.in_(schools), rights.approves(ctx)),
        Route.person_id != ctx.actor.person_id,
        Route.round > 0,
        Route.status != RouteStatus.erased,
    )
    waiting = Route.status.not_in((RouteStatus.awaiting_approval, RouteStatus.in_agreement))
    return _lines(session, ctx, query.order_by(waiting, Route.id.desc()).limit(300))


def register(
    session: Session,
    ctx: Context,
    *,
    statuses: Sequence[RouteStatus] = (),
    text: str = "",
    limit: int = 50,
    offset: int = 0,
) -> Sequence[RouteLine]:
    """The register of routes of the actor's centres (annex 3, cl. 4.3.8)."""
    query = sa.select(Route).join(Route.person).where(*_registered(session, ctx, text))
    if statuses:
        query = query.where(Route.status.in_(statuses))
    return _lines(session, ctx, query.order_by(Route.id.desc()).limit(min(limit, 200)).offset(offset))


def register_counts(session: Session, ctx: Context, *, text: str = "") -> dict[RouteStatus, int]:
    """How many routes of the register stand in each state; states without routes are left out."""
    query = (
        sa.select(Route.status, sa.func.count(Route.id).label("total"))
        .join(Route.person)
        .where(*_registered(session, ctx, text))
    )
    return {row.status: row.total for row in session.execute(query.group_by(Route.status))}


def _registered(session: Session, ctx: Context, text: str) -> list[sa.ColumnElement[bool]]:
    centres = rights.centres_of(ctx, Role.planner, Role.operator)
    scope = sa.true() if centres is None else Route.centre_id.in_(centres)
    return [scope, _called(session, text, scope)]


def _called(session: Session, text: str, scope: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whose routes are meant by typed words, of the routes in ``scope``."""
    return naming.called(
        session, text=text, among=sa.select(Person.id).join(Route, Route.person_id == Person.id).where(scope)
    )


def _lines(session: Session, ctx: Context, query: sa.Select[Route]) -> list[RouteLine]:
    loaded = query.options(selectinload(Route.activities), selectinload(Route.person), selectinload(Route.organization))
    return _shown(session, ctx, session.scalars(loaded).unique().all())


def _shown(session: Session, ctx: Context, routes: Sequence[Route]) -> list[RouteLine]:
    """Lines of routes, with the soonest open deadline of each asked for once."""
    query = sa.select(Deadline).where(
        Deadline.route_id.in_([route.id for route in routes]), Deadline.status == DeadlineStatus.open
    )
    soonest: dict[int | None, Deadline] = {}
    for deadline in session.scalars(query.order_by(Deadline.due_on, Deadline.id)) if routes else ():
        soonest.setdefault(deadline.route_id, deadline)
    return [_line(ctx, route, soonest.get(route.id)) for route in routes]


def _line(ctx: Context, route: Route, soonest: Deadline | None) -> RouteLine:
    living = [activity for activity in route.activities if activity.removed_at is None]
    return RouteLine(
        id=route.id,
        number=route.number or "",
        person=route.person.full_name,
        organization=route.organization.name if route.organization else "",
        status=route.status,
        done=sum(activity.done_at is not None for activity in living),
        total=len(living),
        ends_on=route.ends_on,
        deadline=deadline_line(ctx, soonest) if soonest else None,
    )
