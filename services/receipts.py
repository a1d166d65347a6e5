"""The term of an agreement counts from receipt: a late delivery moves its beginning (annex 3, cl. 4.3.6; К-04).

One sending to three parties is one moment. What reached somebody on a later day moves the term of all to that day, at
most two working days after the sending; who never receives it does not hold the others up.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.notices import Notice
from models.routes import Agreement, Route, RouteStatus
from services import calendar, deadlines
from services.context import Context
from services.notices import NoticeKind

#: The most working days by which a late delivery moves the beginning of a term (К-04).
MOST_DAYS = 2
_SENDINGS = (NoticeKind.route_to_agree, NoticeKind.curator_assigned)


def delivered(session: Session, ctx: Context, notice: Notice) -> None:
    """Let the term of an agreement run from the day its route was received, where that is later than it runs from now;
    a new version of the deadlines that still live, nothing for any other notice."""
    if notice.kind not in _SENDINGS or notice.route_id is None:
        return
    route = session.get_one(Route, notice.route_id)
    parts = [part for part in route.agreements if part.round == route.round and part.sent_at <= notice.created_at]
    if route.status is not RouteStatus.in_agreement or not parts:
        return
    latest = calendar.add_working_days(ctx.region, ctx.region.today(parts[0].sent_at), MOST_DAYS)
    received_on = min(ctx.today, latest)
    _count_from(session, ctx, DeadlineKind.correct, route, received_on)
    for part in parts:
        _count_from(session, ctx, DeadlineKind.agree, part, received_on)


def _count_from(session: Session, ctx: Context, kind: DeadlineKind, about: Route | Agreement, day: date) -> None:
    deadline: Deadline | None = deadlines.find(session, kind, about)
    if deadline is not None and deadline.status is DeadlineStatus.open and deadline.event_on < day:
        deadlines.open_deadline(session, ctx, kind, about, event_on=day)
