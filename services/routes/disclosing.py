"""A person opens the full card of a route of theirs to somebody of the school, and closes it again (К-01, К-27, К-56).

Off by default, one recipient and one route at a time. It reaches the card of that route alone: no list, no aggregate,
no export and no other route of the person. Whoever was told keeps what they have read; nothing more is given out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from locales import catalog
from models.accounts import Role
from models.people import Person
from models.routes import Disclosure, Route
from services import notices, people, recipients, rights
from services.context import Context
from services.errors import NotFound, Refused
from services.moves import lock
from services.notices import NoticeKind
from services.routes.finding import find

_ = catalog("services").lazy
#: How many of those closed before are told.
CLOSED = 10


@dataclass(frozen=True)
class RecipientLine:
    """Somebody to whom the card may be opened, and in what office."""

    id: int
    name: str
    office: Role


@dataclass(frozen=True)
class DisclosureLine:
    """To whom the card is, or was, opened. ``office``: None when they hold it no more, or it was closed to them, and
    they are shown nothing."""

    id: int
    recipient_id: int
    name: str
    office: Role | None
    given_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True)
class Disclosures:
    """To whom the person has opened a route, to whom they may, and what was closed before, newest first."""

    route_id: int
    participation_id: int
    number: str
    living: tuple[DisclosureLine, ...]
    possible: tuple[RecipientLine, ...]
    closed: tuple[DisclosureLine, ...]


def disclosures(session: Session, ctx: Context, *, route_id: int) -> Disclosures:
    """To whom the actor's own route is opened; raises NotFound for another's."""
    route = _own(session, ctx, route_id)
    query = sa.select(Disclosure).where(Disclosure.route_id == route.id).options(joinedload(Disclosure.recipient))
    query = query.order_by(Disclosure.id.desc())
    opened = session.scalars(query.where(Disclosure.revoked_at.is_(None)))
    closed = session.scalars(query.where(Disclosure.revoked_at.is_not(None)).limit(CLOSED))
    living = tuple(_line(one, _office(session, ctx, route, one.recipient_id)) for one in opened)
    told = {one.recipient_id for one in living}
    return Disclosures(
        route_id=route.id,
        participation_id=route.participation_id,
        number=route.number or "",
        living=living,
        possible=tuple(one for one in _possible(session, ctx, route) if one.id not in told),
        closed=tuple(_line(one, None) for one in closed),
    )


def disclose(session: Session, ctx: Context, *, route_id: int, recipient_id: int) -> None:
    """Open the full card of the actor's own route to one recipient, who is told so. Said twice, it is one.

    Raises NotFound for another's route, Refused for whoever may not be named and without a living consent to the
    processing of personal data. Source: annex 2, cl. 6.3; К-01.
    """
    route = _own(session, ctx, route_id)
    # A withdrawal takes the person first too: the consent that is read here stands until the commit.
    lock(session, session.get_one(Person, route.person_id))
    people.require_consent(session, route.person_id)
    if recipient_id not in {one.id for one in _possible(session, ctx, route)}:
        raise Refused(_("A route can be opened to the head of your school, a deputy and a curator who works there."))
    lock(session, route)
    if session.scalar(_living(Disclosure.route_id == route.id, Disclosure.recipient_id == recipient_id)) is not None:
        return
    row = Disclosure(route_id=route.id, recipient_id=recipient_id, given_at=ctx.now)
    session.add(row)
    session.flush()
    notices.post(session, ctx, NoticeKind.route_disclosed, [recipient_id], route, key=str(row.id))


def close_disclosure(session: Session, ctx: Context, *, disclosure_id: int) -> int:
    """Close what the actor has opened: from this moment nothing is shown, and nobody is told. Said twice, it is one.

    Returns the route; raises NotFound for a disclosure of another's route.
    """
    row = session.get(Disclosure, disclosure_id, options=[joinedload(Disclosure.route)])
    if row is None or row.route.person_id != ctx.actor.person_id:
        raise NotFound(_("There is no such route."))
    lock(session, row.route)
    row.revoked_at = row.revoked_at or ctx.now
    session.flush()
    return row.route_id


def close_all(session: Session, ctx: Context, *, person_id: int) -> None:
    """Close everything a person has opened: their consent to the processing of personal data is withdrawn."""
    for row in session.scalars(_living(Route.person_id == person_id)):
        row.revoked_at = ctx.now
    session.flush()


def _living(*conditions: sa.ColumnElement[bool]) -> sa.Select[Disclosure]:
    return sa.select(Disclosure).join(Disclosure.route).where(Disclosure.revoked_at.is_(None), *conditions)


def _own(session: Session, ctx: Context, route_id: int) -> Route:
    route = find(session, ctx, route_id)
    if route.person_id != ctx.actor.person_id:
        raise NotFound(_("There is no such route."))
    return route


def _office(session: Session, ctx: Context, route: Route, person_id: int) -> Role | None:
    them = replace(ctx, actor=rights.actor_of(session, person_id, ctx.today, ctx.actor.door))
    return rights.may_be_disclosed_to(session, them, route)


def _possible(session: Session, ctx: Context, route: Route) -> Sequence[RecipientLine]:
    found = {route.curator_id} if route.curator_id else set()
    if route.organization_id is not None:
        for role in (Role.head, Role.deputy):
            found |= set(recipients.holders(session, ctx, role, organization_id=route.organization_id))
    named = session.scalars(sa.select(Person).where(Person.id.in_(found)).order_by(Person.folded_name, Person.id))
    offices = [(one, _office(session, ctx, route, one.id)) for one in named]
    return [RecipientLine(one.id, one.full_name, office) for one, office in offices if office is not None]


def _line(row: Disclosure, office: Role | None) -> DisclosureLine:
    return DisclosureLine(row.id, row.recipient_id, row.recipient.full_name, office, row.given_at, row.revoked_at)
