"""The department's region over a period: how many by municipality, with the targets that the orders set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import Response, request, url_for

from admin.access import About, served
from admin.applications.queue import Chip
from admin.base import PageView
from admin.export import download, workbook
from admin.work import context, read
from locales import catalog
from models.accounts import Role
from services import indicators, periods
from services.errors import Invalid
from services.indicators import Indicators, Measure
from services.periods import Period
from services.words import word

_ = catalog("admin").gettext
n_ = catalog("admin").ngettext
lazy = catalog("admin").lazy


class IndicatorsPage(PageView):
    """Indicators of the region."""

    allowed = frozenset({Role.department})
    title = lazy("Indicators")
    about: ClassVar[About] = {}
    icon = "log"

    @served("/")
    def index(self) -> str:
        """The period, the bars, the table."""
        over, refusal = _period()
        found = read(indicators.indicators, over=over)
        return self.render(
            "indicators.html", found=found, refusal=refusal, years=_years(over), parts=_parts(over),
            bars=[(row.municipality, row.cells[Measure.assessed]) for row in found.rows],
        )  # fmt: skip

    @served("/export/")
    def export(self) -> Response:
        """The same table as a workbook: numbers as numbers, what is hidden in words."""
        over, _refusal = _period()
        title, found = f"{self.title}, {over.words}", read(indicators.indicators, over=over)
        return download(workbook(title, [_("Municipality"), *map(word, found.totals)], _rows(found)), title)


def _rows(found: Indicators) -> Sequence[Sequence[Any]]:
    rows: list[Sequence[Any]] = [
        [row.municipality, *(row.cells[measure].words for measure in found.totals)] for row in found.rows
    ]
    return [*rows, [_("In all"), *(_in_all(found, measure) for measure in found.totals)]]


def _in_all(found: Indicators, measure: Measure) -> int | str:
    """A number in all; of the share also what it leaves out."""
    words = found.totals[measure].words
    if measure is not Measure.route_share or not found.left_out:
        return words
    left_out = n_("without {n} municipality where it is hidden", "without {n} municipalities where it is hidden",
                  found.left_out)  # fmt: skip
    return f"{words}, {left_out}"


def _period() -> tuple[Period, Invalid | None]:
    """The period that the address asks for; this year, with a word, for one that is not offered."""
    try:
        return periods.asked(context(), request.args.get("period", "")), None
    except Invalid as error:
        return periods.asked(context(), ""), error


def _years(over: Period) -> list[Chip]:
    every = periods.offered(context())
    return [_chip(year, str(year.words), year.year == over.year) for year, *_parts in every]


def _parts(over: Period) -> list[Chip]:
    """The year and its parts."""
    every = periods.offered(context())
    return [_chip(one, str(one.part), one == over) for year in every if over in year for one in year]


def _chip(one: Period, label: str, current: bool) -> Chip:
    return Chip(label, None, url_for("indicators.index", period=one.code), current)
