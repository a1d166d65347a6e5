"""Notices for the administrator: what is uncertain, failed or waiting, and how the parts of the system are."""

from __future__ import annotations

from typing import ClassVar

from flask import request, url_for
from werkzeug.wrappers import Response

from admin.access import About, served
from admin.addresses import go, number, page
from admin.applications.queue import Chip
from admin.base import PAGE_SIZE, PageView
from admin.work import read, run
from locales import catalog
from models.accounts import Role
from models.notices import Notice, NoticeStatus
from services import deliveries, health, unreachable
from services.errors import Stale

_ = catalog("admin").gettext
n_ = catalog("admin").ngettext
lazy = catalog("admin").lazy
N = NoticeStatus
WORDS = {
    N.uncertain: lazy("Uncertain"), N.failed: lazy("Not delivered"), N.pending: lazy("Waiting"), N.sent: lazy("Sent"),
}  # fmt: skip
ADVICE = {
    N.uncertain: lazy("The connection broke while these were sent: they may have arrived, so they are never sent "
                      "again. Ask the person; if it came, take it for delivered."),
    N.failed: lazy("These did not arrive: there is no chat, or it is blocked. When that is settled, send again."),
    N.pending: lazy("These leave by themselves when their time comes."),
    N.sent: lazy("These have left."),
}  # fmt: skip


class NoticesPage(PageView):
    """Notices and health."""

    allowed = frozenset({Role.administrator})
    title = lazy("Notices and health")
    about: ClassVar[About] = {"id": Notice}
    icon = "alert"

    @served("/")
    def index(self) -> str:
        """Notices in a state; above them, the parts of the system."""
        status, at = _asked(), page()
        counts = read(deliveries.delivery_counts)
        rows = read(deliveries.deliveries, status=status, limit=PAGE_SIZE + 1, offset=(at - 1) * PAGE_SIZE)
        chips = [
            Chip(str(words), counts[one], url_for("notices.index", status=one.value), one is status)
            for one, words in WORDS.items()
        ]
        return self.render(
            "notices.html", chips=chips, status=status, total=counts[status], advice=str(ADVICE[status]),
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
        status = _asked()
        try:
            done = run(deliveries.settle_all, status=status)
        except Stale as error:
            return go("notices.index", str(error), "warning", status=status.value)
        return go("notices.index", n_("Done with {n} notice.", "Done with {n} notices.", done), status=status.value)

    @served("/delivered/", methods=("POST",))
    def delivered(self) -> Response:
        """Take an uncertain one for delivered."""
        try:
            run(deliveries.call_delivered, notice_id=number())
        except Stale as error:
            return go("notices.index", str(error), "warning")
        return go("notices.index", _("Taken for delivered."), status=N.uncertain.value)

    @served("/again/", methods=("POST",))
    def again(self) -> Response:
        """Send a failed one again."""
        try:
            run(deliveries.send_again, notice_id=number())
        except Stale as error:
            return go("notices.index", str(error), "warning")
        return go("notices.index", _("It will be sent again."), status=N.failed.value)


def _asked() -> NoticeStatus:
    asked = request.args.get("status", "")
    return next((one for one in WORDS if one.value == asked), N.uncertain)
