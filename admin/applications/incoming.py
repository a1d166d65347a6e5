"""The incoming register: every application that was received, by its number and date (annex 2, cl. 5.9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import Query, joinedload

from admin.applications.queue import CENTRE
from admin.cells import status_badge
from admin.listing import Choice, Column
from admin.registers import RegisterView
from admin.work import Work, context, read
from locales import catalog, dates
from models.accounts import Role
from models.applications import Application, DiagnosticForm, Participation, ParticipationStatus
from models.base import fold
from models.people import Person, Way
from services import rights, search
from services.context import Context
from services.words import word

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
MONTHS = 24


def _months() -> Sequence[tuple[str, str]]:
    """The last two years by month, the newest first."""
    first = context().today.replace(day=1)
    found = [_month(first, back) for back in range(MONTHS)]
    return [(f"{one.year}-{one.month:02}", dates.month(one)) for one in found]


def _month(first: date, back: int) -> date:
    months = first.year * 12 + first.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _in_month(value: str) -> sa.ColumnElement[bool]:
    begins = date.fromisoformat(f"{value}-01")
    return sa.and_(Application.incoming_on >= begins, Application.incoming_on < _month(begins, -1))


class IncomingView(RegisterView):
    """Received applications."""

    allowed = CENTRE
    title = lazy("Incoming register")
    icon = "log"
    search_in = (Person.folded_name,)
    search_hint = lazy("Last name or incoming number")
    empty = lazy("No applications found. Clear the search and the filters.")
    columns = (
        Column("number", lazy("Number"), lambda row: row.application.incoming_number, kind="number"),
        Column("incoming_on", lazy("Received"), lambda row: row.application.incoming_on,
               sort=Application.incoming_on, kind="number"),
        Column("person", lazy("Full name"), lambda row: row.person.full_name, sort=Person.folded_name, kind="lead"),
        Column("way", lazy("How it came"), lambda row: row.application.way, kind="brief"),
        Column("form", lazy("Form"), lambda row: row.application.form, kind="wide"),
        Column("organization", lazy("Organisation"), lambda row: row.organization and row.organization.name,
               kind="rest"),
        Column("status", lazy("State"), lambda row: row.status, cell=lambda row: status_badge(row.status)),
    )  # fmt: skip
    choices = (
        Choice("month", lazy("Received"), _months, _in_month),
        Choice("way", lazy("How it came"), lambda: [(one.value, word(one)) for one in Way],
               lambda value: Application.way == Way(value)),
        Choice("form", lazy("Form"), lambda: [(one.value, word(one)) for one in DiagnosticForm],
               lambda value: Application.form == DiagnosticForm(value)),
        Choice("state", lazy("State"),
               lambda: [(one.value, word(one)) for one in ParticipationStatus if one is not ParticipationStatus.draft],
               lambda value: Participation.status == ParticipationStatus(value)),
    )  # fmt: skip
    order = (Application.incoming_on.desc(), Application.received_at.desc())
    loads = (
        joinedload(Participation.application), joinedload(Participation.person), joinedload(Participation.organization),
    )  # fmt: skip

    def __init__(self, work: Work) -> None:
        super().__init__(Participation, work, name="incoming", endpoint="incoming")

    def scope(self, ctx: Context) -> sa.ColumnElement[bool]:
        """What the actor's centres received."""
        centres = rights.centres_of(ctx, Role.operator, Role.planner)
        own = sa.true() if centres is None else Participation.centre_id.in_(centres)
        return sa.and_(own, Application.received_at.is_not(None))

    def get_query(self) -> Query[Any]:
        """Received applications with their people."""
        return super().get_query().join(Participation.application).join(Participation.person)

    def get_count_query(self) -> Query[Any]:
        """How many."""
        return super().get_count_query().join(Participation.application).join(Participation.person)

    def found(self, text: str) -> sa.ColumnElement[bool]:
        """By the beginnings of names, or by the beginning of a number."""
        number = Application.incoming_number.startswith(fold(text), autoescape=True)
        return sa.or_(number, read(search.named, text=text))

    def row_address(self, row: Participation) -> str:
        """The case."""
        return url_for("case.index", id=row.id)
