"""The register of programmes, with its form."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload
from wtforms import BooleanField
from wtforms.validators import ValidationError

from admin.catalogue.shelf import EDITORS, STATE, Shelf, centre_and_tags, state_choice
from admin.fields import DayField, LineField, ListField, TicksField, filled, short
from admin.forms import PageForm, member, members
from admin.listing import Choice, Column
from admin.registers import RegisterView
from admin.work import Work, read, run
from locales import catalog
from models.catalogue import KINDS, ActivityKind, ActivitySource, Programme
from models.routes import ActivityCategory
from services import catalogue
from services.context import Context
from services.registers import Saved
from services.words import word

_ = catalog("admin").gettext
lazy = catalog("admin").lazy


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


def _save_programme(session: Session, ctx: Context, /, *, archived: bool, **values: Any) -> Saved:
    card = catalogue.save_programme(session, ctx, **values)
    catalogue.archive(session, ctx, programme_id=card.id, archived=archived)
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
        STATE,
    )  # fmt: skip
    choices = (
        Choice("source", lazy("Source"), lambda: members(ActivitySource),
               lambda value: Programme.source == ActivitySource(value)),
        Choice("federal", lazy("Federal register"), lambda: [("yes", _("yes")), ("no", _("no"))],
               lambda value: Programme.in_federal_register.is_(value == "yes")),
        state_choice(Programme.archived_at),
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
        values = centre_and_tags(data)
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
