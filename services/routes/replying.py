"""The planner's answer to a proposal of changes, and what was changed once the parties had studied the route."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from locales import catalog
from models.people import Way
from models.routes import Activity, Agreement, Answer, Party, Route
from services import notices, recipients
from services.context import Context
from services.errors import Invalid, Stale
from services.moves import lock, move
from services.notices import NoticeKind
from services.routes.finding import current_round, find
from services.routes.lifecycle import ROUTE

_ = catalog("services").lazy
REPLY_MAX = 2000


def reply_to_proposal(session: Session, ctx: Context, *, route_id: int, party: Party, text: str) -> None:
    """The planner says what became of the changes a party proposed in this round; whoever proposed them is told.

    Raises Invalid for empty or over-long words, Stale when the party proposed nothing. Source: annex 3, cl. 4.3.7.
    """
    route = find(session, ctx, route_id)
    text = text.strip()
    if not 1 <= len(text) <= REPLY_MAX:
        raise Invalid(_("Please write the answer: at most {most} characters.", most=REPLY_MAX), "text")
    move(session, ctx, ROUTE, route, "reply")
    part = next((one for one in current_round(route) if one.party is party and one.answer is Answer.changes), None)
    if part is None:
        raise Stale(_("This party proposes no changes."))
    lock(session, part)
    part.reply, part.replied_at = text, ctx.now
    session.flush()
    key = f"{part.id}:{ctx.now.isoformat()}"
    notices.post(
        session, ctx, NoticeKind.proposal_answered, _who_proposed(session, ctx, part), part, key=key, party=party
    )


def _who_proposed(session: Session, ctx: Context, part: Agreement) -> list[int]:
    if part.person_id is not None:
        return [part.person_id]
    if part.way is Way.chat and part.recorded_by_id is not None:
        return [part.recorded_by_id]
    return recipients.approvers_of(session, ctx, part.route)


def without_reply(route: Route) -> list[Agreement]:
    """The proposals of changes of this round that the planner has not answered yet."""
    return [one for one in current_round(route) if one.answer is Answer.changes and not one.reply]


def changed_since(route: Route, at: datetime | None) -> bool:
    """Whether something was changed after the route was last sent to the parties."""
    sent = [one.sent_at for one in current_round(route)]
    return at is not None and bool(sent) and at > max(sent)


def removed_since(route: Route) -> int:
    """How many activities that the parties had studied are gone."""
    return sum(changed_since(route, one.removed_at) for one in route.activities)


def as_read(activity: Activity) -> tuple[object, ...]:
    """What the parties study of an activity."""
    deficits = {found.id for found in activity.deficits}
    return activity.category, activity.title, activity.place, activity.starts_on, activity.ends_on, deficits


def note_change(ctx: Context, activity: Activity) -> None:
    """Note that an activity is not as the parties studied it; before the first round nobody has."""
    if activity.route is not None and activity.route.round > 0:
        activity.changed_at = ctx.now
