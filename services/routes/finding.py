"""Which routes and activities the actor may see at all, whole or as the school does, and as which party (К-01)."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from locales import catalog
from models.routes import Activity, Agreement, Evidence, Party, Route
from services import rights
from services.context import Context
from services.errors import NotFound
from services.rights import Who

_ = catalog("services").lazy

_WITH_PEOPLE = [
    joinedload(Route.person),
    joinedload(Route.planner),
    joinedload(Route.curator),
    joinedload(Route.organization),
    joinedload(Route.participation),
]


def find(session: Session, ctx: Context, route_id: int) -> Route:
    """A route the actor may see; raises NotFound for any other, existing or not. A teacher sees theirs once it has been
    sent for agreement, never before the result (К-03)."""
    route = session.get(Route, route_id, options=_WITH_PEOPLE)
    if route is None or not _sees(session, ctx, route):
        raise NotFound(_("There is no such route."))
    return route


def find_activity(session: Session, ctx: Context, activity_id: int) -> Activity:
    """An activity of a route the actor may see, with its route; raises NotFound for any other."""
    with_route = joinedload(Activity.route)
    activity = session.get(Activity, activity_id, options=[with_route, with_route.joinedload(Route.participation)])
    if activity is None or activity.removed_at is not None or not _sees(session, ctx, activity.route):
        raise NotFound(_("There is no such activity."))
    return activity


def find_evidence(
    session: Session, ctx: Context, route: Route, *where: sa.ColumnElement[bool]
) -> Sequence[Evidence]:  # fmt: skip
    """What is beside the activities of a route and its reader may see, in the order of coming; nothing for the
    school."""
    query = (
        sa.select(Evidence)
        .join(Activity)
        .where(Activity.route_id == route.id, Evidence.removed_at.is_(None), *where)
        .where(rights.evidence_seen(session, ctx, route))
        .options(joinedload(Evidence.recorded_by))
    )
    return session.scalars(query.order_by(Evidence.id)).all()


def _sees(session: Session, ctx: Context, route: Route) -> bool:
    return rights.sees_route(session, ctx, route) and _shown_yet(session, ctx, route)


def _shown_yet(session: Session, ctx: Context, route: Route) -> bool:
    # Ended while it was being drawn up, a route was never sent to anybody either.
    if route.round > 0:
        return True
    return any(rights.is_who(session, ctx, who, route) for who in (Who.planner, Who.operator))


def is_whole(session: Session, ctx: Context, route: Route) -> bool:
    """Whether the actor sees the whole route or the school's projection."""
    return rights.sees_result(session, ctx, route.participation)


def current_round(route: Route) -> list[Agreement]:
    """The parts of the current round of agreement."""
    return [item for item in route.agreements if item.round == route.round]


def is_party(session: Session, ctx: Context, route: Route, party: Party) -> bool:
    """Whether the actor is this party of the route."""
    who = {Party.teacher: Who.person, Party.curator: Who.curator, Party.head: Who.approver}[party]
    return rights.is_who(session, ctx, who, route)
