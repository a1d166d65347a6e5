"""Global search of the back office: people, organisations, applications by incoming number, routes by number.

Each kind is searched within what the actor may see anyway, and only for roles that see the kind at all. People are
found by the beginnings of their names, through an index for each name; a part in the middle of a word is tried when
nothing begins so.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from models.accounts import Role
from models.applications import Application, Participation, ParticipationStatus
from models.people import Employment, Person
from models.places import Organization
from models.routes import Route, RouteStatus
from services import directory, registers, rights
from services.context import Context
from services.naming import beginning, called, holding, words_of
from services.words import word

MOST = 10
SHORTEST = 2


class Found(enum.StrEnum):
    """What may be found."""

    people = "people"
    organizations = "organizations"
    applications = "applications"
    routes = "routes"


@dataclass(frozen=True)
class Hit:
    """Something found: its number, what it is called, and a word about it."""

    id: int
    title: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """What was found of a kind; ``more``: there is more than is shown."""

    kind: Found
    hits: Sequence[Hit]
    more: bool


def search(session: Session, ctx: Context, *, text: str, limit: int = MOST) -> Sequence[Group]:
    """What the actor may see of each kind, up to ``limit``; kinds without a hit are left out. Fewer than two letters
    find nothing: everything begins with one."""
    words = words_of(text)
    if sum(len(one) for one in words) < SHORTEST:
        return []
    found = (
        (Found.people, _people(session, ctx, words, limit + 1)),
        (Found.organizations, _organizations(session, ctx, words, limit + 1)),
        (Found.applications, _applications(session, ctx, " ".join(words), limit + 1)),
        (Found.routes, _routes(session, ctx, " ".join(words), limit + 1)),
    )
    return [Group(kind, hits[:limit], len(hits) > limit) for kind, hits in found if hits]


def named(session: Session, ctx: Context, *, text: str) -> sa.ColumnElement[bool]:
    """Which people a list shows for typed words: those whose names begin with each of them, as the global search finds;
    where nobody the actor sees is called so, those in whose names each word stands somewhere."""
    return called(session, text=text, among=sa.select(Person.id).where(directory.visible_people(ctx)))


def _people(session: Session, ctx: Context, words: Sequence[str], limit: int) -> list[Hit]:
    if not ctx.actor.has(Role.operator, Role.planner, Role.head, Role.deputy):
        return []
    rows = _those(session, ctx, beginning(session, words), limit)
    if not rows:
        rows = _those(session, ctx, holding(words), limit)
    return [Hit(row.id, row.full_name, _job(ctx, row)) for row in rows]


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
    current = [job for job in person.employments if job.ended_on is None or job.ended_on >= ctx.today]
    job = next((job for job in current if job.main), current[0] if current else None)
    return ", ".join(part for part in (job.position, job.organization.name) if part) if job else ""


def _organizations(session: Session, ctx: Context, words: Sequence[str], limit: int) -> list[Hit]:
    if not ctx.actor.has(Role.operator, Role.planner, Role.department, Role.administrator):
        return []
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


def _applications(session: Session, ctx: Context, number: str, limit: int) -> list[Hit]:
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


def _routes(session: Session, ctx: Context, number: str, limit: int) -> list[Hit]:
    if not any(sign.isdigit() for sign in number):
        return []
    centres = rights.centres_of(ctx, Role.operator, Role.planner)
    schools = rights.organizations_of(ctx, Role.head, Role.deputy)
    mine = Route.curator_id == ctx.actor.person_id if ctx.actor.has(Role.curator) else sa.false()
    served = sa.true() if centres is None else Route.centre_id.in_(centres)
    # Until it is sent for agreement, a route is the centre's alone.
    shown = sa.and_(sa.or_(mine, Route.organization_id.in_(schools), rights.approves(ctx)), Route.round > 0)
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
