"""The consent to the processing of personal data: who gave it and how, recorded by staff, withdrawn (152-ФЗ art. 9,
cl. 2; К-34).

What was begun with a consent that is withdrawn, and is not over, ends; what an order requires to be kept (results,
routes: annex 3, cl. 4.5.4) stays as it is. Consented to again, a person goes on as they are known; what has ended does
not come back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.applications import Participation
from models.deadlines import DeadlineKind
from models.people import Person, PersonalDataConsent, Way
from models.routes import EndCause, Route
from services import applications, deadlines, files, notices, outside, people, recipients, rights, routes, telling
from services.applications import PARTICIPATION
from services.context import Actor, Context
from services.errors import Invalid, NotFound, Stale
from services.moves import move
from services.notices import NoticeKind
from services.outside import Said
from services.routes import ROUTE

_ = catalog("services").lazy


#: Ways in which a consent may come to staff: it is a paper, and the paper is kept.
WRITTEN = (Way.paper, Way.letter, Way.in_person)


@dataclass(frozen=True)
class ConsentLine:
    """A consent as the person and their centre see it; ``recorded_by`` is empty for one given in the chat."""

    version: str
    given_at: datetime
    way: Way
    recorded_by: str
    withdrawn_at: datetime | None
    scan_id: int | None


@dataclass(frozen=True)
class Ending:
    """How many applications are withdrawn and routes end early with the consent."""

    applications: int
    routes: int


def consents(session: Session, ctx: Context, *, person_id: int) -> Sequence[ConsentLine]:
    """The consents of a person, the newest first, for themselves and who serves them; raises NotFound for others."""
    _served(session, ctx, person_id, Role.operator, Role.planner)
    query = sa.select(PersonalDataConsent).where(PersonalDataConsent.person_id == person_id)
    return [_line(session, one) for one in session.scalars(query.order_by(PersonalDataConsent.id.desc()))]


def lacks_consent(session: Session, ctx: Context, *, person_id: int) -> bool:
    """Whether a consent of the person to the text in force may still be recorded; raises NotFound for a person whom the
    actor does not serve."""
    return not _consented(session, ctx, _served(session, ctx, person_id, Role.operator, Role.planner))


def record_consent(
    session: Session, ctx: Context, *, person_id: int, way: Way, on: date | None = None, scan_id: int
) -> None:
    """Staff who serve the person record a consent that was signed outside the chat, with its scan; the person is told.

    Raises NotFound for a person whom the actor does not serve, Invalid for a way or a day that cannot be, Stale when a
    consent to the text in force is alive already. Source: 152-ФЗ art. 9; К-34.
    """
    if person_id == ctx.actor.person_id:
        raise NotFound(_("There is no such person."))
    person = _served(session, ctx, person_id, Role.operator, Role.planner)
    if way not in WRITTEN:
        raise Invalid(_("Please say how the paper came: signed here, by letter or in person."), "way")
    if _consented(session, ctx, person):
        raise Stale(_("A consent to this text is alive already."))
    day = outside.checked_day(ctx, on, _last_withdrawn(session, ctx, person))
    files.own(session, ctx, file_id=scan_id)
    given_at = outside.moment(ctx, day)
    kept = people.keep_consent(session, ctx, person_id=person.id, way=way, given_at=given_at, scan_id=scan_id)
    event = f"given:{kept.id}"
    notices.post(session, ctx, NoticeKind.consent_recorded, [person.id], person, key=event, given=True, on=day)
    telling.by_word(session, ctx, NoticeKind.consent_recorded, person, event, way=way, on=day)


def what_ends(session: Session, ctx: Context, *, person_id: int | None = None) -> Ending:
    """What the withdrawal by the actor, or by a person they are the operator of, would end: to be read before."""
    person = _served(session, ctx, person_id or people.my_card(session, ctx).id, Role.operator)
    return Ending(len(_begun(session, person, "withdraw")), len(_routes(session, person)))


def withdraw_personal_data_consent(
    session: Session, ctx: Context, *, person_id: int | None = None, said: Said = Said()  # noqa: B008 it is frozen
) -> Ending:  # fmt: skip
    """The actor withdraws their consent, or their operator records what the person ``said`` outside the chat: drafts
    are thrown away, applications not yet assessed are withdrawn, living routes end early, the operators of the centre
    are told. Raises Stale when no consent is alive, NotFound for a person of another centre.

    The chat stays linked, so that they can read what is kept and consent again; nothing new can be begun until then.
    """
    person = _served(session, ctx, person_id or people.my_card(session, ctx).id, Role.operator, lock=True)
    living = _living(session, person)
    if not living:
        raise Stale(_("No consent is alive: it has been withdrawn already."))
    given_on = max(ctx.region.today(consent.given_at) for consent in living)
    day = outside.settle(session, ctx, person, "withdraw_consent", said, not_before=given_on)
    told = _operators(session, ctx, person)
    ending = what_ends(session, ctx, person_id=person.id)
    for consent in living:
        consent.withdrawn_at = max(outside.moment(ctx, day), consent.given_at)
    _end_all(session, _in_the_name_of(ctx, person), person)
    key = ",".join(str(consent.id) for consent in living)
    facts = {"person": person.id, "applications": ending.applications, "routes": ending.routes}
    notices.post(session, ctx, NoticeKind.consent_withdrawn, told, person, key=key, **facts)
    event = f"withdrawn:{key}"
    notices.post(session, ctx, NoticeKind.consent_recorded, [person.id], person, key=event, given=False, on=day)
    telling.by_word(session, ctx, NoticeKind.consent_recorded, person, event, way=said.way, on=day)
    session.flush()
    return ending


def _served(session: Session, ctx: Context, person_id: int, *roles: Role, lock: bool = False) -> Person:
    """The actor, or a person whom they serve as one of ``roles``."""
    if person_id != ctx.actor.person_id and not rights.serves(session, ctx, person_id, *roles):
        raise NotFound(_("There is no such person."))
    return session.get_one(Person, person_id, with_for_update=lock or None)


def _line(session: Session, one: PersonalDataConsent) -> ConsentLine:
    recorder = session.get(Person, one.recorded_by_id) if one.recorded_by_id else None
    name = recorder.short_name if recorder else ""
    return ConsentLine(one.version, one.given_at, one.way, name, one.withdrawn_at, one.scan_id)


def _living(session: Session, person: Person) -> Sequence[PersonalDataConsent]:
    return session.scalars(
        sa.select(PersonalDataConsent).where(
            PersonalDataConsent.person_id == person.id, PersonalDataConsent.withdrawn_at.is_(None)
        )
    ).all()


def _consented(session: Session, ctx: Context, person: Person) -> bool:
    """Whether a consent to the text in force is alive."""
    return any(one.version == ctx.region.personal_data_consent.version for one in _living(session, person))


def _last_withdrawn(session: Session, ctx: Context, person: Person) -> date | None:
    """Before this day no new consent was given: the old one held."""
    query = sa.select(sa.func.max(PersonalDataConsent.withdrawn_at)).where(PersonalDataConsent.person_id == person.id)
    found = session.scalar(query)
    return ctx.region.today(found) if found else None


def _in_the_name_of(ctx: Context, person: Person) -> Context:
    """What ends is the person's own step, whoever records it: it ends in every centre, not in the recorder's only. The
    audit says who recorded it."""
    return replace(ctx, actor=Actor(person.id, (), ctx.actor.door))


def _end_all(session: Session, ctx: Context, person: Person) -> None:
    for row in _begun(session, person, "discard"):
        move(session, ctx, PARTICIPATION, row, "discard")
    for row in _begun(session, person, "withdraw"):
        applications.withdraw(session, ctx, participation_id=row.id)
    for row in _begun(session, person, "decide"):
        deadlines.void(session, ctx, row, (DeadlineKind.decision, DeadlineKind.draw_up))
    for route in _routes(session, person):
        routes.end(session, ctx, route, EndCause.consent_withdrawn)
    routes.close_all(session, ctx, person_id=person.id)


def _begun(session: Session, person: Person, act: str) -> Sequence[Participation]:
    query = sa.select(Participation).where(
        Participation.person_id == person.id, Participation.status.in_(PARTICIPATION.step(act).sources)
    )
    return session.scalars(query.order_by(Participation.id)).all()


def _routes(session: Session, person: Person) -> Sequence[Route]:
    living = ROUTE.step("end_early").sources
    query = sa.select(Route).where(Route.person_id == person.id, Route.status.in_(living))
    return session.scalars(query.order_by(Route.id)).all()


def _operators(session: Session, ctx: Context, person: Person) -> list[int]:
    """Operators of every centre that serves the person's schools or has a case of theirs."""
    asked = sa.select(Participation.centre_id).where(Participation.person_id == person.id)
    centres = set(session.scalars(asked))
    centres |= {rights.centre_of(session, job.organization_id) for job in person.employments}
    found = [recipients.holders(session, ctx, Role.operator, centre_id=centre) for centre in sorted(centres)]
    return list(dict.fromkeys(number for numbers in found for number in numbers))
