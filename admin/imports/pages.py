"""Import: one's uploads, a template of each kind, the preview by cell, applying and putting away."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from flask import Response, abort, request, url_for
from flask_wtf.file import FileField
from werkzeug.wrappers import Response as WerkzeugResponse

from admin.access import About, served
from admin.addresses import go, number, page
from admin.applications.queue import Chip
from admin.base import PAGE_SIZE, PageView
from admin.export import download
from admin.fields import brought
from admin.forms import PageForm, member
from admin.imports import background, workbooks
from admin.work import context, options, read, run
from locales import catalog
from models.accounts import Role
from models.imports import Import, ImportKind, ImportStatus, RowState
from services import imports
from services.errors import Denied, DomainError, NotFound
from services.imports import ImportCard
from services.words import word

_ = catalog("admin").gettext
n_ = catalog("admin").ngettext
lazy = catalog("admin").lazy


#: What a chip calls the rows of a state.
ROWS = {
    RowState.new: lazy("New rows"),
    RowState.changed: lazy("Changed rows"),
    RowState.same: lazy("Rows that are the same"),
    RowState.error: lazy("Rows with errors"),
}


class UploadForm(PageForm):
    """A workbook."""

    file = FileField(lazy("Workbook (XLSX)"), [brought], description=lazy("Up to 10 MB and 100,000 rows"))


class ImportsPage(PageView):
    """Imports of one's own."""

    allowed = frozenset({Role.operator, Role.administrator})
    title = lazy("Import from tables")
    about: ClassVar[About] = {"id": Import}
    icon = "download"
    #: What a refused file is told of: less is taken here than elsewhere.
    most_taken = imports.SIZE_MAX

    @served("/")
    def index(self) -> str:
        """The two kinds with their templates, and what was uploaded."""
        return self.render("imports.html", rows=read(imports.imports), kinds=ImportKind, places=read(imports.scope))

    @served("/template/")
    def template(self) -> Response:
        """An empty workbook of a kind."""
        kind = _kind()
        content = workbooks.template(context(), kind, read(imports.scope))
        return download(content, _("Template of a table, {kind}", kind=word(kind)))

    @served("/upload/", methods=("GET", "POST"))
    def upload(self) -> str | WerkzeugResponse:
        """Take a workbook; a small one is read at once."""
        kind, form = _kind(), UploadForm()
        begun: list[int] = []
        if form.accept(lambda: begun.append(_begin(kind, form))):
            return go("imports.preview", id=begun[0])
        return self.render("import_upload.html", form=form, kind=kind)

    @served("/preview/")
    def preview(self) -> str | Response:
        """How far the reading is; then each row: new, changed, the same, or what is wrong with it."""
        card = read(imports.card, import_id=number())
        state, at = member(RowState, request.args.get("state")), page()
        rows = read(imports.rows, import_id=card.id, state=state, limit=PAGE_SIZE + 1, offset=(at - 1) * PAGE_SIZE)
        told = self.render(
            "import.html", card=card, rows=rows[:PAGE_SIZE], more=len(rows) > PAGE_SIZE, page=at, state=state,
            columns=imports.COLUMNS[card.kind], chips=_chips(card, state), cut_off=card.cut_off(options().real_now()),
            kept_days=imports.KEEP_ROWS.days,
        )  # fmt: skip
        if card.status is not ImportStatus.reading:
            return told
        # The page asks again by itself while the workbook is read.
        return Response(told, headers={"Refresh": "2"})

    @served("/errors/")
    def errors(self) -> Response:
        """The rows with errors, to correct and upload again."""
        card = read(imports.card, import_id=number())
        if not card.counts[RowState.error]:
            abort(404)
        rows = list(read(imports.problems, import_id=card.id))
        return download(workbooks.errors(card.kind, rows), _("Errors: {name}", name=card.file_name))

    @served("/apply/", methods=("POST",))
    def apply(self) -> WerkzeugResponse:
        """Apply the preview, all of it or nothing."""
        import_id = number()
        try:
            done = run(imports.apply, import_id=import_id)
        except (NotFound, Denied):
            raise
        except DomainError as error:
            return go("imports.preview", str(error), "warning", id=import_id)
        text = _("Loaded: {new}, {changed}.", new=n_("{n} new row", "{n} new rows", done.new),
                 changed=n_("{n} row changed", "{n} rows changed", done.changed))  # fmt: skip
        return go("imports.preview", text, id=import_id)

    @served("/discard/", methods=("POST",))
    def discard(self) -> WerkzeugResponse:
        """Close the preview without loading."""
        run(imports.discard, import_id=number())
        return go("imports.index", _("The preview is closed. Nothing was loaded."))


def _kind() -> ImportKind:
    return member(ImportKind, request.args.get("kind")) or abort(404)


def _begin(kind: ImportKind, form: UploadForm) -> int:
    upload = form.file.data
    content = imports.checked(upload.read(imports.SIZE_MAX + 1) if upload else b"")
    import_id = run(
        imports.begin, kind=kind, file_name=upload.filename or "", sha256=hashlib.sha256(content).hexdigest(),
        now=options().real_now(),
    )  # fmt: skip
    background.begin(options(), context(), kind=kind, import_id=import_id, content=content)
    return import_id


def _chips(card: ImportCard, state: RowState | None) -> list[Chip]:
    every = Chip(_("All"), sum(card.counts.values()), url_for("imports.preview", id=card.id), state is None)
    return [every] + [
        Chip(str(ROWS[one]), card.counts[one], url_for("imports.preview", id=card.id, state=one.value),
             one is state)
        for one in RowState
    ]  # fmt: skip
