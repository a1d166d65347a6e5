"""The register of deadlines: living ones first by day, with what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import sqlalchemy as sa
from flask import g, url_for

from admin.cells import deadline_cell
from admin.listing import Choice, Column
from admin.registers import RegisterView
from admin.work import Work, context, read
from locales import catalog
from models.accounts import Role
from models.deadlines import Deadline, DeadlineKind
from services import today
from services.applications.cards import DeadlineLine, deadline_line
from services.context import Context
from services.today import Concern, Sort, Urgency
from services.words import word

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
URGENCY = {
    Urgency.overdue: lazy("Overdue"),
    Urgency.today: lazy("Due today"),
    Urgency.soon: lazy("Soon"),
    Urgency.later: lazy("Later"),
    Urgency.on_hold: lazy("On hold"),
}


SORTS = {
    Sort.norm: lazy("Terms of the orders"),
    Sort.guideline: lazy("Our guidelines"),
    Sort.activity: lazy("Activities"),
}
EVERY, CLOSED = "all", "closed"


def _counts() -> today.Today:
    if "deadlines" not in g:
        g.deadlines = read(today.today)
    return cast(today.Today, g.deadlines)


def has_norms() -> bool:
    """Whether the region has terms that are norms."""
    return any(term.normative for term in context().region.terms.values())


def _sorts() -> Sequence[tuple[str, str]]:
    """Norms first where the region has any; each with how many live."""
    counts = _counts()
    known = [sort for sort in Sort if sort is not Sort.norm or has_norms()]
    told = [(sort.value, f"{SORTS[sort]} · {counts.count(sort)}") for sort in known]
    return [*told, (EVERY, _("All · {count}", count=counts.count())), (CLOSED, _("Closed"))]


def _of_sort(value: str) -> sa.ColumnElement[bool]:
    if value == CLOSED:
        return Deadline.closed_on.is_not(None)
    living = Deadline.closed_on.is_(None)
    return living if value == EVERY else sa.and_(living, today.of_sort(Sort(value)))


def _urgencies() -> Sequence[tuple[str, str]]:
    return [(kind.value, str(label)) for kind, label in URGENCY.items()]


def concern_address(about: Concern) -> str:
    """The page of what a deadline is about."""
    if about.route_id is not None:
        return url_for("routes.route", id=about.route_id)
    return url_for("case.index", id=about.participation_id)


@dataclass(frozen=True)
class DeadlineRow:
    """A deadline and whom it concerns."""

    id: int
    line: DeadlineLine
    about: Concern


def _doing(row: DeadlineRow) -> str:
    """What must be done, and by whom where three may owe the same."""
    return f"{word(row.line.kind)}: {word(row.about.party)}" if row.about.party else word(row.line.kind)


class DeadlinesView(RegisterView):
    """Deadlines of the centre."""

    allowed = frozenset({Role.operator, Role.planner})
    title = lazy("Deadlines")
    icon = "clock"
    empty = lazy("No deadlines here. When something begins to run, it appears in this list.")
    columns = (
        Column("person", lazy("Person"), lambda row: row.about.person, kind="lead"),
        Column("due_on", lazy("Deadline"), lambda row: row.line.due_on, sort=Deadline.due_on,
               cell=lambda row: deadline_cell(row.line), kind="due"),
        Column("kind", lazy("What must be done"), lambda row: _doing(row), kind="rest says"),
        Column("clause", lazy("By"), lambda row: row.line.clause or _("our guideline"), kind="wide"),
    )  # fmt: skip
    tabs = Choice("of", lazy("Kind of term"), _sorts, _of_sort)
    choices = (
        Choice("urgency", lazy("Urgency"), _urgencies, lambda value: today.of_urgency(context(), Urgency(value))),
        Choice("kind", lazy("What must be done"), lambda: [(kind.value, word(kind)) for kind in DeadlineKind],
               lambda value: Deadline.kind == DeadlineKind(value)),
    )  # fmt: skip
    order = (Deadline.closed_on.is_not(None), Deadline.due_on)

    def __init__(self, work: Work) -> None:
        super().__init__(Deadline, work, name="deadlines", endpoint="deadlines")

    def scope(self, ctx: Context) -> sa.ColumnElement[bool]:
        """Those of the actor's centres."""
        return today.deadlines_in_scope(ctx)

    def prepare(self, rows: Sequence[Deadline]) -> Sequence[DeadlineRow]:
        """The people of all rows in one query."""
        found = read(today.concerned, deadline_ids=[row.id for row in rows])
        return [DeadlineRow(row.id, deadline_line(context(), row), found[row.id]) for row in rows]

    def row_address(self, row: DeadlineRow) -> str:
        """The route or the application that the deadline is about."""
        return concern_address(row.about)
