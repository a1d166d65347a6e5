"""Wordings about the activities of a route, to the teacher."""

from __future__ import annotations

from locales import catalog, dates
from models.routes import CuratorView
from notices.offers import Action, NoticeText, Offer, clip, said
from notices.reading import Reader
from services.routes import ActivityLine

_ = catalog("notices").html
t = catalog("notices").gettext


def activity_soon(reader: Reader) -> NoticeText | None:
    """To the teacher: an activity comes, or goes on; it is not marked before its last day has come."""
    line = reader.activity
    if line.done_at is not None:
        return None
    today = reader.ctx.today
    if line.starts_on < today:
        head = _("📅 An activity of your route goes on:")
    elif line.starts_on == today:
        begins = line.ends_on > today
        head = (
            _("📅 An activity of your route begins today:") if begins else _("📅 An activity of your route is today:")
        )
    else:
        head = _("📅 An activity of your route is soon:")
    return said(head, *_activity(line), offers=(*(() if line.early else (_done(line),)), _details(line)))


def activity_passed(reader: Reader) -> NoticeText | None:
    """To the teacher: has it been done? One tap marks it."""
    line = reader.activity
    if line.done_at is not None:
        return None
    asked = _("Have you done it? If so, tap “Mark as done”. If not, nothing bad happens: you can do it later.")
    return said(_("How did it go?"), *_activity(line), asked, offers=(_done(line), _details(line)))


def mark_questioned(reader: Reader) -> NoticeText | None:
    """To the teacher: the curator asks."""
    line = reader.activity
    if line.view is not CuratorView.questioned:
        return None
    told = _("“{words}”", words=clip(line.view_comment, 700)) if line.view_comment else None
    return said(
        _("❓ Your curator has a question about an activity:"), *_activity(line), told,
        offers=(Offer(t("↩️ Answer"), Action("activity.answer", line.id)), _details(line)),
    )  # fmt: skip


def evidence_recorded(reader: Reader) -> NoticeText | None:
    """To the teacher: staff put beside an activity what they brought outside the chat."""
    asked = _("If it is not yours or something is wrong, open the activity and remove it, or write to your curator.")
    head = _("📎 The centre has attached to an activity what you handed over:")
    line = reader.activity
    return said(head, *_activity(line), asked, offers=(_details(line),))


def _activity(line: ActivityLine) -> list[str]:
    term = _("📅 {term}", term=dates.term(dates.day(line.starts_on), dates.day(line.ends_on)))
    place = [_("📍 {place}", place=clip(line.place, 300))] if line.place else []
    return [_("<b>{title}</b>", title=clip(line.title, 400)), term, *place]


def _details(line: ActivityLine) -> Offer:
    return Offer(t("More about it"), Action("activity.open", line.id))


def _done(line: ActivityLine) -> Offer:
    return Offer(t("✅ Mark as done"), Action("activity.done", line.id))
