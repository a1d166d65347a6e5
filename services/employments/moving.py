"""What a change of school or of a name touches: told to the person before, to the centre after."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.accounts import Role
from models.people import Person
from models.places import Organization
from models.routes import RouteStatus
from services import notices, recipients
from services.context import Context
from services.employments.following import under_way
from services.employments.jobs import main_job
from services.notices import NoticeKind


@dataclass(frozen=True)
class Moving:
    """What a change of school takes along: how many applications and routes, and whether the new head's word is asked
    for; ``old`` and ``new`` are the two places."""

    organization_id: int
    old: str
    new: str
    applications: int
    routes: int
    asks_new_head: bool


def what_moves(session: Session, ctx: Context, *, organization_id: int) -> Moving | None:
    """What the actor's change to another school would take along; None when there is nothing to ask: no school yet, the
    same one, or one typed a moment ago with nothing under way."""
    person = session.get(Person, ctx.actor.person_id) if ctx.actor.person_id else None
    job, new = main_job(ctx, person) if person else None, session.get(Organization, organization_id)
    if person is None or job is None or new is None or new.closed or job.organization_id == new.id:
        return None
    cases, routes = under_way(session, person.id, job.organization_id)
    just_typed = person.registered_at is None or ctx.region.today(person.registered_at) == ctx.today
    if just_typed and not ctx.actor.scopes and not cases and not routes:
        return None
    asks = any(route.status in (RouteStatus.in_agreement, RouteStatus.awaiting_approval) for route in routes)
    return Moving(new.id, job.organization.name, new.name, len(cases), len(routes), asks)


def bears_name(session: Session, ctx: Context) -> bool:
    """Whether anything of the actor's under way bears their name: an application, a route."""
    return ctx.actor.person_id is not None and any(under_way(session, ctx.actor.person_id))


def tell_renamed(session: Session, ctx: Context, person: Person, before: str) -> None:
    """Tell the planner of each living route, and the operators of what is under way, that a person has another name."""
    if person.full_name == before:
        return
    key = f"renamed:{ctx.now.isoformat()}"
    cases, routes = under_way(session, person.id)
    for route in routes:
        planners = recipients.planners_of(session, ctx, route)
        notices.post(session, ctx, NoticeKind.person_renamed, planners, route, key=key, at=ctx.now)
    for row in cases:
        told = recipients.of_case(session, ctx, row, Role.operator)
        notices.post(session, ctx, NoticeKind.person_renamed, told, row, key=key, at=ctx.now)
