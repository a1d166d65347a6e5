"""Demonstration data: invented people in a region, entered through the services, in a database of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session, sessionmaker

from marshrut.demo import places, region_life
from marshrut.demo.staff import hire
from models.audit import Installation
from regions import Region
from services.audit import acting
from services.context import Actor, Context

HERE = Path(__file__).parent


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
    path = HERE / f"{region}.yaml"
    with path.open(encoding="utf-8") as source:
        script: dict[str, Any] = yaml.safe_load(source)
    return script


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
    script = _script(region.code)
    ctx = Context(Actor(None), now, region)
    session: Session
    with sessions() as session, session.begin():
        acting(session, ctx)
        session.add(Installation(id=1, region=region.code, demo=True, created_at=now))
        began = replace(ctx, now=now - region_life.BEGAN)
        acting(session, began)
        found = places.enter(session, script)
        hired = hire(session, began, script["staff"], found, password=password)
        region_life.populate(session, ctx, script, found, hired)
