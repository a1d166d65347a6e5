"""Who hears of what: from a row to the people who must act on it, never to one who may not see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from models.accounts import Grant, Role
from models.applications import Participation
from models.deadlines import Deadline
from models.people import Person, PersonalDataConsent, TelegramChat
from models.places import Organization
from models.routes import Activity, Agreement, Route
from services import health, rights
from services.context import Context

Of = Callable[[Session, Context, Deadline], Sequence[int]]


def participation_of(session: Session, deadline: Deadline) -> Participation | None:
    """The participation a deadline is about, if it is about one."""
    return session.get(Participation, deadline.participation_id) if deadline.participation_id else None


def route_of(session: Session, deadline: Deadline) -> Route | None:
    """The route a deadline is about, directly or through an activity or an agreement; else the participation's."""
    if deadline.route_id:
        return session.get(Route, deadline.route_id)
    if deadline.activity_id:
        activity = session.get(Activity, deadline.activity_id)
        return activity.route if activity else None
    if deadline.agreement_id:
        agreement = session.get(Agreement, deadline.agreement_id)
        return agreement.route if agreement else None
    return None


def person(session: Session, ctx: Context, deadline: Deadline) -> Sequence[int]:
    """The one who is diagnosed."""
    row = participation_of(session, deadline) or route_of(session, deadline)
    return [row.person_id] if row else []


def operators(session: Session, ctx: Context, deadline: Deadline) -> Sequence[int]:
    """The operator who took the case, else every operator of the centre."""
    participation = participation_of(session, deadline)
    return of_case(session, ctx, participation, Role.operator) if participation else []


def planners(session: Session, ctx: Context, deadline: Deadline) -> Sequence[int]:
    """The planner of the route or of the case, else every planner of the centre."""
    route = route_of(session, deadline)
    if route:
        return planners_of(session, ctx, route)
    participation = participation_of(session, deadline)
    return of_case(session, ctx, participation, Role.planner) if participation else []


def party(session: Session, ctx: Context, deadline: Deadline) -> Sequence[int]:
    """The one whose agreement is awaited; a head's part is the head's of the day."""
    agreement = session.get(Agreement, deadline.agreement_id)
    if agreement is None:
        return []
    return [agreement.person_id] if agreement.person_id else approvers_of(session, ctx, agreement.route)


def approvers(session: Session, ctx: Context, deadline: Deadline) -> Sequence[int]:
    """Who may approve the route."""
    route = route_of(session, deadline)
    return approvers_of(session, ctx, route) if route else []


def of_case(session: Session, ctx: Context, participation: Participation, role: Role) -> list[int]:
    """The operator or planner of a case while they hold that role, else all of the centre."""
    taken = participation.operator_id if role is Role.operator else participation.planner_id
    return _or_all(taken, holders(session, ctx, role, centre_id=participation.centre_id))


def planners_of(session: Session, ctx: Context, route: Route) -> list[int]:
    """The planner of a route while they hold that role, else all of the centre."""
    return _or_all(route.planner_id, holders(session, ctx, Role.planner, centre_id=route.centre_id))


def _or_all(taken: int | None, all_of_them: list[int]) -> list[int]:
    return [taken] if taken in all_of_them else all_of_them


def nobody(session: Session, ctx: Context, deadline: Deadline) -> Sequence[int]:
    """Nobody: what is said to a person only, and to no desk in their place."""
    return []


def curator_or_planner(session: Session, ctx: Context, deadline: Deadline) -> Sequence[int]:
    """The curator of a route, or its planner where no notice reaches the curator."""
    route = route_of(session, deadline)
    if route is None:
        return []
    curator = [route.curator_id] if route.curator_id else []
    return sorted(reachable(session, curator)) or planners_of(session, ctx, route)


def reachable(session: Session, people: Sequence[int]) -> set[int]:
    """Which of these people a notice reaches: through a chat that lets the bot in, or by e-mail where that is sent and
    the person did not withdraw the consent to the processing of personal data."""
    return set(session.scalars(sa.select(Person.id).where(Person.id.in_(people), reaches(session))))


def reaches(session: Session) -> sa.ColumnElement[bool]:
    """Whether a notice reaches the person of the row."""
    linked = aliased(TelegramChat)
    chat = sa.exists().where(linked.person_id == Person.id, linked.blocked_at.is_(None))
    return sa.or_(chat, takes_mail()) if health.mails(session) else chat


def takes_mail() -> sa.ColumnElement[bool]:
    """Whether the person of the row has an address to which notices may go."""
    return sa.and_(Person.email.is_not(None), sa.not_(withdrew(Person.id)))


def withdrew(person_id: sa.SQLColumnExpression[int]) -> sa.ColumnElement[bool]:
    """Whether the person gave a consent to the processing of personal data and took it back: none of it is alive."""
    given = sa.exists().where(PersonalDataConsent.person_id == person_id)
    return sa.and_(given, sa.not_(given.where(PersonalDataConsent.withdrawn_at.is_(None))))


def holders(
    session: Session, ctx: Context, role: Role, *, centre_id: int | None = None, organization_id: int | None = None
) -> list[int]:
    """People who hold ``role`` today over exactly this centre or organisation, or over more: for a centre the region,
    for an organisation its municipality."""
    query = sa.select(Grant.person_id).where(Grant.role == role, rights.holds_on(ctx.today)).distinct()
    if organization_id is not None:
        town = sa.select(Organization.municipality_id).where(Organization.id == organization_id).scalar_subquery()
        query = query.where(sa.or_(Grant.organization_id == organization_id, Grant.municipality_id == town))
    else:
        everywhere = sa.and_(
            Grant.centre_id.is_(None), Grant.organization_id.is_(None), Grant.municipality_id.is_(None)
        )
        query = query.where(sa.or_(Grant.centre_id == centre_id, everywhere))
    return sorted(session.scalars(query))


def approvers_of(session: Session, ctx: Context, route: Route) -> list[int]:
    """The head of the route's organisation, and a deputy where the profile lets them approve; the founder where the
    person is the head (К-53)."""
    if route.organization_id is None:
        return []
    heads = rights.is_heads_own(session, ctx, route)
    roles = (Role.founder,) if heads else rights.approvers(ctx)
    found = {one for role in roles for one in holders(session, ctx, role, organization_id=route.organization_id)}
    return sorted(found - {route.person_id})
