"""The catalogue that routes draw from: registers of programmes and of events, with their forms.

Tags of deficits stand in the forms of the centre only, never in a list or an export (К-01).
"""

from __future__ import annotations

from typing import Any, ClassVar

import sqlalchemy as sa
from flask import flash, redirect, url_for
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response
from wtforms import BooleanField
from wtforms.validators import ValidationError

from admin.cells import state_badge
from admin.forms import (
    DayField,
    LineField,
    ListField,
    PageForm,
    TicksField,
    filled,
    given,
    member,
    members,
    short,
    sure,
)
from admin.listing import Choice, Column
from admin.places import FormPages, centres, municipalities
from admin.registers import RegisterView
from admin.work import Work, context, read, run
from locales import catalog
from models.accounts import Role
from models.catalogue import KINDS, ActivityKind, ActivitySource, Deficit, Event, EventLevel, Programme
from models.places import Organization
from models.routes import ActivityCategory
from services import catalogue, codifiers, registers
from services.context import Context
from services.registers import Saved
from services.words import word

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
EDITORS = frozenset({Role.operator, Role.planner, Role.administrator})
MOST_TAGS = 200


def _shelf() -> list[tuple[str, str]]:
    return [("open", _("on the shelf")), ("archived", _("in the archive"))]


def _hours(_form: Any, field: Any) -> None:
    if not (field.data.isascii() and field.data.isdigit() and len(field.data) <= 4):
        raise ValidationError(_("A number, please, for example 36."))


class ProgrammeForm(PageForm):
    """A programme."""

    title = LineField(lazy("Title"), [filled(most=300)])
    provider = LineField(lazy("Who holds it"), [short(300)])
    hours = LineField(lazy("Hours"), [_hours])
    kind = ListField(
        lazy("Kind"), choices=lambda: [(one.value, word(one)) for one in KINDS[ActivityCategory.knowledge]]
    )
    source = ListField(lazy("Source"), choices=lambda: members(ActivitySource))
    in_federal_register = BooleanField(lazy("Stands in the federal register"))
    starts_on = DayField(lazy("First day"), description=lazy("Empty: at any time"))
    ends_on = DayField(lazy("Last day"))
    place = LineField(lazy("Place"), [short(300)])
    centre_id = ListField(lazy("Whose"))
    deficit_ids = TicksField(lazy("Deficits it works on"))
    archived = BooleanField(lazy("In the archive: no longer offered for new routes"))


class EventForm(PageForm):
    """An event."""

    title = LineField(lazy("Title"), [filled(most=300)])
    category = ListField(lazy("Category"), choices=lambda: members(ActivityCategory))
    kind = ListField(lazy("Kind"), choices=lambda: members(ActivityKind))
    source = ListField(lazy("Source"), choices=lambda: members(ActivitySource))
    provider = LineField(lazy("Who holds it"), [short(300)])
    starts_on = DayField(lazy("First day"), [given])
    ends_on = DayField(lazy("Last day"), description=lazy("Empty: the same day"))
    place = LineField(lazy("Place"), [short(300)])
    level = ListField(lazy("Level"), choices=lambda: members(EventLevel))
    municipality_id = ListField(lazy("Municipality"), description=lazy("For a municipal event"))
    organization = LineField(lazy("Organisation"), [short()],
                             description=lazy("For an event of a school: its name as in the register"))  # fmt: skip
    centre_id = ListField(lazy("Whose"))
    deficit_ids = TicksField(lazy("Deficits it works on"))
    archived = BooleanField(lazy("In the archive: no longer offered for new routes"))
    aliases: ClassVar[dict[str, str]] = {"organization_id": "organization"}


class Shelf(FormPages):
    """What both registers share: titles instead of names, the archive, tags to choose from."""

    def create_page(self) -> str | Response:
        """The form of a new row."""
        mine = centres()
        form = self.form_class(data={"centre_id": mine[0][0] if len(mine) == 1 else "", "hours": ""})
        return self._page(self.prepared(form), None, str(self.new_title))

    def edit_page(self, row: Any) -> str | Response:
        """The form of a row."""
        data = {name: getattr(row, name, None) for name in self.form_class()._fields}
        data |= {"centre_id": str(row.centre_id or ""), "archived": row.archived_at is not None}
        data |= {"deficit_ids": [str(one.id) for one in row.deficits]}
        return self._page(self.prepared(self.form_class(data=data | self.more(row))), row, row.title)

    def more(self, row: Any) -> dict[str, Any]:
        """What else of a row the form begins with."""
        return {}

    def prepared(self, form: PageForm) -> PageForm:
        """Centres and deficits to choose from; the region's own are an administrator's."""
        whole = [("", _("the whole region"))] if context().actor.has(Role.administrator) else [("", _("choose…"))]
        form.centre_id.choices = [*whole, *centres()]
        found = read(codifiers.find_deficits, limit=MOST_TAGS)
        chosen = [int(one) for one in form.deficit_ids.data or [] if one.isdigit()]
        listed = {one.id: f"{one.code} {one.text}" for one in found}
        listed |= {one.id: f"{one.code} {one.text}" for one in read(_tags, chosen=chosen)}
        form.deficit_ids.choices = [(str(number), text) for number, text in listed.items()]
        return form

    def _page(self, form: PageForm, row: Any, title: str) -> str | Response:
        data = {name: value for name, value in form.data.items() if name != "csrf_token"}
        row_id = row.id if row else None
        if form.accept(lambda: self.save(row_id, data), lambda: self.check(row_id, data)):
            flash(_("Saved: {name}", name=form.data["title"]), "success")
            return redirect(url_for(f"{self.endpoint}.index_view"), 303)
        return self.render("form.html", form=form, title=title, row=row)

    def delete_page(self, row: Any) -> str | Response:
        """Ask, then delete."""
        form, name, row_id = PageForm(), row.title, row.id
        if form.accept(lambda: self.remove(row_id)):
            flash(_("Deleted: {name}", name=name), "success")
            return redirect(url_for(f"{self.endpoint}.index_view"), 303)
        return self.render("delete.html", form=form, row=row, name=name)


def _tags(session: Session, _ctx: Context, *, chosen: list[int]) -> list[Deficit]:
    return list(session.scalars(sa.select(Deficit).where(Deficit.id.in_(chosen))))


def _ids(data: dict[str, Any]) -> dict[str, Any]:
    return {"centre_id": int(data.pop("centre_id") or 0) or None,
            "deficit_ids": [int(one) for one in data.pop("deficit_ids") if one.isdigit()]}  # fmt: skip


def _save_programme(session: Session, ctx: Context, /, *, archived: bool, **values: Any) -> Saved:
    card = catalogue.save_programme(session, ctx, **values)
    catalogue.archive(session, ctx, programme_id=card.id, archived=archived)
    return Saved(card.id, card.title)


def _save_event(session: Session, ctx: Context, /, *, archived: bool, **values: Any) -> Saved:
    card = catalogue.save_event(session, ctx, **values)
    catalogue.archive(session, ctx, event_id=card.id, archived=archived)
    return Saved(card.id, card.title)


class ProgrammesView(Shelf, RegisterView):
    """Programmes."""

    allowed = EDITORS
    title = lazy("Programmes")
    icon = "log"
    new_title = lazy("New programme")
    search_in = (Programme.folded_title,)
    search_hint = lazy("Title or who holds it")
    empty = lazy("No programmes found. Try a shorter part of the title or clear the filters.")
    can_create = can_edit = can_delete = True
    form_class = ProgrammeForm
    columns = (
        Column("title", lazy("Title"), lambda row: row.title, sort=Programme.folded_title, kind="rest"),
        Column("kind", lazy("Kind"), lambda row: row.kind, kind="brief"),
        Column("hours", lazy("Hours"), lambda row: row.hours, sort=Programme.hours, kind="number"),
        Column("provider", lazy("Who holds it"), lambda row: row.provider, kind="brief"),
        Column("federal", lazy("Federal register"), lambda row: row.in_federal_register),
        Column("starts_on", lazy("First day"), lambda row: row.starts_on, sort=Programme.starts_on, kind="number"),
        Column("centre", lazy("Whose"), lambda row: row.centre.name if row.centre else _("the whole region"),
               kind="brief"),
        Column("state", lazy("State"), lambda row: _("in the archive") if row.archived_at else _("on the shelf"),
               cell=lambda row: state_badge(not row.archived_at, _("on the shelf"), _("in the archive"))),
    )  # fmt: skip
    choices = (
        Choice("source", lazy("Source"), lambda: members(ActivitySource),
               lambda value: Programme.source == ActivitySource(value)),
        Choice("federal", lazy("Federal register"), lambda: [("yes", _("yes")), ("no", _("no"))],
               lambda value: Programme.in_federal_register.is_(value == "yes")),
        Choice("state", lazy("State"), _shelf, lambda value: Programme.archived_at.is_(None) if value == "open"
               else Programme.archived_at.is_not(None)),
    )  # fmt: skip
    order = (Programme.archived_at.is_not(None), Programme.folded_title)
    loads = (joinedload(Programme.centre),)

    def __init__(self, work: Work) -> None:
        super().__init__(Programme, work, name="programmes", endpoint="programmes")

    def scope(self, ctx: Context) -> sa.ColumnElement[bool]:
        """Those of the actor's centres and of the region."""
        return catalogue.visible(ctx, Programme.centre_id)

    def save(self, row_id: int | None, data: dict[str, Any]) -> Saved:
        """Enter or change a programme."""
        data = dict(data)
        values = _ids(data)
        values |= data | {"kind": ActivityKind(data["kind"]), "source": ActivitySource(data["source"]),
                   "hours": int(data["hours"])}  # fmt: skip
        return run(_save_programme, programme_id=row_id, **values)

    def check(self, row_id: int | None, data: dict[str, Any]) -> None:
        """All but the hours, where they are no number."""
        typed = {name: data[name] for name in ("title", "provider", "starts_on", "ends_on", "place")}
        hours = data["hours"]
        read(catalogue.check_programme, hours=int(hours) if hours.isascii() and hours.isdigit() else None,
             kind=member(ActivityKind, data["kind"]) or ActivityKind.advanced_training,
             centre_id=int(data["centre_id"] or 0) or None, **typed)  # fmt: skip

    def remove(self, row_id: int) -> Saved:
        """Remove a programme no route draws from."""
        run(catalogue.remove, programme_id=row_id)
        return Saved(row_id, "")


class EventsView(Shelf, RegisterView):
    """Events."""

    allowed = EDITORS
    title = lazy("Events")
    icon = "calendar"
    new_title = lazy("New event")
    search_in = (Event.folded_title,)
    search_hint = lazy("Title or who holds it")
    empty = lazy("No events found. Try a shorter part of the title or clear the filters.")
    can_create = can_edit = can_delete = True
    form_class = EventForm
    columns = (
        Column("title", lazy("Title"), lambda row: row.title, sort=Event.folded_title, kind="rest"),
        Column("starts_on", lazy("First day"), lambda row: row.starts_on, sort=Event.starts_on, kind="number"),
        Column("ends_on", lazy("Last day"), lambda row: row.ends_on, kind="number"),
        Column("category", lazy("Category"), lambda row: row.category, kind="brief"),
        Column("kind", lazy("Kind"), lambda row: row.kind, kind="brief"),
        Column("whose", lazy("Level"), lambda row: (row.municipality or row.organization).name
               if row.municipality or row.organization else word(row.level)),
        Column("place", lazy("Place"), lambda row: row.place, kind="brief"),
        Column("state", lazy("State"), lambda row: _("in the archive") if row.archived_at else _("on the shelf"),
               cell=lambda row: state_badge(not row.archived_at, _("on the shelf"), _("in the archive"))),
    )  # fmt: skip
    choices = (
        Choice("category", lazy("Category"), lambda: members(ActivityCategory),
               lambda value: Event.category == ActivityCategory(value)),
        Choice("level", lazy("Level"), lambda: members(EventLevel), lambda value: Event.level == EventLevel(value)),
        Choice("when", lazy("When"), lambda: [("ahead", _("still ahead")), ("past", _("past"))],
               lambda value: Event.ends_on >= context().today if value == "ahead" else Event.ends_on < context().today),
        Choice("state", lazy("State"), _shelf, lambda value: Event.archived_at.is_(None) if value == "open"
               else Event.archived_at.is_not(None)),
    )  # fmt: skip
    order = (Event.archived_at.is_not(None), Event.starts_on.desc())
    loads = (joinedload(Event.centre), joinedload(Event.municipality), joinedload(Event.organization))

    def __init__(self, work: Work) -> None:
        super().__init__(Event, work, name="events", endpoint="events")

    def scope(self, ctx: Context) -> sa.ColumnElement[bool]:
        """Those of the actor's centres and of the region."""
        return catalogue.visible(ctx, Event.centre_id)

    def more(self, row: Any) -> dict[str, Any]:
        """Whose event it is."""
        return {"municipality_id": str(row.municipality_id or ""),
                "organization": row.organization.name if row.organization else ""}  # fmt: skip

    def prepared(self, form: PageForm) -> PageForm:
        """Municipalities to choose from, too."""
        form.municipality_id.choices = [("", "—"), *municipalities()]
        return super().prepared(form)

    def save(self, row_id: int | None, data: dict[str, Any]) -> Saved:
        """Enter or change an event."""
        sure(data["starts_on"])
        values = _event(data)
        return run(_save_event, event_id=row_id, **values)

    def check(self, row_id: int | None, data: dict[str, Any]) -> None:
        """All but the first day, where it is not known."""
        left_out = ("source", "deficit_ids", "archived")
        read(catalogue.check_event, **{name: value for name, value in _event(data).items() if name not in left_out})

    def remove(self, row_id: int) -> Saved:
        """Remove an event no route draws from."""
        run(catalogue.remove, event_id=row_id)
        return Saved(row_id, "")


def _event(data: dict[str, Any]) -> dict[str, Any]:
    """An event as the service takes it."""
    data = dict(data)
    values = _ids(data)
    name = data.pop("organization")
    return values | data | {
        "kind": ActivityKind(data["kind"]), "source": ActivitySource(data["source"]),
        "category": ActivityCategory(data["category"]), "level": EventLevel(data["level"]),
        "municipality_id": int(data["municipality_id"] or 0) or None,
        "organization_id": read(_school, name=name) if name else None,
    }  # fmt: skip


def _school(session: Session, ctx: Context, *, name: str) -> int:
    """The organisation of this name; 0, which the service refuses in words, when there is none or there are several."""
    query = sa.select(Organization.id).where(registers.visible_organizations(ctx), Organization.name == name)
    found = session.scalars(query.limit(2)).all()
    return found[0] if len(found) == 1 else 0
