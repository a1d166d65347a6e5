"""Steps taken outside the chat: by phone, on paper, by letter, in person. Staff record what was done, how, when, with a
scan; the terms run from the real event and not from its recording (annex 2, cl. 5.9.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from locales import catalog
from models.applications import Participation
from models.outside import OutsideStep
from models.people import Person, Way
from models.routes import Route
from services import calendar, files, rights
from services.context import Context
from services.errors import Invalid, NotFound, all_of
from services.rights import Who

_ = catalog("services").lazy
NOTE_MAX = 1000
#: How far back an event may lie when it is recorded (ours).
BACK = timedelta(days=366)
_NOON = time(12, 0)


@dataclass(frozen=True)
class Said:
    """How and when a step really happened; ``scan_id`` is a file the recorder brought."""

    way: Way = Way.chat
    on: date | None = None
    scan_id: int | None = None
    note: str = ""


@dataclass(frozen=True)
class OutsideLine:
    """A recorded step as the centre and the person see it; ``way``: None for one that staff took by themselves."""

    act: str
    way: Way | None
    happened_on: date
    recorded_at: datetime
    recorded_by: str
    note: str
    scan_id: int | None
    activity_id: int | None = None


Concerned = Participation | Route | Person


def settle(
    session: Session,
    ctx: Context,
    row: Concerned,
    act: str,
    said: Said,
    *,
    activity_id: int | None = None,
    not_before: date | None = None,
) -> date:
    """The day a step really happened, recorded when it was outside the chat. To be called after the right was checked.

    A person's own step is of the chat and of now. Raises Invalid when staff do not say how, or for a day that is to
    come, too long ago or before ``not_before``.
    """
    if _whose(row) == ctx.actor.person_id:
        return ctx.today
    all_of(
        partial(check_way, said.way), partial(checked_day, ctx, said.on, not_before),
        partial(checked_note, said.note),
    )  # fmt: skip
    on = checked_day(ctx, said.on, not_before)
    if said.scan_id is not None:
        files.own(session, ctx, file_id=said.scan_id)
    session.add(_step(ctx, row, act, said, on, activity_id))
    session.flush()
    return on


def note(session: Session, ctx: Context, row: Concerned, act: str, words: str) -> None:
    """Keep why staff took a step of their own about a row: nobody said it to them, and it is shown without a way. To be
    called after the right was checked. Raises Invalid for over-long words."""
    step = _step(ctx, row, act, Said(Way.chat, note=words), ctx.today)
    session.add(step)
    session.flush()


def _step(ctx: Context, row: Concerned, act: str, said: Said, on: date, activity_id: int | None = None) -> OutsideStep:
    return OutsideStep(
        participation_id=row.id if isinstance(row, Participation) else None,
        route_id=row.id if isinstance(row, Route) else None, person_id=row.id if isinstance(row, Person) else None,
        activity_id=activity_id, act=act, way=said.way, happened_on=on, note=checked_note(said.note),
        scan_id=said.scan_id, recorded_at=ctx.now, recorded_by_id=ctx.actor.person_id,
    )  # fmt: skip


def check_way(way: Way) -> None:
    """Raise Invalid when staff record a step as one of the chat."""
    if way is Way.chat:
        raise Invalid(_("Please say how it was done: by phone, on paper, by letter or in person."), "way")


def _whose(row: Concerned) -> int:
    return row.id if isinstance(row, Person) else row.person_id


def way_of(ctx: Context, row: Concerned, said: Said) -> Way:
    """How a step was taken: a person's own is always of the chat."""
    return Way.chat if _whose(row) == ctx.actor.person_id else said.way


def checked_day(ctx: Context, on: date | None, not_before: date | None = None) -> date:
    """The day of a real event, today when none is given; raises Invalid for one that cannot be."""
    day = on or ctx.today
    if day > ctx.today:
        raise Invalid(_("This day is still to come. Please give the day on which it happened."), "on")
    if day < ctx.today - BACK:
        raise Invalid(_("This day is more than a year ago. Please check it."), "on")
    if not_before is not None and day < not_before:
        raise Invalid(_("This day is before what it answers. Please check it."), "on")
    return day


def checked_note(note: str) -> str:
    """The note without blanks around; raises Invalid for an over-long one."""
    note = note.strip()
    if len(note) > NOTE_MAX:
        raise Invalid(_("This is too long: at most {most} characters, please.", most=NOTE_MAX), "note")
    return note


def moment(ctx: Context, on: date) -> datetime:
    """The moment an event of a day is kept under: now for today, noon for an earlier day."""
    return ctx.now if on == ctx.today else calendar.at(ctx.region, on, _NOON)


def of(
    session: Session, ctx: Context, *, participation_id: int | None = None, route_id: int | None = None,
    person_id: int | None = None,
) -> Sequence[OutsideLine]:  # fmt: skip
    """What was recorded of a case, of a route or of a person themselves, for the person and their centre; of a route,
    the curator reads the marks (``rights.outside_seen``). Raises NotFound for others."""
    row: Concerned | None = None
    if participation_id is not None:
        row = session.get(Participation, participation_id)
    elif route_id is not None:
        row = session.get(Route, route_id)
    elif person_id is not None:
        row = session.get(Person, person_id)
    if row is None or not _reads(session, ctx, row):
        raise NotFound(_("There is no such record."))
    column = {Participation: OutsideStep.participation_id, Route: OutsideStep.route_id, Person: OutsideStep.person_id}
    query = sa.select(OutsideStep).where(column[type(row)] == row.id).options(joinedload(OutsideStep.recorded_by))
    if not isinstance(row, Person):
        query = query.where(rights.outside_seen(session, ctx, row))
    return [
        OutsideLine(
            one.act, None if one.way is Way.chat else one.way, one.happened_on, one.recorded_at,
            one.recorded_by.short_name, one.note, one.scan_id, one.activity_id,
        )
        for one in session.scalars(query.order_by(OutsideStep.id))
    ]  # fmt: skip


def _reads(session: Session, ctx: Context, row: Concerned) -> bool:
    if isinstance(row, Person):
        return row.id == ctx.actor.person_id or rights.serves(session, ctx, row.id)
    return any(rights.is_who(session, ctx, who, row) for who in (Who.person, Who.operator, Who.planner, Who.curator))
