"""The one next step of a person as a teacher, by how their applications and routes stand: most urgent first."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.applications import DecisionKind, Participation, ParticipationStatus
from models.deadlines import DeadlineKind, DeadlineStatus
from models.routes import Activity, Agreement, Route, RouteStatus
from services import deadlines
from services.applications import awaits_confirmation
from services.applications.finding import has_begun, live_appointment
from services.context import Context
from services.routes.ending import EarlyEnd, early_end
from services.routes.lists import newest, own_word

P, R, D = ParticipationStatus, RouteStatus, DeadlineKind


class NextStep(enum.StrEnum):
    """The next step of a person, most urgent first."""

    give_consent = "give_consent"
    complete_profile = "complete_profile"
    confirm_entry = "confirm_entry"
    answer_terms = "answer_terms"
    ask_other_time = "ask_other_time"
    agree_route = "agree_route"
    continue_draft = "continue_draft"
    come_to_assessment = "come_to_assessment"
    wait_record = "wait_record"
    name_hour = "name_hour"
    wait_contact = "wait_contact"
    wait_result = "wait_result"
    see_result = "see_result"
    wait_route = "wait_route"
    do_activity = "do_activity"
    wait_final_assessment = "wait_final_assessment"
    wait_agreement = "wait_agreement"
    wait_finalizing = "wait_finalizing"
    wait_approval = "wait_approval"
    wait_resuming = "wait_resuming"
    route_ended = "route_ended"
    apply = "apply"
    serve = "serve"


N = NextStep
#: An application by its state: the step it sets, and the term that says by when.
BY_STATUS: dict[ParticipationStatus, tuple[NextStep, DeadlineKind | None]] = {
    P.draft: (N.continue_draft, None),
    P.submitted: (N.wait_contact, D.contact),
    P.proposed: (N.answer_terms, D.answer),
    P.agreed: (N.come_to_assessment, None),
    P.assessed: (N.wait_result, D.result),
}
#: An own living route by its state, once one's own word about it is given: the step it sets, and whose term tells by
#: when. A route that is over sets none.
BY_ROUTE: dict[RouteStatus, tuple[NextStep, DeadlineKind | None]] = {
    R.in_agreement: (N.wait_agreement, D.correct),
    R.finalizing: (N.wait_finalizing, D.finalize),
    R.awaiting_approval: (N.wait_approval, D.approve),
    R.active: (N.do_activity, None),
    R.suspended: (N.wait_resuming, None),
    R.final_assessment: (N.wait_final_assessment, None),
}
#: Steps in which others owe the person something: the day is not theirs, and once over it is not told here.
WAITING = frozenset(
    {N.wait_contact, N.wait_result, N.wait_route, N.wait_agreement, N.wait_finalizing, N.wait_approval}
)  # fmt: skip


@dataclass(frozen=True)
class Following:
    """A step and what it is about. ``by``: until which day somebody acts (WAITING: not the person); ``late``: that day
    has passed; ``moment``: when the assessment is, by which appointment; ``title``, ``since``: of the activity, which
    lasts until ``by``; ``early_end``: of the route that came of the result."""

    step: NextStep
    participation_id: int | None = None
    route_id: int | None = None
    activity_id: int | None = None
    by: date | None = None
    late: bool = False
    moment: datetime | None = None
    title: str = ""
    since: date | None = None
    early_end: EarlyEnd | None = None
    appointment_id: int | None = None


@dataclass(frozen=True)
class _Candidate:
    """A step that might be the most urgent, and what tells its day, read of the chosen one only: the term of this
    ``kind`` about this row, or the nearest activity of this active route."""

    step: Following
    kind: DeadlineKind | None = None
    about: Participation | Agreement | Route | None = None


def awaited_term(status: ParticipationStatus | RouteStatus) -> DeadlineKind | None:
    """Which term says by when the next thing happens to an application or to a route that stands so; None for none."""
    found = BY_ROUTE.get(status) if isinstance(status, RouteStatus) else BY_STATUS.get(status)
    return found[1] if found else None


def following(
    session: Session, ctx: Context, participations: Sequence[Participation], routes: Sequence[Route]
) -> Following:
    """The most urgent step of one whose applications (the newest first) and routes these are."""
    found = [_of_participation(ctx, row) for row in participations if row.status in BY_STATUS]
    found += [_Candidate(Following(N.confirm_entry, row.id)) for row in participations if awaits_confirmation(row)]
    own = sa.select(Agreement).join(Route, Route.id == Agreement.route_id).where(own_word(ctx))
    awaited = {part.route_id: part for part in session.scalars(own)} if routes else {}
    found += [_of_route(route, awaited.get(route.id)) for route in routes if route.status in BY_ROUTE]
    found += _of_result(session, ctx, participations)
    order = list(NextStep)
    first = min(found, key=lambda one: order.index(one.step.step), default=_Candidate(Following(N.apply)))
    return _told(session, ctx, first)


def _of_participation(ctx: Context, row: Participation) -> _Candidate:
    step, kind = BY_STATUS[row.status]
    appointment = live_appointment(row)
    moment = appointment.starts_at if appointment else None
    if appointment is not None and has_begun(ctx, appointment):
        step, kind = {N.answer_terms: N.ask_other_time, N.come_to_assessment: N.wait_record}.get(step, step), None
    number = appointment.id if appointment else None
    return _Candidate(Following(step, row.id, moment=moment, appointment_id=number), kind, row)


def _of_route(route: Route, own: Agreement | None) -> _Candidate:
    if own is not None:
        return _Candidate(Following(N.agree_route, route_id=route.id), D.agree, own)
    step, kind = BY_ROUTE[route.status]
    return _Candidate(Following(step, route_id=route.id), kind, route)


def _of_result(session: Session, ctx: Context, participations: Sequence[Participation]) -> list[_Candidate]:
    """What follows the latest result; nothing while a route that came of it has steps of its own, or had them all. A
    decision after it is the centre's to take and the person's to hear: no day of it is told."""
    latest = next((row for row in participations if row.status is P.result_published), None)
    if latest is None:
        return []
    route, waits = newest(session, participation_id=latest.id), latest.decision is DecisionKind.route
    end = early_end(ctx, route) if route else None
    if end and waits:
        return [_Candidate(Following(N.route_ended, latest.id, early_end=end))]
    if route is not None and not end and route.round > 0:
        return []
    if not waits:
        return [_Candidate(Following(N.see_result, latest.id))]
    return [_Candidate(Following(N.wait_route, latest.id), D.draw_up, latest)]


def _told(session: Session, ctx: Context, one: _Candidate) -> Following:
    """The step with its day; nothing of a term that waits, or that others have let pass."""
    if one.step.step is N.do_activity and isinstance(one.about, Route):
        return _activity(session, ctx, one.about)
    term = deadlines.find(session, one.kind, one.about) if one.kind and one.about else None
    if one.step.step is N.wait_contact and deadlines.waits_for(term, deadlines.NOT_REACHED):
        return replace(one.step, step=N.name_hour)
    if term is None or term.status is not DeadlineStatus.open:
        return one.step
    late = term.due_on < ctx.today
    return one.step if late and one.step.step in WAITING else replace(one.step, by=term.due_on, late=late)


def _activity(session: Session, ctx: Context, route: Route) -> Following:
    """The first activity that is not done: the nearest one, or one whose day has passed unmarked."""
    query = sa.select(Activity).where(
        Activity.route_id == route.id, Activity.done_at.is_(None), Activity.removed_at.is_(None)
    )
    nearest = session.scalars(query.order_by(Activity.starts_on, Activity.id).limit(1)).first()
    if nearest is None:
        return Following(N.do_activity, route_id=route.id)
    return Following(
        N.do_activity, route_id=route.id, activity_id=nearest.id, by=nearest.ends_on,
        late=nearest.ends_on < ctx.today, title=nearest.title, since=nearest.starts_on,
    )  # fmt: skip
