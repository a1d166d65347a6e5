"""A notice as plain text, for a channel that has neither tags nor buttons."""

from __future__ import annotations

import html
import re

from locales import catalog
from notices.offers import NoticeText

t = catalog("notices").gettext


def subject() -> str:
    """Over every letter the same: nothing personal stands where others may see it."""
    return t("«Marshrut»: a notice for you")


def plain(text: NoticeText) -> str:
    """The words without tags, and where one answers instead of on buttons."""
    words = html.unescape(re.sub(r"</?[a-z][^>]*>", "", text.text))
    way = t("To answer, open the chat with the bot or call the centre. This letter needs no reply.")
    return f"{words}\n\n{way}\n"
