"""Filling an empty database with the demonstration: the staff, the places, the catalogue, ten months of life."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from marshrut.demo import bank, catalogue, places, region_life
from marshrut.demo.staff import hire
from models.audit import Installation
from regions import Region
from services import passwords, rights
from services.audit import acting
from services.context import Actor, Context

SEED = 622


def fill(
    sessions: sessionmaker[Any], region: Region, now: datetime, script: dict[str, Any], names: dict[str, Any], *,
    password: str,
) -> None:  # fmt: skip
    """Fill the database as ``marshrut.demo.fill`` says, from the region's script and lists of names."""
    chance = Random(SEED)  # noqa: S311 invented data, not a secret
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
        bank.fill(session, _acts(session, replace(administrator, now=now)), script)
        region_life.populate(session, ctx, script, names, found, hired, shelf, chance)


def _acts(session: Session, ctx: Context) -> Context:
    acting(session, ctx)
    return ctx
