"""Entering, changing, archiving and removing programmes and events: a centre its own, an administrator the region's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.catalogue import KINDS, ActivityKind, ActivitySource, Deficit, Event, EventLevel, Programme
from models.places import Centre, Municipality, Organization
from models.routes import Activity, ActivityCategory
from services import rights
from services.catalogue.cards import (
    EventCard,
    ProgrammeCard,
    event_card,
    programme_card,
    visible_event,
    visible_programme,
)
from services.context import Context
from services.errors import Invalid, NotFound, Refused, all_of

_ = catalog("services").lazy
TITLE_MAX = 300
WORDS_MAX = 300
HOURS_MOST = 2000


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
    check_programme(session, ctx, title=title, hours=hours, provider=provider, kind=kind, starts_on=starts_on,
                    ends_on=ends_on, place=place, centre_id=centre_id)  # fmt: skip
    row.title, row.provider, row.place = _title(title), _short(provider, "provider"), _short(place, "place")
    row.hours, row.kind, row.source, row.in_federal_register = hours, kind, source, in_federal_register
    row.starts_on, row.ends_on, row.centre_id = starts_on, ends_on, centre_id
    session.add(row)
    row.deficits = _deficits(session, deficit_ids)
    session.flush()
    return programme_card(ctx, row)


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
    check_event(
        session, ctx, title=title, category=category, starts_on=starts_on, ends_on=ends_on, kind=kind,
        provider=provider, place=place, level=level, municipality_id=municipality_id, organization_id=organization_id,
        centre_id=centre_id,
    )  # fmt: skip
    row.title, row.provider, row.place = _title(title), _short(provider, "provider"), _short(place, "place")
    row.category, row.kind, row.source, row.level = category, kind, source, level
    row.municipality_id, row.organization_id, row.centre_id = municipality_id, organization_id, centre_id
    row.starts_on, row.ends_on = starts_on, ends_on or starts_on
    session.add(row)
    row.deficits = _deficits(session, deficit_ids)
    session.flush()
    return event_card(ctx, row)


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


def check_programme(
    session: Session,
    _ctx: Context,
    *,
    title: str,
    hours: int | None,
    provider: str,
    kind: ActivityKind,
    starts_on: date | None,
    ends_on: date | None,
    place: str,
    centre_id: int | None,
) -> None:
    """All that ``save_programme`` would refuse of what was typed, at once; hours that are not known are not spoken of.
    Raises Invalid or Several."""
    all_of(
        partial(_check_hours, hours),
        partial(_check_kind, ActivityCategory.knowledge, kind),
        *_common_checks(session, title, provider, place, starts_on, ends_on, centre_id),
    )


def check_event(
    session: Session,
    _ctx: Context,
    *,
    title: str,
    category: ActivityCategory,
    starts_on: date | None,
    ends_on: date | None,
    kind: ActivityKind,
    provider: str,
    place: str,
    level: EventLevel,
    municipality_id: int | None,
    organization_id: int | None,
    centre_id: int | None,
) -> None:
    """All that ``save_event`` would refuse of what was typed, at once; days that are not known are not spoken of.
    Raises Invalid or Several."""
    all_of(
        partial(_check_kind, category, kind),
        partial(_check_level, session, level, municipality_id, organization_id),
        *_common_checks(session, title, provider, place, starts_on, ends_on, centre_id),
    )


def _common_checks(
    session: Session, title: str, provider: str, place: str, starts_on: date | None, ends_on: date | None,
    centre_id: int | None,
) -> list[Callable[[], object]]:  # fmt: skip
    """What is looked at in a programme and in an event alike."""
    return [
        partial(_title, title), partial(_short, provider, "provider"), partial(_short, place, "place"),
        partial(_check_dates, starts_on, ends_on), partial(_check_centre, session, centre_id),
    ]  # fmt: skip


def _check_hours(hours: int | None) -> None:
    if hours is not None and not 1 <= hours <= HOURS_MOST:
        raise Invalid(_("Hours are a number from 1 to {most}.", most=HOURS_MOST), "hours")


def _check_kind(category: ActivityCategory, kind: ActivityKind) -> None:
    if kind not in KINDS[category]:
        raise Invalid(_("This kind does not belong to the category."), "kind")


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
