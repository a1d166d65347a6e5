"""Notices for the administrator: what is uncertain, failed or waiting, and how the parts of the system are."""

from __future__ import annotations

from typing import ClassVar

from flask import request, url_for
from werkzeug.wrappers import Response

from admin.access import About, served
from admin.addresses import go, number, page
from admin.applications.queue import Chip
from admin.base import PAGE_SIZE, PageView
from admin.forms import member
from admin.work import read, run
from locales import catalog
from models.accounts import Role
from models.notices import Notice
from services import deliveries, health, unreachable
from services.deliveries import Tray
from services.errors import Stale

_ = catalog("admin").gettext
n_ = catalog("admin").ngettext
lazy = catalog("admin").lazy
WORDS = {
    Tray.uncertain: lazy("Uncertain"), Tray.failed: lazy("Not delivered"), Tray.unreached: lazy("No chat"),
    Tray.pending: lazy("Waiting"), Tray.sent: lazy("Sent"),
}  # fmt: skip
ADVICE = {
    Tray.uncertain: lazy("The connection broke while these were sent: they may have arrived, so they are never sent "
                         "again. Ask the person; if it came, take it for delivered."),
    Tray.failed: lazy("Something went wrong with these and they did not leave. When it is settled, send them again."),
    Tray.unreached: lazy("There is no chat for these people, or it is blocked. Operators find those whom it matters to "
                         "in “To call”."),
    Tray.pending: lazy("These leave by themselves when their time comes."),
    Tray.sent: lazy("These have left."),
}  # fmt: skip


class NoticesPage(PageView):
    """Notices and health."""

    allowed = frozenset({Role.administrator})
    title = lazy("Notices and health")
    about: ClassVar[About] = {"id": Notice}
    icon = "alert"

    @served("/")
    def index(self) -> str:
        """Notices in a tray; above them, the parts of the system."""
        tray, at = _asked(), page()
        counts = read(deliveries.delivery_counts)
        rows = read(deliveries.deliveries, tray=tray, limit=PAGE_SIZE + 1, offset=(at - 1) * PAGE_SIZE)
        chips = [
            Chip(str(words), counts[one], url_for("notices.index", status=one.value), one is tray)
            for one, words in WORDS.items()
        ]
        return self.render(
            "notices.html", chips=chips, status=tray, total=counts[tray], advice=str(ADVICE[tray]),
            rows=rows[:PAGE_SIZE], page=at,
            more=len(rows) > PAGE_SIZE, parts=read(health.conditions), aside=read(deliveries.updates_set_aside),
        )  # fmt: skip

    @served("/blocked/")
    def blocked(self) -> str:
        """Who blocked the bot."""
        return self.render("notices_blocked.html", rows=read(unreachable.blocked))

    @served("/all/", methods=("POST",))
    def all(self) -> Response:
        """Settle every uncertain, or every failed one, at once."""
        tray = _asked()
        try:
            done = run(deliveries.settle_all, tray=tray)
        except Stale as error:
            return go("notices.index", str(error), "warning", status=tray.value)
        return go("notices.index", n_("Done with {n} notice.", "Done with {n} notices.", done), status=tray.value)

    @served("/delivered/", methods=("POST",))
    def delivered(self) -> Response:
        """Take an uncertain one for delivered."""
        try:
            run(deliveries.call_delivered, notice_id=number())
        except Stale as error:
            return go("notices.index", str(error), "warning")
        return go("notices.index", _("Taken for delivered."), status=Tray.uncertain.value)

    @served("/again/", methods=("POST",))
    def again(self) -> Response:
        """Send a failed one again."""
        try:
            run(deliveries.send_again, notice_id=number())
        except Stale as error:
            return go("notices.index", str(error), "warning")
        return go("notices.index", _("It will be sent again."), status=Tray.failed.value)


def _asked() -> Tray:
    return member(Tray, request.args.get("status")) or Tray.uncertain
