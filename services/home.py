"""What a person sees first in the chat: who they are here, and the one next step that is theirs."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.accounts import Role
from models.applications import Participation, ParticipationStatus
from models.routes import Agreement, Route
from services import conversations, people, rights
from services.context import Context
from services.next_step import Following, NextStep, following
from services.routes.lists import awaits_approval, awaits_word


@dataclass(frozen=True)
class Home:
    """The first screen's facts: name and patronymic, the next step, and the rooms open to the person.
    ``several_routes``: the step about one of them does not lead to the others."""

    name: str
    next: Following
    roles: tuple[Role, ...] = ()
    has_routes: bool = False
    has_applications: bool = False
    to_agree: int = 0
    to_approve: int = 0
    to_answer: int = 0
    several_routes: bool = False


def home(session: Session, ctx: Context) -> Home:
    """The actor's first screen; raises NotFound for a newcomer."""
    card = people.my_card(session, ctx)
    routes = session.scalars(sa.select(Route).where(Route.person_id == card.id, Route.round > 0)).all()
    query = sa.select(Participation).where(Participation.person_id == card.id).order_by(Participation.id.desc())
    participations = session.scalars(query.limit(20)).all()
    if people.has_withdrawn(session, card.id):
        first = Following(NextStep.give_consent)
    elif not card.ready:
        serves = bool(ctx.actor.scopes) and not participations
        first = Following(NextStep.serve if serves else NextStep.complete_profile)
    else:
        first = following(session, ctx, participations, routes)
    return Home(
        name=" ".join(part for part in (card.first_name, card.patronymic) if part),
        next=first,
        roles=tuple(dict.fromkeys(scope.role for scope in ctx.actor.scopes)),
        has_routes=bool(routes),
        has_applications=any(row.status is not ParticipationStatus.draft for row in participations),
        to_agree=_to_agree(session, ctx),
        to_approve=_to_approve(session, ctx),
        to_answer=_to_answer(session, ctx),
        several_routes=len(routes) > 1,
    )


def _to_agree(session: Session, ctx: Context) -> int:
    awaiting = sa.select(sa.func.count()).select_from(Agreement).join(Route, Route.id == Agreement.route_id)
    return session.scalar(awaiting.where(awaits_word(ctx))) or 0


def _to_answer(session: Session, ctx: Context) -> int:
    """Questions at the desks of a curator or an operator; nobody else has one."""
    if not (rights.is_curator(ctx) or ctx.actor.has(Role.operator)):
        return 0
    return sum(conversations.desk_counts(session, ctx).values())


def _to_approve(session: Session, ctx: Context) -> int:
    return session.scalar(sa.select(sa.func.count(Route.id)).where(awaits_approval(ctx))) or 0
