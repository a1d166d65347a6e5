"""The register of deadlines: living ones first by day, with what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from admin.base import Choice, Column, RegisterView
from admin.cells import deadline_cell
from admin.work import Work, context, read
from locales import catalog
from models.accounts import Role
from models.deadlines import Deadline, DeadlineKind
from services import today
from services.applications.cards import DeadlineLine, deadline_line
from services.context import Context
from services.today import Urgency
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


def _urgencies() -> Sequence[tuple[str, str]]:
    counts = read(today.today).urgency
    return [(kind.value, f"{label} · {counts[kind]}") for kind, label in URGENCY.items()]


@dataclass(frozen=True)
class DeadlineRow:
    """A deadline and whom it concerns."""

    id: int
    line: DeadlineLine
    person: str


class DeadlinesView(RegisterView):
    """Deadlines of the centre."""

    allowed = frozenset({Role.operator, Role.planner})
    title = lazy("Deadlines")
    icon = "clock"
    empty = lazy("No deadlines here. When something begins to run, it appears in this list.")
    columns = (
        Column("due_on", lazy("Deadline"), lambda row: row.line.due_on, sort=Deadline.due_on,
               cell=lambda row: deadline_cell(row.line), kind="wide"),
        Column("kind", lazy("What must be done"), lambda row: word(row.line.kind)),
        Column("person", lazy("Person"), lambda row: row.person),
        Column("clause", lazy("By"), lambda row: row.line.clause or _("our guideline")),
        Column("state", lazy("State"), lambda row: word(row.line.status)),
    )  # fmt: skip
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
        people = read(today.people_of, deadline_ids=[row.id for row in rows])
        return [DeadlineRow(row.id, deadline_line(context(), row), people.get(row.id, "")) for row in rows]
