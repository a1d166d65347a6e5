"""Places of work: several at once, a change of school, a dismissal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from locales import catalog
from models.accounts import Grant, Role
from models.people import Employment, Person, StaffKind
from models.places import Organization
from services import notices, recipients, rights
from services.context import Context
from services.employments.following import follow, living_routes
from services.errors import Invalid, NotFound, Refused, Stale, all_of
from services.notices import NoticeKind

_ = catalog("services").lazy
#: Characters a position has at most, letters at least.
POSITION_MAX, LETTERS_MIN = 120, 3
AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class JobLine:
    """A place of work with its dates; ``current`` today."""

    id: int
    organization_id: int
    organization: str
    municipality: str
    position: str
    staff_kind: StaffKind
    main: bool
    started_on: date | None
    ended_on: date | None
    current: bool


def jobs(session: Session, ctx: Context, *, person_id: int) -> Sequence[JobLine]:
    """All places of work of a person, the current first, the main on top; for them and the staff who serve them."""
    _person(session, ctx, person_id)
    query = (
        sa.select(Employment)
        .where(Employment.person_id == person_id)
        .options(joinedload(Employment.organization).joinedload(Organization.municipality))
        .order_by(Employment.id)
    )
    lines = [_line(ctx, row) for row in session.scalars(query)]
    return sorted(lines, key=lambda line: (not line.current, not line.main, -line.id))


def add_job(
    session: Session,
    ctx: Context,
    *,
    person_id: int,
    organization_id: int,
    position: str,
    staff_kind: StaffKind = StaffKind.educator,
    main: bool = False,
    started_on: date | None = None,
) -> JobLine:
    """Enter one more place of work beside those there are. Raises Refused for the same position at the same place."""
    person = _person(session, ctx, person_id)
    organization = _open_organization(session, organization_id)
    check_job(session, ctx, position=position, on=started_on)
    position = checked_position(position)
    current = _current(ctx, person)
    if any(job.organization_id == organization_id and job.position == position for job in current):
        raise Refused(_("The person works there in this position already."))
    job = Employment(
        organization_id=organization.id, organization=organization, position=position, staff_kind=staff_kind,
        main=main or not current, started_on=_day(ctx, started_on or ctx.today),
    )  # fmt: skip
    person.employments.append(job)
    session.flush()
    if job.main:
        _only_main(person, job)
    session.flush()
    return _line(ctx, job)


def check_job(_session: Session, ctx: Context, *, position: str, on: date | None) -> None:
    """All that would be refused of a typed place of work, at once: raises Invalid or Several."""
    all_of(partial(checked_position, position), partial(_day, ctx, on or ctx.today))


def make_main(session: Session, ctx: Context, *, employment_id: int) -> JobLine:
    """Say which of several current places is the main one: the next application and route are founded on it."""
    job = _job(session, ctx, employment_id)
    _only_main(job.person, job)
    session.flush()
    return _line(ctx, job)


def change_school(
    session: Session,
    ctx: Context,
    *,
    person_id: int,
    organization_id: int,
    employment_id: int | None = None,
    position: str | None = None,
    staff_kind: StaffKind | None = None,
    on: date | None = None,
) -> JobLine:
    """The person leaves one school (the main one by default) for another from the day ``on``; what is under way follows
    them, its planner is told, and the new head approves only what is not approved yet.

    By the person, the staff who serve them, an administrator. Raises Stale when they work there already.
    """
    person = _person(session, ctx, person_id)
    old = _job(session, ctx, employment_id) if employment_id is not None else main_job(ctx, person)
    if old is None or old.person_id != person.id:
        raise NotFound(_("There is no such place of work."))
    new = _open_organization(session, organization_id)
    if new.id == old.organization_id:
        raise Stale(_("This is the person's school already."))
    first = on or ctx.today
    all_of(partial(checked_position, position or old.position), partial(_check_change, ctx, first))
    job = Employment(
        organization_id=new.id, organization=new, position=checked_position(position or old.position),
        staff_kind=staff_kind or old.staff_kind, main=old.main, started_on=first,
    )  # fmt: skip
    person.employments.append(job)
    _end(session, ctx, old, first - timedelta(days=1))
    session.flush()
    if not any(one.organization_id == old.organization_id for one in _current(ctx, person)):
        follow(session, ctx, person, old.organization_id, new)
    session.flush()
    return _line(ctx, job)


def _check_change(ctx: Context, first: date) -> None:
    if _day(ctx, first) > ctx.today:
        raise Invalid(_("Please record a change of school on the day it happens or later."), "on")


def dismiss(session: Session, ctx: Context, *, employment_id: int, last_day: date | None = None) -> JobLine:
    """The person works at a place until ``last_day``, today by default; roles they held there end with it, and the
    planner of a route there is told. Also by the head of that school."""
    job = session.get(Employment, employment_id)
    if job is None:
        raise NotFound(_("There is no such place of work."))
    if not any(rights.holds(ctx, role, organization_id=job.organization_id) for role in (Role.head, Role.deputy)):
        _person(session, ctx, job.person_id)
    if job.ended_on is not None and job.ended_on < ctx.today:
        raise Stale(_("This place of work has ended already."))
    last = last_day or ctx.today
    known_since = job.started_on or ctx.today - AHEAD
    if not known_since <= last <= ctx.today + AHEAD:
        raise Invalid(_("Please check the last day of work."), "last_day")
    was_main = job.main
    _end(session, ctx, job, last)
    left = [one for one in _current(ctx, job.person) if one.id != job.id]
    if was_main and left and last < ctx.today:
        _only_main(job.person, left[0])
    session.flush()
    if not any(one.organization_id == job.organization_id for one in left):
        for route in living_routes(session, job.person_id, job.organization_id):
            notices.post(
                session, ctx, NoticeKind.employment_changed, recipients.planners_of(session, ctx, route), route,
                key=f"left:{job.id}:{last.isoformat()}", last_day=last,
            )  # fmt: skip
    return _line(ctx, job)


def main_job(ctx: Context, person: Person) -> Employment | None:
    """The main place of work today, else any current one."""
    current = _current(ctx, person)
    return next((job for job in current if job.main), current[0] if current else None)


def _current(ctx: Context, person: Person) -> list[Employment]:
    return [job for job in person.employments if job.ended_on is None or job.ended_on >= ctx.today]


def _end(session: Session, ctx: Context, job: Employment, last: date) -> None:
    """End a place of work and, with it, the roles held there: one who left sees nothing of the school any more."""
    job.ended_on = max(last, job.started_on - timedelta(days=1)) if job.started_on else last
    held = sa.select(Grant).where(
        Grant.person_id == job.person_id, Grant.organization_id == job.organization_id,
        Grant.role.in_((Role.head, Role.deputy, Role.group_head, Role.curator)),
        sa.or_(Grant.ends_on.is_(None), Grant.ends_on > job.ended_on),
    )  # fmt: skip
    elsewhere = any(
        one.organization_id == job.organization_id and one.id != job.id for one in _current(ctx, job.person)
    )
    for grant in [] if elsewhere else session.scalars(held):
        grant.ends_on = job.ended_on


def _only_main(person: Person, main: Employment) -> None:
    for job in person.employments:
        job.main = job is main


def _person(session: Session, ctx: Context, person_id: int) -> Person:
    person = session.get(Person, person_id)
    serves = person is not None and (
        person.id == ctx.actor.person_id
        or rights.holds(ctx, Role.administrator)
        or rights.serves(session, ctx, person.id)
    )
    if person is None or not serves or person.merged_into_id is not None:
        raise NotFound(_("There is no such person."))
    return person


def _job(session: Session, ctx: Context, employment_id: int) -> Employment:
    job = session.get(Employment, employment_id)
    if job is None:
        raise NotFound(_("There is no such place of work."))
    _person(session, ctx, job.person_id)
    if job.ended_on is not None and job.ended_on < ctx.today:
        raise Stale(_("This place of work has ended already."))
    return job


def _open_organization(session: Session, organization_id: int) -> Organization:
    organization = session.get(Organization, organization_id)
    if organization is None or organization.closed:
        raise NotFound(_("This organisation is not in the list any more. Please search again."))
    return organization


def checked_position(position: str) -> str:
    """A position with single spaces; raises Invalid for an empty or over-long one, and for one that is no words."""
    position = " ".join(position.split())
    if not position or len(position) > POSITION_MAX:
        raise Invalid(_("A position takes 1 to {most} characters.", most=POSITION_MAX), "position")
    if sum(letter.isalpha() for letter in position) < LETTERS_MIN or set(position) & set("<>{}[]"):
        raise Invalid(_("Please write the position in words, for example: teacher of physics."), "position")
    return position


def _day(ctx: Context, day: date) -> date:
    if not ctx.today - 70 * AHEAD <= day <= ctx.today + AHEAD:
        raise Invalid(_("Please check the day."), "on")
    return day


def _line(ctx: Context, job: Employment) -> JobLine:
    return JobLine(
        job.id, job.organization_id, job.organization.name, job.organization.municipality.name, job.position,
        job.staff_kind, job.main, job.started_on, job.ended_on, job.ended_on is None or job.ended_on >= ctx.today,
    )  # fmt: skip
