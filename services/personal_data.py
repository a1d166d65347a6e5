"""Withdrawing the consent to the processing of personal data (152-ФЗ art. 9, cl. 2; К-34).

What was begun with it and is not over ends; what an order requires to be kept (results, routes: annex 3, cl. 4.5.4)
stays as it is. Consented to again, a person goes on as they are known; what has ended does not come back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.applications import Participation
from models.deadlines import DeadlineKind
from models.people import Person, PersonalDataConsent
from models.routes import Route
from services import applications, deadlines, notices, people, recipients, rights
from services.applications import PARTICIPATION
from services.context import Context
from services.errors import Stale
from services.moves import move
from services.notices import NoticeKind
from services.routes import ROUTE

_ = catalog("services").lazy


@dataclass(frozen=True)
class Ending:
    """How many applications are withdrawn and routes end early with the consent."""

    applications: int
    routes: int


def what_ends(session: Session, ctx: Context) -> Ending:
    """What the actor's withdrawal would end, to be read before they are sure."""
    return Ending(len(_begun(session, ctx, "withdraw")), len(_routes(session, ctx)))


def withdraw_personal_data_consent(session: Session, ctx: Context) -> Ending:
    """The actor withdraws their consent: drafts are thrown away, applications not yet assessed are withdrawn, living
    routes end early, the operators of the centre are told. Raises Stale when no consent is alive.

    The chat stays linked, so that they can read what is kept and consent again; nothing new can be begun until then.
    """
    person = session.get_one(Person, people.my_card(session, ctx).id, with_for_update=True)
    living = session.scalars(
        sa.select(PersonalDataConsent).where(
            PersonalDataConsent.person_id == person.id, PersonalDataConsent.withdrawn_at.is_(None)
        )
    ).all()
    if not living:
        raise Stale(_("No consent is alive: it has been withdrawn already."))
    told = _operators(session, ctx, person)
    ending = what_ends(session, ctx)
    for consent in living:
        consent.withdrawn_at = ctx.now
    for row in _begun(session, ctx, "discard"):
        move(session, ctx, PARTICIPATION, row, "discard")
    for row in _begun(session, ctx, "withdraw"):
        applications.withdraw(session, ctx, participation_id=row.id)
    for row in _begun(session, ctx, "decide"):
        deadlines.void(session, ctx, row, (DeadlineKind.decision, DeadlineKind.draw_up))
    for route in _routes(session, ctx):
        _end(session, ctx, route)
    key = ",".join(str(consent.id) for consent in living)
    facts = {"person": person.id, "applications": ending.applications, "routes": ending.routes}
    notices.post(session, ctx, NoticeKind.consent_withdrawn, told, person, key=key, **facts)
    session.flush()
    return ending


def _begun(session: Session, ctx: Context, act: str) -> Sequence[Participation]:
    query = sa.select(Participation).where(
        Participation.person_id == ctx.actor.person_id, Participation.status.in_(PARTICIPATION.step(act).sources)
    )
    return session.scalars(query.order_by(Participation.id)).all()


def _routes(session: Session, ctx: Context) -> Sequence[Route]:
    living = ROUTE.step("end_early").sources
    query = sa.select(Route).where(Route.person_id == ctx.actor.person_id, Route.status.in_(living))
    return session.scalars(query.order_by(Route.id)).all()


def _end(session: Session, ctx: Context, route: Route) -> None:
    """The route ends; those who work on it hear that, and not why."""
    move(session, ctx, ROUTE, route, "end_early")
    for agreement in route.agreements:
        deadlines.void(session, ctx, agreement)
    for activity in route.activities:
        deadlines.void(session, ctx, activity)
    workers = [number for number in (route.planner_id, route.curator_id) if number]
    notices.post(session, ctx, NoticeKind.route_ended, dict.fromkeys(workers), route, key=str(route.version))


def _operators(session: Session, ctx: Context, person: Person) -> list[int]:
    """Operators of every centre that serves the person's schools or has a case of theirs."""
    asked = sa.select(Participation.centre_id).where(Participation.person_id == person.id)
    centres = set(session.scalars(asked))
    centres |= {rights.centre_of(session, job.organization_id) for job in person.employments}
    found = [recipients.holders(session, ctx, Role.operator, centre_id=centre) for centre in sorted(centres)]
    return list(dict.fromkeys(number for numbers in found for number in numbers))
