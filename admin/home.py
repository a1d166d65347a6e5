"""Home: what waits today. Each number leads to the list it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flask import url_for

from admin.access import About, Everyone, served
from admin.base import PageView
from admin.conversations import DESK_OF
from admin.deadlines import EVERY, concern_address, has_norms
from admin.navigation import may_enter
from admin.routes.approvals import Awaiting
from admin.work import context, read
from locales import catalog
from models.accounts import Role
from models.conversations import Desk
from models.routes import RouteStatus
from services import applications, conversations, overview, routes, today, unreachable
from services.applications import QueueTab
from services.routes import OnlyRoutes, Wards
from services.today import Sort, Urgency
from services.words import word

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
APPROVERS = (Role.head, Role.deputy, Role.founder)


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
    about: ClassVar[About] = {}
    icon = "home"

    @served("/")
    def index(self) -> str:
        """Numbers for the roles at hand."""
        actor = context().actor
        tiles: list[Tile] = []
        if actor.has(Role.operator, Role.planner):
            tiles += _centre_tiles(read(today.today))
            tiles.append(_call_tile(read(unreachable.to_call_count)))
        if actor.has(Role.operator):
            tiles += _queue_tiles(read(applications.queue_counts))
        if actor.has(Role.planner):
            tiles += _planner_tiles(
                read(routes.register_counts), read(applications.queue_counts),
                sum(read(routes.register_counts, only=OnlyRoutes(closable=True)).values()),
            )  # fmt: skip
        if actor.has(*APPROVERS):
            tiles += _school_tiles(len(read(routes.to_approve)), len(read(routes.to_agree)))
        if actor.has(Role.curator):
            tiles += _curator_tiles(read(routes.ward_counts))
        if actor.has(Role.operator, Role.curator):
            tiles += _question_tiles(read(conversations.desk_counts))
        if actor.has(Role.administrator):
            tiles += _installation_tiles(read(overview.installation))
        near = read(today.nearest) if actor.has(Role.operator, Role.planner) else []
        figures = read(overview.figures) if actor.has(Role.department) else None
        return self.render(
            "home.html", tiles=tiles, near=near, figures=figures, roleless=not actor.scopes,
            concern_address=concern_address, to=_to,
        )  # fmt: skip


def _centre_tiles(found: today.Today) -> list[Tile]:
    late = Urgency.overdue
    overdue = [
        (Sort.norm, _("Overdue by the orders"), "bad", _("a term of the order has passed")),
        (Sort.guideline, _("Guidelines overdue"), "warn", _("days that we set ourselves")),
        (Sort.activity, _("Activities not marked"), "info", _("the day has passed, no mark yet")),
    ]
    near = [
        (Urgency.today, _("Due today"), "warn", _("until the end of the day")),
        (Urgency.soon, _("Soon"), "info", _("within three working days")),
        (Urgency.on_hold, _("On hold"), "calm", _("waiting for somebody else")),
    ]
    return [
        *(_deadlines(words, found.count(sort, urgency=late), tone, note, sort.value, late)
          for sort, words, tone, note in overdue if sort is not Sort.norm or has_norms()),
        *(_deadlines(words, found.count(urgency=urgency), tone, note, EVERY, urgency)
          for urgency, words, tone, note in near),
        Tile(_("Unassigned"), found.unassigned, _to("queue.index", tab="new", whose="nobody"),
             _tone(found.unassigned, "info"), _("applications without an operator")),
        Tile(
            _("Awaiting approval"), found.awaiting_approval, _to("routes.index", status="awaiting_approval"),
            _tone(found.awaiting_approval, "info"),
            _("routes with the head of the school"),
        ),
    ]  # fmt: skip


def _call_tile(count: int) -> Tile:
    return Tile(_("To call"), count, _to("calls.index"), _tone(count, "warn"), _("notices do not reach them"))


def _deadlines(label: str, count: int, tone: str, note: str, sort: str, urgency: Urgency) -> Tile:
    address = _to("deadlines.index_view", of=sort, urgency=urgency.value)
    return Tile(label, count, address, _tone(count, tone), note)


def _queue_tiles(counts: dict[QueueTab, int]) -> list[Tile]:
    notes = {
        QueueTab.new: _("call and propose terms"),
        QueueTab.proposed: _("the teacher thinks the terms over"),
        QueueTab.agreed: _("assessments are ahead"),
        QueueTab.assessed: _("enter, check, publish"),
        QueueTab.to_decide: _("results without a decision"),
    }
    return [
        Tile(word(tab), counts[tab], _to("queue.index", tab=tab.value), _tone(counts[tab], "info"), note)
        for tab, note in notes.items()
    ]


def _planner_tiles(counts: dict[RouteStatus, int], queue: dict[QueueTab, int], closable: int) -> list[Tile]:
    notes = {
        RouteStatus.drafting: _("routes to finish and send"),
        RouteStatus.in_agreement: _("the three parties study them"),
        RouteStatus.finalizing: _("after agreement or return"),
    }
    cases = {
        QueueTab.to_draw_up: ("warn", _("decided on, not begun yet")),
        QueueTab.to_decide: ("info", _("results without a decision")),
    }
    return [
        *(Tile(word(tab), queue[tab], _to("queue.index", tab=tab.value), _tone(queue[tab], tone), note)
          for tab, (tone, note) in cases.items()),
        Tile(_("To close the agreement"), closable, _to("routes.index", round="closable"), _tone(closable, "warn"),
             _("all have answered, or their term is over")),
        *(Tile(word(one), counts.get(one, 0), _to("routes.index", status=one.value), _tone(counts.get(one, 0), "info"),
               note) for one, note in notes.items()),
    ]  # fmt: skip


def _school_tiles(approve: int, agree: int) -> list[Tile]:
    return [
        Tile(_("Await your approval"), approve, _to("approvals.index", part=Awaiting.approval.value),
             _tone(approve, "warn"), _("routes to approve")),
        Tile(_("Await your agreement"), agree, _to("approvals.index", part=Awaiting.agreement.value),
             _tone(agree, "info"), _("routes to look through")),
    ]  # fmt: skip


def _curator_tiles(wards: dict[Wards, int]) -> list[Tile]:
    looks = {
        Wards.to_agree: ("warn", _("routes to look through")),
        Wards.to_confirm: ("info", _("marks that you have not looked at")),
        Wards.overdue: ("warn", _("the day has passed, no mark yet")),
        Wards.soon: ("info", _("within three working days")),
        Wards.ending: ("info", _("a final assessment is to be prepared")),
    }
    return [
        *(Tile(word(part), wards[part], _to("curated.index", part=part.value), _tone(wards[part], tone), note)
          for part, (tone, note) in looks.items()),
        Tile(_("My wards"), wards[Wards.all], _to("curated.index", part="all"), "calm", _("routes you lead")),
    ]  # fmt: skip


def _question_tiles(counts: dict[Desk, int]) -> list[Tile]:
    notes = {
        Desk.curator: _("of your wards, awaiting your answer"),
        Desk.operator: _("to the centre, awaiting an answer"),
    }
    return [
        Tile(_("Questions"), counts[desk], _to("questions.index", desk=desk.value, state="waiting"),
             _tone(counts[desk], "warn"), notes[desk])
        for role, desk in DESK_OF.items()
        if context().actor.has(role)
    ]  # fmt: skip


def _installation_tiles(found: overview.Installation) -> list[Tile]:
    ill = len([part for part in found.parts if not part.well])
    return [
        Tile(_("Parts that do not work"), ill, _to("notices.index"), _tone(ill, "bad"),
             _("connection, sending, reminders")),
        Tile(_("Messages set aside"), found.set_aside, _to("notices.index"), _tone(found.set_aside, "bad"),
             _("could not be handled after several attempts")),
        Tile(_("Delivery unknown"), found.uncertain, _to("notices.index", status="uncertain"),
             _tone(found.uncertain, "warn"), _("notices that may have left")),
        Tile(_("Not delivered"), found.failed, _to("notices.index", status="failed"), _tone(found.failed, "warn"),
             _("something went wrong at sending")),
        Tile(_("Blocked the bot"), found.blocked, _to("notices.blocked"), _tone(found.blocked, "info"),
             _("people whom the centre calls")),
        Tile(_("Accounts"), found.accounts, _to("accounts.index_view"), "calm", _("open now")),
        Tile(_("Locked out"), found.locked, _to("accounts.index_view", state="locked"), _tone(found.locked, "warn"),
             _("after mistakes at signing in")),
        Tile(_("Without a chat"), found.without_chat, _to("accounts.index_view", chat="none", state="open"),
             _tone(found.without_chat, "info"), _("accounts that get no notices")),
        Tile(_("Imports to be applied"), found.imports, _to("imports.index"), _tone(found.imports, "info"),
             _("your previews")),
        Tile(_("Invitations expire"), found.invites, _to("invites.index"), _tone(found.invites, "info"),
             _("within a week")),
    ]  # fmt: skip


def _tone(count: int, tone: str) -> str:
    return tone if count else "calm"


def _to(endpoint: str, **values: Any) -> str | None:
    return url_for(endpoint, **values) if may_enter(endpoint) else None
