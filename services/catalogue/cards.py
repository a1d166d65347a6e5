"""What is shown of the catalogue and to whom: the tags of deficits are never shown to a school (К-01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from locales import catalog
from models.accounts import Role
from models.catalogue import ActivityKind, ActivitySource, Event, EventLevel, Programme
from models.routes import ActivityCategory
from services import rights
from services.codifiers import DeficitRow, deficit_row
from services.context import Context
from services.errors import NotFound

_ = catalog("services").lazy


@dataclass(frozen=True)
class ProgrammeCard:
    """A programme; ``deficits`` are empty for a school."""

    id: int
    title: str
    kind: ActivityKind
    source: ActivitySource
    hours: int
    provider: str
    in_federal_register: bool
    starts_on: date | None
    ends_on: date | None
    place: str
    centre_id: int | None
    archived: bool
    deficits: tuple[DeficitRow, ...]


@dataclass(frozen=True)
class EventCard:
    """An event; ``whose`` is the municipality or the school it is of, ``deficits`` are empty for a school."""

    id: int
    title: str
    category: ActivityCategory
    kind: ActivityKind
    source: ActivitySource
    provider: str
    starts_on: date
    ends_on: date
    place: str
    level: EventLevel
    whose: str
    municipality_id: int | None
    organization_id: int | None
    centre_id: int | None
    archived: bool
    deficits: tuple[DeficitRow, ...]


def programme(session: Session, ctx: Context, *, programme_id: int) -> ProgrammeCard:
    """One programme; raises NotFound for one of another centre."""
    return programme_card(ctx, visible_programme(session, ctx, programme_id))


def event(session: Session, ctx: Context, *, event_id: int) -> EventCard:
    """One event; raises NotFound for one of another centre."""
    return event_card(ctx, visible_event(session, ctx, event_id))


def visible_programme(session: Session, ctx: Context, programme_id: int) -> Programme:
    """The row of a programme the actor may see; raises NotFound otherwise."""
    query = sa.select(Programme).where(Programme.id == programme_id, visible(ctx, Programme.centre_id))
    row = session.scalars(query).one_or_none()
    if row is None:
        raise NotFound(_("There is no such programme."))
    return row


def visible_event(session: Session, ctx: Context, event_id: int) -> Event:
    """The row of an event the actor may see; raises NotFound otherwise."""
    row = session.scalars(sa.select(Event).where(Event.id == event_id, visible(ctx, Event.centre_id))).one_or_none()
    if row is None:
        raise NotFound(_("There is no such event."))
    return row


def sees_tags(ctx: Context) -> bool:
    """Whether the actor sees which deficits the catalogue works on: the centre and an administrator; never one whose
    rights are of a school."""
    if any(scope.organization_id is not None for scope in ctx.actor.scopes):
        return False
    return ctx.actor.has(Role.operator, Role.planner, Role.curator, Role.administrator)


def visible(ctx: Context, column: InstrumentedAttribute[int | None]) -> sa.ColumnElement[bool]:
    """Which rows of a catalogue the actor may see: the region's and their centres'; none without a role."""
    if ctx.actor.has(Role.administrator):
        return sa.true()
    centres = rights.centres_of(ctx, Role.operator, Role.planner, Role.curator)
    if centres is None:
        return sa.true()
    return sa.or_(column.is_(None), column.in_(centres)) if ctx.actor.scopes else sa.false()


def programme_card(ctx: Context, row: Programme) -> ProgrammeCard:
    """A programme as the actor may see it."""
    return ProgrammeCard(
        id=row.id, title=row.title, kind=row.kind, source=row.source, hours=row.hours, provider=row.provider,
        in_federal_register=row.in_federal_register, starts_on=row.starts_on, ends_on=row.ends_on, place=row.place,
        centre_id=row.centre_id, archived=row.archived_at is not None, deficits=_tags(ctx, row),
    )  # fmt: skip


def event_card(ctx: Context, row: Event) -> EventCard:
    """An event as the actor may see it."""
    whose = row.municipality or row.organization
    return EventCard(
        id=row.id, title=row.title, category=row.category, kind=row.kind, source=row.source, provider=row.provider,
        starts_on=row.starts_on, ends_on=row.ends_on, place=row.place, level=row.level,
        whose=whose.name if whose else "", municipality_id=row.municipality_id, organization_id=row.organization_id,
        centre_id=row.centre_id, archived=row.archived_at is not None, deficits=_tags(ctx, row),
    )  # fmt: skip


def _tags(ctx: Context, row: Programme | Event) -> tuple[DeficitRow, ...]:
    return tuple(deficit_row(found) for found in row.deficits) if sees_tags(ctx) else ()
