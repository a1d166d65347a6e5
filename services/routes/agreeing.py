"""Agreement in rounds (annex 3, cl. 4.3.4-4.3.7)."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.deadlines import DeadlineKind
from models.people import Way
from models.routes import Agreement, Answer, Party, Route, RouteStatus
from services import deadlines, notices, outside, recipients, rights
from services.context import Context
from services.errors import AlreadyDone, Invalid, Refused, Stale
from services.moves import lock, move
from services.notices import NoticeKind
from services.outside import Said
from services.routes.finding import current_round, find, is_party
from services.routes.lifecycle import ROUTE
from services.routes.readiness import require_whole, term_is_over

_ = catalog("services").lazy
COMMENT_MAX = 2000


def send_for_agreement(session: Session, ctx: Context, *, route_id: int) -> None:
    """Send the route to the teacher, the curator and the head: one sending, one term of 5 working days (К-04).

    Raises Refused while the term, the curator or the activities are missing or the result is not published (К-03).
    """
    route = find(session, ctx, route_id)
    require_whole(session, route)
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
    earlier = (one.person_id for one in route.agreements if one.round < agreement.round)
    return agreement.party is Party.curator and agreement.person_id not in earlier


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
    given = _checked(route, agreed, comment, round)
    rights.require(party is None or way is not Way.chat)
    move(session, ctx, ROUTE, route, "answer" if party is None else "record_answer")
    part, day = _own_part(session, ctx, route, party), ctx.today
    if party is not None:
        sent_on = ctx.region.today(part.sent_at)
        day = outside.settle(session, ctx, route, f"answer_{party.value}", Said(way, on, scan_id), not_before=sent_on)
    _take(session, ctx, part, given)
    part.comment, part.way = comment.strip(), Way.chat if party is None else way
    part.answered_at = max(outside.moment(ctx, day), part.sent_at)
    part.recorded_by_id = ctx.actor.person_id
    deadlines.meet(session, ctx, DeadlineKind.agree, part, day)
    planners = recipients.planners_of(session, ctx, route)
    notices.post(session, ctx, NoticeKind.route_answered, planners, part, key="1", party=part.party, agreed=agreed)


def _checked(route: Route, agreed: bool, comment: str, round: int) -> Answer:
    """A word that may be given in the round that was read: changes are said in words."""
    if round not in (0, route.round):
        raise Stale(_("The route has changed since. Please look at it as it stands now."))
    if not agreed and not comment.strip():
        raise Invalid(_("Please write what should be changed."), "comment")
    if len(comment) > COMMENT_MAX:
        raise Invalid(_("This is too long: at most {most} characters, please.", most=COMMENT_MAX), "comment")
    return Answer.agreed if agreed else Answer.changes


def _take(session: Session, ctx: Context, part: Agreement, given: Answer) -> None:
    """Set the answer where there is none yet: of two at once the second is told that it is recorded."""
    update = sa.update(Agreement).where(Agreement.id == part.id, Agreement.answer.is_(None)).values(answer=given)
    first = session.execute(update).rowcount == 1  # type: ignore[attr-defined]  # CursorResult for an UPDATE
    session.refresh(part)
    if not first:
        same = part.recorded_by_id == ctx.actor.person_id and part.answer is given
        raise (AlreadyDone if same else Stale)(_("Your answer is already recorded."))


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
    if route.status is RouteStatus.in_agreement and silent and not term_is_over(session, ctx, route):
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


def take_back(session: Session, ctx: Context, *, route_id: int) -> None:
    """The planner takes the route back from agreement to change it; whoever had it before them hears that. Their term
    is void, and before approval the route goes for agreement once more."""
    route = find(session, ctx, route_id)
    parts = current_round(route)
    told = {part.person_id for part in parts if part.person_id} | set(recipients.approvers_of(session, ctx, route))
    move(session, ctx, ROUTE, route, "take_back")
    for agreement in _unanswered(session, route):
        deadlines.void(session, ctx, agreement)
    deadlines.open_deadline(session, ctx, DeadlineKind.finalize, route, event_on=ctx.today)
    notices.post(session, ctx, NoticeKind.route_taken_back, sorted(told), route, key=f"{route.round}")
