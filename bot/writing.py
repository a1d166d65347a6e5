"""How texts are put on screens: lines, names cut to a bearable length, long lists and texts in pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup

from bot.screens import Button
from locales import catalog

T = TypeVar("T")
_ = catalog("bot").html
t = catalog("bot").gettext

#: Characters of text on a page; Telegram takes 4096 in a message.
PAGE = 2800
#: Lines of a list on a page, each of which is also a button.
LIST = 8
BUTTON_MAX = 60
#: As many letters fit a button of half a row on a narrow phone; Telegram cuts the rest.
HALF = 18


def lines(*parts: str | None) -> Markup:
    """Lines of HTML one below another; None is left out, plain text is escaped, an empty text is an empty line."""
    return Markup("\n").join(part for part in parts if part is not None)


def clip(text: str, most: int) -> str:
    """The text, cut with an ellipsis to at most ``most`` characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def capital(text: str) -> str:
    """Words that stand alone begin with a capital."""
    return text[:1].upper() + text[1:]


def label(text: str) -> str:
    """Words cut to what a button shows."""
    return clip(text, BUTTON_MAX)


def chunks(text: str, size: int = 900) -> list[str]:
    """A long text in pieces of at most ``size`` characters, cut between paragraphs, else between words."""
    found: list[str] = []
    for paragraph in text.strip().splitlines():
        rest = paragraph.strip()
        while len(rest) > size:
            cut = rest.rfind(" ", size // 2, size)
            cut = cut if cut > 0 else size
            found.append(rest[:cut].rstrip())
            rest = rest[cut:].lstrip()
        if rest:
            found.append(rest)
    return found


def leaves(paragraphs: Iterable[str], size: int = PAGE) -> list[Markup]:
    """Paragraphs of HTML gathered into pages of about ``size`` characters; always at least one page."""
    pages: list[list[str]] = [[]]
    length = 0
    for paragraph in paragraphs:
        if pages[-1] and length + len(paragraph) > size:
            pages.append([])
            length = 0
        pages[-1].append(paragraph)
        length += len(paragraph) + 2
    return [Markup("\n\n").join(page) for page in pages]


def page_of(items: Sequence[T], page: int, size: int = LIST) -> tuple[Sequence[T], int, int]:
    """The items of a page (the last one for a page beyond it), that page's number and how many there are."""
    pages = max(1, -(-len(items) // size))
    page = min(max(page, 1), pages)
    return items[(page - 1) * size : page * size], page, pages


def turns(page: int, pages: int, to: Callable[[int], CallbackData]) -> list[Button]:
    """A row that turns pages; empty for a single one."""
    row = []
    if page > 1:
        row.append(Button(t("‹ Page {page}", page=page - 1), to(page - 1)))
    if page < pages:
        row.append(Button(t("Page {page} ›", page=page + 1), to(page + 1)))
    return row


def in_pairs(buttons: Sequence[Button]) -> list[list[Button]]:
    """Buttons two in a row, in their order; one whose words do not fit half a phone has a row of its own."""
    rows: list[list[Button]] = []
    for button in buttons:
        beside = rows and len(rows[-1]) == 1 and max(len(rows[-1][0].text), len(button.text)) <= HALF
        if beside:
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows


def trouble_line(trouble: str) -> Markup | None:
    """What was wrong with the answer, above the question asked again."""
    return _("❗ {trouble}\n", trouble=trouble) if trouble else None


def note_line(note: str) -> Markup | None:
    """What has just happened, above how it stands now."""
    return _("ℹ️ {note}\n", note=note) if note else None


def phone_words(phone: str) -> str:
    """A number as people read it: «+7 910 123-45-67»; one of another make stays."""
    found = re.fullmatch(r"\+7(\d{3})(\d{3})(\d{2})(\d{2})", phone)
    return "+7 {} {}-{}-{}".format(*found.groups()) if found else phone


def clip_lines(text: str, most: int) -> str:
    """The text with its own line breaks, cut with an ellipsis to at most ``most`` characters."""
    text = "\n".join(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def phone_line(name: str, phone: str) -> Markup:
    """Whom to call."""
    if not phone:
        return _("☎️ {name}", name=clip(name, 120))
    return _("☎️ {name}: {phone}", name=clip(name, 120), phone=clip(phone, 40))
