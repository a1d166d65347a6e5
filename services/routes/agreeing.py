"""Agreement in rounds, registration and approval (annex 3, cl. 4.3.4-4.3.10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.deadlines import DeadlineKind
from models.people import Person, Way
from models.routes import Agreement, Answer, Party, Route
from services import counters, deadlines, notices, outside, recipients, results, rights
from services.context import Context
from services.errors import Invalid, Refused, Stale
from services.moves import lock, move
from services.notices import NoticeKind
from services.outside import Said
from services.rights import Who
from services.routes.finding import current_round, find, is_party
from services.routes.lifecycle import ROUTE

_ = catalog("services").lazy
COMMENT_MAX = 2000


def send_for_agreement(session: Session, ctx: Context, *, route_id: int) -> None:
    """Send the route to the teacher, the curator and the head: one sending, one term of 5 working days (К-04).

    Raises Refused while the term, the curator or the activities are missing or the result is not published (К-03).
    """
    route = find(session, ctx, route_id)
    _require_whole(session, route)
    move(session, ctx, ROUTE, route, "send_for_agreement", round=route.round + 1, drawn_up_on=ctx.today)
    deadlines.meet(session, ctx, DeadlineKind.draw_up, route.participation)
    deadlines.void(session, ctx, route, [DeadlineKind.finalize])
    parties = {Party.teacher: route.person_id, Party.curator: route.curator_id, Party.head: None}
    for party, person_id in parties.items():
        route.agreements.append(Agreement(round=route.round, party=party, person_id=person_id, sent_at=ctx.now))
    session.flush()
    deadlines.open_deadline(session, ctx, DeadlineKind.correct, route, event_on=ctx.today)
    for agreement in current_round(route):
        deadlines.open_deadline(session, ctx, DeadlineKind.agree, agreement, event_on=ctx.today)
        told = [agreement.person_id] if agreement.person_id else recipients.approvers_of(session, ctx, route)
        kind = NoticeKind.curator_assigned if _new_curator(route, agreement) else NoticeKind.route_to_agree
        notices.post(session, ctx, kind, told, route, key=f"{route.round}", round=route.round)


def _new_curator(route: Route, agreement: Agreement) -> bool:
    """Whether a curator sees this route for the first time: the curator may change before a later round."""
    if agreement.party is not Party.curator:
        return False
    earlier = [part for part in route.agreements if part.party is Party.curator and part.round < agreement.round]
    return all(part.person_id != agreement.person_id for part in earlier)


def _require_whole(session: Session, route: Route) -> None:
    results.published(session, route.participation_id)
    if route.term_months is None or route.curator_id is None:
        raise Refused(_("Please set the model, the term and the curator first."))
    planned = [activity for activity in route.activities if activity.removed_at is None]
    if not planned:
        raise Refused(_("Please add at least one activity first."))
    begins, ends = route.starts_on or date.min, route.ends_on or date.max
    if stray := next((one for one in planned if not begins <= one.starts_on <= one.ends_on <= ends), None):
        raise Refused(_("The dates of “{title}” lie outside the term of the route.", title=stray.title))


def answer(
    session: Session,
    ctx: Context,
    *,
    route_id: int,
    agreed: bool,
    comment: str = "",
    party: Party | None = None,
    way: Way = Way.chat,
    on: date | None = None,
    scan_id: int | None = None,
    round: int = 0,
) -> None:
    """A party agrees or proposes changes, once a round (annex 3, cl. 4.3.6). The planner records for ``party`` what was
    said outside the chat: ``way``, ``on`` the day it was said, a scan. ``round`` is the one that was read (0: the
    present one). Raises Stale when it has been answered or another round has begun, Invalid for changes without
    words."""
    route = find(session, ctx, route_id)
    if round not in (0, route.round):
        raise Stale(_("The route has changed since. Please look at it as it stands now."))
    if not agreed and not comment.strip():
        raise Invalid(_("Please write what should be changed."), "comment")
    if len(comment) > COMMENT_MAX:
        raise Invalid(_("This is too long: at most {most} characters, please.", most=COMMENT_MAX), "comment")
    if party is None:
        move(session, ctx, ROUTE, route, "answer")
    else:
        rights.require(way is not Way.chat)
        move(session, ctx, ROUTE, route, "record_answer")
    agreement = _own_part(session, ctx, route, party)
    day = ctx.today
    if party is not None:
        sent_on = ctx.region.today(agreement.sent_at)
        day = outside.settle(session, ctx, route, f"answer_{party.value}", Said(way, on, scan_id), not_before=sent_on)
    update = (
        sa.update(Agreement)
        .where(Agreement.id == agreement.id, Agreement.answer.is_(None))
        .values(answer=Answer.agreed if agreed else Answer.changes)
    )
    if session.execute(update).rowcount != 1:  # type: ignore[attr-defined]  # CursorResult for an UPDATE
        raise Stale(_("Your answer is already recorded."))
    session.refresh(agreement)
    agreement.comment, agreement.way = comment.strip(), Way.chat if party is None else way
    agreement.answered_at = max(outside.moment(ctx, day), agreement.sent_at)
    agreement.recorded_by_id = ctx.actor.person_id
    deadlines.meet(session, ctx, DeadlineKind.agree, agreement, day)
    notices.post(
        session, ctx, NoticeKind.route_answered, [route.planner_id], agreement, key="1", party=agreement.party.value,
        agreed=agreed,
    )  # fmt: skip


def _own_part(session: Session, ctx: Context, route: Route, party: Party | None) -> Agreement:
    for agreement in current_round(route):
        if agreement.party is party or (party is None and is_party(session, ctx, route, agreement.party)):
            return agreement
    raise Stale(_("Your answer is not awaited now."))


def close_round(session: Session, ctx: Context, *, route_id: int) -> None:
    """Close the round: all have answered, or the term is over and silence is recorded (К-04). Raises Refused before."""
    route = find(session, ctx, route_id)
    lock(session, route)
    silent = _unanswered(session, route)
    term = deadlines.find(session, DeadlineKind.correct, route)
    if silent and term is not None and not deadlines.is_overdue(ctx, term):
        raise Refused(_("Not everybody has answered, and their term is not over yet."))
    move(session, ctx, ROUTE, route, "close_round")
    for agreement in silent:
        agreement.answer, agreement.answered_at = Answer.silence, ctx.now
        deadlines.void(session, ctx, agreement)
    deadlines.open_deadline(session, ctx, DeadlineKind.finalize, route, event_on=ctx.today)


def _unanswered(session: Session, route: Route) -> list[Agreement]:
    """Parts of the round without an answer, as they stand in the database now."""
    query = sa.select(Agreement).where(
        Agreement.route_id == route.id, Agreement.round == route.round, Agreement.answer.is_(None)
    )
    return list(session.scalars(query.with_for_update(), execution_options={"populate_existing": True}))


def send_for_approval(session: Session, ctx: Context, *, route_id: int) -> None:
    """Register the final version under the centre's number and send it for approval (annex 3, cl. 4.3.3, 4.3.8)."""
    route = find(session, ctx, route_id)
    _require_whole(session, route)
    if not recipients.approvers_of(session, ctx, route):
        raise Refused(_("Nobody can approve this route: the school has no head in the system yet."))
    number = route.number or f"{counters.next_number(session, f'route:{ctx.today.year}')}-{ctx.today.year}"
    move(session, ctx, ROUTE, route, "send_for_approval", number=number, return_reasons="")
    deadlines.open_deadline(session, ctx, DeadlineKind.approve, route, event_on=ctx.today)
    told = recipients.approvers_of(session, ctx, route)
    before = [one for one in deadlines.of(session, route) if one.kind is DeadlineKind.approve and one.closed_on]
    key = f"{route.round}:{ctx.now.isoformat()}"
    notices.post(session, ctx, NoticeKind.route_to_approve, told, route, key=key, time=len(before) + 1)


@dataclass(frozen=True)
class ApproverLine:
    """Somebody who may approve a route."""

    id: int
    name: str


def approvers(session: Session, ctx: Context, *, route_id: int) -> Sequence[ApproverLine]:
    """Who may approve a route, for its planner to record what they signed on paper."""
    route = find(session, ctx, route_id)
    rights.require(rights.is_who(session, ctx, Who.planner, route))
    query = sa.select(Person).where(Person.id.in_(recipients.approvers_of(session, ctx, route)))
    return [ApproverLine(one.id, one.full_name) for one in session.scalars(query.order_by(Person.folded_name))]


def approve(session: Session, ctx: Context, *, route_id: int) -> None:
    """The head approves; the route is active and its dates begin to be reminded of (annex 3, cl. 4.3.10)."""
    route = find(session, ctx, route_id)
    move(session, ctx, ROUTE, route, "approve", approved_by_id=ctx.actor.person_id, approved_at=ctx.now)
    _activate(session, ctx, route, ctx.today)


def record_approval(
    session: Session,
    ctx: Context,
    *,
    route_id: int,
    approved_by_id: int,
    scan_id: int,
    on: date | None = None,
    way: Way = Way.paper,
    note: str = "",
) -> None:
    """The planner records an approval that the head signed on paper, with its scan: not every head has Telegram. The
    term of approval is met on the day it was signed.

    Raises Invalid when ``approved_by_id`` may not approve this route, or for a day before it was sent. Source: annex 3,
    cl. 4.3.10; К-53.
    """
    route = find(session, ctx, route_id)
    if approved_by_id not in recipients.approvers_of(session, ctx, route):
        raise Invalid(_("This person cannot approve this route."), "approved_by_id")
    said = Said(way, on, scan_id, note)
    rights.require(rights.is_who(session, ctx, Who.planner, route))
    sent_on = ctx.region.today(route.status_at)
    day = outside.settle(session, ctx, route, "record_approval", said, not_before=sent_on)
    move(
        session, ctx, ROUTE, route, "record_approval", on=day, approved_by_id=approved_by_id,
        approved_at=outside.moment(ctx, day),
    )  # fmt: skip
    _activate(session, ctx, route, day)


def _activate(session: Session, ctx: Context, route: Route, on: date) -> None:
    for activity in route.activities:
        if activity.removed_at is None:
            deadlines.open_deadline(
                session, ctx, DeadlineKind.activity, activity, event_on=activity.starts_on, due_on=activity.ends_on
            )
    if route.ends_on is not None:
        deadlines.open_deadline(session, ctx, DeadlineKind.end_of_term, route, event_on=on, due_on=route.ends_on)
    told = [found for found in (route.person_id, route.curator_id, route.planner_id) if found]
    notices.post(session, ctx, NoticeKind.route_approved, told, route, key=str(route.version))


def return_route(session: Session, ctx: Context, *, route_id: int, reasons: str) -> None:
    """The head returns the route to the planner, with reasons; raises Invalid without them."""
    route = find(session, ctx, route_id)
    if not reasons.strip() or len(reasons) > COMMENT_MAX:
        raise Invalid(
            _("Please write why the route is returned: at most {most} characters.", most=COMMENT_MAX), "reasons"
        )
    move(session, ctx, ROUTE, route, "return", return_reasons=reasons.strip())
    deadlines.open_deadline(session, ctx, DeadlineKind.finalize, route, event_on=ctx.today)
    key = f"{route.round}:{ctx.now.isoformat()}"
    notices.post(session, ctx, NoticeKind.route_returned, [route.planner_id, route.person_id], route, key=key)
