"""Domain time: what the messages are dated with. Limits and polling never ask it."""

import calendar
from datetime import UTC, datetime, timedelta
from typing import Protocol

STEPS = ("hour", "day", "working_day", "month")


class ClockPort(Protocol):
    """What the sandbox needs of a domain clock; the program that starts the sandbox brings its own."""

    def now(self) -> datetime:
        """Return the domain's present instant, aware."""
        ...

    def shift(self, step: str) -> datetime:
        """Move forward by one of `STEPS` and return the new instant; raises ValueError on an unknown step."""
        ...

    def set(self, instant: datetime) -> datetime:
        """Move to an aware instant and return it."""
        ...


class MemoryClock:
    """Real time plus an offset kept in memory; knows no holidays, so a working day is a plain day."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta()
        if start is not None:
            self.set(start)

    def now(self) -> datetime:
        """Return real time moved by the offset."""
        return datetime.now(UTC) + self._offset

    def shift(self, step: str) -> datetime:
        """Move forward by one step; raises ValueError on an unknown one."""
        if step not in STEPS:
            raise ValueError(f"unknown step: {step}")
        now = self.now()
        if step == "hour":
            return self.set(now + timedelta(hours=1))
        if step == "month":
            return self.set(_next_month(now))
        return self.set(now + timedelta(days=1))

    def set(self, instant: datetime) -> datetime:
        """Move to an aware instant; raises ValueError on a naive one."""
        if instant.tzinfo is None:
            raise ValueError("the instant needs a time zone")
        self._offset = instant - datetime.now(UTC)
        return self.now()


def _next_month(now: datetime) -> datetime:
    year, month = (now.year, now.month + 1) if now.month < 12 else (now.year + 1, 1)
    return now.replace(year=year, month=month, day=min(now.day, calendar.monthrange(year, month)[1]))
