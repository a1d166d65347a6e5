"""What the registers of programmes and of events share.

Tags of deficits stand in the forms of the centre only, never in a list or an export (К-01).
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session
from werkzeug.wrappers import Response

from admin.cells import state_badge
from admin.form_pages import FormPages
from admin.forms import PageForm
from admin.listing import Choice, Column
from admin.places import centres
from admin.work import context, read
from locales import catalog
from models.accounts import Role
from models.catalogue import Deficit
from services import codifiers
from services.context import Context

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
EDITORS = frozenset({Role.operator, Role.planner, Role.administrator})
MOST_TAGS = 200
#: Whether a row is still offered for new routes.
STATE = Column(
    "state", lazy("State"), lambda row: _("in the archive") if row.archived_at else _("in use"),
    cell=lambda row: state_badge(not row.archived_at, _("in use"), _("in the archive")),
)  # fmt: skip


def state_choice(archived_at: InstrumentedAttribute[Any]) -> Choice:
    """On the shelf, or in the archive."""
    return Choice(
        "state", lazy("State"), lambda: [("open", _("in use")), ("archived", _("in the archive"))],
        lambda value: archived_at.is_(None) if value == "open" else archived_at.is_not(None),
    )  # fmt: skip


class Shelf(FormPages):
    """What both registers share: titles instead of names, the archive, tags to choose from."""

    named = "title"

    def create_page(self) -> str | Response:
        """The form of a new row."""
        mine = centres()
        form = self.form_class(data={"centre_id": mine[0][0] if len(mine) == 1 else "", "hours": ""})
        return self._form(self.prepared(form), None, str(self.new_title))

    def edit_page(self, row: Any) -> str | Response:
        """The form of a row."""
        data = {name: getattr(row, name, None) for name in self.form_class()._fields}
        data |= {"centre_id": str(row.centre_id or ""), "archived": row.archived_at is not None}
        data |= {"deficit_ids": [str(one.id) for one in row.deficits]}
        return self._form(self.prepared(self.form_class(data=data | self.more(row))), row, row.title)

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


def _tags(session: Session, _ctx: Context, *, chosen: list[int]) -> list[Deficit]:
    return list(session.scalars(sa.select(Deficit).where(Deficit.id.in_(chosen))))


def centre_and_tags(data: dict[str, Any]) -> dict[str, Any]:
    """Whose a row is and the deficits it works on, as the service takes them; taken out of what was typed."""
    return {"centre_id": int(data.pop("centre_id") or 0) or None,
            "deficit_ids": [int(one) for one in data.pop("deficit_ids") if one.isdigit()]}  # fmt: skip
