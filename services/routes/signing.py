"""Who stands under «Утверждаю» on the printed route card (annex 3, cl. 4.3.10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.accounts import Role
from models.people import Employment, Person, StaffKind
from models.places import Organization
from models.routes import Route
from services import recipients, rights
from services.context import Context


@dataclass(frozen=True)
class PaperApproval:
    """«Утверждаю»: whoever has approved the route, else whoever may; what is not known is empty, to be filled in by
    hand. ``founder``: the route is the head's own, and the founder approves it (К-53)."""

    founder: bool
    position: str
    organization: str
    name: str
    on: date | None


def approval(session: Session, ctx: Context, route: Route) -> PaperApproval:
    """The place for the approval of a route, with what the system knows of whoever approves it."""
    founder = rights.is_heads_own(session, ctx, route)
    person = session.get(Person, route.approved_by_id) if route.approved_by_id else _expected(session, ctx, route)
    job = _job(session, ctx, person, None if founder else route.organization_id) if person else None
    return PaperApproval(
        founder=founder,
        position=job.position if job else "",
        organization=named(job.organization if job else None if founder else route.organization),
        name=person.short_name if person else "",
        on=ctx.region.today(route.approved_at) if route.approved_at else None,
    )


def named(organization: Organization | None) -> str:
    """The full name of an organisation as papers print it, else its short one; nothing without one."""
    return (organization.full_name or organization.name) if organization else ""


def _expected(session: Session, ctx: Context, route: Route) -> Person | None:
    """The one whose approval it would be; None where it may be one of several, a deputy beside the head left out."""
    found = set(recipients.approvers_of(session, ctx, route))
    if route.organization_id is not None:
        heads = recipients.holders(session, ctx, Role.head, organization_id=route.organization_id)
        found = found & set(heads) or found
    return session.get(Person, found.pop()) if len(found) == 1 else None


def _job(session: Session, ctx: Context, person: Person, organization_id: int | None) -> Employment | None:
    """In what office the one who approves works: in this organisation; in any, where none is meant. A lesson that a
    head gives beside it is not that office."""
    query = sa.select(Employment).where(
        Employment.person_id == person.id,
        Employment.staff_kind == StaffKind.manager,
        sa.or_(Employment.ended_on.is_(None), Employment.ended_on >= ctx.today),
    )
    if organization_id is not None:
        query = query.where(Employment.organization_id == organization_id)
    return session.scalars(query.order_by(Employment.main.desc(), Employment.id).limit(1)).first()
