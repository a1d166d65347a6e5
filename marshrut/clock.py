"""The domain clock: real time, which only the offline demonstration may move.

The offset lies in a small file that every process looks at; whoever asks for the time pays one ``stat``.
"""

from __future__ import annotations

import json
import os
from datetime import date, datetime, timedelta
from pathlib import Path

from regions import Region
from services import calendar
from services.clock import real_now

CLOCK_FILE = "clock.json"


class SystemClock:
    """Real time."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return real_now()


class MovedClock:
    """Real time plus the offset kept in a file: what the sandbox's page moves and all processes read."""

    def __init__(self, path: Path, region: Region) -> None:
        self._path = path
        self._region = region
        self._seen: tuple[int, int] | None = None
        self._offset = timedelta()

    def now(self) -> datetime:
        """The present moment in UTC, moved by the offset as it is in the file now."""
        return real_now() + self._current_offset()

    def shift(self, step: str) -> datetime:
        """Move on by ``hour``, ``day``, ``working_day`` (of the region) or ``month``; returns the new moment.

        The time of day stays, but that a working day never begins outside its hours: nothing is sent then, and whoever
        moves on to it wants to see what comes. Raises ValueError on another step.
        """
        local = self.now().astimezone(self._region.zone)
        if step == "hour":
            return self.set(local + timedelta(hours=1))
        opens, closes = self._region.workday
        works = step != "working_day" or opens <= local.time() < closes
        clock = local.timetz() if works else opens.replace(tzinfo=self._region.zone)
        return self.set(datetime.combine(self._day_after(step, local.date()), clock))

    def _day_after(self, step: str, today: date) -> date:
        if step == "day":
            return today + timedelta(days=1)
        if step == "working_day":
            return calendar.add_working_days(self._region, today, 1)
        if step == "month":
            return calendar.add_months(today, 1)
        raise ValueError(f"unknown step: {step}")

    def set(self, instant: datetime) -> datetime:
        """Move to the aware moment ``instant`` for all processes; returns it in UTC."""
        if instant.tzinfo is None:
            raise ValueError("a moment must carry its time zone")
        offset = instant - real_now()
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        draft.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps({"offset_seconds": offset.total_seconds()}), encoding="utf-8")
        draft.replace(self._path)
        return self.now()

    def _current_offset(self) -> timedelta:
        try:
            state = self._path.stat()
        except FileNotFoundError:
            return timedelta()
        seen = (state.st_mtime_ns, state.st_ino)
        if seen != self._seen:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            self._offset, self._seen = timedelta(seconds=kept["offset_seconds"]), seen
        return self._offset
