"""A page of a hand-written list: an address that asks for one behind the end gets the last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from admin.base import PAGE_SIZE

T = TypeVar("T")


def turned(read: Callable[[int, int], Sequence[T]], count: int, page: int) -> tuple[int, Sequence[T], bool]:
    """The page that is there, its rows, and whether there are more; ``read`` takes a limit and an offset, ``count``
    says how many rows the whole list has."""
    at = min(page, max(1, -(-count // PAGE_SIZE)))
    rows = read(PAGE_SIZE + 1, (at - 1) * PAGE_SIZE)
    return at, rows[:PAGE_SIZE], len(rows) > PAGE_SIZE
