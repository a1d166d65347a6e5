"""What a person sees first in the chat: who they are here, and the one next step that is theirs."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.accounts import Role
from models.applications import DecisionKind, Participation, ParticipationStatus
from models.deadlines import DeadlineStatus
from models.routes import Activity, Agreement, Route, RouteStatus
from services import conversations, deadlines, people
from services.applications import awaits_confirmation
from services.applications.finding import has_begun, live_appointment
from services.context import Context
from services.routes.ending import EarlyEnd, early_end
from services.routes.lists import awaits_approval, awaits_word, newest

P, R = ParticipationStatus, RouteStatus


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
    wait_contact = "wait_contact"
    wait_result = "wait_result"
    see_result = "see_result"
    wait_route = "wait_route"
    do_activity = "do_activity"
    route_ended = "route_ended"
    apply = "apply"


@dataclass(frozen=True)
class Home:
    """The first screen's facts: name and patronymic, the next step with what it is about and by when, and the rooms
    open to the person. ``several_routes``: the step about one of them does not lead to the others; ``early_end``: that
    of the route which the step tells of."""

    name: str
    step: NextStep
    participation_id: int | None
    route_id: int | None
    activity_id: int | None
    by: date | None
    roles: tuple[Role, ...]
    has_routes: bool
    has_applications: bool
    to_agree: int
    to_approve: int
    to_answer: int = 0
    several_routes: bool = False
    early_end: EarlyEnd | None = None


@dataclass(frozen=True)
class _Next:
    step: NextStep
    participation_id: int | None = None
    route_id: int | None = None
    activity_id: int | None = None
    by: date | None = None
    early_end: EarlyEnd | None = None


def home(session: Session, ctx: Context) -> Home:
    """The actor's first screen; raises NotFound for a newcomer."""
    card = people.my_card(session, ctx)
    routes = session.scalars(sa.select(Route).where(Route.person_id == card.id, Route.round > 0)).all()
    query = sa.select(Participation).where(Participation.person_id == card.id).order_by(Participation.id.desc())
    participations = session.scalars(query.limit(20)).all()
    if people.has_withdrawn(session, card.id):
        following = _Next(NextStep.give_consent)
    elif not card.ready:
        following = _Next(NextStep.complete_profile)
    else:
        following = _next(session, ctx, participations, routes)
    return Home(
        name=" ".join(part for part in (card.first_name, card.patronymic) if part),
        step=following.step,
        participation_id=following.participation_id,
        route_id=following.route_id,
        activity_id=following.activity_id,
        by=following.by,
        roles=tuple(dict.fromkeys(scope.role for scope in ctx.actor.scopes)),
        has_routes=bool(routes),
        has_applications=any(row.status not in (P.draft,) for row in participations),
        to_agree=_to_agree(session, ctx),
        to_approve=_to_approve(session, ctx),
        to_answer=_to_answer(session, ctx),
        several_routes=len(routes) > 1,
        early_end=following.early_end,
    )


_BY_STATUS = {
    P.proposed: NextStep.answer_terms,
    P.draft: NextStep.continue_draft,
    P.agreed: NextStep.come_to_assessment,
    P.submitted: NextStep.wait_contact,
    P.assessed: NextStep.wait_result,
}
#: Steps about an application that have no day.
_DAYLESS = (NextStep.see_result, NextStep.ask_other_time, NextStep.route_ended)
#: Steps in which the centre owes the person something: its day is not theirs, and once over is the centre's trouble.
CENTRES = (NextStep.wait_contact, NextStep.wait_result, NextStep.wait_route)


def _next(session: Session, ctx: Context, participations: Sequence[Participation], routes: Sequence[Route]) -> _Next:
    found = [_Next(_step_of(ctx, row), row.id) for row in participations if row.status in _BY_STATUS]
    found += [_Next(NextStep.confirm_entry, row.id) for row in participations if awaits_confirmation(row)]
    found += [_Next(NextStep.agree_route, route_id=route.id) for route in routes if _unanswered(session, ctx, route)]
    found += [_activity(session, route) for route in routes if route.status is R.active]
    latest = next((row for row in participations if row.status is P.result_published), None)
    if latest and (step := _after_result(session, ctx, latest)):
        found.append(step)
    order = list(NextStep)
    best = min(found, key=lambda one: order.index(one.step), default=_Next(NextStep.apply))
    return _with_day(session, ctx, best)


def _after_result(session: Session, ctx: Context, row: Participation) -> _Next | None:
    """What follows a published result; None while a route that follows it has steps of its own, or had them all."""
    route, waits = newest(session, participation_id=row.id), row.decision is DecisionKind.route
    end = early_end(ctx, route) if route else None
    if end and waits:
        return _Next(NextStep.route_ended, row.id, early_end=end)
    if route is None or end or route.round == 0:
        return _Next(NextStep.wait_route if waits else NextStep.see_result, row.id)
    return None


def _step_of(ctx: Context, row: Participation) -> NextStep:
    appointment = live_appointment(row)
    if row.status is P.proposed and appointment is not None and has_begun(ctx, appointment):
        return NextStep.ask_other_time
    return _BY_STATUS[row.status]


def _with_day(session: Session, ctx: Context, following: _Next) -> _Next:
    """The step with its day: the person's own, or the one by which the centre answers, while it is to come. A decision
    after a result is the centre's to take and the person's to hear: no day of it is told."""
    if following.participation_id is None or following.step in _DAYLESS:
        return following
    row = session.get_one(Participation, following.participation_id)
    days = [item.due_on for item in deadlines.of(session, row) if item.status is DeadlineStatus.open]
    by = min(days, default=None)
    if by is not None and by < ctx.today and following.step in CENTRES:
        by = None
    return _Next(following.step, row.id, following.route_id, following.activity_id, by)


def _unanswered(session: Session, ctx: Context, route: Route) -> bool:
    query = sa.select(Agreement.id).where(
        Agreement.route_id == route.id,
        Agreement.round == route.round,
        Agreement.person_id == ctx.actor.person_id,
        Agreement.answer.is_(None),
    )
    return route.status is R.in_agreement and session.scalar(query.limit(1)) is not None


def _activity(session: Session, route: Route) -> _Next:
    query = sa.select(Activity).where(
        Activity.route_id == route.id, Activity.done_at.is_(None), Activity.removed_at.is_(None)
    )
    nearest = session.scalars(query.order_by(Activity.starts_on, Activity.id).limit(1)).first()
    return _Next(
        NextStep.do_activity, None, route.id, nearest.id if nearest else None, nearest.starts_on if nearest else None
    )


def _to_agree(session: Session, ctx: Context) -> int:
    awaiting = sa.select(sa.func.count()).select_from(Agreement).join(Route, Route.id == Agreement.route_id)
    return session.scalar(awaiting.where(awaits_word(ctx))) or 0


def _to_answer(session: Session, ctx: Context) -> int:
    """Questions at the desks of a curator or an operator; nobody else has one."""
    if not (ctx.actor.has(Role.curator) or ctx.actor.has(Role.operator)):
        return 0
    return sum(conversations.desk_counts(session, ctx).values())


def _to_approve(session: Session, ctx: Context) -> int:
    return session.scalar(sa.select(sa.func.count(Route.id)).where(awaits_approval(ctx))) or 0
