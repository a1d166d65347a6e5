"""What a route still lacks before its planner may send it on, and whether a round of agreement may be closed. The steps
refuse by it, the doors show their buttons by it."""

from __future__ import annotations

import enum
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.deadlines import Deadline, DeadlineKind
from models.routes import Activity, Agreement, Route, RouteStatus
from services import deadlines, results
from services.context import Context
from services.errors import Refused
from services.routes.finding import current_round

_ = catalog("services").lazy


class Lack(enum.StrEnum):
    """The first thing that is missing, in the order in which a planner works."""

    result = "result"
    terms = "terms"
    activities = "activities"
    dates = "dates"


_TOLD = {
    Lack.result: _("The result is not published yet."),
    Lack.terms: _("Please set the model, the term and the curator first."),
    Lack.activities: _("Please add at least one activity first."),
}


def lacking(session: Session, route: Route) -> Lack | None:
    """What the route lacks to be sent for agreement or approval; None when it is whole (К-03)."""
    if not results.is_published(session, route.participation_id):
        return Lack.result
    if route.term_months is None or route.curator_id is None:
        return Lack.terms
    if not any(activity.removed_at is None for activity in route.activities):
        return Lack.activities
    return Lack.dates if _stray(route) else None


def _stray(route: Route) -> Activity | None:
    """An activity whose dates lie outside the term, if there is one: the term may have been changed since."""
    begins, ends = route.starts_on or date.min, route.ends_on or date.max
    planned = (activity for activity in route.activities if activity.removed_at is None)
    return next((one for one in planned if not begins <= one.starts_on <= one.ends_on <= ends), None)


def require_whole(session: Session, route: Route) -> None:
    """Raise Refused for a route that is not whole, naming what it lacks."""
    lack = lacking(session, route)
    if lack is Lack.dates and (stray := _stray(route)):
        raise Refused(_("The dates of “{title}” lie outside the term of the route.", title=stray.title))
    if lack is not None:
        raise Refused(_TOLD[lack])


def agreed_upon(route: Route) -> bool:
    """Whether the last round of agreement was closed and not taken back: every part of it has an answer, silence among
    them (annex 3, cl. 4.3.6)."""
    parts = current_round(route)
    return bool(parts) and all(part.answer is not None for part in parts)


def round_may_close(session: Session, ctx: Context, route: Route) -> bool:
    """Whether the planner may close the round: all have answered, or their term is over (К-04)."""
    return route.status is RouteStatus.in_agreement and (agreed_upon(route) or term_is_over(session, ctx, route))


def closable(ctx: Context) -> sa.ColumnElement[bool]:
    """Routes whose round of agreement may be closed now, as ``round_may_close`` has it."""
    silent = sa.select(Agreement.id).where(
        Agreement.route_id == Route.id, Agreement.round == Route.round, Agreement.answer.is_(None)
    )
    running = sa.select(Deadline.id).where(
        Deadline.route_id == Route.id, Deadline.kind == DeadlineKind.correct, Deadline.status.in_(deadlines.LIVE),
        sa.not_(deadlines.overdue(ctx)),
    )  # fmt: skip
    waits = sa.and_(silent.correlate(Route).exists(), running.correlate(Route).exists())
    return sa.and_(Route.status == RouteStatus.in_agreement, sa.not_(waits))


def term_is_over(session: Session, ctx: Context, route: Route) -> bool:
    """Whether the term in which the parties correct the route is over."""
    term = deadlines.find(session, DeadlineKind.correct, route)
    return term is None or deadlines.is_overdue(ctx, term)
