"""Which roles somebody holds, over what, and on which day: what every other right is made of."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Account, Grant, Role
from models.people import Employment
from models.places import Municipality, Organization
from services.context import Actor, Context, Scope
from services.errors import Denied

_ = catalog("services").lazy


def require(allowed: bool) -> None:
    """Raise Denied unless ``allowed``."""
    if not allowed:
        raise Denied(_("This is not available to you."))


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


def holds_on(today: date) -> sa.ColumnElement[bool]:
    """Whether a grant holds on ``today``: begun, not ended, and its holder's account, if there is any, not closed."""
    begun = sa.or_(Grant.starts_on.is_(None), Grant.starts_on <= today)
    closed = sa.select(Account.id).where(Account.person_id == Grant.person_id, Account.active.is_(False))
    return sa.and_(begun, sa.or_(Grant.ends_on.is_(None), Grant.ends_on >= today), ~closed.exists())


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


def is_curator(ctx: Context) -> bool:
    """Whether the actor is a curator today, of whomever."""
    return ctx.actor.has(Role.curator)


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


def working_on(today: date) -> sa.ColumnElement[bool]:
    """Whether an employment lasts on ``today``, or lasted then."""
    return sa.or_(Employment.ended_on.is_(None), Employment.ended_on >= today)


def serves(session: Session, ctx: Context, person_id: int, *roles: Role) -> bool:
    """Whether the actor holds one of ``roles`` (operator or planner by default) over the centre of a school where the
    person works today, or worked when they work nowhere now; nobody serves themselves."""
    if ctx.actor.person_id == person_id:
        return False
    centres = centres_of(ctx, *(roles or (Role.operator, Role.planner)))
    if centres is None:
        return True
    working = sa.select(Employment.id).where(Employment.person_id == person_id, working_on(ctx.today)).exists()
    query = (
        sa.select(Employment.id)
        .join(Organization, Organization.id == Employment.organization_id)
        .join(Municipality, Municipality.id == Organization.municipality_id)
        .where(
            Employment.person_id == person_id, sa.or_(working_on(ctx.today), sa.not_(working)),
            Municipality.centre_id.in_(centres),
        )
    )  # fmt: skip
    return session.scalar(query.limit(1)) is not None
