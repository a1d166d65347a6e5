"""What those look after who see no case: the administrator's installation, the department's region in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.accounts import Account, Invite, Role
from models.applications import Participation, ParticipationStatus
from models.deadlines import Deadline, DeadlineKind
from models.imports import Import, ImportStatus
from models.people import TelegramChat
from models.places import Municipality
from models.routes import Route, RouteStatus
from services import deadlines, deliveries, health, invites, registers, rights
from services.aggregates import Count, Counted, Total, by_place, shown, total
from services.context import Context
from services.deliveries import Tray

INVITES_SOON = timedelta(days=7)


@dataclass(frozen=True)
class Installation:
    """Counts of what an administrator looks after; ``imports`` are their own."""

    accounts: int
    locked: int
    without_chat: int
    blocked: int
    imports: int
    invites: int
    set_aside: int
    uncertain: int
    failed: int
    parts: Sequence[health.Condition]


@dataclass(frozen=True)
class Figures:
    """A municipality in numbers: how many, never whose and never what came of it; terms overdue are the centre's own
    work and are counted exactly."""

    municipality_id: int
    municipality: str
    new: Count
    overdue: Count
    published: Count
    active: Count


@dataclass(frozen=True)
class RegionInNumbers:
    """The department's municipalities, and each column in all: new, overdue, published, active."""

    rows: Sequence[Figures]
    totals: Sequence[Total]


def without_chat() -> sa.ColumnElement[bool]:
    """Accounts whose person no chat is linked to: notices do not reach them there."""
    return sa.not_(sa.exists().where(TelegramChat.person_id == Account.person_id))


def installation(session: Session, ctx: Context) -> Installation:
    """Count what an administrator looks after; raises Denied for others."""
    rights.require(ctx.actor.has(Role.administrator))
    letters = deliveries.delivery_counts(session, ctx, trays=(Tray.uncertain, Tray.failed))
    mine = (Import.created_by_id == ctx.actor.person_id, Import.status == ImportStatus.ready)
    return Installation(
        accounts=_count(session, Account.id, Account.active.is_(True)),
        locked=_count(session, Account.id, Account.locked_until > ctx.now),
        without_chat=_count(session, Account.id, Account.active.is_(True), without_chat()),
        blocked=_count(session, TelegramChat.id, TelegramChat.blocked_at.is_not(None)),
        imports=_count(session, Import.id, *mine),
        invites=_count(session, Invite.id, *invites.working(ctx), Invite.expires_at < ctx.now + INVITES_SOON),
        set_aside=deliveries.updates_set_aside(session, ctx),
        uncertain=letters[Tray.uncertain],
        failed=letters[Tray.failed],
        parts=health.conditions(session, ctx),
    )


def figures(session: Session, ctx: Context) -> RegionInNumbers:
    """The department's municipalities in numbers: how many take part, never a result, and fewer than five people only
    as that (К-01; annex 2, cl. 6.3). Raises Denied for others."""
    rights.require(ctx.actor.has(Role.department))
    places = session.scalars(
        sa.select(Municipality).where(registers.visible_municipalities(ctx)).order_by(Municipality.folded_name)
    ).all()
    cases, routes = Participation.organization_id, Route.organization_id
    late = (
        sa.select(sa.func.coalesce(cases, routes), Deadline.id, Deadline.id)
        .outerjoin(Participation, Participation.id == Deadline.participation_id)
        .outerjoin(Route, Route.id == Deadline.route_id)
        .where(deadlines.overdue(ctx), Deadline.normative.is_(True))
    )
    status, case = ParticipationStatus, sa.select(cases, Participation.id, Participation.person_id)
    new = by_place(session, case.where(Participation.status == status.submitted))
    told = by_place(session, case.where(Participation.status == status.result_published, ~_result_awaited()))
    active = by_place(session, active_routes())
    overdue, none = by_place(session, late), Counted()
    rows = [
        Figures(row.id, row.name, shown(new.get(row.id, none)), Count(overdue.get(row.id, none).rows),
                shown(told.get(row.id, none)), shown(active.get(row.id, none)))
        for row in places
    ]  # fmt: skip
    columns = ([getattr(row, name) for row in rows] for name in ("new", "overdue", "published", "active"))
    return RegionInNumbers(rows, [total(cells) for cells in columns])


def active_routes() -> sa.Select[int | None, int, int]:
    """Routes under way now, the same wherever they are counted: two counts of them would tell of those between."""
    return sa.select(Route.organization_id, Route.id, Route.person_id).where(Route.status == RouteStatus.active)


def _result_awaited() -> sa.ColumnElement[bool]:
    """Whether a case's result is still to be told: published, it may have reached nobody yet."""
    return sa.exists().where(
        Deadline.participation_id == Participation.id, Deadline.kind == DeadlineKind.result,
        Deadline.status.in_(deadlines.LIVE),
    )  # fmt: skip


def _count(session: Session, column: InstrumentedAttribute[int], *conditions: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count(column)).where(*conditions)) or 0
