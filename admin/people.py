"""The register of people. A centre sees those it serves, a head their own school; results are never here."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from admin.access import only, served
from admin.cells import chat_badge, phone
from admin.conversations import may_record
from admin.listing import Choice, Column
from admin.navigation import may_enter
from admin.person.affairs import affairs
from admin.places import municipalities
from admin.registers import RegisterView
from admin.work import Work, context, options, read
from locales import catalog
from models.accounts import Role
from models.people import Employment, Person, StaffKind
from models.places import Organization
from services import accounts, directory, handovers, outside, personal_data, rights, search
from services.context import Context
from services.words import word

_ = catalog("admin").gettext
lazy = catalog("admin").lazy


def main_job(person: Person) -> Employment | None:
    """The place of work that is shown of the person."""
    return directory.shown_job(context(), person)


def _subjects(person: Person) -> str:
    return ", ".join(options().region.subject_name(code) for code in person.subjects)


def _works(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return Person.id.in_(
        sa.select(Employment.person_id)
        .join(Organization, Organization.id == Employment.organization_id)
        .where(condition)
    )


class PeopleView(RegisterView):
    """People."""

    allowed = frozenset({Role.operator, Role.planner, Role.head, Role.deputy})
    title = lazy("People")
    icon = "people"
    search_in = (Person.folded_name,)
    search_hint = lazy("Last name or phone")
    empty = lazy("Nobody found. Try a shorter part of the last name or clear the filters.")
    details_page = "person.html"
    can_create = True
    columns = (
        Column("name", lazy("Full name"), lambda row: row.full_name, sort=Person.folded_name, kind="lead"),
        Column("organization", lazy("Organisation"), lambda row: (job := main_job(row)) and job.organization.name,
               kind="rest"),
        Column("position", lazy("Position"), lambda row: (job := main_job(row)) and job.position,
               kind="brief"),
        Column("municipality", lazy("Municipality"),
               lambda row: (job := main_job(row)) and job.organization.municipality.name),
        Column("subjects", lazy("Subjects"), _subjects, kind="brief"),
        Column("phone", lazy("Phone"), lambda row: row.phone, cell=lambda row: phone(row.phone), kind="number"),
        Column("chat", lazy("Telegram"), lambda row: row.chat is not None, cell=lambda row: chat_badge(row.chat)),
    )  # fmt: skip
    choices = (
        Choice("municipality", lazy("Municipality"), municipalities,
               lambda value: _works(Organization.municipality_id == int(value))),
        Choice("staff", lazy("Staff"), lambda: [(kind.value, word(kind)) for kind in StaffKind],
               lambda value: _works(Employment.staff_kind == StaffKind(value))),
        Choice("chat", lazy("Telegram"), lambda: [("yes", _("reached in the chat")), ("no", _("not in the chat"))],
               lambda value: Person.chat.has() if value == "yes" else ~Person.chat.has()),
    )  # fmt: skip
    order = (Person.folded_name,)
    loads = (
        selectinload(Person.employments).joinedload(Employment.organization).joinedload(Organization.municipality),
        joinedload(Person.chat),
    )

    def __init__(self, work: Work) -> None:
        super().__init__(Person, work, name="people", endpoint="people")

    def scope(self, ctx: Context) -> sa.ColumnElement[bool]:
        """The centre's people, or the school's."""
        return directory.visible_people(ctx)

    def found(self, text: str) -> sa.ColumnElement[bool]:
        """By the beginnings of names or by a phone, as the global search."""
        return read(search.named, text=text)

    def ranked(self, text: str) -> list[Any]:
        """A last name before a first name before a patronymic."""
        return [read(search.rank, text=text)]

    def details(self, row: Any) -> dict[str, Any]:
        """The words of the person's subjects, what the person has with the centre or the school; for the centre, the
        consents to the processing of their data."""
        served_here, job = read(rights.serves, person_id=row.id), main_job(row)
        found = {
            "consents": read(personal_data.consents, person_id=row.id), "recorded": read(outside.of, person_id=row.id),
            "lacks_consent": read(personal_data.lacks_consent, person_id=row.id),
        } if served_here else {}  # fmt: skip
        works = may_enter("handovers.person") and bool(read(handovers.workers, person_id=row.id))
        return {"subjects": _subjects(row), "job": job, "served": served_here, "works": works,
                "may_record": may_record(person_id=row.id),
                "may_help": may_enter("person.code") and read(accounts.may_help, person_id=row.id),
                "affairs": affairs(row.id, working=job is not None, served=served_here)} | found  # fmt: skip

    @only(Role.operator, Role.planner)
    @served("/new/", methods=("GET", "POST"))
    def create_view(self) -> str:
        """A person without Telegram: the first page of it."""
        return self.render("newcomer.html", name="", text="", rows=[])
