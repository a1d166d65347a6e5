"""How often a room that falls is begun again."""

from __future__ import annotations

import pytest

from marshrut import children
from marshrut.children import BACKOFF_SECONDS, Child


def test_waits_grow_and_end(monkeypatch: pytest.MonkeyPatch) -> None:
    child = Child("bot")
    monkeypatch.setattr(children, "monotonic", lambda: 1.0)
    assert [child.fell() for _fall in range(6)] == [*BACKOFF_SECONDS, None]


def test_a_room_that_ran_steadily_begins_to_count_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    child = Child("bot")
    now = 1.0
    monkeypatch.setattr(children, "monotonic", lambda: now)
    for _fall in range(4):
        child.fell()
    now += children.STEADY_SECONDS + 1
    assert child.fell() == BACKOFF_SECONDS[0]
