"""Domain time: one clock for all rules. Leases, backoff and web sessions live on real time and never ask it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Where domain time comes from; the wiring brings one."""

    def now(self) -> datetime:
        """The present instant, aware."""
        ...


def real_now() -> datetime:
    """Real time, aware, in UTC."""
    return datetime.now(UTC)
