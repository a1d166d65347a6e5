"""What is shown of an activity, in two projections: the whole one, and the school's without deficits (К-01)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.people import Way
from models.routes import Activity, ActivityCategory, CuratorView, Evidence, Route, RouteStatus, Seen
from services import rights
from services.context import Context
from services.moves import possible
from services.results import DeficitLine, deficit_line
from services.routes.finding import find_activity, find_evidence, is_whole
from services.routes.lifecycle import ROUTE
from services.routes.replying import changed_since

#: How long a mark may be taken back (ours).
TAKE_BACK = timedelta(days=1)


@dataclass(frozen=True)
class ActivityLine:
    """An activity; ``deficits`` are empty in the school's projection; ``recorded``: staff entered the mark;
    ``viewed_at``: when the curator last looked; ``changed``: after the parties had studied the route."""

    id: int
    route_id: int
    category: ActivityCategory
    title: str
    place: str
    starts_on: date
    ends_on: date
    done_at: datetime | None
    view: CuratorView
    view_comment: str
    deficits: tuple[DeficitLine, ...]
    recorded: bool = False
    viewed_at: datetime | None = None
    changed: bool = False

    @property
    def looked(self) -> bool:
        """Whether the curator looked at the mark as it stands: not one that was taken back or made anew since."""
        return self.done_at is not None and self.viewed_at is not None and self.viewed_at >= self.done_at

    @property
    def seen(self) -> Seen | None:
        """The curator's view as it stands beside the mark; None where there is neither."""
        if self.view is CuratorView.confirmed and not self.looked:
            return Seen.confirmed_before if self.done_at else Seen.taken_back
        if self.view is CuratorView.not_looked and self.done_at is None:
            return None
        return Seen(self.view.value)


@dataclass(frozen=True, kw_only=True)
class ActivityCard(ActivityLine):
    """An activity with what its reader may do about it: ``acts`` of the route, ``curator_id`` to ask, and how many
    pieces of evidence are ``attached``. The school's projection has no curator and None attached. ``early``: its last
    day is still to come, so that a mark is asked about first; ``fresh``: it was marked within a day, and the mark can
    be taken back."""

    participation_id: int
    mine: bool
    acts: tuple[str, ...]
    curator_id: int | None
    attached: int | None
    early: bool = False
    fresh: bool = False


def activity_line(activity: Activity, whole: bool) -> ActivityLine:
    """An activity as shown in a projection."""
    return ActivityLine(
        id=activity.id,
        route_id=activity.route_id,
        category=activity.category,
        title=activity.title,
        place=activity.place,
        starts_on=activity.starts_on,
        ends_on=activity.ends_on,
        done_at=activity.done_at,
        view=activity.view,
        view_comment=activity.view_comment if whole else "",
        deficits=tuple(deficit_line(found) for found in activity.deficits) if whole else (),
        recorded=activity.done_way not in (None, Way.chat),
        viewed_at=activity.viewed_at,
        changed=activity.changed_at is not None and changed_since(activity.route, activity.changed_at),
    )


def activity_card(session: Session, ctx: Context, *, activity_id: int) -> ActivityCard:
    """One activity in the projection its reader may see; raises NotFound otherwise."""
    row = find_activity(session, ctx, activity_id)
    whole = is_whole(session, ctx, row.route)
    return ActivityCard(
        **vars(activity_line(row, whole)),
        participation_id=row.route.participation_id,
        mine=row.route.person_id == ctx.actor.person_id,
        acts=tuple(possible(session, ctx, ROUTE, row.route)),
        curator_id=row.route.curator_id if whole else None,
        attached=_attached(session, ctx, row),
        early=is_early(ctx, row),
        fresh=is_fresh(ctx, row),
    )


def is_early(ctx: Context, activity: Activity) -> bool:
    """Whether an activity's last day is still to come."""
    return ctx.today < activity.ends_on


def is_fresh(ctx: Context, activity: Activity) -> bool:
    """Whether a mark was made within a day: so long its teacher may take it back (ours)."""
    return activity.done_at is not None and ctx.now - activity.done_at < TAKE_BACK


def _attached(session: Session, ctx: Context, activity: Activity) -> int | None:
    if not rights.sees_evidence(session, ctx, activity.route):
        return None
    return len(find_evidence(session, ctx, activity.route, Evidence.activity_id == activity.id))


def may_attach(session: Session, ctx: Context, *, limit: int = 6) -> Sequence[ActivityLine]:
    """The activities beside which the actor may put something now, those nearest to today first: of their own active
    routes."""
    query = (
        sa.select(Activity)
        .join(Route)
        .where(
            Route.person_id == ctx.actor.person_id, Route.status == RouteStatus.active, Activity.removed_at.is_(None)
        )
    )
    found = sorted(session.scalars(query), key=lambda one: (_days_off(ctx, one), one.starts_on, one.id))
    return [activity_line(one, whole=False) for one in found[:limit]]


def _days_off(ctx: Context, activity: Activity) -> int:
    """How many days lie between today and an activity."""
    return max((activity.starts_on - ctx.today).days, (ctx.today - activity.ends_on).days, 0)
