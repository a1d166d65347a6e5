"""Finding programmes and events by words, category, dates and deficit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from models.base import fold
from models.catalogue import Deficit, Event, EventDeficit, EventLevel, Programme, ProgrammeDeficit
from models.routes import ActivityCategory
from services import rights
from services.catalogue.cards import EventCard, ProgrammeCard, event_card, programme_card, sees_tags, visible
from services.context import Context

LIST_MOST = 200


def find_programmes(
    session: Session,
    ctx: Context,
    *,
    text: str = "",
    deficit_id: int | None = None,
    on_from: date | None = None,
    on_to: date | None = None,
    federal_only: bool = False,
    archived: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> Sequence[ProgrammeCard]:
    """Programmes of the actor's centres and of the region by words of the title and the provider, by dates (one
    without dates suits any), by a deficit. Raises Denied for a search by a deficit from a school."""
    query = sa.select(Programme).where(visible(ctx, Programme.centre_id), _shelf(Programme.archived_at, archived))
    for word in fold(text).split():
        query = query.where(Programme.folded_title.contains(word, autoescape=True))
    if deficit_id is not None:
        rights.require(sees_tags(ctx))
        tagged = sa.select(ProgrammeDeficit.programme_id).where(ProgrammeDeficit.deficit_id == deficit_id)
        query = query.where(Programme.id.in_(tagged))
    if federal_only:
        query = query.where(Programme.in_federal_register)
    if on_from is not None:
        query = query.where(sa.or_(Programme.ends_on.is_(None), Programme.ends_on >= on_from))
    if on_to is not None:
        query = query.where(sa.or_(Programme.starts_on.is_(None), Programme.starts_on <= on_to))
    query = query.options(selectinload(Programme.deficits).joinedload(Deficit.codifier))
    query = query.order_by(Programme.folded_title, Programme.id).limit(min(limit, LIST_MOST)).offset(offset)
    return [programme_card(ctx, row) for row in session.scalars(query)]


def find_events(
    session: Session,
    ctx: Context,
    *,
    text: str = "",
    category: ActivityCategory | None = None,
    level: EventLevel | None = None,
    deficit_id: int | None = None,
    on_from: date | None = None,
    on_to: date | None = None,
    archived: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> Sequence[EventCard]:
    """Events of the actor's centres and of the region by words, category, level, dates (any day in common), deficit;
    the soonest first. Raises Denied for a search by a deficit from a school."""
    query = sa.select(Event).where(visible(ctx, Event.centre_id), _shelf(Event.archived_at, archived))
    for word in fold(text).split():
        query = query.where(Event.folded_title.contains(word, autoescape=True))
    if category is not None:
        query = query.where(Event.category == category)
    if level is not None:
        query = query.where(Event.level == level)
    if deficit_id is not None:
        rights.require(sees_tags(ctx))
        tagged = sa.select(EventDeficit.event_id).where(EventDeficit.deficit_id == deficit_id)
        query = query.where(Event.id.in_(tagged))
    if on_from is not None:
        query = query.where(Event.ends_on >= on_from)
    if on_to is not None:
        query = query.where(Event.starts_on <= on_to)
    query = query.options(
        selectinload(Event.deficits).joinedload(Deficit.codifier), selectinload(Event.municipality),
        selectinload(Event.organization),
    )  # fmt: skip
    query = query.order_by(Event.starts_on, Event.folded_title, Event.id).limit(min(limit, LIST_MOST)).offset(offset)
    return [event_card(ctx, row) for row in session.scalars(query)]


def _shelf(column: InstrumentedAttribute[object], archived: bool) -> sa.ColumnElement[bool]:
    return column.is_not(None) if archived else column.is_(None)
