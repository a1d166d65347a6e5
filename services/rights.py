"""Who may do and see what. Deny by default: a right comes from a role in a scope, or from being the person concerned.

К-01 is held here: a school never sees an individual result, whoever asks and by whichever way out.
"""

from __future__ import annotations

import enum
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Account, Grant, Role
from models.applications import Participation
from models.outside import OutsideStep
from models.people import Employment
from models.places import Municipality, Organization
from models.routes import Disclosure, Evidence, Route, RouteStatus
from services.context import Actor, Context, Scope
from services.errors import Denied

_ = catalog("services").lazy


class Who(enum.Enum):
    """Whose act a step is, towards the row it is about."""

    person = "person"
    operator = "operator"
    planner = "planner"
    curator = "curator"
    approver = "approver"
    system = "system"


def actor_of(session: Session, person_id: int, today: date, door: str) -> Actor:
    """The actor for a person with the grants that hold on ``today``."""
    grants = session.scalars(
        sa.select(Grant).where(
            Grant.person_id == person_id,
            holds_on(today),
        )
    )
    scopes = tuple(Scope(grant.role, grant.centre_id, grant.organization_id, grant.municipality_id) for grant in grants)
    return Actor(person_id, scopes, door)


def holds(ctx: Context, role: Role, *, centre_id: int | None = None, organization_id: int | None = None) -> bool:
    """Whether the actor holds ``role`` over the given centre or organisation, or regionally."""
    return any(
        scope.role == role
        and (
            scope.regional
            or (centre_id is not None and scope.centre_id == centre_id)
            or (organization_id is not None and scope.organization_id == organization_id)
        )
        for scope in ctx.actor.scopes
    )


def is_who(session: Session, ctx: Context, who: Who, row: Participation | Route) -> bool:
    """Whether the actor is ``who`` towards a participation or a route."""
    me = ctx.actor.person_id
    if who is Who.system:
        return ctx.actor.is_system
    if me is None:
        return False
    if who is Who.person:
        return row.person_id == me
    if who in (Who.operator, Who.planner):
        return row.person_id != me and holds(ctx, Role(who.value), centre_id=row.centre_id)
    if not isinstance(row, Route):
        return False
    if who is Who.curator:
        return row.curator_id == me and row.person_id != me and ctx.actor.has(Role.curator)
    return may_approve(session, ctx, row)


def curates(ctx: Context) -> sa.ColumnElement[bool]:
    """Routes of which the actor is the curator, while they hold that role; nobody curates their own."""
    if not ctx.actor.has(Role.curator):
        return sa.false()
    return sa.and_(Route.curator_id == ctx.actor.person_id, Route.person_id != ctx.actor.person_id)


def approvers(ctx: Context) -> tuple[Role, ...]:
    """Roles that approve a route which is not the head's own: the head, and a deputy where the profile allows it."""
    return (Role.head, Role.deputy) if ctx.region.deputy_approves else (Role.head,)


def approves(ctx: Context) -> sa.ColumnElement[bool]:
    """Which routes the actor approves: the head; a deputy where the profile allows; the founder for a head.

    Nobody approves their own (К-53). Lists, counts and the step itself all ask this. Source: annex 3, cl. 4.3.10.
    """
    if ctx.actor.person_id is None or not ctx.actor.has(Role.founder, *approvers(ctx)):
        return sa.false()
    own_head = (
        sa.select(Grant.id)
        .where(
            Grant.person_id == Route.person_id,
            Grant.role == Role.head,
            Grant.organization_id == Route.organization_id,
            holds_on(ctx.today),
        )
        .correlate(Route)
        .exists()
    )
    schools = organizations_of(ctx, *approvers(ctx))
    return sa.and_(
        Route.person_id != ctx.actor.person_id,
        sa.or_(
            sa.and_(own_head, _founded(ctx)),
            sa.and_(sa.not_(own_head), Route.organization_id.in_(schools)),
        ),
    )


def may_approve(session: Session, ctx: Context, route: Route) -> bool:
    """Whether the actor approves this route, as ``approves`` says."""
    if not ctx.actor.has(Role.founder, *approvers(ctx)):
        return False
    return session.scalar(sa.select(Route.id).where(Route.id == route.id, approves(ctx))) is not None


def _founded(ctx: Context) -> sa.ColumnElement[bool]:
    """Which routes are of organisations the actor founded: each by itself, or with all of its municipality."""
    towns = {scope.municipality_id for scope in ctx.actor.scopes if scope.role is Role.founder} - {None}
    of_towns = sa.select(Organization.id).where(Organization.municipality_id.in_(towns))
    own = organizations_of(ctx, Role.founder)
    return sa.or_(Route.organization_id.in_(own), Route.organization_id.in_(of_towns))


def holds_on(today: date) -> sa.ColumnElement[bool]:
    """Whether a grant holds on ``today``: begun, not ended, and its holder's account, if there is any, not closed."""
    begun = sa.or_(Grant.starts_on.is_(None), Grant.starts_on <= today)
    closed = sa.select(Account.id).where(Account.person_id == Grant.person_id, Account.active.is_(False))
    return sa.and_(begun, sa.or_(Grant.ends_on.is_(None), Grant.ends_on >= today), ~closed.exists())


def is_heads_own(session: Session, ctx: Context, route: Route) -> bool:
    """Whether the person of a route is the head of its organisation today: the founder approves it then (К-53)."""
    found = sa.select(Grant.id).where(
        Grant.person_id == route.person_id,
        Grant.role == Role.head,
        Grant.organization_id == route.organization_id,
        holds_on(ctx.today),
    )
    return session.scalar(found.limit(1)) is not None


def of_the_school(session: Session, one_id: int, row: Participation | Route) -> bool:
    """Whether somebody is of the school of the person a case is about: works there, or holds any role there (К-55).

    Whoever was so at any time since the case began stays so for it: what a school must not see is not seen by leaving.
    """
    since = row.created_at.date()
    working = sa.select(Employment.organization_id).where(Employment.person_id == one_id, _current(since))
    serving = sa.select(Grant.organization_id).where(
        Grant.person_id == one_id, Grant.organization_id.is_not(None),
        sa.or_(Grant.ends_on.is_(None), Grant.ends_on >= since),
    )  # fmt: skip
    theirs = sa.select(Employment.organization_id).where(Employment.person_id == row.person_id, _current(since))
    shared = sa.select(Organization.id).where(
        sa.or_(Organization.id.in_(working), Organization.id.in_(serving)),
        sa.or_(Organization.id.in_(theirs), Organization.id == row.organization_id),
    )
    return session.scalar(shared.limit(1)) is not None


def _current(today: date) -> sa.ColumnElement[bool]:
    return sa.or_(Employment.ended_on.is_(None), Employment.ended_on >= today)


def sees_result(session: Session, ctx: Context, participation: Participation) -> bool:
    """Whether the actor may see the individual result: the person, their centre's staff, their outside curator.

    Never the school, the department or an administrator. Source: annex 2, cl. 6.3; К-01, К-55.
    """
    me = ctx.actor.person_id
    if me is None:
        return False
    if participation.person_id == me:
        return True
    if of_the_school(session, me, participation):
        return False
    if any(holds(ctx, role, centre_id=participation.centre_id) for role in (Role.operator, Role.planner)):
        return True
    curated = sa.select(Route.id).where(Route.participation_id == participation.id, Route.curator_id == me)
    return ctx.actor.has(Role.curator) and session.scalar(curated.limit(1)) is not None


def sees_route(session: Session, ctx: Context, route: Route) -> bool:
    """Whether the actor may see the route at all (which projection: ``sees_result``)."""
    if any(is_who(session, ctx, who, route) for who in (Who.person, Who.planner, Who.operator, Who.curator)):
        return True
    return may_approve(session, ctx, route) or any(
        holds(ctx, role, organization_id=route.organization_id)
        for role in (Role.head, Role.deputy)
        if route.organization_id
    )


def sees_card(session: Session, ctx: Context, route: Route) -> bool:
    """Whether the actor may see the full card of this one route: whoever sees the result, and whoever the person opened
    it to. A disclosure opens the card of its route and nothing else. Source: annex 2, cl. 6.3; К-01, К-27, К-56."""
    return sees_result(session, ctx, route.participation) or is_disclosed(session, ctx, route)


def is_disclosed(session: Session, ctx: Context, route: Route) -> bool:
    """Whether the person has opened the full card to the actor, and the actor still holds an office in which it could
    be opened to them."""
    living = sa.select(Disclosure.id).where(
        Disclosure.route_id == route.id, Disclosure.recipient_id == ctx.actor.person_id, Disclosure.revoked_at.is_(None)
    )
    return may_be_disclosed_to(session, ctx, route) is not None and session.scalar(living.limit(1)) is not None


def may_be_disclosed_to(session: Session, ctx: Context, route: Route) -> Role | None:
    """In which office the actor may be opened the card of a route: as head or deputy of its school, or as its curator
    who is of that school; None for all others, those who see it anyway among them."""
    me, school = ctx.actor.person_id, route.organization_id
    if me is None or me == route.person_id or route.status is RouteStatus.erased:
        return None
    office = next(
        (role for role in (Role.head, Role.deputy) if school and holds(ctx, role, organization_id=school)), None
    )
    if office is None and is_who(session, ctx, Who.curator, route):
        return Role.curator if of_the_school(session, me, route) else None
    return office


def sees_evidence(session: Session, ctx: Context, route: Route) -> bool:
    """Whether the actor sees what a teacher put beside the marks: the teacher, the curator, the centre; never the
    school, even when its head is also somebody's curator."""
    if is_who(session, ctx, Who.person, route):
        return True
    heads = route.organization_id is not None and any(
        holds(ctx, role, organization_id=route.organization_id) for role in (Role.head, Role.deputy)
    )
    if not heads and ctx.actor.has(Role.founder):
        heads = session.scalar(sa.select(Route.id).where(Route.id == route.id, _founded(ctx))) is not None
    return not heads and any(is_who(session, ctx, who, route) for who in (Who.curator, Who.planner, Who.operator))


def evidence_seen(session: Session, ctx: Context, route: Route) -> sa.ColumnElement[bool]:
    """Which evidence beside the activities of a route the actor sees: none, all, or all but what others of the staff
    put there for the teacher. So reads whoever works in the person's school: a paper card prints the deficits (К-55).
    """
    if not sees_evidence(session, ctx, route):
        return sa.false()
    if sees_result(session, ctx, route.participation):
        return sa.true()
    return sa.or_(Evidence.recorded_by_id.is_(None), Evidence.recorded_by_id == ctx.actor.person_id)


def outside_seen(session: Session, ctx: Context, row: Participation | Route) -> sa.ColumnElement[bool]:
    """Which steps of a case or a route recorded outside the chat the actor reads, opening their scans: the person and
    the centre all; the curator of a route the marks and what they recorded themselves. One who works in the person's
    school reads their own records only: a paper card prints the deficits (К-55)."""
    if is_who(session, ctx, Who.person, row):
        return sa.true()
    participation = row.participation if isinstance(row, Route) else row
    seen = sa.true() if sees_result(session, ctx, participation) else OutsideStep.recorded_by_id == ctx.actor.person_id
    if any(is_who(session, ctx, who, row) for who in (Who.operator, Who.planner)):
        return seen
    if not (is_who(session, ctx, Who.curator, row) and isinstance(row, Route) and sees_evidence(session, ctx, row)):
        return sa.false()
    own = sa.or_(OutsideStep.activity_id.is_not(None), OutsideStep.recorded_by_id == ctx.actor.person_id)
    return sa.and_(own, seen)


def serves(session: Session, ctx: Context, person_id: int, *roles: Role) -> bool:
    """Whether the actor holds one of ``roles`` (operator or planner by default) over the centre of a school where the
    person works today, or worked when they work nowhere now; nobody serves themselves."""
    if ctx.actor.person_id == person_id:
        return False
    centres = centres_of(ctx, *(roles or (Role.operator, Role.planner)))
    if centres is None:
        return True
    working = sa.select(Employment.id).where(Employment.person_id == person_id, _current(ctx.today)).exists()
    query = (
        sa.select(Employment.id)
        .join(Organization, Organization.id == Employment.organization_id)
        .join(Municipality, Municipality.id == Organization.municipality_id)
        .where(
            Employment.person_id == person_id, sa.or_(_current(ctx.today), sa.not_(working)),
            Municipality.centre_id.in_(centres),
        )
    )  # fmt: skip
    return session.scalar(query.limit(1)) is not None


def require(allowed: bool) -> None:
    """Raise Denied unless ``allowed``."""
    if not allowed:
        raise Denied(_("This is not available to you."))


def centres_of(ctx: Context, *roles: Role) -> set[int] | None:
    """Centres over which the actor holds one of ``roles``; None means every centre."""
    scopes = [scope for scope in ctx.actor.scopes if scope.role in roles]
    if any(scope.regional for scope in scopes):
        return None
    return {scope.centre_id for scope in scopes if scope.centre_id is not None}


def organizations_of(ctx: Context, *roles: Role) -> set[int]:
    """Organisations in which the actor holds one of ``roles``."""
    return {
        scope.organization_id for scope in ctx.actor.scopes if scope.role in roles and scope.organization_id is not None
    }


def centre_of(session: Session, organization_id: int) -> int:
    """The centre that serves an organisation, through its municipality (К-46)."""
    query = (
        sa.select(Municipality.centre_id)
        .join(Organization, Organization.municipality_id == Municipality.id)
        .where(Organization.id == organization_id)
    )
    return session.execute(query).scalar_one()
