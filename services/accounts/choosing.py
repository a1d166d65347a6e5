"""Whom an account is opened for: people found by name, with what tells namesakes apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from models.accounts import Account, Role
from models.people import Employment, Person
from services import naming, rights
from services.context import Context
from services.naming import holding, words_of

MOST_FOUND = 20


@dataclass(frozen=True)
class PersonLine:
    """A person in a list to choose from; ``places``: each position with its organisation."""

    id: int
    name: str
    places: tuple[str, ...]
    has_account: bool


@dataclass(frozen=True)
class PeopleFound:
    """People to choose from; ``more``: there are more of them than are shown."""

    lines: Sequence[PersonLine]
    more: bool


def find_for_account(session: Session, ctx: Context, *, text: str) -> PeopleFound:
    """People an account may be opened for, by a part of their names, a last name first; at most 20. Raises Denied for
    all but administrators, who see no more than the name, the position and the place of work.
    """
    rights.require(ctx.actor.has(Role.administrator))
    words = words_of(text)
    if not words:
        return PeopleFound((), False)
    query = (
        sa.select(Person)
        .where(Person.merged_into_id.is_(None), holding(words))
        .options(selectinload(Person.employments).joinedload(Employment.organization))
        .order_by(naming.rank(session, text=text), Person.folded_name, Person.id)
        .limit(MOST_FOUND + 1)
    )
    people = session.scalars(query).all()
    wanted = sa.select(Account.person_id).where(Account.person_id.in_([person.id for person in people]))
    with_account = set(session.scalars(wanted))
    lines = [_line(ctx, person, person.id in with_account) for person in people[:MOST_FOUND]]
    return PeopleFound(lines, len(people) > MOST_FOUND)


def _line(ctx: Context, person: Person, has_account: bool) -> PersonLine:
    current = (job for job in person.employments if job.ended_on is None or job.ended_on >= ctx.today)
    places = tuple(", ".join(part for part in (job.position, job.organization.name) if part) for job in current)
    return PersonLine(person.id, person.full_name, places, has_account)
