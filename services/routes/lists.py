"""Lists of routes: a teacher's own, a curator's, a school's, a person's, what awaits somebody's word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from models.accounts import Role
from models.deadlines import Deadline
from models.routes import Agreement, Route, RouteStatus
from services import rights
from services.applications.cards import DeadlineLine, deadline_line
from services.context import Context
from services.routes import terms
from services.routes.ending import EarlyEnd, early_end


@dataclass(frozen=True)
class RouteLine:
    """A row of a list of routes; nothing of a result. ``awaited``: the actor's own word as its teacher is."""

    id: int
    number: str
    person: str
    organization: str
    status: RouteStatus
    done: int
    total: int
    ends_on: date | None
    deadline: DeadlineLine | None
    early_end: EarlyEnd | None = None
    awaited: bool = False


def mine(session: Session, ctx: Context) -> Sequence[RouteLine]:
    """The actor's own routes as a teacher, the newest first."""
    query = sa.select(Route).where(Route.person_id == ctx.actor.person_id, Route.round > 0)
    return lines(session, ctx, query.order_by(Route.id.desc()))


def of_participation(session: Session, ctx: Context, *, participation_id: int) -> RouteLine | None:
    """The actor's own route that a participation led to, the newest; None while there is none to be seen (К-03): a new
    one is being drawn up, or none is yet. Of a draft that was given up no more is told than that it was."""
    route = newest(session, participation_id=participation_id)
    if route is None or route.person_id != ctx.actor.person_id:
        return None
    return _shown(session, ctx, [route])[0] if route.round > 0 or early_end(ctx, route) else None


def newest(session: Session, *, participation_id: int) -> Route | None:
    """The newest route that a participation led to, in whatever state, that is not erased."""
    query = sa.select(Route).where(Route.participation_id == participation_id, Route.status != RouteStatus.erased)
    return session.scalars(query.order_by(Route.id.desc()).limit(1)).first()


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


def own_word(ctx: Context) -> sa.ColumnElement[bool]:
    """The actor's own routes, joined with ``Agreement``, that await their word as the teacher."""
    return sa.and_(
        Route.status == RouteStatus.in_agreement,
        Route.person_id == ctx.actor.person_id,
        Agreement.round == Route.round,
        Agreement.person_id == ctx.actor.person_id,
        Agreement.answer.is_(None),
    )


def to_agree(session: Session, ctx: Context) -> Sequence[RouteLine]:
    """Routes that await the actor's word as a curator, a head or a founder (annex 3, cl. 4.3.6), those sent first
    first."""
    query = sa.select(Route).join(Agreement, Agreement.route_id == Route.id).where(awaits_word(ctx))
    return lines(session, ctx, query.order_by(Agreement.sent_at, Route.id).limit(300))


def to_approve(session: Session, ctx: Context) -> Sequence[RouteLine]:
    """Routes that await the actor's approval (annex 3, cl. 4.3.10), the oldest first."""
    query = sa.select(Route).where(awaits_approval(ctx))
    return lines(session, ctx, query.order_by(Route.status_at, Route.id).limit(300))


def awaits_approval(ctx: Context) -> sa.ColumnElement[bool]:
    """Routes that await the actor's approval."""
    return sa.and_(Route.status == RouteStatus.awaiting_approval, rights.approves(ctx))


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
    return lines(session, ctx, query.order_by(waiting, Route.id.desc()).limit(300))


def of_person(session: Session, ctx: Context, *, person_id: int) -> Sequence[RouteLine]:
    """A person's routes that the actor may see, the newest first; one being drawn up is the centre's alone."""
    centres = rights.centres_of(ctx, Role.planner, Role.operator)
    served = sa.true() if centres is None else Route.centre_id.in_(centres)
    query = sa.select(Route).where(
        Route.person_id == person_id,
        Route.status != RouteStatus.erased,
        sa.or_(served, Route.round > 0),
    )
    rows = session.scalars(query.order_by(Route.id.desc()).limit(50)).all()
    return _shown(session, ctx, [row for row in rows if rights.sees_route(session, ctx, row)])


def lines(session: Session, ctx: Context, query: sa.Select[Route]) -> list[RouteLine]:
    """The routes of a query as lines."""
    loaded = query.options(selectinload(Route.activities), selectinload(Route.person), selectinload(Route.organization))
    return _shown(session, ctx, session.scalars(loaded).unique().all())


def _shown(session: Session, ctx: Context, routes: Sequence[Route]) -> list[RouteLine]:
    """Lines of routes, with the soonest open deadline of each asked for once."""
    soonest = terms.soonest(session, routes)
    own = sa.select(Route.id).join(Agreement, Agreement.route_id == Route.id).where(own_word(ctx))
    awaited = set(session.scalars(own)) if any(route.person_id == ctx.actor.person_id for route in routes) else set()
    return [_line(ctx, route, soonest.get(route.id), route.id in awaited) for route in routes]


def _line(ctx: Context, route: Route, soonest: Deadline | None, awaited: bool) -> RouteLine:
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
        early_end=early_end(ctx, route, told=route.person_id == ctx.actor.person_id),
        awaited=awaited,
    )
