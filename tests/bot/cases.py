"""What several files look at in an application."""

from __future__ import annotations

import sqlalchemy as sa

from models.applications import (
    Participation,
    ParticipationStatus,
)
from tests.bot.town import Town


def participations(town: Town) -> list[Participation]:
    """All participations, the oldest first."""
    query = sa.select(Participation).order_by(Participation.id)
    return town.chat.look(lambda session: list(session.scalars(query)))


def status_of(town: Town) -> ParticipationStatus:
    """Status of the only participation."""
    (row,) = participations(town)
    return row.status


async def offered(town: Town) -> None:
    """The teacher applied and the operator proposed terms; the notice has come."""
    with town.acting() as w:
        w.propose(w.apply())
    await town.deliver()
