"""Whom the centre is to call: people whom no notice reaches and those who could not be reached."""

from __future__ import annotations

from typing import ClassVar

from flask import url_for

from admin.access import About, served
from admin.addresses import page
from admin.base import PAGE_SIZE, PageView
from admin.work import read
from locales import catalog
from models.accounts import Role
from models.deadlines import DeadlineKind
from services import unreachable
from services.unreachable import CallLine, Why

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
WHY = {
    Why.not_reached: lazy("could not be reached"),
    Why.unsure: lazy("a notice has perhaps not come"),
    Why.blocked: lazy("blocked the bot"),
    Why.no_chat: lazy("has no chat"),
}


class CallsPage(PageView):
    """The list of people to call."""

    allowed = frozenset({Role.operator, Role.planner})
    title = lazy("To call")
    about: ClassVar[About] = {}
    icon = "alert"

    @served("/")
    def index(self) -> str:
        """The nearest day first."""
        rows, at = read(unreachable.to_call), page()
        shown = rows[(at - 1) * PAGE_SIZE : at * PAGE_SIZE]
        return self.render(
            "calls.html", rows=shown, page=at, more=len(rows) > at * PAGE_SIZE, why=WHY, address=_address, told=_told,
            settle=_settle,
        )  # fmt: skip


def _address(line: CallLine) -> str:
    if line.route_id is not None:
        return url_for("routes.route", id=line.route_id)
    return url_for("case.index", id=line.participation_id)


def _settle(line: CallLine) -> tuple[str, str] | None:
    """Where it is recorded what the person said, and in which words; None where nothing waits but the telling."""
    if line.kind is DeadlineKind.activity and line.begun:
        return url_for("routes.mark", id=line.route_id, activity=line.activity_id), _("Record a mark")
    if line.kind is DeadlineKind.agree:
        return url_for("routes.record", id=line.route_id), _("Record an answer")
    if line.kind is DeadlineKind.contact:
        return url_for("case.step", id=line.participation_id, act="log_contact"), _("Log a contact")
    if line.kind is DeadlineKind.answer:
        return _address(line), _("Record an answer")
    if line.kind is None:
        return None
    return _address(line), _("Open the route") if line.route_id is not None else _("Open the application")


def _told(line: CallLine) -> str:
    """Where it is recorded that they were told."""
    if line.route_id is not None:
        return url_for("told.index", route=line.route_id)
    return url_for("told.index", case=line.participation_id)
