"""Where the global search looks, a function for each kind: hits that the actor may see, and no more than asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from models.accounts import Account, Role
from models.applications import Application, Participation, ParticipationStatus
from models.catalogue import Event, Programme
from models.people import Employment, Person
from models.places import Organization
from models.routes import Route, RouteStatus
from services import catalogue, directory, registers, rights
from services.context import Context
from services.naming import NAMES, beginning, begins_any, by_phone, holding
from services.words import word


@dataclass(frozen=True)
class Hit:
    """Something found: its number, what it is called, and a word about it."""

    id: int
    title: str
    note: str = ""


def people(session: Session, ctx: Context, text: str, words: Sequence[str], limit: int) -> list[Hit]:
    """People by phone, or by name: those whose last name begins so, then the first name, then the patronymic."""
    called = by_phone(text)
    if called is not None:
        return [_person(ctx, row) for row in _those(session, ctx, called, limit)]
    rows: list[Person] = []
    begun = beginning(session, words)
    earlier: list[sa.ColumnElement[bool]] = []
    for column in NAMES:
        here = begins_any(session, column, words)
        if len(rows) < limit:
            rows += _those(session, ctx, sa.and_(begun, here, *earlier), limit - len(rows))
        earlier.append(sa.not_(here))
    return [_person(ctx, row) for row in rows or _those(session, ctx, holding(words), limit)]


def _person(ctx: Context, row: Person) -> Hit:
    return Hit(row.id, row.full_name, _job(ctx, row))


def _those(session: Session, ctx: Context, condition: sa.ColumnElement[bool], limit: int) -> list[Person]:
    query = (
        sa.select(Person)
        .where(condition, directory.visible_people(ctx))
        .options(selectinload(Person.employments).joinedload(Employment.organization))
        .order_by(Person.folded_name, Person.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def _job(ctx: Context, person: Person) -> str:
    job = directory.shown_job(ctx, person)
    return ", ".join(part for part in (job.position, job.organization.name) if part) if job else ""


def wards(session: Session, ctx: Context, _text: str, words: Sequence[str], limit: int) -> list[Hit]:
    """The actor's own wards as a curator: each route by the name of its person."""
    query = (
        sa.select(Route)
        .join(Route.person)
        .where(
            rights.curates(ctx),
            Route.round > 0,
            Route.status != RouteStatus.erased,
            holding(words),
        )
        .options(selectinload(Route.person))
        .order_by(sa.not_(begins_any(session, Person.folded_last, words)), Person.folded_name, Route.id)
        .limit(limit)
    )
    return [
        Hit(row.id, row.person.full_name, " · ".join(part for part in (row.number, word(row.status)) if part))
        for row in session.scalars(query)
    ]


def accounts(session: Session, _ctx: Context, text: str, words: Sequence[str], limit: int) -> list[Hit]:
    """Accounts by the name of their person or the beginning of their address."""
    query = (
        sa.select(Account)
        .join(Account.person)
        .where(sa.or_(holding(words), Account.email.startswith(text.strip().lower(), autoescape=True)))
        .options(joinedload(Account.person))
        .order_by(sa.not_(begins_any(session, Person.folded_last, words)), Person.folded_name, Account.id)
        .limit(limit)
    )
    return [Hit(row.id, row.person.full_name, row.email) for row in session.scalars(query)]


def programmes(session: Session, ctx: Context, _text: str, words: Sequence[str], limit: int) -> list[Hit]:
    """Programmes by words of the title and the provider, those on the shelf first."""
    query = (
        sa.select(Programme)
        .where(catalogue.visible(ctx, Programme.centre_id), *_words(Programme.folded_title, words))
        .order_by(Programme.archived_at.is_not(None), Programme.folded_title, Programme.id)
    )
    return [Hit(row.id, row.title, row.provider) for row in session.scalars(query.limit(limit))]


def events(session: Session, ctx: Context, _text: str, words: Sequence[str], limit: int) -> list[Hit]:
    """Events by words of the title and the provider, the latest first."""
    query = (
        sa.select(Event)
        .where(catalogue.visible(ctx, Event.centre_id), *_words(Event.folded_title, words))
        .order_by(Event.archived_at.is_not(None), Event.starts_on.desc(), Event.id)
    )
    return [Hit(row.id, row.title, row.place) for row in session.scalars(query.limit(limit))]


def _words(column: InstrumentedAttribute[str], words: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    return [column.contains(one, autoescape=True) for one in words]


def organizations(session: Session, ctx: Context, _text: str, words: Sequence[str], limit: int) -> list[Hit]:
    """Organisations by words of their names or by their INN."""
    query = (
        sa.select(Organization)
        .where(
            registers.visible_organizations(ctx),
            *(
                sa.or_(Organization.folded_name.contains(one, autoescape=True), Organization.inn == one)
                for one in words
            ),
        )
        .options(joinedload(Organization.municipality))
        .order_by(Organization.closed, Organization.folded_name, Organization.id)
        .limit(limit)
    )
    return [Hit(row.id, row.name, row.municipality.name) for row in session.scalars(query)]


def applications(session: Session, ctx: Context, _text: str, words: Sequence[str], limit: int) -> list[Hit]:
    """Applications by the beginning of the incoming number."""
    number = " ".join(words)
    centres = rights.centres_of(ctx, Role.operator, Role.planner)
    if not any(sign.isdigit() for sign in number):
        return []
    query = (
        sa.select(Participation, Application.incoming_number)
        .join(Application, Application.id == Participation.application_id)
        .where(
            sa.true() if centres is None else Participation.centre_id.in_(centres),
            Participation.status != ParticipationStatus.draft,
            sa.or_(
                sa.func.lower(Application.incoming_number).startswith(number, autoescape=True),
                Application.incoming_number.startswith(number.upper(), autoescape=True),
            ),
        )
        .options(selectinload(Participation.person))
        .order_by(Application.id.desc(), Participation.id)
        .limit(limit)
    )
    return [
        Hit(row.id, f"{incoming} · {row.person.full_name}", word(row.status))
        for row, incoming in session.execute(query)
    ]


def routes(session: Session, ctx: Context, _text: str, words: Sequence[str], limit: int) -> list[Hit]:
    """Routes by the beginning of the number."""
    number = " ".join(words)
    if not any(sign.isdigit() for sign in number):
        return []
    centres = rights.centres_of(ctx, Role.operator, Role.planner)
    schools = rights.organizations_of(ctx, Role.head, Role.deputy)
    served = sa.true() if centres is None else Route.centre_id.in_(centres)
    # Until it is sent for agreement, a route is the centre's alone.
    shown = sa.and_(
        sa.or_(rights.curates(ctx), Route.organization_id.in_(schools), rights.approves(ctx)), Route.round > 0
    )
    query = (
        sa.select(Route)
        .where(
            sa.or_(served, shown),
            Route.status != RouteStatus.erased,
            sa.or_(
                sa.func.lower(Route.number).startswith(number, autoescape=True),
                Route.number.startswith(number.upper(), autoescape=True),
            ),
        )
        .options(selectinload(Route.person))
        .order_by(Route.id.desc())
        .limit(limit)
    )
    rows = [row for row in session.scalars(query) if rights.sees_route(session, ctx, row)]
    return [Hit(row.id, f"{row.number} · {row.person.full_name}", word(row.status)) for row in rows]
