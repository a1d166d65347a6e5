"""The terms of a route: its own, and while it is being drawn up the norm in which that is done, which runs from the
assessment and hangs on its case (annex 3, cl. 4.3.2)."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.routes import Route, RouteStatus
from services import deadlines


def of(session: Session, route: Route) -> Sequence[Deadline]:
    """All terms of a route, the living first."""
    drawing = deadlines.find(session, DeadlineKind.draw_up, route.participation) if _is_drawn(route) else None
    return [*([drawing] if drawing else []), *deadlines.of(session, route)]


def soonest(session: Session, routes: Sequence[Route]) -> dict[int, Deadline]:
    """The soonest open term of each route that has one, by the route's id."""
    if not routes:
        return {}
    drawn = {route.participation_id: route.id for route in routes if _is_drawn(route)}
    query = sa.select(Deadline).where(
        Deadline.status == DeadlineStatus.open,
        sa.or_(
            Deadline.route_id.in_([route.id for route in routes]),
            sa.and_(Deadline.participation_id.in_(list(drawn)), Deadline.kind == DeadlineKind.draw_up),
        ),
    )
    found: dict[int, Deadline] = {}
    for term in session.scalars(query.order_by(Deadline.due_on, Deadline.id)):
        found.setdefault(term.route_id or drawn[term.participation_id or 0], term)
    return found


def soonest_day() -> sa.SQLColumnExpression[object]:
    """The day of the soonest open term of a route, to sort by; NULL for one that has none."""
    own = sa.select(sa.func.min(Deadline.due_on)).where(
        Deadline.route_id == Route.id, Deadline.status == DeadlineStatus.open
    )
    drawing = sa.select(Deadline.due_on).where(_drawing(), Deadline.status == DeadlineStatus.open)
    return sa.func.coalesce(
        own.correlate(Route).scalar_subquery(),
        sa.case((Route.status == RouteStatus.drafting, drawing.correlate(Route).scalar_subquery())),
    )


def any_is(wanted: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Routes of which a term is such as ``wanted``, a condition on ``Deadline``."""
    own = sa.select(Deadline.id).where(Deadline.route_id == Route.id, wanted)
    drawing = sa.select(Deadline.id).where(_drawing(), wanted)
    return sa.or_(
        own.correlate(Route).exists(),
        sa.and_(Route.status == RouteStatus.drafting, drawing.correlate(Route).exists()),
    )


def _is_drawn(route: Route) -> bool:
    return route.status is RouteStatus.drafting


def _drawing() -> sa.ColumnElement[bool]:
    return sa.and_(Deadline.participation_id == Route.participation_id, Deadline.kind == DeadlineKind.draw_up)
