"""Demonstration data: invented people in a region, entered through the services, in a database of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import sessionmaker

from regions import Region

HERE = Path(__file__).parent
#: Telegram ids of people whose phones nobody shows: known by name, heads, the others, and those who came in twice.
KNOWN_CHAT, HEADS_CHAT, FIRST_CHAT, TWINS_CHAT = 2_000, 400_000, 500_000, 700_000
UNWATCHED = tuple(range(first, first + 1_000) for first in (KNOWN_CHAT, HEADS_CHAT, FIRST_CHAT, TWINS_CHAT))


@dataclass(frozen=True)
class Player:
    """Somebody whose phone the chat page shows; ``chat_id`` is also their Telegram id."""

    chat_id: int
    last_name: str
    first_name: str
    phone: str
    label: str


@dataclass(frozen=True)
class Login:
    """Somebody who can sign in to the back office with the demonstration's password."""

    email: str
    label: str


@cache
def _script(region: str) -> dict[str, Any]:
    return _read(region)


def _read(name: str) -> dict[str, Any]:
    with (HERE / f"{name}.yaml").open(encoding="utf-8") as source:
        found: dict[str, Any] = yaml.safe_load(source)
    return found


def players(region: str) -> tuple[Player, ...]:
    """People of the chat page, the newcomer last."""
    return tuple(Player(**row) for row in _script(region)["players"])


def bot_name(region: str) -> str:
    """What the bot of the demonstration is called."""
    return str(_script(region)["bot_name"])


def logins(region: str) -> tuple[Login, ...]:
    """Accounts of the back office."""
    return tuple(Login(row["email"], row["label"]) for row in _script(region)["staff"])


def fill(sessions: sessionmaker[Any], region: Region, now: datetime, *, password: str) -> None:
    """Fill an empty database, migrated to the newest revision, in one transaction, and flag it a demonstration.

    Args:
        sessions: makes ``AuditedSession``s on the database.
        region: whose profile the data follow.
        now: the domain's present moment.
        password: what every account of the demonstration signs in with.
    """
    # Filling needs rooms that no start with the data there does: the import, workbooks.
    from marshrut.demo import filling

    filling.fill(sessions, region, now, _script(region.code), _read("names"), password=password)
