"""The course of a route that is under way: another curator, a long leave, an early end."""

from __future__ import annotations

from typing import ClassVar

from werkzeug.wrappers import Response

from admin.access import About, only, served
from admin.forms import PageForm
from admin.routes.forms import CuratorForm, EndForm, SuspendForm
from admin.routes.offered import curator_choices
from admin.routes.stepping import Stepping
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

        def take(card: RouteCard, form: CuratorForm) -> None:
            run(routes.change_curator, route_id=card.id, curator_id=int(form.curator_id.data or 0),
                curator_reason=form.curator_reason.data)  # fmt: skip

        return self._asked(
            "change_curator", _curators, take, _("The curator is changed."),
            title=_("Another curator"), button=_("Change the curator"),
            lead=lambda card: _("Now: {curator}. Only those are offered who may be the curator of this route.",
                                curator=card.curator or "—"),
        )  # fmt: skip

    @only(Role.planner)
    @served("/suspend/", methods=("GET", "POST"))
    def suspend(self) -> str | Response:
        """Let the route stand still during a long leave."""
        return self._asked(
            "suspend", lambda _card: SuspendForm(),
            lambda card, form: run(routes.suspend, route_id=card.id, reason=form.reason.data),
            _("The route is suspended."),
            title=_("Suspend the route"), button=_("Suspend"),
            lead=_("For a long leave. The term stands still: the days are added to it when the route goes on."),
        )  # fmt: skip

    @only(Role.planner)
    @served("/resume/", methods=("GET", "POST"))
    def resume(self) -> str | Response:
        """Let the route go on."""
        return self._asked(
            "resume", lambda _card: PageForm(), lambda card, _form: run(routes.resume, route_id=card.id),
            _("The route goes on."),
            title=_("Let the route go on"), button=_("Go on with the route"),
            lead=_("The days of the leave are added to the term and to the activities that were still to come. Events "
                   "of the catalogue keep their own dates."),
        )  # fmt: skip

    @only(Role.planner)
    @served("/end/", methods=("GET", "POST"))
    def end(self) -> str | Response:
        """End the route before its time, with a written reason."""

        def take(card: RouteCard, form: EndForm) -> None:
            with_scan(form.scan.data, lambda session, ctx, scan_id: routes.end_early(
                session, ctx, route_id=card.id, words=form.words.data, cause=EndCause(form.cause.data),
                said=Said(Way(form.way.data), form.on.data, scan_id),
            ))  # fmt: skip

        return self._asked(
            "end_early", lambda _card: EndForm(data={"on": context().today}), take,
            _("The route has ended early."),
            title=_("End the route early"), button=_("End the route"), grave=True,
            lead=_("All its terms end. The teacher and the curator read the reason, the school does not. This cannot "
                   "be undone, but a new route can be drawn up for the case."),
        )  # fmt: skip


def _curators(card: RouteCard) -> CuratorForm:
    """Those who may be the curator, but the one of now."""
    form = CuratorForm()
    found = [one for one in read(routes.curators, route_id=card.id) if one.id != card.curator_id]
    form.curator_id.choices = [("", _("Please choose")), *curator_choices(found)]
    return form
