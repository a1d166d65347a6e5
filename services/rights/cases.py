"""Who somebody is towards a case or a route, and what of it they see. Lists, counts and the steps themselves ask this.

К-01 is held here: a school never sees an individual result, whoever asks and by whichever way out.
"""

from __future__ import annotations

import enum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.accounts import Grant, Role
from models.applications import Participation
from models.outside import OutsideStep
from models.people import Employment
from models.places import Organization
from models.routes import Evidence, Route
from services.context import Context
from services.rights.holding import holds, holds_on, is_curator, organizations_of, working_on


class Who(enum.Enum):
    """Whose act a step is, towards the row it is about."""

    person = "person"
    operator = "operator"
    planner = "planner"
    curator = "curator"
    approver = "approver"
    system = "system"


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
        return row.curator_id == me and row.person_id != me and is_curator(ctx)
    return may_approve(session, ctx, row)


def curates(ctx: Context) -> sa.ColumnElement[bool]:
    """Routes of which the actor is the curator, while they hold that role; nobody curates their own."""
    if not is_curator(ctx):
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
    schools = organizations_of(ctx, *approvers(ctx))
    return sa.and_(
        Route.person_id != ctx.actor.person_id,
        sa.or_(
            sa.and_(_heads_own(ctx), _founded(ctx)),
            sa.and_(sa.not_(_heads_own(ctx)), Route.organization_id.in_(schools)),
        ),
    )


def may_approve(session: Session, ctx: Context, route: Route) -> bool:
    """Whether the actor approves this route, as ``approves`` says."""
    if not ctx.actor.has(Role.founder, *approvers(ctx)):
        return False
    return session.scalar(sa.select(Route.id).where(Route.id == route.id, approves(ctx))) is not None


def _heads_own(ctx: Context) -> sa.ColumnElement[bool]:
    """Routes whose person is the head of their organisation today: the founder approves them (К-53)."""
    of_the_head = sa.select(Grant.id).where(
        Grant.person_id == Route.person_id,
        Grant.role == Role.head,
        Grant.organization_id == Route.organization_id,
        holds_on(ctx.today),
    )
    return of_the_head.correlate(Route).exists()


def is_heads_own(session: Session, ctx: Context, route: Route) -> bool:
    """Whether a route is a head's own, as ``_heads_own`` says."""
    return session.scalar(sa.select(Route.id).where(Route.id == route.id, _heads_own(ctx))) is not None


def _founded(ctx: Context) -> sa.ColumnElement[bool]:
    """Which routes are of organisations the actor founded: each by itself, or with all of its municipality."""
    towns = {scope.municipality_id for scope in ctx.actor.scopes if scope.role is Role.founder} - {None}
    of_towns = sa.select(Organization.id).where(Organization.municipality_id.in_(towns))
    own = organizations_of(ctx, Role.founder)
    return sa.or_(Route.organization_id.in_(own), Route.organization_id.in_(of_towns))


def of_the_school(session: Session, one_id: int, row: Participation | Route) -> bool:
    """Whether somebody is of the school of the person a case is about: works there, or holds any role there (К-55).

    Whoever was so at any time since the case began stays so for it: what a school must not see is not seen by leaving.
    """
    since = row.created_at.date()
    working = sa.select(Employment.organization_id).where(Employment.person_id == one_id, working_on(since))
    serving = sa.select(Grant.organization_id).where(
        Grant.person_id == one_id, Grant.organization_id.is_not(None),
        sa.or_(Grant.ends_on.is_(None), Grant.ends_on >= since),
    )  # fmt: skip
    theirs = sa.select(Employment.organization_id).where(Employment.person_id == row.person_id, working_on(since))
    shared = sa.select(Organization.id).where(
        sa.or_(Organization.id.in_(working), Organization.id.in_(serving)),
        sa.or_(Organization.id.in_(theirs), Organization.id == row.organization_id),
    )
    return session.scalar(shared.limit(1)) is not None


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
    return is_curator(ctx) and session.scalar(curated.limit(1)) is not None


def sees_route(session: Session, ctx: Context, route: Route) -> bool:
    """Whether the actor may see the route at all (which projection: ``sees_result``)."""
    if any(is_who(session, ctx, who, route) for who in (Who.person, Who.planner, Who.operator, Who.curator)):
        return True
    return may_approve(session, ctx, route) or any(
        holds(ctx, role, organization_id=route.organization_id)
        for role in (Role.head, Role.deputy)
        if route.organization_id
    )


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
