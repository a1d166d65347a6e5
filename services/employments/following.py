"""What is under way follows a person to a new school; the new head approves only what is not approved yet."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.accounts import Role
from models.applications import DecisionKind, Participation, ParticipationStatus
from models.people import Person
from models.places import Organization
from models.routes import OVER, Agreement, Party, Route, RouteStatus
from services import notices, recipients, rights
from services.context import Context
from services.notices import NoticeKind

_P = ParticipationStatus
_NOT_BEGUN = (_P.draft, _P.submitted)
_UNDER_WAY = (*_NOT_BEGUN, _P.proposed, _P.agreed, _P.assessed)


def living_routes(session: Session, person_id: int, organization_id: int | None = None) -> list[Route]:
    """The person's routes that are not over, at one organisation or anywhere."""
    query = sa.select(Route).where(Route.person_id == person_id, Route.status.not_in(OVER))
    if organization_id is not None:
        query = query.where(Route.organization_id == organization_id)
    return list(session.scalars(query.order_by(Route.id)))


def follow(session: Session, ctx: Context, person: Person, old_id: int, new: Organization) -> None:
    """Move what is under way at the old organisation to the new one, and tell the planner of each case.

    A case not begun goes to the new school's centre (К-46); one whose terms are proposed is finished by its centre
    (ours).
    """
    centre_id = rights.centre_of(session, new.id)
    for row in _cases(session, person.id, old_id):
        row.organization_id = new.id
        if row.status in _NOT_BEGUN and row.centre_id != centre_id:
            row.centre_id, row.operator_id, row.planner_id = centre_id, None, None
            if row.application is not None and row.status is _P.draft:
                row.application.centre_id = centre_id
        session.flush()
        if row.status is not _P.draft:
            _tell(session, ctx, row, new)
    for route in living_routes(session, person.id, old_id):
        _release_old_head(session, ctx, route)
        route.organization_id = new.id
        session.flush()
        _tell(session, ctx, route, new)
        _ask_new_head(session, ctx, route)


def _cases(session: Session, person_id: int, organization_id: int | None) -> list[Participation]:
    query = sa.select(Participation).where(Participation.person_id == person_id)
    if organization_id is not None:
        query = query.where(Participation.organization_id == organization_id)
    drawn = sa.select(Route.participation_id).where(Route.person_id == person_id)
    awaits_route = sa.and_(
        Participation.status == _P.result_published,
        sa.or_(Participation.decision.is_(None), Participation.decision == DecisionKind.route),
        Participation.id.not_in(drawn),
    )
    query = query.where(sa.or_(Participation.status.in_(_UNDER_WAY), awaits_route))
    return list(session.scalars(query.order_by(Participation.id)))


def _tell(session: Session, ctx: Context, row: Participation | Route, new: Organization) -> None:
    colleague = False
    if isinstance(row, Route):
        told = recipients.planners_of(session, ctx, row)
        colleague = row.curator_id is not None and rights.of_the_school(session, row.curator_id, row)
    else:
        role = Role.planner if row.planner_id else Role.operator
        told = list(recipients.of_case(session, ctx, row, role))
    notices.post(
        session, ctx, NoticeKind.employment_changed, told, row, key=f"{new.id}:{ctx.now.isoformat()}",
        organization=new.id, curator_is_colleague=colleague,
    )  # fmt: skip


def under_way(
    session: Session, person_id: int, organization_id: int | None = None
) -> tuple[list[Participation], list[Route]]:
    """The person's applications and routes that go along to another school: at one organisation or anywhere."""
    cases = [row for row in _cases(session, person_id, organization_id) if row.status is not _P.draft]
    return cases, living_routes(session, person_id, organization_id)


def _release_old_head(session: Session, ctx: Context, route: Route) -> None:
    """Tell the heads whose word the route awaited that nothing is asked of them any more."""
    if route.status is not RouteStatus.awaiting_approval and not _head_is_silent(session, route):
        return
    heads = [one for one in recipients.approvers_of(session, ctx, route) if one != route.person_id]
    key = f"{route.id}:{ctx.now.isoformat()}"
    notices.post(session, ctx, NoticeKind.route_left, heads, route.person, key=key, person=route.person_id)


def _head_is_silent(session: Session, route: Route) -> bool:
    unanswered = sa.select(Agreement.id).where(
        Agreement.route_id == route.id, Agreement.round == route.round, Agreement.party == Party.head,
        Agreement.answer.is_(None),
    )  # fmt: skip
    return route.status is RouteStatus.in_agreement and session.scalar(unanswered) is not None


def _ask_new_head(session: Session, ctx: Context, route: Route) -> None:
    heads = recipients.approvers_of(session, ctx, route)
    key = f"{route.round}:{route.organization_id}:{ctx.now.isoformat()}"
    if route.status is RouteStatus.awaiting_approval:
        notices.post(session, ctx, NoticeKind.route_to_approve, heads, route, key=key)
    elif _head_is_silent(session, route):
        notices.post(session, ctx, NoticeKind.route_to_agree, heads, route, key=key, round=1)
