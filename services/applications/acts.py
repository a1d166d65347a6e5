"""What may be done in a case just now: the table of its lifecycle, less what its own rules put off or have closed."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.applications import DecisionKind, Participation, ParticipationStatus
from models.deadlines import Deadline, DeadlineKind
from models.results import Result
from models.routes import Route, RouteStatus
from services import deadlines
from services.applications.finding import has_begun, live_appointment
from services.applications.lifecycle import PARTICIPATION
from services.context import Context
from services.moves import possible

#: A route that was ended before its time leaves its decision open again.
_BEGUN = Route.status.not_in((RouteStatus.ended_early, RouteStatus.erased))


def open_acts(session: Session, ctx: Context, row: Participation) -> tuple[str, ...]:
    """The acts open to the actor now, in the order of the table: nothing was held before the agreed day and nobody has
    missed an hour that is still to come, a decision from which a route was begun stands, and so does an assessment
    whose result was entered."""
    found = possible(session, ctx, PARTICIPATION, row)
    appointment = live_appointment(row)
    if appointment is not None and not has_begun(ctx, appointment):
        found = [act for act in found if act != "no_show"]
    if appointment is not None and ctx.today < ctx.region.today(appointment.starts_at):
        found = [act for act in found if act != "hold"]
    if "accept_terms" in found and row.person_id == ctx.actor.person_id and has_passed(ctx, row):
        found = [act for act in found if act != "accept_terms"]
    if "decide" in found and route_begun(session, row):
        found.remove("decide")
    if "undo_held" in found and has_result(session, row):
        found.remove("undo_held")
    return tuple(found)


def has_passed(ctx: Context, row: Participation) -> bool:
    """Whether the proposed day has come and gone unanswered: the person can agree to it no more."""
    appointment = live_appointment(row)
    return row.status is ParticipationStatus.proposed and appointment is not None and has_begun(ctx, appointment)


def has_result(session: Session, row: Participation) -> bool:
    """Whether a result of the assessment was ever entered; not what it says."""
    return session.scalar(sa.select(Result.id).where(Result.participation_id == row.id).limit(1)) is not None


def route_begun(session: Session, row: Participation) -> bool:
    """Whether a route was begun from the decision on a result, and not ended early."""
    begun = sa.select(Route.id).where(Route.participation_id == row.id, _BEGUN)
    return session.scalar(begun.limit(1)) is not None


def route_awaited() -> sa.ColumnElement[bool]:
    """Cases whose route the planner is still to begin: it was decided on, its term runs, none is begun (annex 3,
    cl. 4.3.2)."""
    owed = sa.select(Deadline.id).where(
        Deadline.participation_id == Participation.id, Deadline.kind == DeadlineKind.draw_up,
        Deadline.status.in_(deadlines.LIVE),
    )  # fmt: skip
    begun = sa.select(Route.id).where(Route.participation_id == Participation.id, _BEGUN)
    return sa.and_(
        Participation.decision == DecisionKind.route,
        owed.correlate(Participation).exists(),
        sa.not_(begun.correlate(Participation).exists()),
    )
