"""What tests of services look at: a row as the database has it now, the newest term of a kind, who was told of it."""

from __future__ import annotations

import sqlalchemy as sa

from models.applications import Participation, ParticipationStatus
from models.deadlines import Deadline, DeadlineKind
from models.notices import Notice
from models.routes import Route
from tests.world import World


def route_of(w: World, route_id: int) -> Route:
    """A route as it stands now."""
    return w.session.get_one(Route, route_id, populate_existing=True)


def status_of(w: World, participation_id: int) -> ParticipationStatus:
    """How far a case is."""
    return w.session.get_one(Participation, participation_id).status


def deadline_of(w: World, kind: DeadlineKind) -> Deadline:
    """The latest deadline of a kind."""
    query = sa.select(Deadline).where(Deadline.kind == kind).order_by(Deadline.id.desc()).limit(1)
    return w.session.scalars(query).one()


def told(w: World, kind: str) -> list[int]:
    """Who was told of it, in the order of telling."""
    w.session.flush()
    return list(w.session.scalars(sa.select(Notice.recipient_id).where(Notice.kind == kind).order_by(Notice.id)))
