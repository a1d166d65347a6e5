"""Questions that came by phone, by letter or in person, written down by those who answer them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.applications import Participation
from models.conversations import Desk
from models.people import Person, Way
from models.routes import OVER, Route, RouteStatus
from services import outside, rights
from services.context import Context
from services.conversations.reading import ThreadCard, card
from services.conversations.threads import (
    add_message,
    centre_serving,
    checked_text,
    keep_day,
    open_thread,
)
from services.errors import Invalid, NotFound
from services.outside import Concerned, Said
from services.rights import Who

_ = catalog("services").lazy


@dataclass(frozen=True)
class Asker:
    """Whose question may be written down, and about what: a route, an application, or the centre in general."""

    person_id: int
    person: str
    desk: Desk
    centre_id: int
    number: str = ""
    route_id: int | None = None
    participation_id: int | None = None


def asker(
    session: Session,
    ctx: Context,
    *,
    route_id: int | None = None,
    participation_id: int | None = None,
    person_id: int | None = None,
) -> Asker:
    """Whose question the actor may write down: the curator about a route, the operator about an application or of a
    person in general. Raises NotFound for everyone else."""
    found: Asker | None = None
    if route_id is not None:
        found = _about_route(session, ctx, route_id)
    elif participation_id is not None:
        found = _about_case(session, ctx, participation_id)
    elif person_id is not None:
        found = _in_general(session, ctx, person_id)
    if found is None:
        raise NotFound(_("There is no such record."))
    return found


def _about_route(session: Session, ctx: Context, route_id: int) -> Asker | None:
    route = session.get(Route, route_id)
    if route is None or not rights.is_who(session, ctx, Who.curator, route):
        return None
    if route.status is RouteStatus.drafting or route.status in OVER:
        return None
    return Asker(
        route.person_id, route.person.full_name, Desk.curator, route.centre_id, route.number or "", route_id=route.id
    )


def _about_case(session: Session, ctx: Context, participation_id: int) -> Asker | None:
    row = session.get(Participation, participation_id)
    if row is None or not rights.is_who(session, ctx, Who.operator, row):
        return None
    number = (row.application.incoming_number or "") if row.application else ""
    return Asker(
        row.person_id, row.person.full_name, Desk.operator, row.centre_id, number, participation_id=row.id
    )  # fmt: skip


def _in_general(session: Session, ctx: Context, person_id: int) -> Asker | None:
    person, centre_id = session.get(Person, person_id), centre_serving(session, ctx, person_id)
    if person is None or centre_id is None or not rights.holds(ctx, Role.operator, centre_id=centre_id):
        return None
    return Asker(person.id, person.full_name, Desk.operator, centre_id) if person.id != ctx.actor.person_id else None


def record(
    session: Session,
    ctx: Context,
    *,
    text: str,
    said: Said,
    answer: str = "",
    route_id: int | None = None,
    participation_id: int | None = None,
    person_id: int | None = None,
) -> ThreadCard:
    """Write down a question that did not come through the chat, and the answer where it was given at once.

    It stands in the person's own thread, on the day it was really asked, and waits at the desk until answered; the scan
    of a letter is kept with the steps outside the chat of what it is about. Raises
    NotFound for who does not answer there, Invalid for no words, no way, or a day that cannot be. Source: annex 2,
    cl. 5.5.4; annex 3, cl. 4.4.1.
    """
    who = asker(session, ctx, route_id=route_id, participation_id=participation_id, person_id=person_id)
    text, answer = checked_text(text), checked_text(answer, "answer") if answer.strip() else ""
    if said.way is Way.chat:
        raise Invalid(_("Please say how it was done: by phone, on paper, by letter or in person."), "way")
    asked_on = outside.checked_day(ctx, said.on)
    thread = open_thread(
        session, ctx, who.person_id, who.desk, who.centre_id, route_id=who.route_id,
        participation_id=who.participation_id,
    )  # fmt: skip
    keep_day(ctx, add_message(session, ctx, thread, text, question=True), said)
    if said.scan_id is not None:
        outside.settle(session, ctx, _concerned(session, who), "question", said)
    if answer:
        keep_day(ctx, add_message(session, ctx, thread, answer, question=False), said)
    since = min(thread.waiting_since or ctx.now, outside.moment(ctx, asked_on))
    thread.waiting_since, thread.closed_at = None if answer else since, None
    session.flush()
    return card(session, ctx, thread)


def _concerned(session: Session, who: Asker) -> Concerned:
    if who.route_id is not None:
        return session.get_one(Route, who.route_id)
    if who.participation_id is not None:
        return session.get_one(Participation, who.participation_id)
    return session.get_one(Person, who.person_id)
