"""Cases of a staff member handed over to another with the same right: leave, illness, dismissal."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.applications import Participation, ParticipationStatus
from models.people import Person
from models.routes import Agreement, Party, Route
from services import notices, rights
from services.context import Context
from services.employments.following import OVER
from services.errors import Invalid, NotFound
from services.notices import NoticeKind

_ = catalog("services").lazy
_P = ParticipationStatus
_OPEN_CASES = (_P.draft, _P.submitted, _P.proposed, _P.agreed, _P.assessed, _P.result_published)


@dataclass(frozen=True)
class HandedOver:
    """How many cases and routes went over, and which routes could not: the new curator would be a colleague of the
    person, or the person themselves (К-55)."""

    cases: int
    routes: int
    left: tuple[int, ...]


def hand_over(session: Session, ctx: Context, *, from_id: int, to_id: int, role: Role) -> HandedOver:
    """Hand the open cases and living routes of one staff member over to another; one notice tells the other.

    For an operator, a planner or a curator; by an administrator, or an operator or planner of the centre, who hands
    over what lies there. Raises Invalid when the other does not hold the role in the centre of a case.
    """
    if role not in (Role.operator, Role.planner, Role.curator) or from_id == to_id:
        raise Invalid(_("Cases are handed over between two operators, planners or curators."), "to_id")
    if session.get(Person, from_id) is None or session.get(Person, to_id) is None:
        raise NotFound(_("There is no such person."))
    centres = None if rights.holds(ctx, Role.administrator) else rights.centres_of(ctx, Role.operator, Role.planner)
    rights.require(centres is None or bool(centres))
    cases = _cases(session, from_id, role, centres)
    living = _routes(session, from_id, role, centres)
    _require_right(session, ctx, to_id, role, {row.centre_id for row in cases} | {row.centre_id for row in living})
    left = [row.id for row in living if row.person_id == to_id or _is_colleague(session, role, to_id, row)]
    moved = 0
    for case in cases:
        if case.person_id != to_id:
            setattr(case, "operator_id" if role is Role.operator else "planner_id", to_id)
            moved += 1
    kept = [route for route in living if route.id not in left]
    for route in kept:
        _take_route(session, route, role, to_id)
    session.flush()
    _tell(session, ctx, from_id, to_id, role, moved, len(kept))
    return HandedOver(moved, len(kept), tuple(left))


def _cases(session: Session, from_id: int, role: Role, centres: set[int] | None) -> list[Participation]:
    if role is Role.curator:
        return []
    column = Participation.operator_id if role is Role.operator else Participation.planner_id
    query = sa.select(Participation).where(column == from_id, Participation.status.in_(_OPEN_CASES))
    if centres is not None:
        query = query.where(Participation.centre_id.in_(centres))
    return list(session.scalars(query.order_by(Participation.id)))


def _routes(session: Session, from_id: int, role: Role, centres: set[int] | None) -> list[Route]:
    if role is Role.operator:
        return []
    column = Route.planner_id if role is Role.planner else Route.curator_id
    query = sa.select(Route).where(column == from_id, Route.status.not_in(OVER))
    if centres is not None:
        query = query.where(Route.centre_id.in_(centres))
    return list(session.scalars(query.order_by(Route.id)))


def _require_right(session: Session, ctx: Context, to_id: int, role: Role, centre_ids: set[int]) -> None:
    actor = rights.actor_of(session, to_id, ctx.today, ctx.actor.door)
    other = Context(actor, ctx.now, ctx.region, ctx.correlation_id)
    if not all(rights.holds(other, role, centre_id=centre_id) for centre_id in centre_ids):
        raise Invalid(_("The other person does not have this role in the centre of these cases."), "to_id")


def _is_colleague(session: Session, role: Role, to_id: int, row: Route) -> bool:
    return role is Role.curator and rights.of_the_school(session, to_id, row)


def _take_route(session: Session, route: Route, role: Role, to_id: int) -> None:
    if role is Role.planner:
        route.planner_id = to_id
        return
    route.curator_id = to_id
    waiting = sa.select(Agreement).where(
        Agreement.route_id == route.id, Agreement.party == Party.curator, Agreement.answer.is_(None)
    )
    for agreement in session.scalars(waiting):
        agreement.person_id = to_id


def _tell(session: Session, ctx: Context, from_id: int, to_id: int, role: Role, cases: int, routes: int) -> None:
    if cases or routes:
        notices.post(
            session, ctx, NoticeKind.cases_handed_over, [to_id], session.get_one(Person, from_id),
            key=f"{role}:{ctx.now.isoformat()}", role=role.value, cases=cases, routes=routes,
        )  # fmt: skip
