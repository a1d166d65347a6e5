"""Wordings of questions and answers: that there is one, never its words."""

from __future__ import annotations

from locales import catalog
from models.conversations import Desk
from notices.offers import Action, NoticeText, Offer, clip, said
from notices.reading import Reader
from services.conversations import ThreadLine

_ = catalog("notices").html
t = catalog("notices").gettext


def question(reader: Reader) -> NoticeText | None:
    """To whoever is asked: a question has come, unless it is answered already; or what they asked is answered."""
    line = reader.thread.line
    if reader.parcel.facts.get("answer"):
        return _answered(line)
    if line.waiting_since is None:
        return None
    offers = (
        Offer(t("💬 Open the question"), Action("thread.open", line.id)),
        Offer(t("↩️ Answer"), Action("thread.write", line.id)),
    )
    return said(
        _("❓ <b>You have a new question.</b>"), _("Asked by: {person}", person=clip(line.person, 150)), offers=offers
    )


def _answered(line: ThreadLine) -> NoticeText:
    """Nothing more is awaited of the reader, who may ask again."""
    offers = (
        Offer(t("💬 Read the answer"), Action("thread.open", line.id)),
        Offer(t("✏️ Write again"), Action("thread.write", line.id)),
    )
    told = _("💬 <b>Your question about an activity is answered.</b>")
    return said(told, _("Answered by: {person}", person=clip(line.person, 150)), offers=offers)


def reply(reader: Reader) -> NoticeText:
    """To whoever asked: the answer has come."""
    line = reader.thread.line
    by_curator = line.desk is Desk.curator
    told = _("💬 <b>Your curator has answered you.</b>") if by_curator else _("💬 <b>The centre has answered you.</b>")
    offers = (
        Offer(t("💬 Read the answer"), Action("thread.open", line.id)),
        Offer(t("✏️ Write again"), Action("thread.write", line.id)),
    )
    return said(told, offers=offers)
