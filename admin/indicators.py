"""The department's region over a period: how many by municipality, with the targets that the orders set."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from flask import Response, request, url_for

from admin.access import About, served
from admin.applications.queue import Chip
from admin.base import PageView
from admin.export import download, workbook
from admin.show import shown
from admin.work import context, read
from locales import catalog
from models.accounts import Role
from services import indicators
from services.aggregates import FEWEST, Total
from services.errors import Invalid
from services.indicators import Indicators, Measure, Period, PeriodKind
from services.words import word

_ = catalog("admin").gettext
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
            "indicators.html", found=found, refusal=refusal, asked=_asked(over), chips=_chips(over),
            typed={name: request.args.get(name, "")[:10] for name in ("first", "last")}, measures=list(Measure),
            bars=[(row.municipality, row.cells[Measure.assessed]) for row in found.rows], few=few, in_all=in_all,
        )  # fmt: skip

    @served("/export/")
    def export(self) -> Response:
        """The same table as a workbook: numbers as numbers, what is hidden in words."""
        over, _refusal = _period()
        title = f"{self.title}, {shown(over.first)} – {shown(over.last)}"
        return download(workbook(title, [_("Municipality"), *map(word, Measure)], _rows(over)), title)


def few(measure: Measure, value: int | None) -> int | str:
    """A number as it may be shown."""
    if value is not None:
        return value
    return _("hidden") if measure is Measure.route_share else _("fewer than {n}", n=FEWEST)


def in_all(found: Indicators, measure: Measure) -> int | str:
    """A measure in all, as it may be shown."""
    if measure is Measure.route_share:
        return few(measure, found.share)
    total: Total = found.totals[measure]
    return total.at_least if total.exact else _("at least {n}", n=total.at_least)


def _rows(over: Period) -> Sequence[Sequence[Any]]:
    found = read(indicators.indicators, over=over)
    rows: list[Sequence[Any]] = [
        [row.municipality, *(few(measure, row.cells[measure]) for measure in Measure)] for row in found.rows
    ]
    return [*rows, [_("In all"), *(in_all(found, measure) for measure in Measure)]]


def _period() -> tuple[Period, Invalid | None]:
    """The period that the address asks for; this year, with a word, for one that cannot be."""
    asked = request.args.get("period", "")
    kind = PeriodKind(asked) if asked in PeriodKind.__members__ else PeriodKind.this_year
    try:
        return indicators.period(context(), kind, _day("first"), _day("last")), None
    except Invalid as error:
        return indicators.period(context(), PeriodKind.this_year), error


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _asked(over: Period) -> dict[str, str]:
    """What an address says to come to this period again."""
    own = {"first": over.first.isoformat(), "last": over.last.isoformat()} if over.kind is PeriodKind.own else {}
    return {"period": over.kind.value} | own


def _chips(over: Period) -> list[Chip]:
    return [
        Chip(word(kind), None, url_for("indicators.index", period=kind.value), kind is over.kind)
        for kind in PeriodKind
        if kind is not PeriodKind.own
    ]
