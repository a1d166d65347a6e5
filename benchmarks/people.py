"""People with active routes to measure on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

import regions
from models import Base
from services import routes
from services.audit import AuditedSession, acting
from services.context import Actor, Context
from tests import world

REGION = regions.load("smolensk")
PEOPLE = 12


@dataclass(frozen=True)
class Walker:
    """A teacher with an active route."""

    chat_id: int
    route_id: int
    activity_id: int


@dataclass(frozen=True)
class StoppedClock:
    """Domain time that stands still."""

    at: datetime

    def now(self) -> datetime:
        """The moment."""
        return self.at


def walkers(engine: sa.Engine) -> tuple[list[Walker], StoppedClock]:
    """Make the tables and teachers, each led to an active route through the services."""
    Base.metadata.create_all(engine)
    system = Context(Actor(None), datetime(2026, 9, 1, 9, tzinfo=UTC), REGION)
    found = []
    with AuditedSession(engine, expire_on_commit=False) as session:
        town = world.build(session, system)
        for number in range(PEOPLE):
            chat_id = 5_000 + number
            acting(session, system)
            name = f"Учительница{'абвгдежзиклм'[number]} Анна Петровна"
            town.teacher_id = world.register(
                session, system, chat_id=chat_id, name=name, organization_id=town.school_id
            )
            route_id = town.active_route()
            activity_id = routes.card(session, town.teacher, route_id=route_id).activities[0].id
            found.append(Walker(chat_id, route_id, activity_id))
    # Their day is over, so that a tick asks nothing first.
    return found, StoppedClock(town.now + timedelta(days=60))
