"""Registers of reference data: organisations, municipalities, centres."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from wtforms import BooleanField

from admin.access import only
from admin.cells import phone, state_badge
from admin.fields import LineField, ListField, filled, short
from admin.form_pages import FormPages
from admin.forms import PageForm
from admin.listing import Choice, Column
from admin.registers import RegisterView
from admin.work import Work, context, read, run
from locales import catalog
from models.accounts import Role
from models.places import Centre, Municipality, Organization
from services import registers
from services.context import Context
from services.registers import Saved

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
READERS = frozenset({Role.operator, Role.planner, Role.department, Role.administrator})


def municipalities() -> list[tuple[str, str]]:
    """Municipalities the person may see, to choose from."""
    query = (
        sa.select(Municipality).where(registers.visible_municipalities(context())).order_by(Municipality.folded_name)
    )
    return [(str(row.id), row.name) for row in read(lambda session, _ctx: session.scalars(query).all())]


def centres() -> list[tuple[str, str]]:
    """Centres the person may see, to choose from."""
    query = sa.select(Centre).where(registers.visible_centres(context())).order_by(Centre.name)
    return [(str(row.id), row.name) for row in read(lambda session, _ctx: session.scalars(query).all())]


class OrganizationForm(PageForm):
    """An organisation."""

    name = LineField(lazy("Short name"), [filled()], description=lazy("As people call it: School No. 7"))
    municipality_id = ListField(lazy("Municipality"))
    full_name = LineField(lazy("Full name by the charter"), [short(500)])
    inn = LineField(lazy("Tax number (INN)"), [short(20)], description=lazy("10 digits"))
    founder = LineField(lazy("Founder"), [short()])
    closed = BooleanField(lazy("Closed: no longer offered when a place of work is chosen"))


class MunicipalityForm(PageForm):
    """A municipality."""

    name = LineField(lazy("Name"), [filled()])
    centre_id = ListField(lazy("Centre"))


class CentreForm(PageForm):
    """A centre."""

    name = LineField(lazy("Name"), [filled()])
    address = LineField(lazy("Address"), [short()])
    phone = LineField(lazy("Phone"), [short(40)], description=lazy("Teachers see it in the chat"))
    email = LineField(lazy("E-mail"), [short()])


class OrganizationsView(FormPages, RegisterView):
    """Organisations."""

    allowed = READERS
    title = lazy("Organisations")
    icon = "school"
    new_title = lazy("New organisation")
    search_in = (Organization.folded_name,)
    search_hint = lazy("Name of the organisation")
    empty = lazy("No organisations found. Try a shorter part of the name or clear the filters.")
    can_create = can_edit = can_delete = True
    form_class = OrganizationForm
    columns = (
        Column("name", lazy("Name"), lambda row: row.name, sort=Organization.folded_name, kind="lead"),
        Column("municipality", lazy("Municipality"), lambda row: row.municipality.name),
        Column("centre", lazy("Centre"), lambda row: row.municipality.centre.name),
        Column("founder", lazy("Founder"), lambda row: row.founder),
        Column("inn", lazy("INN"), lambda row: row.inn, kind="number"),
        Column("state", lazy("State"), lambda row: _("closed") if row.closed else _("works"),
               cell=lambda row: state_badge(not row.closed, _("works"), _("closed"))),
    )  # fmt: skip
    choices = (
        Choice("municipality", lazy("Municipality"), municipalities,
               lambda value: Organization.municipality_id == int(value)),
        Choice("state", lazy("State"), lambda: [("open", _("works")), ("closed", _("closed"))],
               lambda value: Organization.closed.is_(value == "closed")),
    )  # fmt: skip
    order = (Organization.folded_name,)
    loads = (joinedload(Organization.municipality).joinedload(Municipality.centre),)
    create_view = only(Role.operator, Role.administrator)(RegisterView.create_view)
    edit_view = only(Role.operator, Role.administrator)(RegisterView.edit_view)
    delete_view = only(Role.operator, Role.administrator)(RegisterView.delete_view)

    def __init__(self, work: Work) -> None:
        super().__init__(Organization, work, name="organizations", endpoint="organizations")

    def scope(self, ctx: Context) -> sa.ColumnElement[bool]:
        """Those of the actor's centres, municipalities, or the region."""
        return registers.visible_organizations(ctx)

    def prepared(self, form: PageForm) -> PageForm:
        """Municipalities to choose from."""
        form.municipality_id.choices = [("", _("choose…")), *municipalities()]
        return form

    def save(self, row_id: int | None, data: dict[str, Any]) -> Saved:
        """Enter or change an organisation."""
        municipality_id = int(data.pop("municipality_id") or 0)
        return run(registers.save_organization, organization_id=row_id, municipality_id=municipality_id, **data)

    def check(self, row_id: int | None, data: dict[str, Any]) -> None:
        """The name, the tax number and the municipality."""
        read(registers.check_organization, organization_id=row_id, name=data["name"], inn=data["inn"],
             municipality_id=int(data["municipality_id"] or 0))  # fmt: skip

    def remove(self, row_id: int) -> Saved:
        """Remove an organisation."""
        return run(registers.remove_organization, organization_id=row_id)


class MunicipalitiesView(FormPages, RegisterView):
    """Municipalities."""

    allowed = READERS
    title = lazy("Municipalities")
    icon = "map"
    new_title = lazy("New municipality")
    search_in = (Municipality.folded_name,)
    search_hint = lazy("Name of the municipality")
    empty = lazy("No municipalities found.")
    can_create = can_edit = can_delete = True
    form_class = MunicipalityForm
    columns = (
        Column("name", lazy("Name"), lambda row: row.name, sort=Municipality.folded_name, kind="lead"),
        Column("centre", lazy("Centre"), lambda row: row.centre.name),
    )
    order = (Municipality.folded_name,)
    loads = (joinedload(Municipality.centre),)
    create_view = only(Role.administrator)(RegisterView.create_view)
    edit_view = only(Role.administrator)(RegisterView.edit_view)
    delete_view = only(Role.administrator)(RegisterView.delete_view)

    def __init__(self, work: Work) -> None:
        super().__init__(Municipality, work, name="municipalities", endpoint="municipalities")

    def scope(self, ctx: Context) -> sa.ColumnElement[bool]:
        """Those of the actor's centres, or the region."""
        return registers.visible_municipalities(ctx)

    def prepared(self, form: PageForm) -> PageForm:
        """Centres to choose from."""
        form.centre_id.choices = [("", _("choose…")), *centres()]
        return form

    def save(self, row_id: int | None, data: dict[str, Any]) -> Saved:
        """Enter or change a municipality."""
        return run(
            registers.save_municipality,
            municipality_id=row_id,
            name=data["name"],
            centre_id=int(data["centre_id"] or 0),
        )

    def remove(self, row_id: int) -> Saved:
        """Remove a municipality."""
        return run(registers.remove_municipality, municipality_id=row_id)


class CentresView(FormPages, RegisterView):
    """Centres."""

    allowed = READERS
    title = lazy("Centres")
    icon = "centre"
    new_title = lazy("New centre")
    empty = lazy("There are no centres yet.")
    can_create = can_edit = True
    form_class = CentreForm
    columns = (
        Column("name", lazy("Name"), lambda row: row.name, sort=Centre.name, kind="lead"),
        Column("address", lazy("Address"), lambda row: row.address),
        Column("phone", lazy("Phone"), lambda row: row.phone, cell=lambda row: phone(row.phone), kind="number"),
        Column("email", lazy("E-mail"), lambda row: row.email),
    )
    order = (Centre.name,)
    create_view = only(Role.administrator)(RegisterView.create_view)
    edit_view = only(Role.administrator)(RegisterView.edit_view)
    delete_view = only(Role.administrator)(RegisterView.delete_view)

    def __init__(self, work: Work) -> None:
        super().__init__(Centre, work, name="centres", endpoint="centres")

    def scope(self, ctx: Context) -> sa.ColumnElement[bool]:
        """The actor's centres, or all."""
        return registers.visible_centres(ctx)

    def save(self, row_id: int | None, data: dict[str, Any]) -> Saved:
        """Enter or change a centre."""
        return run(registers.save_centre, centre_id=row_id, **data)
