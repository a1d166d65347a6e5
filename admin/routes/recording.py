"""What staff record of an activity for a teacher outside the chat: a mark, what belongs beside it, both taken back."""

from __future__ import annotations

from typing import ClassVar

from flask import abort
from werkzeug.wrappers import Response

from admin.access import About, served
from admin.addresses import go, number
from admin.forms import PageForm, accepted, member
from admin.routes.forms import EvidenceForm, MarkForm, UndoForm
from admin.routes.shown import beside
from admin.routes.stepping import Stepping, stale
from admin.uploads import with_scan
from admin.work import context, read, run
from locales import catalog
from models.people import Way
from services import routes
from services.errors import Denied, DomainError, NotFound
from services.routes import ActivityLine, RouteCard

_ = catalog("admin").gettext


class Recording(Stepping):
    """Steps about one activity, for whoever may record them: the curator on their page, the planner on theirs."""

    abstract = True
    about: ClassVar[About] = {}

    @served("/mark/", methods=("GET", "POST"))
    def mark(self) -> str | Response:
        """Record a mark that the teacher made on paper or by phone."""
        card = self._card()
        row, form = activity(card), MarkForm(data={"on": context().today})
        if "record_mark" not in card.acts or row.done_at:
            return stale(card.id, endpoint=self.home)

        def take() -> None:
            with_scan(form.scan.data, lambda session, ctx, scan_id: routes.record_mark(
                session, ctx, activity_id=row.id, way=Way(form.way.data), on=form.on.data, scan_id=scan_id,
                note=form.note.data,
            ))  # fmt: skip

        if accepted(form, take):
            return go(self.home, _("The mark is recorded."), id=card.id)
        return self._about(card, row, form, _("Record"))

    @served("/unmark/", methods=("GET", "POST"))
    def unmark(self) -> str | Response:
        """Take back a mark that staff recorded by mistake."""
        card = self._card()
        row, form = activity(card), UndoForm()
        if "undo_mark" not in card.acts or not row.recorded:
            return stale(card.id, endpoint=self.home)
        if accepted(form, lambda: run(routes.undo_mark, activity_id=row.id, note=form.note.data)):
            return go(self.home, _("The mark is taken back."), id=card.id)
        return self._about(card, row, form, _("Take the mark back"))

    @served("/evidence/", methods=("GET", "POST"))
    def evidence(self) -> str | Response:
        """Put beside an activity what the teacher brought outside the chat."""
        card = self._card()
        row, form = activity(card), EvidenceForm()
        if "record_evidence" not in card.acts:
            return stale(card.id, endpoint=self.home)

        def take() -> None:
            with_scan(form.scan.data, lambda session, ctx, file_id: routes.record_evidence(
                session, ctx, activity_id=row.id, way=Way(form.way.data), file_id=file_id, url=form.url.data,
                text=form.text.data,
            ))  # fmt: skip

        def check() -> None:
            read(routes.check_recorded, way=member(Way, form.way.data) or Way.paper, url=form.url.data or "",
                 brought=bool(getattr(form.scan.data, "filename", "")), text=form.text.data or "")  # fmt: skip

        if accepted(form, take, check):
            return go(self.home, _("Attached."), id=card.id)
        return self._about(card, row, form, _("Attach"))

    @served("/detach/", methods=("POST",))
    def detach(self) -> Response:
        """Take away what one attached oneself."""
        card = self._card()
        pieces = read(routes.evidence_on_route, route_id=card.id).get(activity(card).id, ())
        wanted = number("piece")
        piece = next((one for one in pieces if one.id == wanted), None) or abort(404)
        try:
            run(routes.remove_evidence, evidence_id=piece.id)
        except (NotFound, Denied):
            raise
        except DomainError as error:
            return stale(card.id, error, self.home)
        return go(self.home, _("Removed."), id=card.id)

    @property
    def home(self) -> str:
        """The page of the route among these pages."""
        return f"{self.endpoint}.route"

    def _card(self) -> RouteCard:
        return read(routes.card, route_id=number())

    def _about(self, card: RouteCard, row: ActivityLine, form: PageForm, button: str) -> str:
        return self.render("route_form.html", card=card, form=form, title=row.title, button=button, adding=False,
                           **beside(card, row.id))  # fmt: skip


def activity(card: RouteCard) -> ActivityLine:
    """The activity of the address, which is one of this route; 404 for any other."""
    wanted = number("activity")
    return next((one for one in card.activities if one.id == wanted), None) or abort(404)
