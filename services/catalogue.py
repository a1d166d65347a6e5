"""The catalogue a planner draws from: programmes and events, with the deficits they work on (annex 3, cl. 5.6-5.9).

Those tags are reference data of the centre. A school never sees them, nor finds by them: the tag of what a teacher is
sent to would tell the deficit (К-01).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from locales import catalog
from models.accounts import Role
from models.base import fold
from models.catalogue import (
    KINDS,
    ActivityKind,
    ActivitySource,
    Deficit,
    Event,
    EventDeficit,
    EventLevel,
    Programme,
    ProgrammeDeficit,
)
from models.places import Centre, Municipality, Organization
from models.routes import Activity, ActivityCategory
from services import rights
from services.codifiers import DeficitRow, deficit_row
from services.context import Context
from services.errors import Invalid, NotFound, Refused

_ = catalog("services").lazy
TITLE_MAX = 300
WORDS_MAX = 300
HOURS_MOST = 2000
LIST_MOST = 200


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
    query = sa.select(Programme).where(_visible(ctx, Programme.centre_id), _shelf(Programme.archived_at, archived))
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
    return [_programme_card(ctx, row) for row in session.scalars(query)]


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
    query = sa.select(Event).where(_visible(ctx, Event.centre_id), _shelf(Event.archived_at, archived))
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
    return [_event_card(ctx, row) for row in session.scalars(query)]


def programme(session: Session, ctx: Context, *, programme_id: int) -> ProgrammeCard:
    """One programme; raises NotFound for one of another centre."""
    return _programme_card(ctx, visible_programme(session, ctx, programme_id))


def event(session: Session, ctx: Context, *, event_id: int) -> EventCard:
    """One event; raises NotFound for one of another centre."""
    return _event_card(ctx, visible_event(session, ctx, event_id))


def visible_programme(session: Session, ctx: Context, programme_id: int) -> Programme:
    """The row of a programme the actor may see; raises NotFound otherwise."""
    query = sa.select(Programme).where(Programme.id == programme_id, _visible(ctx, Programme.centre_id))
    row = session.scalars(query).one_or_none()
    if row is None:
        raise NotFound(_("There is no such programme."))
    return row


def visible_event(session: Session, ctx: Context, event_id: int) -> Event:
    """The row of an event the actor may see; raises NotFound otherwise."""
    row = session.scalars(sa.select(Event).where(Event.id == event_id, _visible(ctx, Event.centre_id))).one_or_none()
    if row is None:
        raise NotFound(_("There is no such event."))
    return row


def save_programme(
    session: Session,
    ctx: Context,
    *,
    programme_id: int | None = None,
    title: str,
    hours: int,
    provider: str,
    kind: ActivityKind = ActivityKind.advanced_training,
    source: ActivitySource = ActivitySource.institute_plan,
    in_federal_register: bool = False,
    starts_on: date | None = None,
    ends_on: date | None = None,
    place: str = "",
    centre_id: int | None = None,
    deficit_ids: Sequence[int] = (),
) -> ProgrammeCard:
    """Enter a programme or change it; without a centre it is the whole region's, which an administrator enters."""
    _may_edit(ctx, centre_id)
    row = Programme() if programme_id is None else visible_programme(session, ctx, programme_id)
    if programme_id is not None:
        _may_edit(ctx, row.centre_id)
    if not 1 <= hours <= HOURS_MOST:
        raise Invalid(_("Hours are a number from 1 to {most}.", most=HOURS_MOST), "hours")
    if kind not in KINDS[ActivityCategory.knowledge]:
        raise Invalid(_("This kind does not belong to the category."), "kind")
    _check_dates(starts_on, ends_on)
    _check_centre(session, centre_id)
    row.title, row.provider, row.place = _title(title), _short(provider, "provider"), _short(place, "place")
    row.hours, row.kind, row.source, row.in_federal_register = hours, kind, source, in_federal_register
    row.starts_on, row.ends_on, row.centre_id = starts_on, ends_on, centre_id
    session.add(row)
    row.deficits = _deficits(session, deficit_ids)
    session.flush()
    return _programme_card(ctx, row)


def save_event(
    session: Session,
    ctx: Context,
    *,
    event_id: int | None = None,
    title: str,
    category: ActivityCategory,
    source: ActivitySource,
    starts_on: date,
    ends_on: date | None = None,
    kind: ActivityKind = ActivityKind.other,
    provider: str = "",
    place: str = "",
    level: EventLevel = EventLevel.region,
    municipality_id: int | None = None,
    organization_id: int | None = None,
    centre_id: int | None = None,
    deficit_ids: Sequence[int] = (),
) -> EventCard:
    """Enter an event or change it; a municipal one names its municipality, one of a school its school."""
    _may_edit(ctx, centre_id)
    row = Event() if event_id is None else visible_event(session, ctx, event_id)
    if event_id is not None:
        _may_edit(ctx, row.centre_id)
    if kind not in KINDS[category]:
        raise Invalid(_("This kind does not belong to the category."), "kind")
    _check_dates(starts_on, ends_on)
    _check_centre(session, centre_id)
    _check_level(session, level, municipality_id, organization_id)
    row.title, row.provider, row.place = _title(title), _short(provider, "provider"), _short(place, "place")
    row.category, row.kind, row.source, row.level = category, kind, source, level
    row.municipality_id, row.organization_id, row.centre_id = municipality_id, organization_id, centre_id
    row.starts_on, row.ends_on = starts_on, ends_on or starts_on
    session.add(row)
    row.deficits = _deficits(session, deficit_ids)
    session.flush()
    return _event_card(ctx, row)


def archive(
    session: Session,
    ctx: Context,
    *,
    programme_id: int | None = None,
    event_id: int | None = None,
    archived: bool = True,
) -> None:
    """Take a programme or an event off the shelf, or put it back; routes that draw from it keep it."""
    row = _one(session, ctx, programme_id, event_id)
    row.archived_at = (row.archived_at or ctx.now) if archived else None
    session.flush()


def remove(session: Session, ctx: Context, *, programme_id: int | None = None, event_id: int | None = None) -> None:
    """Remove what was entered by mistake; raises Refused once a route draws from it."""
    row = _one(session, ctx, programme_id, event_id)
    column = Activity.programme_id if isinstance(row, Programme) else Activity.event_id
    if session.scalar(sa.select(Activity.id).where(column == row.id).limit(1)) is not None:
        raise Refused(_("A route draws from this already. It can be put into the archive instead."))
    session.delete(row)
    session.flush()


def sees_tags(ctx: Context) -> bool:
    """Whether the actor sees which deficits the catalogue works on: the centre and an administrator; never one whose
    rights are of a school."""
    if any(scope.organization_id is not None for scope in ctx.actor.scopes):
        return False
    return ctx.actor.has(Role.operator, Role.planner, Role.curator, Role.administrator)


def may_edit(ctx: Context) -> bool:
    """Whether the actor enters programmes and events somewhere."""
    return ctx.actor.has(Role.operator, Role.planner, Role.administrator)


def _visible(ctx: Context, column: sa.orm.InstrumentedAttribute[int | None]) -> sa.ColumnElement[bool]:
    if ctx.actor.has(Role.administrator):
        return sa.true()
    centres = rights.centres_of(ctx, Role.operator, Role.planner, Role.curator)
    if centres is None:
        return sa.true()
    return sa.or_(column.is_(None), column.in_(centres)) if ctx.actor.scopes else sa.false()


def _shelf(column: sa.orm.InstrumentedAttribute[object], archived: bool) -> sa.ColumnElement[bool]:
    return column.is_not(None) if archived else column.is_(None)


def _may_edit(ctx: Context, centre_id: int | None) -> None:
    if rights.holds(ctx, Role.administrator):
        return
    rights.require(
        centre_id is not None
        and any(rights.holds(ctx, role, centre_id=centre_id) for role in (Role.operator, Role.planner))
    )


def _one(session: Session, ctx: Context, programme_id: int | None, event_id: int | None) -> Programme | Event:
    row: Programme | Event
    if programme_id is not None:
        row = visible_programme(session, ctx, programme_id)
    elif event_id is not None:
        row = visible_event(session, ctx, event_id)
    else:
        raise NotFound(_("There is no such record."))
    _may_edit(ctx, row.centre_id)
    return row


def _title(title: str) -> str:
    title = " ".join(title.split())
    if not 1 <= len(title) <= TITLE_MAX:
        raise Invalid(_("A title takes 1 to {most} characters.", most=TITLE_MAX), "title")
    return title


def _short(text: str, field: str) -> str:
    text = " ".join(text.split())
    if len(text) > WORDS_MAX:
        raise Invalid(_("This is too long: at most {most} characters, please.", most=WORDS_MAX), field)
    return text


def _check_dates(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise Invalid(_("The last day cannot be before the first."), "ends_on")


def _check_centre(session: Session, centre_id: int | None) -> None:
    if centre_id is not None and session.get(Centre, centre_id) is None:
        raise Invalid(_("Please choose a centre from the list."), "centre_id")


def _check_level(session: Session, level: EventLevel, municipality_id: int | None, organization_id: int | None) -> None:
    whose = {
        EventLevel.region: (None, None),
        EventLevel.municipality: (municipality_id or 0, None),
        EventLevel.school: (None, organization_id or 0),
    }
    if (municipality_id, organization_id) != whose[level]:
        raise Invalid(_("Please choose whose event it is: a municipality for a municipal one, a school for its own."),
                      "level")  # fmt: skip
    if municipality_id is not None and session.get(Municipality, municipality_id) is None:
        raise Invalid(_("Please choose a municipality from the list."), "municipality_id")
    if organization_id is not None and session.get(Organization, organization_id) is None:
        raise Invalid(_("This organisation is not in the list any more. Please search again."), "organization_id")


def _deficits(session: Session, deficit_ids: Sequence[int]) -> list[Deficit]:
    wanted = list(dict.fromkeys(deficit_ids))
    rows = {row.id: row for row in session.scalars(sa.select(Deficit).where(Deficit.id.in_(wanted)))}
    if set(wanted) - set(rows):
        raise Invalid(_("This deficit is not in the codifier any more."), "deficit_ids")
    return [rows[number] for number in wanted]


def _programme_card(ctx: Context, row: Programme) -> ProgrammeCard:
    return ProgrammeCard(
        id=row.id, title=row.title, kind=row.kind, source=row.source, hours=row.hours, provider=row.provider,
        in_federal_register=row.in_federal_register, starts_on=row.starts_on, ends_on=row.ends_on, place=row.place,
        centre_id=row.centre_id, archived=row.archived_at is not None, deficits=_tags(ctx, row),
    )  # fmt: skip


def _event_card(ctx: Context, row: Event) -> EventCard:
    whose = row.municipality or row.organization
    return EventCard(
        id=row.id, title=row.title, category=row.category, kind=row.kind, source=row.source, provider=row.provider,
        starts_on=row.starts_on, ends_on=row.ends_on, place=row.place, level=row.level,
        whose=whose.name if whose else "", municipality_id=row.municipality_id, organization_id=row.organization_id,
        centre_id=row.centre_id, archived=row.archived_at is not None, deficits=_tags(ctx, row),
    )  # fmt: skip


def _tags(ctx: Context, row: Programme | Event) -> tuple[DeficitRow, ...]:
    return tuple(deficit_row(found) for found in row.deficits) if sees_tags(ctx) else ()
