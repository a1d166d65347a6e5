"""The domain clock: moved by one process, read by all, moved by the region's working days."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import regions
from marshrut.clock import MovedClock, SystemClock

REGION = regions.load("smolensk")
BLINK = timedelta(seconds=5)


@pytest.fixture
def clock(tmp_path: Path) -> MovedClock:
    """A clock that nobody has moved."""
    return MovedClock(tmp_path / "clock.json", REGION)


def local(clock: MovedClock) -> datetime:
    """What the clock on the region's wall shows."""
    return clock.now().astimezone(REGION.zone)


def test_a_clock_nobody_moved_shows_real_time(clock: MovedClock) -> None:
    assert abs(clock.now() - datetime.now(UTC)) < BLINK
    assert abs(SystemClock().now() - datetime.now(UTC)) < BLINK


@pytest.mark.parametrize(
    ("start", "step", "end"),
    [
        ("2026-12-30 15:30", "hour", "2026-12-30 16:30"),
        ("2026-12-30 23:30", "hour", "2026-12-31 00:30"),
        ("2026-12-30 15:30", "day", "2026-12-31 15:30"),
        ("2026-12-30 15:30", "working_day", "2027-01-11 15:30"),
        ("2026-09-04 00:30", "working_day", "2026-09-07 09:00"),
        ("2026-09-04 18:00", "working_day", "2026-09-07 09:00"),
        ("2026-09-04 00:30", "day", "2026-09-05 00:30"),
        ("2026-01-31 15:30", "month", "2026-02-28 15:30"),
    ],
)
def test_a_step_keeps_the_time_of_day_a_working_day_its_hours(
    clock: MovedClock, start: str, step: str, end: str
) -> None:
    clock.set(datetime.fromisoformat(start).replace(tzinfo=REGION.zone))
    shown = clock.shift(step)
    assert timedelta() <= shown - datetime.fromisoformat(end).replace(tzinfo=REGION.zone) < BLINK
    assert clock.now() - shown < BLINK


def test_another_clock_on_the_same_file_follows(clock: MovedClock, tmp_path: Path) -> None:
    other = MovedClock(tmp_path / "clock.json", REGION)
    for step in ("month", "day", "hour"):
        clock.shift(step)
        assert abs(other.now() - clock.now()) < BLINK


def test_another_process_reads_the_moved_clock(clock: MovedClock, tmp_path: Path) -> None:
    clock.set(datetime(2031, 5, 6, 7, 8, tzinfo=UTC))
    code = (
        "import sys, regions; from pathlib import Path; from marshrut.clock import MovedClock;"
        "print(MovedClock(Path(sys.argv[1]), regions.load('smolensk')).now().isoformat())"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "clock.json")]
    shown = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2]
    ).stdout.strip()
    assert abs(datetime.fromisoformat(shown) - datetime(2031, 5, 6, 7, 8, tzinfo=UTC)) < timedelta(minutes=1)


def test_an_unknown_step_moves_nothing(clock: MovedClock) -> None:
    with pytest.raises(ValueError, match="fortnight"):
        clock.shift("fortnight")
    assert abs(clock.now() - datetime.now(UTC)) < BLINK


def test_a_moment_without_a_zone_is_refused(clock: MovedClock) -> None:
    with pytest.raises(ValueError, match="time zone"):
        clock.set(datetime(2026, 9, 1))  # noqa: DTZ001 that is the point
