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
from models.places import Municipality, Organization
from models.routes import Route, RouteStatus
from services import deadlines, deliveries, health, invites, registers, rights
from services.context import Context

INVITES_SOON = timedelta(days=7)
#: The fewest people an aggregate speaks of.
FEWEST = 5


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
    """A municipality in numbers: how many, never whose and never what came of it. None: some, and fewer than five, so
    that nobody is recognised by them; terms overdue are the centre's own work and are counted exactly."""

    municipality_id: int
    municipality: str
    new: int | None
    overdue: int
    published: int | None
    active: int | None


@dataclass(frozen=True)
class Total:
    """A column in all; ``exact`` unless a part of it is hidden, which a total would give away."""

    at_least: int
    exact: bool


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
    letters = deliveries.delivery_counts(session, ctx)
    mine = (Import.created_by_id == ctx.actor.person_id, Import.status == ImportStatus.ready)
    return Installation(
        accounts=_count(session, Account.id, Account.active.is_(True)),
        locked=_count(session, Account.id, Account.locked_until > ctx.now),
        without_chat=_count(session, Account.id, Account.active.is_(True), without_chat()),
        blocked=_count(session, TelegramChat.id, TelegramChat.blocked_at.is_not(None)),
        imports=_count(session, Import.id, *mine),
        invites=_count(session, Invite.id, *invites.working(ctx), Invite.expires_at < ctx.now + INVITES_SOON),
        set_aside=deliveries.updates_set_aside(session, ctx),
        uncertain=letters[deliveries.UNCERTAIN],
        failed=letters[deliveries.FAILED],
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
        sa.select(sa.func.coalesce(cases, routes), Deadline.id)
        .outerjoin(Participation, Participation.id == Deadline.participation_id)
        .outerjoin(Route, Route.id == Deadline.route_id)
        .where(
            deadlines.overdue(ctx), Deadline.normative.is_(True),
        )
    )  # fmt: skip
    status = ParticipationStatus
    new = _by_place(session, sa.select(cases, Participation.id).where(Participation.status == status.submitted))
    told = _by_place(session, sa.select(cases, Participation.id).where(
        Participation.status == status.result_published, ~_result_awaited()))  # fmt: skip
    active = _by_place(session, sa.select(routes, Route.id).where(Route.status == RouteStatus.active))
    overdue = _by_place(session, late)
    rows = [
        Figures(row.id, row.name, _hidden(new.get(row.id, 0)), overdue.get(row.id, 0), _hidden(told.get(row.id, 0)),
                _hidden(active.get(row.id, 0)))
        for row in places
    ]  # fmt: skip
    columns = ([getattr(row, name) for row in rows] for name in ("new", "overdue", "published", "active"))
    return RegionInNumbers(rows, [_total(cells) for cells in columns])


def _result_awaited() -> sa.ColumnElement[bool]:
    """Whether a case's result is still to be told: published, it may have reached nobody yet."""
    return sa.exists().where(
        Deadline.participation_id == Participation.id, Deadline.kind == DeadlineKind.result,
        Deadline.status.in_(deadlines.LIVE),
    )  # fmt: skip


def _hidden(count: int) -> int | None:
    return None if 0 < count < FEWEST else count


def _total(cells: Sequence[int | None]) -> Total:
    # A hidden cell holds somebody: more than that the sum of the shown ones must not tell.
    return Total(sum(1 if cell is None else cell for cell in cells), None not in cells)


def _by_place(session: Session, rows: sa.Select[int | None, int]) -> dict[int, int]:
    """How many of these rows (organisation, number) lie in each municipality."""
    found = rows.subquery()
    query = (
        sa.select(Organization.municipality_id, sa.func.count(found.c[1]).label("number"))
        .join(found, found.c[0] == Organization.id)
        .group_by(Organization.municipality_id)
    )
    return {row.municipality_id: row.number for row in session.execute(query)}


def _count(session: Session, column: InstrumentedAttribute[int], *conditions: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count(column)).where(*conditions)) or 0
