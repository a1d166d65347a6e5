"""What is shown of an activity, in two projections: the whole one, and the school's without deficits (К-01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.people import Way
from models.routes import Activity, ActivityCategory, CuratorView, Evidence
from services import rights
from services.context import Context
from services.moves import possible
from services.results import DeficitLine, deficit_line
from services.routes.finding import find_activity, is_whole
from services.routes.lifecycle import ROUTE


@dataclass(frozen=True)
class ActivityLine:
    """An activity; ``deficits`` are empty in the school's projection; ``recorded``: staff entered the mark."""

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


@dataclass(frozen=True, kw_only=True)
class ActivityCard(ActivityLine):
    """An activity with what its reader may do about it: ``acts`` of the route, ``curator_id`` to ask, and how many
    pieces of evidence are ``attached``. The school's projection has no curator and None attached. ``early``: its day is
    still to come, so that a mark is asked about first; ``fresh``: it was marked today, and the mark can be taken back.
    """

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
    )


def activity_card(session: Session, ctx: Context, *, activity_id: int) -> ActivityCard:
    """One activity in the projection its reader may see; raises NotFound otherwise."""
    row = find_activity(session, ctx, activity_id)
    whole = is_whole(session, ctx, row.route)
    living = sa.select(sa.func.count(Evidence.id)).where(Evidence.activity_id == row.id, Evidence.removed_at.is_(None))
    return ActivityCard(
        **vars(activity_line(row, whole)),
        participation_id=row.route.participation_id,
        mine=row.route.person_id == ctx.actor.person_id,
        acts=tuple(possible(session, ctx, ROUTE, row.route)),
        curator_id=row.route.curator_id if whole else None,
        attached=session.scalar(living) if rights.sees_evidence(session, ctx, row.route) else None,
        early=row.starts_on > ctx.today,
        fresh=is_fresh(ctx, row),
    )


def is_fresh(ctx: Context, row: Activity) -> bool:
    """Whether an activity was marked today: a mark is taken back on its own day only (ours)."""
    return row.done_at is not None and ctx.region.today(row.done_at) == ctx.today
