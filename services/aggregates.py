"""Counts that speak of people and name nobody: fewer than five are only that, and no total gives them away (К-01)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.places import Organization

#: The fewest people an aggregate speaks of.
FEWEST = 5


@dataclass(frozen=True)
class Counted:
    """How many rows there are in a municipality, and of how many people."""

    rows: int = 0
    people: int = 0


@dataclass(frozen=True)
class Total:
    """A column in all; ``exact`` unless a part of it is hidden, which a total would give away."""

    at_least: int
    exact: bool


def by_place(session: Session, rows: sa.Select[int | None, int, int]) -> Mapping[int, Counted]:
    """How many different rows and people of these (organisation, row, person) lie in each municipality."""
    found = rows.subquery()
    place, row, person = found.c
    query = (
        sa.select(Organization.municipality_id, sa.func.count(sa.distinct(row)), sa.func.count(sa.distinct(person)))
        .join(found, place == Organization.id)
        .group_by(Organization.municipality_id)
    )
    return {number: Counted(count, people) for number, count, people in session.execute(query)}


def shown(counted: Counted) -> int | None:
    """The count; None where there are some people, and fewer than five."""
    return None if 0 < counted.people < FEWEST else counted.rows


def share(part: int, whole: int) -> int | None:
    """The percent of people; None where it would speak of fewer than five on either side, and so wherever it would say
    the same of everybody (К-59)."""
    return None if part < FEWEST or whole - part < FEWEST else round(100 * part / whole)


def total(cells: Iterable[int | None]) -> Total:
    """A column in all. A hidden cell holds somebody: more than that the sum of the shown ones must not tell."""
    known = list(cells)
    return Total(sum(1 if cell is None else cell for cell in known), None not in known)
