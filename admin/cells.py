"""Cells that are drawn: badges and deadlines. The drawing itself is a Jinja macro, so that pages have the same."""

from __future__ import annotations

import enum
from typing import Any

from flask import current_app
from markupsafe import Markup

from admin.work import context
from locales import catalog, dates
from models.applications import ParticipationStatus as P
from models.deadlines import DeadlineStatus
from models.people import TelegramChat
from models.routes import RouteStatus as R
from services.applications.cards import DeadlineLine
from services.words import word

_ = catalog("admin").gettext
n_ = catalog("admin").ngettext
lazy = catalog("admin").lazy
#: Why a deadline waits, by the code that the services keep.
HOLD_REASONS = {
    "not_reached": lazy("could not be reached"),
    "awaits_answer": lazy("the answer is awaited"),
    "suspended": lazy("the route is suspended"),
}


def macro(name: str, *arguments: Any) -> Markup:
    """Call a macro of ``macros/marks.html``."""
    module = current_app.jinja_env.get_template("macros/marks.html").module
    return Markup(getattr(module, name)(*arguments))  # noqa: S704 our own template, which escapes its arguments


def deadline_tone(line: DeadlineLine) -> tuple[str, str]:
    """Icon and tone of a deadline: never the only sign, words go with them."""
    if line.status is DeadlineStatus.met:
        return ("check", "warn" if line.overdue else "good")
    if line.status is DeadlineStatus.void:
        return ("minus", "calm")
    if line.status is DeadlineStatus.on_hold:
        return ("pause", "warn" if line.overdue else "calm")
    if line.overdue:
        return ("alert", "bad" if line.normative else "warn")
    return ("clock", "warn" if line.due_on == context().today else "info")


def deadline_text(line: DeadlineLine) -> str:
    """What a deadline says: frozen once met, on hold with its reason, else how many days are left or gone. Only a norm
    is ever late: a guideline is a day that was meant (К-05)."""
    if line.overdue and not line.normative:
        return _meant(line)
    if line.status is DeadlineStatus.met and line.closed_on is not None:
        day = dates.short_day(line.closed_on)
        return _("done {day}, late", day=day) if line.overdue else _("done {day}, in time", day=day)
    if line.status is DeadlineStatus.void:
        return _("no longer needed")
    if line.status is DeadlineStatus.on_hold:
        reason = HOLD_REASONS.get(line.hold_reason)
        if line.overdue:
            return _("late before it was put on hold")
        return _("on hold: {reason}", reason=str(reason)) if reason else _("on hold")
    days = (line.due_on - context().today).days
    if days == 0:
        return _("today")
    if days < 0:
        return n_("{n} day late", "{n} days late", -days)
    return _("tomorrow") if days == 1 else n_("in {n} day", "in {n} days", days)


def _meant(line: DeadlineLine) -> str:
    """What a guideline says once its day has passed."""
    if line.status is DeadlineStatus.met and line.closed_on is not None:
        return _("done {day}, after the day that was meant", day=dates.short_day(line.closed_on))
    if line.status is DeadlineStatus.on_hold:
        return _("the day that was meant passed before it was put on hold")
    return _("the day that was meant has passed")


def deadline_cell(line: DeadlineLine | None) -> Markup:
    """A deadline in a cell: day, words, icon and colour."""
    if line is None:
        return macro("nothing")
    icon, tone = deadline_tone(line)
    closed = line.status in (DeadlineStatus.met, DeadlineStatus.void)
    return macro("mark", icon, tone, deadline_text(line), "" if closed else dates.short_day(line.due_on))


def chat_badge(chat: TelegramChat | None) -> Markup:
    """Whether the person is reached in the chat."""
    if chat is None:
        return macro("badge", _("not in the chat"), "calm", "minus")
    if chat.blocked_at is not None:
        return macro("badge", _("has blocked the bot"), "warn", "alert")
    return macro("badge", _("reached in the chat"), "good", "check")


def phone(number: str | None) -> str | None:
    """A phone number in groups: +7 910 123-45-67."""
    if not number or len(number) != 12 or not number.startswith("+7"):
        return number
    return f"+7 {number[2:5]} {number[5:8]}-{number[8:10]}-{number[10:]}"


def call(number: str | None) -> Markup:
    """A phone number that is rung by a press."""
    return macro("call", number, phone(number)) if number else macro("nothing")


def state_badge(sound: bool, yes: str, no: str) -> Markup:
    """A state of two words: the sound one and the other."""
    return macro("badge", yes, "good", "check") if sound else macro("badge", no, "calm", "minus")


#: Tone and icon of each state of a case and of a route; the words stand beside it.
STATUS_LOOK: dict[enum.StrEnum, tuple[str, str]] = {
    P.draft: ("calm", "dot"), P.submitted: ("info", "dot"), P.proposed: ("warn", "clock"), P.agreed: ("info", "check"),
    P.assessed: ("warn", "clock"), P.result_published: ("good", "check"), P.withdrawn: ("calm", "minus"),
    P.cancelled: ("calm", "minus"),
}  # fmt: skip
ROUTE_LOOK: dict[enum.StrEnum, tuple[str, str]] = {
    R.drafting: ("calm", "dot"), R.in_agreement: ("warn", "clock"), R.finalizing: ("info", "dot"),
    R.awaiting_approval: ("warn", "clock"), R.active: ("good", "right"), R.suspended: ("calm", "pause"),
    R.final_assessment: ("info", "clock"), R.completed: ("good", "check"), R.ended_early: ("calm", "minus"),
    R.erased: ("calm", "minus"),
}  # fmt: skip


def status_badge(status: P | R) -> Markup:
    """The state of a case or a route."""
    tone, icon = (STATUS_LOOK if isinstance(status, P) else ROUTE_LOOK)[status]
    return macro("badge", word(status), tone, icon)
