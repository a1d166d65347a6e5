"""Home: what waits today. Each number leads to the list it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from admin.access import Everyone, served
from admin.base import PageView
from admin.navigation import may_enter
from admin.work import context, read
from locales import catalog
from models.accounts import Role
from services import today
from services.today import Urgency

_ = catalog("admin").gettext
lazy = catalog("admin").lazy


@dataclass(frozen=True)
class Tile:
    """A number with its words, where it leads, and how loud it is."""

    label: str
    count: int
    address: str | None
    tone: str
    note: str = ""


class HomePage(PageView):
    """The first page after signing in."""

    allowed = Everyone.signed_in
    title = lazy("Today")
    icon = "home"

    @served("/")
    def index(self) -> str:
        """Numbers for the roles at hand."""
        actor = context().actor
        tiles: list[Tile] = []
        if actor.has(Role.operator, Role.planner):
            tiles += _centre_tiles(read(today.today))
        if actor.has(Role.administrator):
            tiles += _health_tiles(read(today.health))
        return self.render("home.html", tiles=tiles)


def _centre_tiles(found: today.Today) -> list[Tile]:
    words = {
        Urgency.overdue: (_("Overdue"), "bad", _("the day has passed")),
        Urgency.today: (_("Due today"), "warn", _("until the end of the day")),
        Urgency.soon: (_("Soon"), "info", _("within three working days")),
        Urgency.on_hold: (_("On hold"), "calm", _("waiting for somebody else")),
    }
    tiles = [
        Tile(
            label,
            found.urgency[kind],
            _to("deadlines.index_view", urgency=kind.value),
            _tone(found.urgency[kind], tone),
            note,
        )
        for kind, (label, tone, note) in words.items()
    ]
    return [
        *tiles,
        Tile(_("Unassigned"), found.unassigned, _to("queue.index", tab="new"), _tone(found.unassigned, "info"),
             _("applications without an operator")),
        Tile(
            _("Awaiting approval"), found.awaiting_approval, _to("routes.index", status="awaiting_approval"),
            _tone(found.awaiting_approval, "info"),
            _("routes with the head of the school"),
        ),
    ]  # fmt: skip


def _health_tiles(found: today.Health) -> list[Tile]:
    return [
        Tile(_("Accounts"), found.accounts, _to("accounts.index_view"), "calm", _("open now")),
        Tile(_("Locked out"), found.locked, _to("accounts.index_view", state="locked"), _tone(found.locked, "warn"),
             _("after mistakes at signing in")),
    ]  # fmt: skip


def _tone(count: int, tone: str) -> str:
    return tone if count else "calm"


def _to(endpoint: str, **values: Any) -> str | None:
    return url_for(endpoint, **values) if may_enter(endpoint) else None
