"""Choices above a hand-written list: read from its address, kept in every link of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from locales import Text


@dataclass(frozen=True)
class Pick:
    """A list to choose from and what is chosen of it; an empty choice is any."""

    key: str
    label: Text
    options: Sequence[tuple[str, str]]
    chosen: str


def pick(key: str, label: Text, options: Sequence[tuple[str, str]]) -> Pick:
    """A choice as the address makes it; what is not on the list chooses nothing."""
    asked = request.args.get(key, "")
    return Pick(key, label, options, asked if asked in {value for value, _label in options} else "")


def kept(picks: Sequence[Pick]) -> dict[str, Any]:
    """What an address carries so that the choices stay."""
    return {one.key: one.chosen for one in picks if one.chosen}
