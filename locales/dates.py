"""Dates and moments in words of the reader's language. Moments are shown in the region's time zone.

A date never breaks at the end of a line: its parts are held together by spaces that do not break. A term may break
after its dash, a moment before its hour.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from babel.dates import format_date, format_datetime

from locales import NBSP, language


def day(value: date) -> str:
    """«3 мая 2026, вс»."""
    return _held(format_date(value, "d MMMM y, EEE" if language() == "ru" else "EEE, d MMM y", locale=language()))


def _held(text: str) -> str:
    return text.replace(" ", NBSP)


def term(first: str, last: str) -> str:
    """«3 мая 2026, вс – 4 мая 2026, пн» of two days as they are shown; one where they are the same."""
    return first if first == last else f"{first}{NBSP}– {last}"


def short_day(value: date) -> str:
    """«03.05.2026», as official papers print it."""
    return value.strftime("%d.%m.%Y")


def brief_day(value: date, *, year: bool) -> str:
    """«03.05», or «03.05.26» where the ``year`` does not go without saying."""
    return value.strftime("%d.%m.%y" if year else "%d.%m")


def day_and_month(value: date) -> str:
    """«3 мая»: a day of which the year goes without saying."""
    return _held(format_date(value, "d MMMM", locale=language()))


def weekday(value: date) -> str:
    """«воскресенье»."""
    return format_date(value, "EEEE", locale=language())


def month(value: date) -> str:
    """«май 2026»: the month a day lies in."""
    return _held(format_date(value, "LLLL y", locale=language()))


def moment(value: datetime, zone: tzinfo) -> str:
    """«3 мая 2026, вс, 10:00» in ``zone``."""
    there = value.astimezone(zone)
    return f"{day(there.date())}, {format_datetime(there, 'HH:mm', locale=language())}"
