"""Whose work lies where: open cases and living routes of operators, planners and curators, and who may take them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from locales import catalog
from models.accounts import Role
from models.applications import Participation, ParticipationStatus
from models.people import Person
from models.routes import OVER, Route
from services import recipients, rights
from services.context import Context
from services.errors import Invalid

_ = catalog("services").lazy
_P = ParticipationStatus
_OPEN_CASES = (_P.draft, _P.submitted, _P.proposed, _P.agreed, _P.assessed, _P.result_published)
#: Roles whose work can be handed over, each with what keeps it.
CASES: dict[Role, InstrumentedAttribute[int | None]] = {
    Role.operator: Participation.operator_id, Role.planner: Participation.planner_id,
}  # fmt: skip
ROUTES: dict[Role, InstrumentedAttribute[int] | InstrumentedAttribute[int | None]] = {
    Role.planner: Route.planner_id, Role.curator: Route.curator_id,
}  # fmt: skip
HANDED = (Role.operator, Role.planner, Role.curator)


@dataclass(frozen=True)
class Worker:
    """Somebody with open work in a role."""

    person_id: int
    name: str
    role: Role
    cases: int
    routes: int


@dataclass(frozen=True)
class Taker:
    """Somebody who may take work over."""

    id: int
    name: str


def workers(session: Session, ctx: Context, *, person_id: int | None = None) -> Sequence[Worker]:
    """Who has open work that the actor may hand over, by role: all of them by name, or one person."""
    centres = centres_handed(ctx)
    found: dict[tuple[int, Role], list[int]] = {}
    for kept, at, living in ((CASES, 0, _open_cases(centres)), (ROUTES, 1, _living_routes(centres))):
        for role, column in kept.items():
            whose = column == person_id if person_id is not None else column.is_not(None)
            counted = sa.select(column, sa.func.count()).where(living, whose).group_by(column)
            for number, count in session.execute(counted).all():
                found.setdefault((number or 0, role), [0, 0])[at] = count
    query = sa.select(Person).where(Person.id.in_({number for number, _role in found}))
    return [
        Worker(one.id, one.full_name, role, *found[one.id, role])
        for one in session.scalars(query.order_by(Person.folded_name, Person.id))
        for role in HANDED
        if (one.id, role) in found
    ]


def takers(session: Session, ctx: Context, *, from_id: int, role: Role) -> Sequence[Taker]:
    """Who may take somebody's work over in a role: those who hold it where the work lies."""
    centres = centres_handed(ctx)
    cases, living = cases_of(session, from_id, role, centres), routes_of(session, from_id, role, centres)
    places = {row.centre_id for row in cases} | {row.centre_id for row in living}
    found = {one for place in places for one in recipients.holders(session, ctx, role, centre_id=place)}
    if role is Role.curator:
        schools = {row.organization_id for row in living} - {None}
        found |= {one for place in schools for one in recipients.holders(session, ctx, role, organization_id=place)}
    query = sa.select(Person).where(Person.id.in_(found - {from_id})).order_by(Person.folded_name, Person.id)
    return [Taker(one.id, one.full_name) for one in session.scalars(query)]


def centres_handed(ctx: Context) -> set[int] | None:
    """Centres whose work the actor hands over; None: all. Raises Denied when there is none."""
    centres = None if rights.holds(ctx, Role.administrator) else rights.centres_of(ctx, Role.operator, Role.planner)
    rights.require(centres is None or bool(centres))
    return centres


def require_role(role: Role) -> None:
    """Raise Invalid for a role whose work is not handed over."""
    if role not in HANDED:
        raise Invalid(_("Cases are handed over between two operators, planners or curators."), "to_id")


def cases_of(session: Session, person_id: int, role: Role, centres: set[int] | None) -> list[Participation]:
    """Open cases of somebody; a curator has none."""
    if role not in CASES:
        return []
    query = sa.select(Participation).where(_open_cases(centres), CASES[role] == person_id)
    return list(session.scalars(query.order_by(Participation.id)))


def routes_of(session: Session, person_id: int, role: Role, centres: set[int] | None) -> list[Route]:
    """Living routes of somebody; an operator has none."""
    if role not in ROUTES:
        return []
    query = sa.select(Route).where(_living_routes(centres), ROUTES[role] == person_id)
    return list(session.scalars(query.order_by(Route.id)))


def _open_cases(centres: set[int] | None) -> sa.ColumnElement[bool]:
    here = sa.true() if centres is None else Participation.centre_id.in_(centres)
    return sa.and_(Participation.status.in_(_OPEN_CASES), here)


def _living_routes(centres: set[int] | None) -> sa.ColumnElement[bool]:
    here = sa.true() if centres is None else Route.centre_id.in_(centres)
    return sa.and_(Route.status.not_in(OVER), here)
