"""The rules of the region as its profile holds them: acts, terms with their clauses, blocks, levels, words, lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from admin.access import About, Everyone, served
from admin.base import PageView
from admin.work import context
from locales import catalog
from models.deadlines import DeadlineKind
from models.people import StaffKind
from services.context import Region
from services.words import word

_ = catalog("admin").gettext
lazy = catalog("admin").lazy


@dataclass(frozen=True)
class TermRow:
    """A term of the region: what must be done, in how many working days, by which clause (none: our guideline)."""

    name: str
    days: int
    clause: str


class RegionPage(PageView):
    """What the orders set here: the same for everyone who has signed in, and nothing of any person."""

    allowed = Everyone.signed_in
    title = lazy("Rules of the region")
    about: ClassVar[About] = {}
    icon = "info"

    @served("/")
    def index(self) -> str:
        """The whole profile on one page."""
        region = context().region
        return self.render(
            "region.html", region=region, terms=_terms(region),
            blocks=[(word(kind), region.blocks[kind.value]) for kind in StaffKind],
        )  # fmt: skip


def _terms(region: Region) -> list[TermRow]:
    """Terms counted in working days; norms first, guidelines after them."""
    known = {kind.value: word(kind) for kind in DeadlineKind} | {
        "result_by_order": _("tell the result, by an order"),
        "result_again": _("tell the result again after a recall"),
    }
    rows = [
        TermRow(known[name], term.days, term.clause if term.normative else "")
        for name, term in region.terms.items()
        if term.days is not None
    ]
    return sorted(rows, key=lambda row: not row.clause)
