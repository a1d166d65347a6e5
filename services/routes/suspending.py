"""A route that stands still during a long leave, and goes on after it (the table of a route)."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from locales import catalog
from models.deadlines import DeadlineKind
from models.routes import Activity, Route
from services import deadlines, notices, recipients
from services.context import Context
from services.errors import Invalid
from services.moves import move
from services.notices import NoticeKind
from services.routes.finding import find
from services.routes.lifecycle import ROUTE

_ = catalog("services").lazy
REASON_MAX = 1000
#: Why its terms are on hold, as far as everybody may know: the reason itself is not for the school.
SUSPENDED = "suspended"


def suspend(session: Session, ctx: Context, *, route_id: int, reason: str) -> None:
    """The planner lets an active route stand still, with a reason: its terms wait. Raises Invalid without a reason."""
    route = find(session, ctx, route_id)
    reason = reason.strip()
    if not reason:
        raise Invalid(_("Please write why the route is suspended."), "reason")
    if len(reason) > REASON_MAX:
        raise Invalid(_("This is too long: at most {most} characters, please.", most=REASON_MAX), "reason")
    move(session, ctx, ROUTE, route, "suspend", suspended_on=ctx.today, suspend_reason=reason)
    deadlines.hold(session, ctx, DeadlineKind.end_of_term, route, SUSPENDED)
    for activity in _waiting(route, ctx.today):
        deadlines.hold(session, ctx, DeadlineKind.activity, activity, SUSPENDED)
    _tell(session, ctx, NoticeKind.route_suspended, route)


def resume(session: Session, ctx: Context, *, route_id: int) -> None:
    """The route goes on: the days it stood still are added to its term and to the activities that were still to come.

    An event of the catalogue keeps its own dates (ours): it is held when it is held.
    """
    route = find(session, ctx, route_id)
    since = route.suspended_on or ctx.today
    lost = ctx.today - since
    ends_on = route.ends_on + lost if route.ends_on else None
    move(session, ctx, ROUTE, route, "resume", suspended_on=None, suspend_reason="", ends_on=ends_on)
    if ends_on is not None:
        deadlines.open_deadline(
            session, ctx, DeadlineKind.end_of_term, route, event_on=route.starts_on or since, due_on=ends_on
        )
    for activity in _waiting(route, since):
        _move(activity, lost)
        deadlines.open_deadline(
            session, ctx, DeadlineKind.activity, activity, event_on=activity.starts_on, due_on=activity.ends_on
        )
    _tell(session, ctx, NoticeKind.route_resumed, route, days=lost.days)


def _waiting(route: Route, since: date) -> list[Activity]:
    """Activities neither done nor over when the route began to stand still."""
    return [one for one in route.activities if one.removed_at is None and one.done_at is None and one.ends_on >= since]


def _move(activity: Activity, lost: timedelta) -> None:
    if activity.event_id is None:
        activity.starts_on, activity.ends_on = activity.starts_on + lost, activity.ends_on + lost


def _tell(session: Session, ctx: Context, kind: NoticeKind, route: Route, **facts: int) -> None:
    curator = [route.curator_id] if route.curator_id else []
    told = [route.person_id, *curator, *recipients.planners_of(session, ctx, route)]
    notices.post(session, ctx, kind, dict.fromkeys(told), route, key=ctx.now.isoformat(), **facts)
