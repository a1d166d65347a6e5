"""Working days: the table of facts, and a plain day-by-day count."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import regions
from services import calendar

SMOLENSK = regions.load("smolensk")
TERMS = (3, 5, 10, 15)
FACTS = {
    date(2024, 4, 26): (date(2024, 5, 3), date(2024, 5, 7), date(2024, 5, 16), date(2024, 5, 23)),
    date(2024, 12, 27): (date(2025, 1, 10), date(2025, 1, 14), date(2025, 1, 21), date(2025, 1, 28)),
    date(2025, 4, 30): (date(2025, 5, 7), date(2025, 5, 13), date(2025, 5, 20), date(2025, 5, 27)),
    date(2025, 12, 30): (date(2026, 1, 14), date(2026, 1, 16), date(2026, 1, 23), date(2026, 1, 30)),
    date(2026, 12, 30): (date(2027, 1, 13), date(2027, 1, 15), date(2027, 1, 22), date(2027, 1, 29)),
}


@pytest.mark.rule("К-06")
@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [(start, days, due) for start, dues in FACTS.items() for days, due in zip(TERMS, dues, strict=True)],
)
def test_term_ends_on_the_day_of_the_table(start: date, days: int, expected: date) -> None:
    assert calendar.add_working_days(SMOLENSK, start, days) == expected


@pytest.mark.rule("К-06")
@pytest.mark.parametrize(("days", "expected"), [(3, date(2025, 5, 7)), (5, date(2025, 5, 13))])
def test_own_days_off_of_the_region_are_not_counted(days: int, expected: date) -> None:
    region = SMOLENSK.model_copy(update={"days_off": frozenset({date(2025, 4, 29), date(2025, 4, 30)})})
    assert calendar.add_working_days(region, date(2025, 4, 28), days) == expected


#: Saturdays worked by decree, and days moved off by decree, of 2024-2027 as published.
WORKED_SATURDAYS = {date(2024, 4, 27), date(2024, 11, 2), date(2024, 12, 28), date(2025, 11, 1)}
MOVED_OFF = {
    date(2024, 4, 29), date(2024, 4, 30), date(2024, 5, 10), date(2024, 12, 30), date(2024, 12, 31),
    date(2025, 5, 2), date(2025, 5, 8), date(2025, 6, 13), date(2025, 11, 3), date(2025, 12, 31),
}  # fmt: skip
FIXED = {(1, day) for day in range(1, 9)} | {(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)}


def _plainly_worked(day: date) -> bool:
    if day in WORKED_SATURDAYS:
        return True
    return day.weekday() < 5 and (day.month, day.day) not in FIXED and day not in MOVED_OFF


@pytest.mark.rule("К-06")
@given(start=st.dates(date(2024, 3, 11), date(2025, 12, 1)), days=st.integers(1, 15))
def test_term_agrees_with_a_plain_day_by_day_count(start: date, days: int) -> None:
    day, left = start, days
    while left:
        day += timedelta(days=1)
        left -= _plainly_worked(day) if day < date(2026, 1, 1) else calendar.is_working_day(SMOLENSK, day)
    assert calendar.add_working_days(SMOLENSK, start, days) == day


@given(start=st.dates(date(2024, 1, 1), date(2027, 6, 1)), days=st.integers(1, 60))
def test_counting_a_term_gives_its_length(start: date, days: int) -> None:
    due = calendar.add_working_days(SMOLENSK, start, days)
    assert calendar.working_days_between(SMOLENSK, start, due) == days
    assert calendar.is_working_day(SMOLENSK, due)


def test_a_day_after_the_last_decree_is_provisional() -> None:
    assert not calendar.is_provisional(date(2027, 12, 31))
    assert calendar.is_provisional(date(2028, 1, 1))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 9, 1, 9, 0, tzinfo=UTC), datetime(2026, 9, 1, 9, 0, tzinfo=UTC)),
        (datetime(2026, 9, 1, 3, 0, tzinfo=UTC), datetime(2026, 9, 1, 6, 0, tzinfo=UTC)),
        (datetime(2026, 9, 4, 15, 0, tzinfo=UTC), datetime(2026, 9, 7, 6, 0, tzinfo=UTC)),
    ],
)
def test_quiet_hours_move_a_moment_to_the_next_working_morning(moment: datetime, expected: datetime) -> None:
    assert calendar.within_working_hours(SMOLENSK, moment) == expected


def test_the_last_day_ends_at_midnight_of_the_regions_zone() -> None:
    late = datetime(2026, 9, 1, 21, 30, tzinfo=UTC)
    assert SMOLENSK.today(late) == date(2026, 9, 2)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 1, 15), 24, date(2028, 1, 15)),
        (date(2026, 12, 31), 36, date(2029, 12, 31)),
    ],
)
def test_months_are_added_to_the_same_day_or_the_months_last(day: date, months: int, expected: date) -> None:
    assert calendar.add_months(day, months) == expected


def test_working_day_begins_at_the_profiles_hour() -> None:
    assert calendar.at(SMOLENSK, date(2026, 9, 1), time(9)) == datetime(2026, 9, 1, 6, 0, tzinfo=UTC)
