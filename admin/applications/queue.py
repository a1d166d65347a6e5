"""The queue of applications: tabs with counts, the nearest deadline first, a search by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, request, url_for

from admin.access import About, served
from admin.addresses import page, typed
from admin.base import PAGE_SIZE, PageView
from admin.export import download, gathered, workbook
from admin.work import context, read
from locales import catalog
from models.accounts import Role
from services import applications
from services.applications import QueueTab
from services.words import word

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
#: Who works on cases.
CENTRE = frozenset({Role.operator, Role.planner})
EMPTY = {
    QueueTab.new: lazy("No new applications. When somebody applies, it appears here at once."),
    QueueTab.proposed: lazy("Nobody is thinking over proposed terms now."),
    QueueTab.agreed: lazy("No assessments are appointed."),
    QueueTab.assessed: lazy("All results are published."),
    QueueTab.to_decide: lazy("Every published result has its decision."),
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
        """A tab of the queue."""
        counts = read(applications.queue_counts)
        tab = _tab(counts)
        text, at = typed(), page()
        rows = read(applications.queue, tab=tab, text=text, limit=PAGE_SIZE + 1, offset=(at - 1) * PAGE_SIZE)
        chips = [
            Chip(word(one), counts[one], url_for("queue.index", tab=one.value), one is tab and not text)
            if one is tab else Chip(word(one), counts[one], url_for("queue.index", tab=one.value), False)
            for one in QueueTab
        ]  # fmt: skip
        return self.render(
            "queue.html", chips=chips, tab=tab, text=text, rows=rows[:PAGE_SIZE], page=at, more=len(rows) > PAGE_SIZE,
            empty_text=_("Nobody found in this tab. Try a shorter part of the last name.") if text else EMPTY[tab],
        )  # fmt: skip

    @served("/export/")
    def export(self) -> Response:
        """The tab within the same search, as a workbook."""
        tab, text = _tab(read(applications.queue_counts)), typed()
        rows = gathered(lambda limit, offset: read(
            applications.queue, tab=tab, text=text, limit=limit, offset=offset
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


def _tab(counts: dict[QueueTab, int]) -> QueueTab:
    """The tab asked for, else the first one that is the person's own work and not empty."""
    asked = request.args.get("tab", "")
    if asked in QueueTab.__members__:
        return QueueTab(asked)
    if not context().actor.has(Role.operator):
        return QueueTab.to_decide
    return next((one for one in QueueTab if counts[one]), QueueTab.new)
