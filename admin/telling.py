"""What a person was told outside the chat, where no notice reached them: recorded by the staff of the centre."""

from __future__ import annotations

from typing import ClassVar

from flask import abort, url_for
from werkzeug.wrappers import Response

from admin.access import About, served
from admin.addresses import go, optional_number
from admin.applications.forms import SaidForm
from admin.applications.queue import CENTRE
from admin.base import PageView
from admin.fields import TicksField, WordsField, chosen, short
from admin.uploads import with_scan
from admin.work import context, read
from locales import catalog
from models.applications import Participation
from models.people import Way
from models.routes import Route
from services import applications, outside, routes, telling
from services.errors import Stale
from services.outside import Said

_ = catalog("admin").gettext
lazy = catalog("admin").lazy


class TellForm(SaidForm):
    """What was told, how and when."""

    aliases = SaidForm.aliases | {"notice_ids": "what"}
    what = TicksField(lazy("What you told"), [chosen])
    note = WordsField(lazy("Note"), [short(outside.NOTE_MAX)])


class TellPage(PageView):
    """Telling a person what no notice brought."""

    allowed = CENTRE
    title = lazy("Told")
    about: ClassVar[About] = {"case": Participation, "route": Route}
    section = "calls"

    @served("/", methods=("GET", "POST"))
    def index(self) -> str | Response:
        """Record it for a case or for a route."""
        case, route = optional_number("case"), optional_number("route")
        if (case is None) == (route is None):
            abort(404)
        about = {"participation_id": case} if case is not None else {"route_id": route or 0}
        card = read(applications.card, **about) if case is not None else read(routes.card, **about)
        home = "case.index" if case is not None else "routes.route"
        found = read(telling.untold, **about)
        if not found:
            return go(home, _("Everything is told here already."), "warning", id=card.id)
        every = [str(one.notice_id) for one in found]
        form = TellForm(data={"on": context().today, "what": every})
        form.what.choices = [(str(one.notice_id), str(one.words)) for one in found]

        def take() -> None:
            ids = [int(one) for one in form.what.data if one in every]
            with_scan(form.scan.data, lambda session, ctx, scan_id: telling.tell(
                session, ctx, notice_ids=ids, said=Said(Way(form.way.data), form.on.data, scan_id, form.note.data),
                **about,
            ))  # fmt: skip

        try:
            if form.accept(take):
                return go(home, _("Recorded: the person has been told."), id=card.id)
        except Stale as error:
            return go(home, str(error), "warning", id=card.id)
        return self.render("tell.html", card=card, form=form, home=url_for(home, id=card.id))
