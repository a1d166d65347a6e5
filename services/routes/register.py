"""The register of routes of a centre and the wards of a curator, narrowed by search and by choices (annex 3, 4.3.8)."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.accounts import Role
from models.people import Person
from models.places import Organization
from models.routes import OVER, Agreement, Route, RouteModel, RouteStatus
from services import deadlines, digests, naming, rights
from services.context import Context
from services.routes import terms
from services.routes.lists import RouteLine, lines
from services.routes.readiness import closable


@dataclass(frozen=True)
class OnlyRoutes:
    """What of the register is wanted; None: whatever it is."""

    curator_id: int | None = None
    model: RouteModel | None = None
    municipality_id: int | None = None
    overdue: bool = False
    #: Whose round of agreement may be closed.
    closable: bool = False


EVERY = OnlyRoutes()


class Wards(enum.StrEnum):
    """A part of a curator's wards."""

    all = "all"
    to_agree = "to_agree"
    to_confirm = "to_confirm"
    overdue = "overdue"
    soon = "soon"
    ending = "ending"
    ended = "ended"

    @property
    def item(self) -> digests.Item | None:
        """The item of the digest whose activities the part is; None for a part that is of routes."""
        counted = (Wards.to_confirm, Wards.overdue, Wards.soon)
        return digests.Item(self.value) if self in counted else None


@dataclass(frozen=True)
class CuratorChoice:
    """A curator of routes of the register, to choose from."""

    id: int
    name: str


def register(
    session: Session,
    ctx: Context,
    *,
    statuses: Sequence[RouteStatus] = (),
    text: str = "",
    only: OnlyRoutes = EVERY,
    limit: int = 50,
    offset: int = 0,
) -> Sequence[RouteLine]:
    """The register of routes of the actor's centres (annex 3, cl. 4.3.8), the nearest term first, then the newest."""
    query = sa.select(Route).join(Route.person).where(*_registered(session, ctx, text, only))
    if statuses:
        query = query.where(Route.status.in_(statuses))
    day = terms.soonest_day()
    order = (day.is_(None), day, Route.id.desc())
    return lines(session, ctx, query.order_by(*order).limit(min(limit, 200)).offset(offset))


def register_counts(
    session: Session, ctx: Context, *, text: str = "", only: OnlyRoutes = EVERY
) -> dict[RouteStatus, int]:
    """How many routes of the register stand in each state; states without routes are left out."""
    query = (
        sa.select(Route.status, sa.func.count(Route.id).label("total"))
        .join(Route.person)
        .where(*_registered(session, ctx, text, only))
    )
    return {row.status: row.total for row in session.execute(query.group_by(Route.status))}


def register_curators(session: Session, ctx: Context) -> Sequence[CuratorChoice]:
    """Curators who lead a route of the register, by name."""
    leading = sa.select(Route.curator_id).where(_scope(ctx), Route.curator_id.is_not(None))
    rows = session.scalars(sa.select(Person).where(Person.id.in_(leading)).order_by(Person.folded_name, Person.id))
    return [CuratorChoice(row.id, row.full_name) for row in rows]


def curated(
    session: Session, ctx: Context, *, text: str = "", part: Wards = Wards.all, status: RouteStatus | None = None
) -> Sequence[RouteLine]:
    """Routes of which the actor is the curator, the one with the nearest open deadline first; ``text`` narrows by a
    part of the name. A part that is of activities has no routes: ``digests.activities`` lists it."""
    query = sa.select(Route).join(Route.person).where(*_own(ctx), _part(ctx, part), _called(session, text, *_own(ctx)))
    if status is not None:
        query = query.where(Route.status == status)
    soonest = terms.soonest_day()
    return lines(session, ctx, query.order_by(_over(), soonest.is_(None), soonest, Route.id).limit(300))


def ward_counts(session: Session, ctx: Context) -> dict[Wards, int]:
    """How much lies in each part: routes, or activities of them as the morning digest counts."""
    told = digests.counts(session, ctx)
    parts = [part for part in Wards if part.item is None]
    counts = (sa.func.count(Route.id).filter(_part(ctx, part)) for part in parts)
    row = session.execute(sa.select(*counts).select_from(Route).where(*_own(ctx))).one()
    found = dict(zip(parts, row, strict=True))
    return {part: told.get(part.item, 0) if part.item else found[part] for part in Wards}


def _own(ctx: Context) -> list[sa.ColumnElement[bool]]:
    return [rights.curates(ctx), Route.round > 0]


def _part(ctx: Context, part: Wards) -> sa.ColumnElement[bool]:
    if part is Wards.all:
        return sa.true()
    if part is Wards.ended:
        return _over()
    if part is Wards.to_agree:
        return _awaits_me(ctx)
    return digests.ending(ctx) if part is Wards.ending else sa.false()


def _awaits_me(ctx: Context) -> sa.ColumnElement[bool]:
    unanswered = sa.select(Agreement.id).where(
        Agreement.route_id == Route.id,
        Agreement.round == Route.round,
        Agreement.person_id == ctx.actor.person_id,
        Agreement.answer.is_(None),
    )
    return sa.and_(Route.status == RouteStatus.in_agreement, unanswered.correlate(Route).exists())


def _over() -> sa.ColumnElement[bool]:
    return Route.status.in_(OVER)


def _scope(ctx: Context) -> sa.ColumnElement[bool]:
    centres = rights.centres_of(ctx, Role.planner, Role.operator)
    return sa.true() if centres is None else Route.centre_id.in_(centres)


def _called(session: Session, text: str, *scope: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whose routes are meant by typed words, of the routes in the scope."""
    among = sa.select(Person.id).join(Route, Route.person_id == Person.id).where(*scope)
    return naming.called(session, text=text, among=among)


def _registered(session: Session, ctx: Context, text: str, only: OnlyRoutes) -> list[sa.ColumnElement[bool]]:
    found = [_scope(ctx), _called(session, text, _scope(ctx))]
    if only.curator_id is not None:
        found.append(Route.curator_id == only.curator_id)
    if only.model is not None:
        found.append(Route.model == only.model)
    if only.municipality_id is not None:
        there = sa.select(Organization.id).where(Organization.municipality_id == only.municipality_id)
        found.append(Route.organization_id.in_(there))
    if only.overdue:
        found.append(terms.any_is(deadlines.overdue(ctx)))
    if only.closable:
        found.append(closable(ctx))
    return found
