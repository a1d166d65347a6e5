"""Working days: the Russian production calendar with moved days off and working Saturdays, plus the region's own days.

The day after the event counts as the first; the last day ends at 24:00 of the region's zone (К-06, ГК ст. 191).
"""

from __future__ import annotations

import calendar as month_lengths
from datetime import date, datetime, time, timedelta
from functools import cache

import holidays

from regions import Region

#: The last year for which the package knows the government's decree; later dates are provisional.
KNOWN_UNTIL = 2027


@cache
def _production_calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("RU")


def is_working_day(region: Region, day: date) -> bool:
    """Whether ``day`` is worked in the region: a working Saturday is, a moved or regional day off is not."""
    return day not in region.days_off and _production_calendar().is_working_day(day)


def is_provisional(day: date) -> bool:
    """Whether ``day`` lies beyond the published production calendar."""
    return day.year > KNOWN_UNTIL


def add_working_days(region: Region, event_on: date, days: int) -> date:
    """The last day of a term of ``days`` working days from ``event_on``; negative counts back."""
    step = timedelta(days=1 if days >= 0 else -1)
    day, left = event_on, abs(days)
    while left:
        day += step
        left -= is_working_day(region, day)
    return day


def working_days_between(region: Region, start: date, end: date) -> int:
    """How many working days lie after ``start`` up to and with ``end``; negative when ``end`` is earlier."""
    if end < start:
        return -working_days_between(region, end, start)
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(is_working_day(region, day) for day in days)


def nearest_working_day(region: Region, day: date, *, backwards: bool = False) -> date:
    """``day`` itself if worked, else the next one, or the one before."""
    step = timedelta(days=-1 if backwards else 1)
    while not is_working_day(region, day):
        day += step
    return day


def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, month_lengths.monthrange(year, month + 1)[1]))


def at(region: Region, day: date, clock: time) -> datetime:
    """The moment of ``clock`` on ``day`` in the region's zone."""
    return datetime.combine(day, clock, tzinfo=region.zone)


def within_working_hours(region: Region, moment: datetime) -> datetime:
    """``moment`` itself inside the region's working hours of a working day, else the next such moment."""
    local = moment.astimezone(region.zone)
    opens, closes = region.workday
    day = local.date()
    if is_working_day(region, day) and local.time() < closes:
        return max(moment, at(region, day, opens))
    return at(region, nearest_working_day(region, day + timedelta(days=1)), opens)
