"""What several files look at in a route."""

from __future__ import annotations

import sqlalchemy as sa

from models.routes import Activity, Route
from tests.bot.chat import Person
from tests.bot.town import Town

WARD = "Иванова Анна Петровна"


def route(town: Town) -> Route:
    """The only route."""
    return town.chat.look(lambda session: session.scalars(sa.select(Route)).one())


def activities(town: Town) -> list[Activity]:
    """Activities, the earliest first."""
    return town.chat.look(lambda session: list(session.scalars(sa.select(Activity).order_by(Activity.id))))


async def open_from_notice(person: Person) -> None:
    """Open the route from the newest notice."""
    await person.tap("🧭 Открыть маршрут")
