"""What is shown of a route, in two projections: the whole one, and the school's (К-01).

The school's hides deficits, levels, recommendations and the curator's name and kind (the kind reveals the level, К-54).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from locales import catalog
from models.people import Person, Way
from models.routes import (
    Activity,
    ActivityCategory,
    Agreement,
    Answer,
    CuratorView,
    Evidence,
    Party,
    Route,
    RouteModel,
    RouteStatus,
)
from services import deadlines, recipients, rights
from services.applications.cards import DeadlineLine, deadline_line
from services.context import Context
from services.moves import possible
from services.results import DeficitLine, deficit_line
from services.routes.finding import current_round, find, find_activity, is_party, is_whole
from services.routes.lifecycle import ROUTE

_ = catalog("services").lazy


@dataclass(frozen=True)
class ActivityLine:
    """An activity; ``deficits`` are empty in the school's projection."""

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


@dataclass(frozen=True)
class ActivityCard(ActivityLine):
    """An activity with what its reader may do about it: ``acts`` of the route, ``curator_id`` to ask, and how many
    pieces of evidence are ``attached``. The school's projection has no curator and None attached."""

    participation_id: int
    mine: bool
    acts: tuple[str, ...]
    curator_id: int | None
    attached: int | None


@dataclass(frozen=True)
class AgreementLine:
    """A party's part in the current round."""

    id: int
    party: Party
    person: str
    answer: Answer | None
    comment: str
    answered_at: datetime | None
    mine: bool


@dataclass(frozen=True)
class RouteCard:
    """A route as its reader may see it; ``whole`` says which projection."""

    id: int
    whole: bool
    number: str
    version: int
    status: RouteStatus
    person_id: int
    person: str
    organization: str
    position: str
    model: RouteModel | None
    term_months: int | None
    starts_on: date | None
    ends_on: date | None
    curator_id: int | None
    curator: str
    planner: str
    participation_id: int
    activities: tuple[ActivityLine, ...]
    agreements: tuple[AgreementLine, ...]
    deadlines: tuple[DeadlineLine, ...]
    return_reasons: str
    acts: tuple[str, ...]

    @property
    def done(self) -> int:
        """How many activities the teacher has marked done."""
        return sum(activity.done_at is not None for activity in self.activities)


def card(session: Session, ctx: Context, *, route_id: int) -> RouteCard:
    """A route in the projection its reader may see; raises NotFound otherwise."""
    route = find(session, ctx, route_id)
    whole = is_whole(session, ctx, route)
    activities = session.scalars(_ACTIVITIES.where(Activity.route_id == route.id)).all()
    position = next(
        (job.position for job in route.person.employments if job.organization_id == route.organization_id), ""
    )
    return RouteCard(
        id=route.id,
        whole=whole,
        number=route.number or "",
        version=route.version,
        status=route.status,
        person_id=route.person_id,
        person=route.person.full_name,
        organization=route.organization.name if route.organization else "",
        position=position,
        model=route.model if whole else None,
        term_months=route.term_months,
        starts_on=route.starts_on,
        ends_on=route.ends_on,
        curator_id=route.curator_id if whole else None,
        curator=_curator_name(route, whole),
        planner=route.planner.full_name,
        participation_id=route.participation_id,
        activities=tuple(activity_line(item, whole) for item in activities),
        agreements=tuple(_agreement_line(session, ctx, item, whole) for item in current_round(route)),
        deadlines=tuple(deadline_line(ctx, item) for item in deadlines.of(session, route)),
        return_reasons=route.return_reasons,
        acts=tuple(possible(session, ctx, ROUTE, route)),
    )


_ACTIVITIES = (
    sa.select(Activity)
    .where(Activity.removed_at.is_(None))
    .options(selectinload(Activity.deficits))
    .order_by(Activity.starts_on, Activity.id)
)


def _curator_name(route: Route, whole: bool) -> str:
    if not whole:
        return str(_("curator of the centre"))
    return route.curator.full_name if route.curator else ""


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
    )


def _party_name(session: Session, ctx: Context, item: Agreement) -> str:
    """Who the party is; for whoever heads the school: the one who answered, else those whose answer it would be."""
    if item.person is not None:
        return item.person.full_name
    if item.way is Way.chat and item.recorded_by_id is not None:
        return session.get_one(Person, item.recorded_by_id).full_name
    heads = sa.select(Person).where(Person.id.in_(recipients.approvers_of(session, ctx, item.route)))
    return ", ".join(one.full_name for one in session.scalars(heads.order_by(Person.folded_name)))


def _agreement_line(session: Session, ctx: Context, item: Agreement, whole: bool) -> AgreementLine:
    mine = is_party(session, ctx, item.route, item.party)
    name = _party_name(session, ctx, item) if whole or item.party is not Party.curator else ""
    return AgreementLine(
        id=item.id,
        party=item.party,
        person=name,
        answer=item.answer,
        comment=item.comment if whole or mine else "",
        answered_at=item.answered_at,
        mine=mine,
    )
