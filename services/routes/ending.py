"""A route that ends before its time: the teacher's own wish, they left, no consent any more (the table of a route)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from locales import catalog
from models.deadlines import DeadlineKind
from models.routes import EndCause, Route, RouteStatus
from services import deadlines, notices, outside, recipients, rights
from services.context import Context
from services.errors import Invalid
from services.moves import move
from services.notices import NoticeKind
from services.outside import Said
from services.rights import Who
from services.routes.finding import find
from services.routes.lifecycle import ROUTE

_ = catalog("services").lazy
WORDS_MAX = 1000


@dataclass(frozen=True)
class EarlyEnd:
    """When a route was ended before its time, and whether it was the person's wish (in the chat, outside it, or with
    their consent to the processing of personal data) or the centre's step; None where that is not told. ``sent``: the
    parties had been sent it, so the person can open it."""

    on: date
    by_person: bool | None
    sent: bool = True


#: What a planner may give as the cause; a consent is withdrawn by the person alone.
CAUSES = (EndCause.wish, EndCause.left, EndCause.other)


def early_end(ctx: Context, route: Route, *, told: bool = True) -> EarlyEnd | None:
    """The early end of a route, or None while it has none; ``told``: whether the reader is told who ended it."""
    if route.status is not RouteStatus.ended_early:
        return None
    by_person = route.end_cause in (EndCause.wish, EndCause.consent_withdrawn)
    return EarlyEnd(ctx.region.today(route.status_at), by_person if told else None, route.round > 0)


def end_early(
    session: Session, ctx: Context, *, route_id: int, words: str, cause: EndCause = EndCause.wish,
    said: Said | None = None,
) -> None:  # fmt: skip
    """End a living route before its time, with the reason in words: the teacher by their own wish, or the planner.

    All its terms are void; the teacher, the curator and the planner hear of it with the reason, the school without. A
    route may then be drawn up again. ``said`` is how, when and with what paper the planner learned of it: it is needed
    for the teacher's own wish. Raises Invalid without a reason, and for a wish of which it is not said how it came.
    """
    route = find(session, ctx, route_id)
    words = words.strip()
    if not words:
        raise Invalid(_("Please write why the route ends."), "words")
    if len(words) > WORDS_MAX:
        raise Invalid(_("This is too long: at most {most} characters, please.", most=WORDS_MAX), "words")
    if rights.is_who(session, ctx, Who.person, route):
        cause = EndCause.wish
    if cause not in CAUSES:
        raise Invalid(_("Please choose from the list."), "cause")
    end(session, ctx, route, cause, words)
    if said is not None or cause is EndCause.wish:
        began_on = ctx.region.today(route.created_at)
        outside.settle(session, ctx, route, "end_early", said or Said(), not_before=began_on)


def end(session: Session, ctx: Context, route: Route, cause: EndCause, words: str = "") -> None:
    """End a route that was found already, and with it the terms of everything that belongs to it."""
    move(session, ctx, ROUTE, route, "end_early", end_cause=cause, end_words=words, ended_at=ctx.now)
    for agreement in route.agreements:
        deadlines.void(session, ctx, agreement)
    for activity in route.activities:
        deadlines.void(session, ctx, activity)
    deadlines.void(session, ctx, route.participation, [DeadlineKind.draw_up])
    told = {route.planner_id}
    if route.round > 0:
        told |= {route.person_id, route.curator_id or route.planner_id}
        told |= set(recipients.approvers_of(session, ctx, route))
    notices.post(session, ctx, NoticeKind.route_ended, sorted(told), route, key=str(route.version))
