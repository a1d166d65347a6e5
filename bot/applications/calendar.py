"""The calendar in which a wanted period is chosen: a month on a page, first the first day, then the last."""

from __future__ import annotations

from calendar import Calendar as Weeks
from datetime import date, timedelta

from babel.dates import format_date, get_day_names

from bot.applications.calls import Calendar, PickDay, Step
from bot.calls import Nothing
from bot.screens import Button, Screen, ways_out
from bot.writing import lines, trouble_line
from locales import Text, catalog, dates, language
from services.applications.draft import PERIOD_AHEAD, DraftStep

_ = catalog("bot").html
lazy = catalog("bot").lazy

#: Days from today, and what that is called.
PRESETS: tuple[tuple[int, Text], ...] = (
    (14, lazy("The next 2 weeks")),
    (31, lazy("Within a month")),
    (92, lazy("Within 3 months")),
)
#: Telegram takes no empty button.
BLANK = "·"


def month_screen(today: date, month: date, since: date | None, trouble: str = "") -> Screen:
    """A month of days; those before today (or before ``since``) cannot be tapped."""
    month = min(max(month, today), today + PERIOD_AHEAD).replace(day=1)
    head = Weeks().itermonthdates(month.year, month.month)
    cells = [_cell(day, month, since or today, since, today) for day in head]
    weeks = [cells[start : start + 7] for start in range(0, len(cells), 7)]
    asked = (
        _("From {since} until which day?", since=dates.day(since)) if since else _("From which day does it suit you?")
    )
    rows = [
        [Button(name, Nothing()) for name in _weekdays()],
        *(week for week in weeks if any(cell.text != BLANK for cell in week)),
        _months(month, since, today),
        ways_out(Step(step=DraftStep.period)),
    ]
    title = format_date(month, "LLLL y", locale=language()).capitalize()
    return Screen(lines(trouble_line(trouble), _("<b>{month}</b>", month=title), asked), rows)


def _cell(day: date, month: date, first: date, since: date | None, today: date) -> Button:
    if day.month != month.month or day < first or day > today + PERIOD_AHEAD:
        return Button(BLANK, Nothing())
    words = f"[{day.day}]" if day == since else str(day.day)
    return Button(words, PickDay(day=day.toordinal(), since=since.toordinal() if since else 0))


def _weekdays() -> list[str]:
    names = get_day_names("short", locale=language())
    return [names[number] for number in range(7)]


def _months(month: date, since: date | None, today: date) -> list[Button]:
    chosen = since.toordinal() if since else 0
    row = []
    if month > today:
        earlier = (month - timedelta(days=1)).replace(day=1)
        row.append(Button(f"‹ {_name(earlier)}", Calendar(month=earlier.toordinal(), since=chosen)))
    later = (month + timedelta(days=32)).replace(day=1)
    if later <= today + PERIOD_AHEAD:
        row.append(Button(f"{_name(later)} ›", Calendar(month=later.toordinal(), since=chosen)))
    return row


def _name(month: date) -> str:
    return format_date(month, "LLLL", locale=language()).capitalize()
