"""Entering, checking, publishing, correcting and recalling a result, and deciding what follows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.applications import DecisionKind, Participation, ParticipationStatus
from models.deadlines import DeadlineKind
from models.results import BlockScore, FoundDeficit, Result, ResultStatus
from models.routes import OVER, Route, RouteStatus
from services import deadlines, notices, recipients, rights, telling
from services.applications.acts import route_begun
from services.applications.finding import find
from services.applications.lifecycle import PARTICIPATION
from services.context import Context
from services.errors import Invalid, Refused, Stale
from services.moves import lock, move
from services.notices import NoticeKind
from services.results.cards import DeficitIn, ResultCard, ScoreIn, card_of, level_of, mark_of
from services.results.rows import held_on, latest, published

_ = catalog("services").lazy
#: The mark of a page on which no result stood yet.
NO_RESULT = "-"


def _case(session: Session, ctx: Context, participation_id: int) -> Participation:
    """A case on whose result the actor may work: nobody of the person's school (annex 2, cl. 6.3; К-55).

    Locked: what is read of its result stands until the commit."""
    row = find(session, ctx, participation_id)
    rights.require(rights.sees_result(session, ctx, row))
    lock(session, row)
    return row


def enter(
    session: Session,
    ctx: Context,
    *,
    participation_id: int,
    scores: Sequence[ScoreIn],
    deficits: Sequence[DeficitIn],
    recommendations: str,
    seen: str | None = None,
) -> ResultCard:
    """Enter or re-enter the result before it is published. ``seen`` is the mark of the result the page was made from,
    ``NO_RESULT`` where there was none: Stale when it stands otherwise now. Raises Invalid for a score outside the
    consent's scope, a missing one, or a percent outside 0-100. Source: annex 3, cl. 5.4; form of consent, note **."""
    row = _case(session, ctx, participation_id)
    move(session, ctx, PARTICIPATION, row, "enter_result")
    result = latest(session, row.id)
    _require_seen(result, seen)
    _check_scope(row, scores)
    if result is None or result.status not in (ResultStatus.entered, ResultStatus.checked):
        version = (result.version if result else 0) + 1
        result = Result(participation_id=row.id, version=version, entered_by_id=ctx.actor.person_id, entered_at=ctx.now)
        session.add(result)
    result.entered_by_id = ctx.actor.person_id or result.entered_by_id
    result.entered_at = ctx.now
    result.status, result.checked_by_id, result.checked_at = ResultStatus.entered, None, None
    _fill(session, ctx, result, scores, deficits, recommendations)
    return card_of(session, row, result)


def _require_seen(result: Result | None, seen: str | None) -> None:
    """Raise Stale when the result is another than the one a page showed; ``None``: no page was looked at."""
    mark = mark_of(result.version, result.status, result.entered_at) if result else NO_RESULT
    if seen is not None and seen != mark:
        raise Stale(_("Somebody has changed this result meanwhile. Please open it again."))


def _check_scope(row: Participation, scores: Sequence[ScoreIn]) -> None:
    consented = {
        (consent.subject, block) for consent in row.consents if not consent.withdrawn_at for block in consent.blocks
    }
    given = {(score.subject, score.block) for score in scores}
    if len(given) != len(scores) or given - consented:
        raise Invalid(_("A result may cover only the subjects and blocks of the consent."), "scores")
    if consented - given:
        raise Invalid(_("Please enter a percent for each block of the consent."), "scores")
    if any(not 0 <= score.percent <= 100 for score in scores):
        raise Invalid(_("A percent is a number from 0 to 100."), "scores")


def _fill(
    session: Session,
    ctx: Context,
    result: Result,
    scores: Sequence[ScoreIn],
    deficits: Sequence[DeficitIn],
    recommendations: str,
) -> None:
    if any(not found.text.strip() for found in deficits):
        raise Invalid(_("Please name the deficit in words; a code alone is not enough."), "deficits")
    result.scores, result.deficits = [], []
    session.flush()
    result.recommendations = recommendations.strip()
    result.scores = [
        BlockScore(subject=one.subject, block=one.block, percent=one.percent, level=level_of(ctx, one.percent))
        for one in scores
    ]
    result.deficits = [
        FoundDeficit(subject=one.subject, block=one.block, code=one.code.strip(), text=one.text.strip())
        for one in deficits
    ]
    session.flush()


def check(session: Session, ctx: Context, *, participation_id: int, seen: str | None = None) -> ResultCard:
    """A person confirms the entered result, as it was ``seen``: no level is published by a machine alone."""
    row = _case(session, ctx, participation_id)
    move(session, ctx, PARTICIPATION, row, "enter_result")
    result = latest(session, row.id)
    _require_seen(result, seen)
    if result is None or result.status is not ResultStatus.entered:
        raise Stale(_("There is nothing to check."))
    result.status, result.checked_by_id, result.checked_at = ResultStatus.checked, ctx.actor.person_id, ctx.now
    session.flush()
    return card_of(session, row, result)


def publish(session: Session, ctx: Context, *, participation_id: int, seen: str | None = None) -> datetime | None:
    """Publish a checked result, as it was ``seen``: the person is told that it is ready (never what it is); a decision
    is due. Returns when a notice comes to the person: then the term of the result is met; None where none does, and it
    goes on until staff tell them (``telling.tell``). Source: annex 2, cl. 5.9.6, 5.10.4."""
    row = _case(session, ctx, participation_id)
    result = latest(session, row.id)
    if row.status is ParticipationStatus.assessed:
        _require_seen(result, seen)
    checked = result is not None and result.status is ResultStatus.checked
    if row.status is ParticipationStatus.assessed and not checked:
        raise Refused(_("The result must be entered and checked before it is published."))
    move(session, ctx, PARTICIPATION, row, "publish")
    assert result is not None  # noqa: S101 for the type checker: what may be published was checked
    result.status, result.published_at = ResultStatus.published, ctx.now
    deadlines.open_deadline(session, ctx, DeadlineKind.decision, row, event_on=ctx.today)
    notices.post(session, ctx, NoticeKind.result_ready, [row.person_id], row, key=str(result.version))
    if comes_at := telling.arrives_at(session, ctx, NoticeKind.result_ready, row.person_id):
        deadlines.meet(session, ctx, DeadlineKind.result, row)
    return comes_at


def correct(
    session: Session,
    ctx: Context,
    *,
    participation_id: int,
    scores: Sequence[ScoreIn],
    deficits: Sequence[DeficitIn],
    recommendations: str,
    reason: str,
    seen: str | None = None,
) -> datetime | None:
    """Replace a published result by a corrected version, with a reason; the person is told. Returns when a
    notice comes to them, None where none does. Raises Stale when it is not the one that was ``seen``."""
    row = _case(session, ctx, participation_id)
    check_reason(reason)
    move(session, ctx, PARTICIPATION, row, "correct")
    old = published(session, row.id)
    _require_seen(old, seen)
    _check_scope(row, scores)
    old.status = ResultStatus.superseded
    session.flush()
    new = Result(
        participation_id=row.id, version=old.version + 1, status=ResultStatus.published, reason=reason.strip(),
        entered_by_id=ctx.actor.person_id, entered_at=ctx.now, checked_by_id=ctx.actor.person_id, checked_at=ctx.now,
        published_at=ctx.now,
    )  # fmt: skip
    session.add(new)
    _fill(session, ctx, new, scores, deficits, recommendations)
    notices.post(session, ctx, NoticeKind.result_corrected, [row.person_id], row, key=str(new.version))
    _tell_of_change(session, ctx, row, new.version, recalled=False)
    return telling.arrives_at(session, ctx, NoticeKind.result_corrected, row.person_id)


def check_reason(reason: str) -> None:
    """Raise Invalid where a result is to be corrected or recalled without a word."""
    if not reason.strip():
        raise Invalid(_("Please give the reason."), "reason")


def recall(session: Session, ctx: Context, *, participation_id: int, reason: str) -> None:
    """Recall a published result, with a reason: the case is assessed again and the person is told.

    The order's term was met when the result was told and stays so (annex 2, cl. 5.9.6, 5.10.4); telling it again has a
    guideline of its own (ours), counted from the recall. A result that was told to nobody keeps its term."""
    row = _case(session, ctx, participation_id)
    check_reason(reason)
    result = published(session, row.id)
    move(session, ctx, PARTICIPATION, row, "recall", decision=None, decided_at=None)
    result.status, result.reason = ResultStatus.recalled, reason.strip()
    if deadlines.find(session, DeadlineKind.result, row) is None:
        deadlines.open_deadline(session, ctx, DeadlineKind.result, row, event_on=ctx.today, term="result_again")
    notices.post(session, ctx, NoticeKind.result_recalled, [row.person_id], row, key=str(result.version))
    _tell_of_change(session, ctx, row, result.version, recalled=True)


def _tell_of_change(session: Session, ctx: Context, row: Participation, version: int, *, recalled: bool) -> None:
    """Those who work on what the result led to: the planner of the route and, once it was sent, its curator; else the
    planner of the case. A curator of the person's school may not see results and is told nothing of them (К-01)."""
    routes = session.scalars(sa.select(Route).where(Route.participation_id == row.id, Route.status.not_in(OVER))).all()
    key = f"{version}:{'recalled' if recalled else 'corrected'}"
    for route in routes:
        told = recipients.planners_of(session, ctx, route)
        if route.curator_id and route.status is not RouteStatus.drafting:
            told += [] if rights.of_the_school(session, route.curator_id, route) else [route.curator_id]
        notices.post(session, ctx, NoticeKind.result_changed, told, route, key=key, recalled=recalled)
    if not routes and row.planner_id:
        planners = recipients.of_case(session, ctx, row, Role.planner)
        notices.post(session, ctx, NoticeKind.result_changed, planners, row, key=key, recalled=recalled)


def decide(
    session: Session,
    ctx: Context,
    *,
    participation_id: int,
    decision: DecisionKind,
    instead_of: DecisionKind | None = None,
) -> None:
    """Decide what follows a result (annex 2, cl. 6.6.1). A route opens the planner's 10 working days, counted from the
    assessment (annex 3, cl. 4.3.2).

    ``instead_of`` is the decision that stands and is to be changed: another than that raises Stale. Raises Refused
    when a route was begun from it already, or when the new decision is the old one.
    """
    row = find(session, ctx, participation_id)
    if instead_of is not None and decision is instead_of:
        raise Refused(_("This is decided already. Please choose another, or leave it as it is."), "decision")
    moment = {"decided_at": ctx.now}
    move(session, ctx, PARTICIPATION, row, "decide", only_if={"decision": instead_of}, decision=decision, **moment)
    if instead_of is not None and route_begun(session, row):
        raise Refused(_("A route was begun from this decision. It stands while there is the route."))
    if instead_of is DecisionKind.route:
        deadlines.void(session, ctx, row, (DeadlineKind.draw_up,))
    if decision is DecisionKind.route and not route_begun(session, row):
        deadlines.open_deadline(session, ctx, DeadlineKind.draw_up, row, event_on=held_on(session, row.id))
        planners = recipients.of_case(session, ctx, row, Role.planner)
        notices.post(session, ctx, NoticeKind.decision_route, planners, row, key=ctx.now.isoformat())
    notices.post(session, ctx, NoticeKind.decision_told, [row.person_id], row, key=ctx.now.isoformat())
