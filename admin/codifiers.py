"""Codifiers and their deficits: reference data of the centre, never shown to a school (К-01)."""

from __future__ import annotations

from typing import ClassVar

from flask import abort, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField

from admin.access import About, only, served
from admin.addresses import go, number, optional_number, page, typed
from admin.base import PAGE_SIZE, PageView
from admin.fields import LineField, ListField, WordsField, filled, short
from admin.forms import PageForm, members
from admin.work import context, read, run
from locales import catalog
from models.accounts import Role
from models.catalogue import AssessedObject, Codifier, Deficit
from services import codifiers
from services.codifiers import CodifierCard
from services.errors import Refused

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
EDITORS = (Role.operator, Role.planner, Role.administrator)


class CodifierForm(PageForm):
    """A codifier."""

    name = LineField(lazy("Name"), [filled(most=200)])
    edition = LineField(lazy("Edition"), [short(40)], description=lazy("Year or version as printed"))
    subject = ListField(lazy("Subject"))
    block = ListField(lazy("Block"))
    archived = BooleanField(lazy("In the archive: no longer offered for new results"))


class DeficitForm(PageForm):
    """A deficit of a codifier."""

    code = LineField(lazy("Code"), [filled(most=40)])
    text = WordsField(lazy("Words"), [filled(most=500)])
    object_kind = ListField(lazy("A deficit of what"), default=AssessedObject.competence.value,
                            choices=lambda: members(AssessedObject))  # fmt: skip
    object_name = LineField(lazy("Which function or duty"), [short(500)],
                            description=lazy("For a labour function or a duty: as the document names it"))  # fmt: skip


class CodifiersPage(PageView):
    """Codifiers."""

    allowed = frozenset({*EDITORS, Role.curator})
    title = lazy("Codifiers")
    about: ClassVar[About] = {"id": Codifier, "deficit": Deficit}
    icon = "key"

    @served("/")
    def index(self) -> str:
        """The list, by a part of the name; the archive is a filter."""
        archived, text = request.args.get("state") == "archived", typed()
        rows = read(codifiers.codifiers, text=text, archived=archived)
        return self.render("codifiers.html", rows=rows, text=text, archived=archived, block_name=_block)

    @served("/codifier/")
    def codifier(self) -> str:
        """One codifier and its deficits."""
        card, text, at = _one(), typed(), page()
        rows = read(codifiers.find_deficits, text=text, codifier_id=card.id, limit=PAGE_SIZE + 1,
                    offset=(at - 1) * PAGE_SIZE)  # fmt: skip
        return self.render(
            "codifier.html", card=card, rows=rows[:PAGE_SIZE], more=len(rows) > PAGE_SIZE, page=at, text=text
        )

    @only(*EDITORS)
    @served("/edit/", methods=("GET", "POST"))
    def edit(self) -> str | Response:
        """A new codifier, or a known one changed or put into the archive."""
        card = _one() if "id" in request.args else None
        form = CodifierForm(obj=card)
        form.subject.choices = [("", _("any")), *((one.code, one.name) for one in context().region.subjects)]
        blocks = {one.code: one.name for many in context().region.blocks.values() for one in many}
        form.block.choices = [("", _("any")), *blocks.items()]
        values = {name: value for name, value in form.data.items() if name != "csrf_token"}
        saved: list[CodifierCard] = []
        codifier_id = card.id if card else None
        if form.accept(lambda: saved.append(run(codifiers.save_codifier, codifier_id=codifier_id, **values))):
            return go("codifier.codifier", _("Saved: {name}", name=saved[0].name), id=saved[0].id)
        return self._form(form, card.name if card else _("New codifier"), card)

    @only(*EDITORS)
    @served("/deficit/", methods=("GET", "POST"))
    def deficit(self) -> str | Response:
        """A new deficit of a codifier, or a known one changed."""
        card, wanted = _one(), optional_number("deficit")
        known = read(codifiers.find_deficits, codifier_id=card.id, limit=200, text=request.args.get("code", "")[:40])
        row = next((one for one in known if one.id == wanted), None) if wanted is not None else None
        if wanted is not None and row is None:
            abort(404)
        form = DeficitForm(obj=row)

        def take() -> None:
            run(codifiers.save_deficit, deficit_id=wanted, codifier_id=card.id, code=form.code.data,
                text=form.text.data, object_kind=AssessedObject(form.object_kind.data),
                object_name=form.object_name.data)  # fmt: skip

        if form.accept(take):
            return go("codifier.codifier", _("Saved: {name}", name=form.code.data), id=card.id)
        return self._form(form, row.code if row else _("New deficit"), card, wanted)

    @only(*EDITORS)
    @served("/archive/", methods=("POST",))
    def archive(self) -> Response:
        """Put a deficit into the archive."""
        card, wanted = _one(), number("deficit")
        known = read(codifiers.find_deficits, codifier_id=card.id, limit=200, text=request.args.get("code", "")[:40])
        row = next((one for one in known if one.id == wanted), None) or abort(404)
        run(codifiers.save_deficit, deficit_id=row.id, codifier_id=card.id, code=row.code, text=row.text,
            object_kind=row.object_kind, object_name=row.object_name, archived=True)  # fmt: skip
        return go("codifier.codifier", _("In the archive: {name}", name=row.code), id=card.id)

    @only(*EDITORS)
    @served("/remove/", methods=("POST",))
    def remove(self) -> Response:
        """Remove a deficit that was entered by mistake."""
        card = _one()
        try:
            run(codifiers.remove_deficit, deficit_id=number("deficit"))
        except Refused as error:
            return go("codifier.codifier", str(error), "warning", id=card.id)
        return go("codifier.codifier", _("The deficit is removed."), id=card.id)

    def _form(self, form: PageForm, title: str, card: CodifierCard | None, deficit: int | None = None) -> str:
        back = url_for("codifier.codifier", id=card.id) if card else url_for("codifier.index")
        return self.render("codifier_form.html", form=form, title=title, back=back, card=card, deficit=deficit)


def _one() -> CodifierCard:
    wanted = number()
    for archived in (False, True):
        found = next((one for one in read(codifiers.codifiers, archived=archived) if one.id == wanted), None)
        if found is not None:
            return found
    return abort(404)


def _block(code: str) -> str:
    return context().region.block_name(code)
