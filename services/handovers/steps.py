"""Cases of a staff member handed over to another with the same right: leave, illness, dismissal."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.applications import Participation
from models.people import Person
from models.routes import Route
from services import notices, rights, routes
from services.context import Context
from services.errors import Invalid, NotFound
from services.handovers.work import CASES, ROUTES, cases_of, centres_handed, require_role, routes_of
from services.notices import NoticeKind

_ = catalog("services").lazy
REASON_MAX = 500


class Why(enum.StrEnum):
    """Why something stays: it is the other's own, the one who hands over is of the person's school and may not know who
    fits (К-54), the other works with the person (К-55), or may not be the curator of this route (annex 3, cl. 4.4.2).
    Which rule it is would tell of the level."""

    own = "own"
    yours = "yours"
    colleague = "colleague"
    unfit = "unfit"


@dataclass(frozen=True)
class Stays:
    """A case or a route that stays, whose it is and why; an administrator is told no more than why."""

    why: Why
    person: str = ""
    participation_id: int | None = None
    route_id: int | None = None


@dataclass(frozen=True)
class Handing:
    """What would go over and what stays. ``load``: how many routes the new curator would have; ``overloaded``: so many
    that a reason is needed."""

    cases: int
    routes: int
    stays: tuple[Stays, ...]
    load: int = 0
    heavy: bool = False
    overloaded: bool = False


@dataclass(frozen=True)
class HandedOver:
    """How many cases and routes went over, and which routes could not: the new curator would be a colleague of the
    person, or the person themselves, or may not be the curator there (К-55; annex 3, cl. 4.4.2)."""

    cases: int
    routes: int
    left: tuple[int, ...]


@dataclass(frozen=True)
class _Plan:
    cases: list[Participation]
    routes: list[Route]
    stays: list[tuple[Why, Participation | Route]]
    load: int


def handing(session: Session, ctx: Context, *, from_id: int, to_id: int, role: Role) -> Handing:
    """What handing somebody's work over would do, to be read before one confirms; raises as ``hand_over`` does."""
    centres = centres_handed(ctx)
    plan = _plan(session, ctx, from_id, to_id, role, centres)
    named = ctx.actor.has(Role.operator, Role.planner)
    warn, most = ctx.region.curator_load
    load = plan.load + len(plan.routes) if role is Role.curator else 0
    return Handing(
        len(plan.cases), len(plan.routes), tuple(_stays(why, row, named) for why, row in plan.stays), load,
        load > warn, load > most and bool(plan.routes),
    )  # fmt: skip


def hand_over(session: Session, ctx: Context, *, from_id: int, to_id: int, role: Role, reason: str = "") -> HandedOver:
    """Hand the open cases and living routes of one staff member over to another; one notice tells the other.

    For an operator, a planner or a curator; by an administrator, or an operator or planner of the centre, who hands
    over what lies there. Raises Invalid when the other does not hold the role in the centre of a case, and without a
    reason for a curator who would have too many routes.
    """
    plan = _plan(session, ctx, from_id, to_id, role, centres_handed(ctx))
    most = ctx.region.curator_load[1]
    if role is Role.curator and plan.routes and plan.load + len(plan.routes) > most and not reason.strip():
        raise Invalid(_("This curator would have more than {most} routes. Please write why.", most=most), "reason")
    if len(reason) > REASON_MAX:
        raise Invalid(_("This is too long: at most {most} characters, please.", most=REASON_MAX), "reason")
    for case in plan.cases:
        setattr(case, CASES[role].key, to_id)
    for route in plan.routes:
        setattr(route, ROUTES[role].key, to_id)
        if role is Role.curator:
            route.curator_reason = reason.strip()
            routes.answer_for(route, to_id)
    session.flush()
    _tell(session, ctx, from_id, to_id, role, len(plan.cases), len(plan.routes))
    left = tuple(row.id for _why, row in plan.stays if isinstance(row, Route))
    return HandedOver(len(plan.cases), len(plan.routes), left)


def _plan(session: Session, ctx: Context, from_id: int, to_id: int, role: Role, centres: set[int] | None) -> _Plan:
    require_role(role)
    if from_id == to_id:
        raise Invalid(_("Cases are handed over between two operators, planners or curators."), "to_id")
    if session.get(Person, from_id) is None or session.get(Person, to_id) is None:
        raise NotFound(_("There is no such person."))
    cases, living = cases_of(session, from_id, role, centres), routes_of(session, from_id, role, centres)
    both: list[Participation | Route] = [*cases, *living]
    _require_right(session, ctx, to_id, role, {row.centre_id for row in both})
    staying = {row: Why.own for row in both if row.person_id == to_id}
    load = 0
    for route in living if role is Role.curator else ():
        if ctx.actor.has(Role.operator, Role.planner) and not routes.may_choose(session, ctx, route, route.model):
            staying.setdefault(route, Why.yours)
            continue
        line = next((one for one in routes.eligible(session, ctx, route, route.model) if one.id == to_id), None)
        if line is not None:
            load = line.load
        elif route not in staying:
            colleague = rights.of_the_school(session, to_id, route)
            staying[route] = Why.colleague if colleague else Why.unfit
    return _Plan(
        [row for row in cases if row not in staying], [row for row in living if row not in staying],
        [(why, row) for row, why in staying.items()], load,
    )  # fmt: skip


def _stays(why: Why, row: Participation | Route, named: bool) -> Stays:
    if not named:
        return Stays(why)
    if isinstance(row, Route):
        return Stays(why, row.person.full_name, route_id=row.id)
    return Stays(why, row.person.full_name, participation_id=row.id)


def _require_right(session: Session, ctx: Context, to_id: int, role: Role, centre_ids: set[int]) -> None:
    """A curator of a school holds the role there: whose curator they may be is asked of each route."""
    actor = rights.actor_of(session, to_id, ctx.today, ctx.actor.door)
    other = Context(actor, ctx.now, ctx.region, ctx.correlation_id)
    held = actor.has(role) and (
        role is Role.curator or all(rights.holds(other, role, centre_id=centre_id) for centre_id in centre_ids)
    )
    if not held:
        raise Invalid(_("The other person does not have this role in the centre of these cases."), "to_id")


def _tell(session: Session, ctx: Context, from_id: int, to_id: int, role: Role, cases: int, routes: int) -> None:
    if cases or routes:
        notices.post(
            session, ctx, NoticeKind.cases_handed_over, [to_id], session.get_one(Person, from_id),
            key=f"{role}:{ctx.now.isoformat()}", role=role, cases=cases, routes=routes,
        )  # fmt: skip
