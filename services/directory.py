"""The register of people: whom staff may see there. It never holds a result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.accounts import Role
from models.applications import Participation
from models.people import Employment, Person, TelegramChat
from models.places import Municipality, Organization
from services import rights
from services.context import Context


@dataclass(frozen=True)
class OwnChat:
    """The Telegram chat linked to somebody; ``blocked``: they blocked the bot there."""

    linked_at: datetime
    blocked: bool


def own_chat(session: Session, ctx: Context) -> OwnChat | None:
    """The actor's own chat; None while none is linked."""
    row = session.scalar(sa.select(TelegramChat).where(TelegramChat.person_id == ctx.actor.person_id))
    return OwnChat(row.linked_at, row.blocked_at is not None) if row else None


def chat_of(session: Session, ctx: Context, *, person_id: int) -> OwnChat | None:
    """Whether a chat is linked to somebody with an account, for whoever manages accounts; raises Denied for others."""
    rights.require(rights.holds(ctx, Role.administrator))
    row = session.scalar(sa.select(TelegramChat).where(TelegramChat.person_id == person_id))
    return OwnChat(row.linked_at, row.blocked_at is not None) if row else None


def visible_people(ctx: Context) -> sa.ColumnElement[bool]:
    """Whom the actor may see: their centre's people, or those who work in their school today; no merged duplicates."""
    # Written so that no index answers it: hardly anybody was merged, and a list read by that index is sorted whole.
    alive = sa.func.coalesce(Person.merged_into_id, 0) == 0
    centres = rights.centres_of(ctx, Role.operator, Role.planner)
    if centres is None:
        return alive
    schools = rights.organizations_of(ctx, Role.head, Role.deputy)
    current = sa.or_(Employment.ended_on.is_(None), Employment.ended_on >= ctx.today)
    # Asked of each person by an index: as sets of everybody served they would be gathered whole for one page.
    served = (
        sa.select(Employment.id)
        .join(Organization, Organization.id == Employment.organization_id)
        .join(Municipality, Municipality.id == Organization.municipality_id)
        .where(Employment.person_id == Person.id, Municipality.centre_id.in_(centres))
    )
    applied = sa.select(Participation.id).where(
        Participation.person_id == Person.id, Participation.centre_id.in_(centres)
    )
    own = sa.select(Employment.id).where(
        Employment.person_id == Person.id, Employment.organization_id.in_(schools), current
    )
    return sa.and_(alive, sa.or_(*(found.correlate(Person).exists() for found in (served, applied, own))))


def shown_job(ctx: Context, person: Person) -> Employment | None:
    """The place of work a list shows: to a head the one in their own school, to others the main one of today."""
    current = [job for job in person.employments if job.ended_on is None or job.ended_on >= ctx.today]
    if not ctx.actor.has(Role.operator, Role.planner, Role.administrator):
        schools = rights.organizations_of(ctx, Role.head, Role.deputy)
        current = [job for job in current if job.organization_id in schools] or current
    return next((job for job in current if job.main), current[0] if current else None)
