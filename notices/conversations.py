"""Wordings of questions and answers: that there is one, never its words."""

from __future__ import annotations

from locales import catalog
from models.conversations import Desk
from notices.offers import Action, NoticeText, Offer, clip, said
from notices.reading import Reader

_ = catalog("notices").html
t = catalog("notices").gettext


def question(reader: Reader) -> NoticeText | None:
    """To whoever is asked: a question has come, unless it is answered already."""
    line = reader.thread.line
    if line.waiting_since is None:
        return None
    offers = (
        Offer(t("💬 Open the question"), Action("thread.open", line.id)),
        Offer(t("↩️ Answer"), Action("thread.write", line.id)),
    )
    return said(
        _("❓ <b>You have a new question.</b>"), _("Asked by: {person}", person=clip(line.person, 150)), offers=offers
    )


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
