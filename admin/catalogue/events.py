"""The register of events, with its form."""

from __future__ import annotations

from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload
from wtforms import BooleanField

from admin.catalogue.shelf import EDITORS, STATE, Shelf, centre_and_tags, state_choice
from admin.fields import DayField, LineField, ListField, TicksField, filled, given, short
from admin.forms import PageForm, members, sure
from admin.listing import Choice, Column
from admin.places import municipalities
from admin.registers import RegisterView
from admin.work import Work, context, read, run
from locales import catalog
from models.catalogue import ActivityKind, ActivitySource, Event, EventLevel
from models.places import Organization
from models.routes import ActivityCategory
from services import catalogue, registers
from services.context import Context
from services.registers import Saved
from services.words import word

_ = catalog("admin").gettext
lazy = catalog("admin").lazy


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


def _save_event(session: Session, ctx: Context, /, *, archived: bool, **values: Any) -> Saved:
    card = catalogue.save_event(session, ctx, **values)
    catalogue.archive(session, ctx, event_id=card.id, archived=archived)
    return Saved(card.id, card.title)


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
               if row.municipality or row.organization else word(row.level), kind="brief"),
        Column("place", lazy("Place"), lambda row: row.place, kind="brief"),
        STATE,
    )  # fmt: skip
    choices = (
        Choice("category", lazy("Category"), lambda: members(ActivityCategory),
               lambda value: Event.category == ActivityCategory(value)),
        Choice("level", lazy("Level"), lambda: members(EventLevel), lambda value: Event.level == EventLevel(value)),
        Choice("when", lazy("When"), lambda: [("ahead", _("still ahead")), ("past", _("past"))],
               lambda value: Event.ends_on >= context().today if value == "ahead" else Event.ends_on < context().today),
        state_choice(Event.archived_at),
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
    values = centre_and_tags(data)
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
