"""The region over a period, by municipality: how many, never whose and never what came of it.

The department reads counts only, and none of fewer than five people; a cell that would say the same of everybody is
hidden as well, and no total gives a hidden cell away (К-01; annex 2, cl. 6.3).
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.applications import Application, Participation
from models.places import Municipality
from models.results import Assessment
from models.routes import Route
from regions import Target
from services import aggregates, calendar, registers, rights
from services.aggregates import Counted, Total
from services.context import Context
from services.errors import Invalid

_ = catalog("services").lazy
#: Own dates are whole months, and not fewer of them: two periods that differ by a day would tell of one person.
MONTHS_LEAST = 3
SCHOOL_YEAR_BEGINS = 9


class PeriodKind(enum.StrEnum):
    """Over which time the region is counted."""

    this_year = "this_year"
    last_year = "last_year"
    school_year = "school_year"
    own = "own"


class Measure(enum.StrEnum):
    """What is counted in a municipality; ``route_share`` is the percent of the assessed who have a route."""

    applications = "applications"
    assessed = "assessed"
    begun = "begun"
    active = "active"
    completed = "completed"
    route_share = "route_share"


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both counted."""

    kind: PeriodKind
    first: date
    last: date


@dataclass(frozen=True)
class PlaceRow:
    """A municipality with a number for each measure, or None where it is hidden."""

    municipality_id: int
    municipality: str
    cells: Mapping[Measure, int | None]


@dataclass(frozen=True)
class Indicators:
    """The department's municipalities over a period, each count in all, the share of those that show theirs, and the
    targets that the orders set."""

    period: Period
    rows: Sequence[PlaceRow]
    totals: Mapping[Measure, Total]
    share: int | None
    targets: Mapping[Measure, Target]


def period(ctx: Context, kind: PeriodKind, first: date | None = None, last: date | None = None) -> Period:
    """The days of a period as of today. Own dates are widened to whole months; raises Invalid for none, for some that
    are to come, and for fewer than three months."""
    today = ctx.today
    if kind is PeriodKind.own:
        return _own(today, first, last)
    if kind is PeriodKind.school_year:
        begun = today.year if today.month >= SCHOOL_YEAR_BEGINS else today.year - 1
        first = date(begun, SCHOOL_YEAR_BEGINS, 1)
        return Period(kind, first, calendar.add_months(first, 12) - timedelta(days=1))
    year = today.year - (kind is PeriodKind.last_year)
    return Period(kind, date(year, 1, 1), date(year, 12, 31))


def indicators(session: Session, ctx: Context, *, over: Period) -> Indicators:
    """Count the department's municipalities over a period; raises Denied for others.

    An application counts by the day it came, an assessment by the day it was held, a route by the day it was approved
    or completed; active are those under way at the end of the period, or now. A share is of the people assessed in the
    period, with a route approved by its end.
    """
    rights.require(ctx.actor.has(Role.department))
    query = sa.select(Municipality).where(registers.visible_municipalities(ctx)).order_by(Municipality.folded_name)
    counted = {measure: aggregates.by_place(session, rows) for measure, rows in _queries(ctx, over).items()}
    assessed, routed = counted[Measure.assessed], aggregates.by_place(session, _routed(ctx, over))
    rows = []
    for place in session.scalars(query):
        people = [found.get(place.id, Counted()).people for found in (routed, assessed)]
        cells = {measure: aggregates.shown(found.get(place.id, Counted())) for measure, found in counted.items()}
        rows.append(PlaceRow(place.id, place.name, cells | {Measure.route_share: aggregates.share(*people)}))
    return Indicators(
        over, rows, {measure: aggregates.total(row.cells[measure] for row in rows) for measure in counted},
        _common_share(rows, routed, assessed),
        {one: ctx.region.targets[one.value] for one in Measure if one.value in ctx.region.targets},
    )  # fmt: skip


def _own(today: date, first: date | None, last: date | None) -> Period:
    if first is None or last is None:
        raise Invalid(_("Please give the first and the last month."), "first" if first is None else "last")
    begins, ends = first.replace(day=1), calendar.add_months(last.replace(day=1), 1) - timedelta(days=1)
    if begins > today:
        raise Invalid(_("This period is still to come."), "first")
    if ends < calendar.add_months(begins, MONTHS_LEAST) - timedelta(days=1):
        raise Invalid(_("A period takes at least {n} months, so that nobody is recognised.", n=MONTHS_LEAST), "last")
    return Period(PeriodKind.own, begins, ends)


def _queries(ctx: Context, over: Period) -> dict[Measure, sa.Select[int | None, int, int]]:
    """Organisation, row and person of what each measure counts."""
    begins, ends = _moments(ctx, over)
    cases = sa.select(Participation.organization_id, Participation.id, Participation.person_id)
    held = sa.select(Participation.organization_id, Participation.person_id, Participation.person_id)
    routes = sa.select(Route.organization_id, Route.id, Route.person_id)
    return {
        Measure.applications: cases.join(Application, Application.id == Participation.application_id).where(
            Application.incoming_on.between(over.first, over.last)
        ),
        Measure.assessed: held.join(Assessment, Assessment.participation_id == Participation.id).where(
            Assessment.held_on.between(over.first, over.last)
        ),
        Measure.begun: routes.where(Route.approved_at >= begins, Route.approved_at < ends),
        Measure.active: routes.where(
            Route.approved_at < ends, sa.or_(Route.ended_at.is_(None), Route.ended_at >= ends)
        ),
        Measure.completed: routes.where(Route.end_cause.is_(None), Route.ended_at >= begins, Route.ended_at < ends),
    }


def _routed(ctx: Context, over: Period) -> sa.Select[int | None, int, int]:
    """The people assessed in the period on whose result a route was approved by its end."""
    _begins, ends = _moments(ctx, over)
    return (
        sa.select(Participation.organization_id, Participation.person_id, Participation.person_id)
        .join(Assessment, Assessment.participation_id == Participation.id)
        .join(Route, Route.participation_id == Participation.id)
        .where(Assessment.held_on.between(over.first, over.last), Route.approved_at < ends)
    )


def _moments(ctx: Context, over: Period) -> tuple[datetime, datetime]:
    """The first moment of the period and the first after it."""
    return (
        calendar.at(ctx.region, over.first, time.min),
        calendar.at(ctx.region, over.last + timedelta(days=1), time.min),
    )


def _common_share(
    rows: Sequence[PlaceRow], routed: Mapping[int, Counted], assessed: Mapping[int, Counted]
) -> int | None:
    """The share of the municipalities whose own is shown: over the others it would tell what theirs hide."""
    ours = [row.municipality_id for row in rows if row.cells[Measure.route_share] is not None]
    return aggregates.share(sum(routed[one].people for one in ours), sum(assessed[one].people for one in ours))
