"""The queue of applications: tabs with counts, the nearest deadline first, a search by name, choices to narrow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from flask import Response, request, url_for

from admin.access import About, served
from admin.addresses import page, typed
from admin.base import PageView
from admin.export import download, gathered, workbook
from admin.forms import member, members
from admin.paging import turned
from admin.picks import Pick, kept, pick
from admin.places import municipalities
from admin.work import context, read
from locales import catalog
from models.accounts import Role
from models.applications import DiagnosticForm
from models.people import Way
from services import applications
from services.applications import Only, QueueTab, Whose
from services.words import word

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
#: Who works on cases.
CENTRE = frozenset({Role.operator, Role.planner})
#: What of it is the planner's own work, the nearest to its norm first.
PLANNING = (QueueTab.to_draw_up, QueueTab.to_decide)
EMPTY = {
    QueueTab.new: lazy("No new applications. When somebody applies, it appears here at once."),
    QueueTab.proposed: lazy("Nobody is thinking over proposed terms now."),
    QueueTab.agreed: lazy("No assessments are appointed."),
    QueueTab.assessed: lazy("All results are published."),
    QueueTab.to_decide: lazy("Every published result has its decision."),
    QueueTab.to_draw_up: lazy("Every route that was decided on is begun."),
    QueueTab.closed: lazy("No application was withdrawn or cancelled."),
}


@dataclass(frozen=True)
class Chip:
    """A part of a list: its words, count and address."""

    label: str
    count: int | None
    address: str
    current: bool


class QueuePage(PageView):
    """Applications of the centre."""

    allowed = CENTRE
    title = lazy("Applications")
    about: ClassVar[About] = {}
    icon = "queue"

    @served("/")
    def index(self) -> str:
        """A tab of the queue, within the search and the choices above it."""
        text, at, picks = typed(), page(), _picks()
        only = _only(picks)
        counts = read(applications.queue_counts, text=text, only=only)
        tab = _tab(counts)
        at, rows, more = turned(
            lambda limit, offset: read(applications.queue, tab=tab, text=text, only=only, limit=limit, offset=offset),
            counts[tab], at,
        )  # fmt: skip
        values = kept(picks) | ({"q": text} if text else {})
        chips = [
            Chip(word(one), counts[one], url_for("queue.index", tab=one.value, **values), one is tab)
            for one in QueueTab
        ]  # fmt: skip
        return self.render(
            "queue.html", chips=chips, tab=tab, text=text, picks=picks, values=values, rows=rows, page=at, more=more,
            empty_text=_("Nobody found in this tab. Try a shorter part of the last name or clear the filters.")
            if values else EMPTY[tab],
        )  # fmt: skip

    @served("/export/")
    def export(self) -> Response:
        """The tab within the same search and choices, as a workbook."""
        text, only = typed(), _only(_picks())
        tab = _tab(read(applications.queue_counts))
        rows = gathered(lambda limit, offset: read(
            applications.queue, tab=tab, text=text, only=only, limit=limit, offset=offset
        ))  # fmt: skip
        title = f"{self.title}, {word(tab)}"
        heads = [
            _("Full name"), _("Deadline"), _("What must be done"), _("Number"), _("Incoming date"), _("State"),
            _("Organisation"), _("Form"),
        ]  # fmt: skip
        cells = (
            (row.person, row.deadline and row.deadline.due_on, row.deadline and word(row.deadline.kind), row.number,
             row.received_on, word(row.status), row.organization, row.form and word(row.form))
            for row in rows
        )  # fmt: skip
        return download(workbook(title, heads, cells), title)


def _picks() -> list[Pick]:
    return [
        pick("municipality", lazy("Municipality"), municipalities()),
        pick("whose", lazy("Whose"), members(Whose)),
        pick("way", lazy("How it came"), members(Way)),
        pick("form", lazy("Form"), members(DiagnosticForm)),
    ]


def _only(picks: Sequence[Pick]) -> Only:
    town, whose, way, form = (one.chosen for one in picks)
    return Only(
        municipality_id=int(town) if town else None, whose=Whose(whose) if whose else None,
        way=Way(way) if way else None, form=DiagnosticForm(form) if form else None,
    )  # fmt: skip


def _tab(counts: dict[QueueTab, int]) -> QueueTab:
    """The tab asked for, else the first one that is the person's own work and not empty."""
    if asked := member(QueueTab, request.args.get("tab")):
        return asked
    if not context().actor.has(Role.operator):
        return next((one for one in PLANNING if counts[one]), QueueTab.to_decide)
    return next((one for one in QueueTab if counts[one] and one is not QueueTab.closed), QueueTab.new)
