"""The columns of both kinds of workbook: heads, what may stand in them, and how a cell is read."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from locales import Text, catalog
from models.base import fold
from models.imports import ImportKind
from models.people import Education, Qualification, StaffKind
from services.context import Context
from services.words import word

_ = catalog("services").lazy
CELL_MAX = 500
_ESCAPED = ("=", "+", "-", "@")


class Wrong(Exception):
    """A cell cannot be taken; the text says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.msgid)
        self.text = text


@dataclass(frozen=True)
class Column:
    """A column of a workbook; ``options`` are the words a cell may hold, ``kind`` is text, date or number."""

    key: str
    head: Text
    hint: Text
    required: bool = False
    kind: str = "text"
    width: int = 22
    options: Callable[[Context], Sequence[str]] | None = None


def _words(kind: type[enum.StrEnum]) -> Callable[[Context], Sequence[str]]:
    return lambda _ctx: [word(member) for member in kind]


def _yes_no(_ctx: Context) -> Sequence[str]:
    return [str(YES), str(NO)]


YES, NO = _("yes"), _("no")
_ORGANIZATIONS = (
    Column("municipality", _("Municipality"), _("As in the register of municipalities."), True, width=28),
    Column("name", _("Short name"), _("As people call it. With the municipality it tells one organisation from "
           "another."), True, width=36),
    Column("full_name", _("Full name by the charter"), _("May be left empty."), width=48),
    Column("inn", _("Tax number (INN)"), _("10 digits. May be left empty."), width=16),
    Column("founder", _("Founder"), _("May be left empty."), width=30),
    Column("closed", _("Closed"), _("Yes or no. Empty means: as it was; a new one is open."), options=_yes_no,
           width=12),
)  # fmt: skip
_PEOPLE = (
    Column("last_name", _("Last name"), _("Letters only."), True),
    Column("first_name", _("First name"), _("Letters only."), True),
    Column("patronymic", _("Patronymic"), _("Empty when there is none.")),
    Column("municipality", _("Municipality"), _("Needed only when several organisations have the same name."),
           width=28),
    Column("organization", _("Organisation"), _("The short name, as in the register of organisations. With the full "
           "name it tells one person from another."), True, width=36),
    Column("position", _("Position"), _("Up to 120 characters. Needed for a new person."), width=28),
    Column("staff_kind", _("Staff"), _("Empty means: as it was; a new person is teaching staff."),
           options=_words(StaffKind), width=24),
    Column("subjects", _("Subjects"), _("Names from the list of subjects, divided by semicolons. Needed for new "
           "teaching staff."), width=32),
    Column("phone", _("Phone"), _("10 digits after +7. May be left empty."), width=18),
    Column("email", _("E-mail"), _("May be left empty."), width=26),
    Column("education", _("Education"), _("A word from the list. May be left empty."), options=_words(Education),
           width=26),
    Column("teaching_since", _("Teaching since"), _("The year, for example 2014. May be left empty."), kind="number",
           width=16),
    Column("qualification", _("Category"), _("A word from the list. May be left empty."),
           options=_words(Qualification), width=24),
    Column("consented_on", _("Consent to the processing of personal data"), _("The day of the signed paper, for "
           "example 01.09.2026. Needed for a new person: nobody is entered without it."), kind="date", width=26),
)  # fmt: skip
COLUMNS: dict[ImportKind, tuple[Column, ...]] = {
    ImportKind.organizations: _ORGANIZATIONS,
    ImportKind.people: _PEOPLE,
}


def text_of(value: Any) -> str:
    """A cell as people read it: dates as 01.09.2026, whole numbers without a point, blanks collapsed; the apostrophe
    with which our own tables escape a sign is taken off."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(YES if value else NO)
    if isinstance(value, datetime | date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(str(value).replace("\0", "").split())
    return text[1:] if text.startswith("'") and text[1:].startswith(_ESCAPED) else text


def checked_text(value: Any) -> str:
    """The text of a cell; raises Wrong for a formula, an error of a spreadsheet and an over-long text."""
    text = text_of(value)
    if (isinstance(value, str) and value.startswith("=")) or not isinstance(value, str | int | float | date | None):
        raise Wrong(_("A formula stands here. Please paste its value instead."))
    if text.startswith("#") and text.endswith(("!", "?", "A")):
        raise Wrong(_("The spreadsheet shows an error here. Please type the value."))
    if len(text) > CELL_MAX:
        raise Wrong(_("Too long: at most {most} characters.", most=CELL_MAX))
    return text


def day_of(value: Any) -> date | None:
    """A date from a date cell or from text, ``01.09.2026`` or ``2026-09-01``; raises Wrong for anything else."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = checked_text(value)
    if not text:
        return None
    for pattern in ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 a day, not a moment
        except ValueError:
            continue
    raise Wrong(_("There is no such date. Example: 01.09.2026"))


def member_of(text: str, kind: type[enum.StrEnum]) -> enum.StrEnum | None:
    """The member that a word means; raises Wrong and names the words there are."""
    if not text:
        return None
    found = next((one for one in kind if fold(text) in (fold(word(one)), one.value)), None)
    if found is None:
        raise Wrong(_("Please choose one of: {words}.", words=", ".join(word(one) for one in kind)))
    return found


def yes_or_no(text: str) -> bool | None:
    """What yes or no means; raises Wrong for another word."""
    if not text:
        return None
    if fold(text) in (fold(str(YES)), fold(str(NO))):
        return fold(text) == fold(str(YES))
    raise Wrong(_("Please write yes or no."))
