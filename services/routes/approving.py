"""Registration and approval of a route by the head, in the chat, on paper or by phone (annex 3, cl. 4.3.8-4.3.10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.deadlines import DeadlineKind
from models.people import Person, Way
from models.routes import Route
from services import counters, deadlines, notices, outside, recipients, rights
from services.context import Context
from services.errors import Invalid, Refused
from services.moves import move
from services.notices import NoticeKind
from services.outside import Said
from services.rights import Who
from services.routes.finding import find
from services.routes.lifecycle import ROUTE
from services.routes.readiness import agreed_upon, require_whole
from services.routes.replying import without_reply

_ = catalog("services").lazy
REASONS_MAX = 2000


def send_for_approval(session: Session, ctx: Context, *, route_id: int) -> None:
    """Register the final version under the centre's number and send it for approval (annex 3, cl. 4.3.3, 4.3.8).

    Raises Refused while a proposal of changes of the last round has no answer of the planner's (cl. 4.3.7).
    """
    route = find(session, ctx, route_id)
    require_whole(session, route)
    if not agreed_upon(route):
        raise Refused(_("The route was taken back from agreement. Please send it for agreement once more."))
    if not recipients.approvers_of(session, ctx, route):
        raise Refused(_("Nobody can approve this route: the school has no head in the system yet."))
    if without_reply(route):
        raise Refused(_("Please answer each proposal of changes first: whoever proposed it waits for your word."))
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
    day = _settle(session, ctx, route, "record_approval", approved_by_id, Said(way, on, scan_id, note))
    move(
        session, ctx, ROUTE, route, "record_approval", on=day, approved_by_id=approved_by_id,
        approved_at=outside.moment(ctx, day),
    )  # fmt: skip
    _activate(session, ctx, route, day)


def _settle(session: Session, ctx: Context, route: Route, act: str, person_id: int, said: Said) -> date:
    """The day on which one who may approve said it outside the chat, recorded by the planner."""
    rights.require(rights.is_who(session, ctx, Who.planner, route))
    if person_id not in recipients.approvers_of(session, ctx, route):
        raise Invalid(_("This person cannot approve this route."), "approved_by_id")
    return outside.settle(session, ctx, route, act, said, not_before=ctx.region.today(route.status_at))


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
    move(session, ctx, ROUTE, route, "return", return_reasons=_checked(reasons))
    _give_back(session, ctx, route, ctx.today)


def record_return(
    session: Session,
    ctx: Context,
    *,
    route_id: int,
    approved_by_id: int,
    reasons: str,
    way: Way,
    on: date | None = None,
    scan_id: int | None = None,
) -> None:
    """The planner records that the head returned the route on paper, by letter or by phone, with the reasons. The term
    of approval is met on the day it was said.

    Raises Invalid without reasons, when ``approved_by_id`` may not approve this route, or for a day before it was sent.
    """
    route = find(session, ctx, route_id)
    words = _checked(reasons)
    day = _settle(session, ctx, route, "record_return", approved_by_id, Said(way, on, scan_id))
    move(session, ctx, ROUTE, route, "record_return", on=day, return_reasons=words)
    _give_back(session, ctx, route, day)


def _checked(reasons: str) -> str:
    reasons = reasons.strip()
    if not reasons or len(reasons) > REASONS_MAX:
        raise Invalid(
            _("Please write why the route is returned: at most {most} characters.", most=REASONS_MAX), "reasons"
        )
    return reasons


def _give_back(session: Session, ctx: Context, route: Route, on: date) -> None:
    deadlines.open_deadline(session, ctx, DeadlineKind.finalize, route, event_on=on)
    key = f"{route.round}:{ctx.now.isoformat()}"
    notices.post(session, ctx, NoticeKind.route_returned, [route.planner_id, route.person_id], route, key=key)
