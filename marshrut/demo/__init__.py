"""Demonstration data: invented people in a region, entered through the services, in a database of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml
from sqlalchemy.orm import Session, sessionmaker

from marshrut.demo import catalogue, places, region_life
from marshrut.demo.staff import hire
from models.audit import Installation
from regions import Region
from services import passwords, rights
from services.audit import acting
from services.context import Actor, Context

HERE = Path(__file__).parent
SEED = 622


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
    script, chance = _script(region.code), Random(SEED)  # noqa: S311 invented data, not a secret
    ctx = Context(Actor(None), now, region)
    session: Session
    with sessions() as session, session.begin():
        acting(session, ctx)
        session.add(Installation(id=1, region=region.code, demo=True, created_at=now))
        began = replace(ctx, now=now - region_life.BEGAN)
        same = passwords.chosen(password)
        first = [row for row in script["staff"] if "administrator" in row["roles"]]
        hired = hire(session, _acts(session, began), first, {}, password=same)
        actor = rights.actor_of(session, next(iter(hired.values())), began.today, "admin")
        administrator = replace(began, actor=actor)
        found = places.enter(session, _acts(session, administrator), script)
        rest = [row for row in script["staff"] if row not in first]
        hired |= hire(session, _acts(session, began), rest, found, password=same)
        shelf = catalogue.fill(session, _acts(session, replace(administrator, now=now)), script, found, chance)
        region_life.populate(session, ctx, script, _read("names"), found, hired, shelf, chance)


def _acts(session: Session, ctx: Context) -> Context:
    acting(session, ctx)
    return ctx
