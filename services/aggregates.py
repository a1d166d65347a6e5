"""Counts that speak of people and name nobody: fewer than five are only that, and neither a total nor a difference of
two periods gives them away (К-01, К-59)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import Text, catalog
from models.places import Organization
from services.periods import Period

_ = catalog("services").lazy
#: The fewest people an aggregate speaks of.
FEWEST = 5


@dataclass(frozen=True)
class Counted:
    """How many rows there are in a municipality, and of how many people."""

    rows: int = 0
    people: int = 0


@dataclass(frozen=True)
class Count:
    """A number as it may be told, or what is said ``instead`` of it."""

    number: int | None
    instead: Text | str = ""

    @property
    def words(self) -> int | str:
        """As a page and a table show it."""
        return str(self.instead) if self.number is None else self.number

    @property
    def least(self) -> int:
        """How many there are at least, as far as it tells."""
        return self.number if self.number is not None else int(self == FEW)


#: Instead of a number of fewer than five people; instead of one that would give such a number away.
FEW = Count(None, _("fewer than {n}", n=FEWEST))
HIDDEN = Count(None, _("hidden"))
#: Instead of a share of nobody.
NOBODY = Count(None, "—")


@dataclass(frozen=True)
class Total:
    """A column in all; ``exact`` unless a part of it is hidden, which a total would give away."""

    at_least: int
    exact: bool

    @property
    def words(self) -> int | str:
        """As a page and a table show it."""
        if self.exact:
            return self.at_least
        return str(_("at least {n}", n=self.at_least)) if self.at_least else HIDDEN.words


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


def sound(counted: Counted) -> bool:
    """Whether nobody is recognised by a count: nobody stands behind it, or five people and more."""
    return not 0 < counted.people < FEWEST


def shown(counted: Counted) -> Count:
    """The count; or that there are some people, and fewer than five."""
    return Count(counted.rows) if sound(counted) else FEW


def told(over: Period, is_sound: Callable[[Period], bool]) -> bool:
    """Whether what is counted over a period may be told: the larger period is told, and both of its halves are sound.

    A period is told with its other half or not at all. So whatever is reckoned from all that is told is made up of
    periods that are sound themselves, and a small one is never the difference of two others.
    """
    if over.larger is None:
        return is_sound(over)
    return told(over.larger, is_sound) and all(is_sound(half) for half in over.larger.halves)


def is_shared(part: int, whole: int) -> bool:
    """Whether a share may be told: at least five people stand on either side, so that it says the same of nobody
    (К-59)."""
    return part >= FEWEST and whole - part >= FEWEST


def share(part: int, whole: int) -> Count:
    """The percent of people; hidden where it would speak of fewer than five on either side."""
    return Count(round(100 * part / whole)) if is_shared(part, whole) else HIDDEN


def total(cells: Iterable[Count]) -> Total:
    """A column in all: where a part of it is hidden, no more than the shown ones tell already."""
    known = list(cells)
    return Total(sum(cell.least for cell in known), all(cell.number is not None for cell in known))
