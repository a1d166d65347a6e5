"""What is shown of a route, in two projections: the whole one, and the school's (К-01).

The school's hides deficits, levels, recommendations and the curator's name and kind (the kind reveals the level, К-54).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from locales import catalog
from models.accounts import Role
from models.base import fold
from models.deadlines import Deadline, DeadlineStatus
from models.people import Person
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
from services import deadlines, rights
from services.applications.cards import DeadlineLine, deadline_line
from services.context import Context
from services.errors import NotFound
from services.moves import possible
from services.results import DeficitLine, deficit_line
from services.rights import Who
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


@dataclass(frozen=True)
class RouteLine:
    """A row of a list of routes; nothing of a result."""

    id: int
    number: str
    person: str
    organization: str
    status: RouteStatus
    done: int
    total: int
    ends_on: date | None
    deadline: DeadlineLine | None


_WITH_PEOPLE = [
    joinedload(Route.person),
    joinedload(Route.planner),
    joinedload(Route.curator),
    joinedload(Route.organization),
    joinedload(Route.participation),
]


def find(session: Session, ctx: Context, route_id: int) -> Route:
    """A route the actor may see; raises NotFound for any other, existing or not. A teacher sees theirs once it has been
    sent for agreement, never before the result (К-03)."""
    route = session.get(Route, route_id, options=_WITH_PEOPLE)
    if route is None or not _sees(session, ctx, route):
        raise NotFound(_("There is no such route."))
    return route


def find_activity(session: Session, ctx: Context, activity_id: int) -> Activity:
    """An activity of a route the actor may see, with its route; raises NotFound for any other."""
    with_route = joinedload(Activity.route)
    activity = session.get(Activity, activity_id, options=[with_route, with_route.joinedload(Route.participation)])
    if activity is None or activity.removed_at is not None or not _sees(session, ctx, activity.route):
        raise NotFound(_("There is no such activity."))
    return activity


def _sees(session: Session, ctx: Context, route: Route) -> bool:
    return rights.sees_route(session, ctx, route) and _shown_yet(session, ctx, route)


def _shown_yet(session: Session, ctx: Context, route: Route) -> bool:
    if route.status is not RouteStatus.drafting:
        return True
    return any(rights.is_who(session, ctx, who, route) for who in (Who.planner, Who.operator))


def is_whole(session: Session, ctx: Context, route: Route) -> bool:
    """Whether the actor sees the whole route or the school's projection."""
    return rights.sees_result(session, ctx, route.participation)


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


def current_round(route: Route) -> list[Agreement]:
    """The parts of the current round of agreement."""
    return [item for item in route.agreements if item.round == route.round]


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
        mine=row.route.person_id == ctx.actor.person_id,
        acts=tuple(possible(session, ctx, ROUTE, row.route)),
        curator_id=row.route.curator_id if whole else None,
        attached=session.scalar(living) if rights.sees_evidence(session, ctx, row.route) else None,
    )


def _agreement_line(session: Session, ctx: Context, item: Agreement, whole: bool) -> AgreementLine:
    mine = is_party(session, ctx, item.route, item.party)
    name = item.person.full_name if item.person and (whole or item.party is not Party.curator) else ""
    return AgreementLine(
        id=item.id,
        party=item.party,
        person=name,
        answer=item.answer,
        comment=item.comment if whole or mine else "",
        answered_at=item.answered_at,
        mine=mine,
    )


def is_party(session: Session, ctx: Context, route: Route, party: Party) -> bool:
    """Whether the actor is this party of the route."""
    who = {Party.teacher: Who.person, Party.curator: Who.curator, Party.head: Who.approver}[party]
    return rights.is_who(session, ctx, who, route)


def mine(session: Session, ctx: Context) -> Sequence[RouteLine]:
    """The actor's own routes as a teacher, the newest first."""
    query = sa.select(Route).where(Route.person_id == ctx.actor.person_id, Route.status != RouteStatus.drafting)
    return _lines(session, ctx, query.order_by(Route.id.desc()))


def of_participation(session: Session, ctx: Context, *, participation_id: int) -> RouteLine | None:
    """The actor's own route that a participation led to, the newest; None while there is none to be seen (К-03)."""
    query = sa.select(Route).where(
        Route.participation_id == participation_id,
        Route.person_id == ctx.actor.person_id,
        Route.status.not_in((RouteStatus.drafting, RouteStatus.erased)),
    )
    return next(iter(_lines(session, ctx, query.order_by(Route.id.desc()).limit(1))), None)


def awaits_word(ctx: Context) -> sa.ColumnElement[bool]:
    """Routes of others, joined with ``Agreement``, that await the actor's word as a curator or a head."""
    schools = rights.organizations_of(ctx, Role.head)
    return sa.and_(
        Route.status == RouteStatus.in_agreement,
        Agreement.round == Route.round,
        Agreement.answer.is_(None),
        Route.person_id != ctx.actor.person_id,
        sa.or_(
            Agreement.person_id == ctx.actor.person_id,
            sa.and_(Agreement.person_id.is_(None), Route.organization_id.in_(schools)),
        ),
    )


def to_agree(session: Session, ctx: Context) -> Sequence[RouteLine]:
    """Routes that await the actor's word as a curator or a head (annex 3, cl. 4.3.6), those sent first first."""
    query = sa.select(Route).join(Agreement, Agreement.route_id == Route.id).where(awaits_word(ctx))
    return _lines(session, ctx, query.order_by(Agreement.sent_at, Route.id).limit(300))


def to_approve(session: Session, ctx: Context) -> Sequence[RouteLine]:
    """Routes that await the actor's approval (annex 3, cl. 4.3.10), the oldest first."""
    schools = rights.organizations_of(ctx, Role.head, Role.deputy, Role.founder)
    query = sa.select(Route).where(
        Route.status == RouteStatus.awaiting_approval,
        Route.organization_id.in_(schools),
        Route.person_id != ctx.actor.person_id,
    )
    rows = session.scalars(query.order_by(Route.status_at, Route.id).limit(300)).all()
    return [_line(session, ctx, row) for row in rows if rights.may_approve(session, ctx, row)]


def curated(session: Session, ctx: Context, *, text: str = "") -> Sequence[RouteLine]:
    """Routes of which the actor is the curator, those with a term first; ``text`` narrows by a part of the name."""
    query = (
        sa.select(Route)
        .join(Route.person)
        .where(Route.curator_id == ctx.actor.person_id, Route.status != RouteStatus.drafting)
    )
    for word in fold(text).split():
        query = query.where(Person.folded_name.contains(word, autoescape=True))
    return _lines(session, ctx, query.order_by(Route.ends_on, Route.id).limit(300))


def of_my_school(session: Session, ctx: Context) -> Sequence[RouteLine]:
    """Routes of the schools the actor heads (or founded, for a head's own route), what awaits them first."""
    schools = rights.organizations_of(ctx, Role.head, Role.deputy, Role.founder)
    query = sa.select(Route).where(
        Route.organization_id.in_(schools),
        Route.person_id != ctx.actor.person_id,
        Route.status.not_in((RouteStatus.drafting, RouteStatus.erased)),
    )
    waiting = Route.status.not_in((RouteStatus.awaiting_approval, RouteStatus.in_agreement))
    rows = session.scalars(query.order_by(waiting, Route.id.desc()).limit(300)).all()
    return [_line(session, ctx, row) for row in rows if rights.sees_route(session, ctx, row)]


def register(
    session: Session,
    ctx: Context,
    *,
    statuses: Sequence[RouteStatus] = (),
    text: str = "",
    limit: int = 50,
    offset: int = 0,
) -> Sequence[RouteLine]:
    """The register of routes of the actor's centres (annex 3, cl. 4.3.8)."""
    query = sa.select(Route).join(Route.person).where(*_registered(ctx, text))
    if statuses:
        query = query.where(Route.status.in_(statuses))
    return _lines(session, ctx, query.order_by(Route.id.desc()).limit(min(limit, 200)).offset(offset))


def register_counts(session: Session, ctx: Context, *, text: str = "") -> dict[RouteStatus, int]:
    """How many routes of the register stand in each state; states without routes are left out."""
    query = (
        sa.select(Route.status, sa.func.count(Route.id).label("total"))
        .join(Route.person)
        .where(*_registered(ctx, text))
    )
    return {row.status: row.total for row in session.execute(query.group_by(Route.status))}


def _registered(ctx: Context, text: str) -> list[sa.ColumnElement[bool]]:
    centres = rights.centres_of(ctx, Role.planner, Role.operator)
    scope = sa.true() if centres is None else Route.centre_id.in_(centres)
    return [scope, *(Person.folded_name.contains(word, autoescape=True) for word in fold(text).split())]


def _lines(session: Session, ctx: Context, query: sa.Select[Route]) -> list[RouteLine]:
    loaded = query.options(selectinload(Route.activities), selectinload(Route.person), selectinload(Route.organization))
    return [_line(session, ctx, route) for route in session.scalars(loaded).unique()]


def _line(session: Session, ctx: Context, route: Route) -> RouteLine:
    living = [activity for activity in route.activities if activity.removed_at is None]
    soonest = session.scalars(
        sa.select(Deadline)
        .where(Deadline.route_id == route.id, Deadline.status == DeadlineStatus.open)
        .order_by(Deadline.due_on)
        .limit(1)
    ).first()
    return RouteLine(
        id=route.id,
        number=route.number or "",
        person=route.person.full_name,
        organization=route.organization.name if route.organization else "",
        status=route.status,
        done=sum(activity.done_at is not None for activity in living),
        total=len(living),
        ends_on=route.ends_on,
        deadline=deadline_line(ctx, soonest) if soonest else None,
    )
