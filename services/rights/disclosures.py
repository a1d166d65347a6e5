"""What the person has opened to somebody of the school: the full card of one route, and nothing else (К-27, К-56)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.accounts import Role
from models.routes import Disclosure, Route, RouteStatus
from services.context import Context
from services.rights.cases import Who, is_who, of_the_school, sees_result
from services.rights.holding import holds


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
