"""Dates and moments in words of the reader's language. Moments are shown in the region's time zone."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from babel.dates import format_date, format_datetime

from locales import language


def day(value: date) -> str:
    """«3 мая 2026, вс»."""
    return format_date(value, "d MMMM y, EEE" if language() == "ru" else "EEE, d MMM y", locale=language())


def short_day(value: date) -> str:
    """«03.05.2026», as official papers print it."""
    return value.strftime("%d.%m.%Y")


def brief_day(value: date, *, year: bool) -> str:
    """«03.05», or «03.05.26» where the ``year`` does not go without saying."""
    return value.strftime("%d.%m.%y" if year else "%d.%m")


def month(value: date) -> str:
    """«май 2026»: the month a day lies in."""
    return format_date(value, "LLLL y", locale=language())


def moment(value: datetime, zone: tzinfo) -> str:
    """«3 мая 2026, вс, 10:00» in ``zone``."""
    pattern = "d MMMM y, EEE, HH:mm" if language() == "ru" else "EEE, d MMM y, HH:mm"
    return format_datetime(value.astimezone(zone), pattern, locale=language())
