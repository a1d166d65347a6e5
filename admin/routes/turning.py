"""The course of a route that is under way: another curator, a long leave, an early end, a mark taken back."""

from __future__ import annotations

from typing import ClassVar

from flask import abort
from werkzeug.wrappers import Response

from admin.access import About, only, served
from admin.addresses import go, number
from admin.forms import PageForm
from admin.routes.forms import CuratorForm, EndForm, SuspendForm, UndoForm
from admin.routes.offered import curator_choices
from admin.routes.stepping import Stepping, accepted, stale
from admin.uploads import with_scan
from admin.work import context, read, run
from locales import catalog
from models.accounts import Role
from models.people import Way
from models.routes import EndCause
from services import routes
from services.outside import Said
from services.routes import RouteCard

_ = catalog("admin").gettext


class Turning(Stepping):
    """Steps that may be needed while a route lives."""

    abstract = True
    about: ClassVar[About] = {}

    @only(Role.planner)
    @served("/curator/", methods=("GET", "POST"))
    def curator(self) -> str | Response:
        """Another curator, whatever the state of the route."""
        card = read(routes.card, route_id=number())
        if "change_curator" not in card.acts:
            return stale(card.id)
        form = CuratorForm()
        found = [one for one in read(routes.curators, route_id=card.id) if one.id != card.curator_id]
        form.curator_id.choices = [("", _("Please choose")), *curator_choices(found)]

        def take() -> None:
            run(routes.change_curator, route_id=card.id, curator_id=int(form.curator_id.data or 0),
                curator_reason=form.curator_reason.data)  # fmt: skip

        if accepted(form, take):
            return go("routes.route", _("The curator is changed; both curators and the teacher are told."), id=card.id)
        lead = _("Now: {curator}. Only those are offered who may be the curator of this route.",
                 curator=card.curator or "—")  # fmt: skip
        return self._form(card, form, _("Another curator"), _("Change the curator"), lead=lead)

    @only(Role.planner)
    @served("/suspend/", methods=("GET", "POST"))
    def suspend(self) -> str | Response:
        """Let the route stand still during a long leave."""
        form = SuspendForm()
        return self._asked(
            "suspend", form, lambda card: run(routes.suspend, route_id=card.id, reason=form.reason.data),
            _("The route is suspended; the teacher and the curator are told."),
            title=_("Suspend the route"), button=_("Suspend"),
            lead=_("For a long leave. The term stands still: the days are added to it when the route goes on."),
        )  # fmt: skip

    @only(Role.planner)
    @served("/resume/", methods=("GET", "POST"))
    def resume(self) -> str | Response:
        """Let the route go on."""
        return self._asked(
            "resume", PageForm(), lambda card: run(routes.resume, route_id=card.id),
            _("The route goes on; the teacher and the curator are told."),
            title=_("Let the route go on"), button=_("Go on with the route"),
            lead=_("The days of the leave are added to the term and to the activities that were still to come. Events "
                   "of the catalogue keep their own dates."),
        )  # fmt: skip

    @only(Role.planner)
    @served("/end/", methods=("GET", "POST"))
    def end(self) -> str | Response:
        """End the route before its time, with a written reason."""
        form = EndForm(data={"on": context().today})

        def take(card: RouteCard) -> None:
            with_scan(form.scan.data, lambda session, ctx, scan_id: routes.end_early(
                session, ctx, route_id=card.id, words=form.words.data, cause=EndCause(form.cause.data),
                said=Said(Way(form.way.data), form.on.data, scan_id),
            ))  # fmt: skip

        return self._asked(
            "end_early", form, take,
            _("The route has ended early; those who worked on it are told."),
            title=_("End the route early"), button=_("End the route"), grave=True,
            lead=_("All its terms end. The teacher and the curator read the reason, the school does not. This cannot "
                   "be undone, but a new route can be drawn up for the case."),
        )  # fmt: skip

    @only(Role.planner)
    @served("/unmark/", methods=("GET", "POST"))
    def unmark(self) -> str | Response:
        """Take back a mark that staff recorded by mistake."""
        card = read(routes.card, route_id=number())
        wanted = number("activity")
        row = next((one for one in card.activities if one.id == wanted), None) or abort(404)
        form = UndoForm()
        if "undo_mark" not in card.acts or not row.recorded:
            return stale(card.id)
        if accepted(form, lambda: run(routes.undo_mark, activity_id=row.id, note=form.note.data)):
            return go("routes.route", _("The mark is taken back."), id=card.id)
        return self._form(card, form, row.title, _("Take the mark back"))
