"""The periods that counts are told over: a calendar year, its two halves, their quarters.

No others are offered. Each lies in one larger period and is half of it, so that what can be reckoned by subtracting one
from another is a period too, and one rule can look after all of them (``aggregates.told``). A school year is not among
them: with the calendar year it would give away the months in which the two differ.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from locales import Text, catalog
from services import calendar
from services.context import Context
from services.errors import Invalid

_ = catalog("services").lazy
#: How many years back from this one are offered.
YEARS = 3


class PeriodKind(enum.StrEnum):
    """How long a period is."""

    year = "year"
    half = "half"
    quarter = "quarter"


#: How many of each make a year, and what an address calls them.
_IN_YEAR = {PeriodKind.year: 1, PeriodKind.half: 2, PeriodKind.quarter: 4}
_LARGER = {PeriodKind.half: PeriodKind.year, PeriodKind.quarter: PeriodKind.half}


@dataclass(frozen=True)
class Period:
    """A year, or one of its halves or quarters by its number."""

    year: int
    kind: PeriodKind = PeriodKind.year
    number: int = 1

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, (self.number - 1) * self._months + 1, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return calendar.add_months(self.first, self._months) - timedelta(days=1)

    @property
    def code(self) -> str:
        """What an address calls it: ``2026``, ``2026-half-1``, ``2026-quarter-3``."""
        return str(self.year) if self.kind is PeriodKind.year else f"{self.year}-{self.kind}-{self.number}"

    @property
    def words(self) -> Text:
        """What people call it."""
        if self.kind is PeriodKind.year:
            return _("year {year}", year=self.year)
        if self.kind is PeriodKind.half:
            return _("half {n} of {year}", n=self.number, year=self.year)
        return _("quarter {n} of {year}", n=self.number, year=self.year)

    @property
    def part(self) -> Text:
        """What it is called within its year."""
        if self.kind is PeriodKind.year:
            return _("the whole year")
        return _("half {n}", n=self.number) if self.kind is PeriodKind.half else _("quarter {n}", n=self.number)

    @property
    def larger(self) -> Period | None:
        """The period that this is half of; None for a year."""
        kind = _LARGER.get(self.kind)
        return Period(self.year, kind, (self.number + 1) // 2) if kind else None

    @property
    def halves(self) -> tuple[Period, ...]:
        """The two periods that make it up; none for a quarter."""
        kind = next((one for one, larger in _LARGER.items() if larger is self.kind), None)
        return tuple(Period(self.year, kind, 2 * self.number - at) for at in (1, 0)) if kind else ()

    @property
    def line(self) -> tuple[Period, ...]:
        """The year, and every period whose count decides whether this one's may be told; this one among them."""
        return (*self.larger.line, *self.larger.halves) if self.larger else (self,)

    @property
    def _months(self) -> int:
        return 12 // _IN_YEAR[self.kind]


def offered(ctx: Context) -> Sequence[Sequence[Period]]:
    """This year and those before it, the latest first; of each the year, its halves and its quarters that have
    begun."""
    return [_within(ctx, Period(ctx.today.year - ago)) for ago in range(YEARS)]


def asked(ctx: Context, code: str) -> Period:
    """The period of this code, this year for none; raises Invalid for one that is not offered."""
    if not code:
        return Period(ctx.today.year)
    found = next((one for year in offered(ctx) for one in year if one.code == code), None)
    if found is None:
        raise Invalid(_("There is no such period: please choose a year, its half or a quarter."), "period")
    return found


def _within(ctx: Context, year: Period) -> list[Period]:
    quarters = [quarter for half in year.halves for quarter in half.halves]
    return [one for one in (year, *year.halves, *quarters) if one.first <= ctx.today]
