"""The region over a period, by municipality: how many, never whose and never what came of it.

The department reads counts only, and none of fewer than five people; a cell that would say the same of everybody is
hidden as well, and neither a total nor another period gives a hidden cell away (К-01, К-59; annex 2, cl. 6.3). For that
whatever is counted adds up: the halves of a period hold between them what the period holds, each once.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.accounts import Role
from models.applications import Application, Participation
from models.places import Municipality
from models.results import Assessment
from models.routes import Route
from regions import Target
from services import aggregates, calendar, overview, registers, rights
from services.aggregates import HIDDEN, NOBODY, Count, Counted, Total
from services.context import Context
from services.periods import Period

Rows = sa.Select[int | None, int, int]
#: By period, what there is in each municipality.
Found = Mapping[Period, Mapping[int, Counted]]


class Measure(enum.StrEnum):
    """What is counted in a municipality; ``active`` are the routes of today, ``route_share`` is the percent of the
    assessed who have a route."""

    applications = "applications"
    assessed = "assessed"
    begun = "begun"
    active = "active"
    completed = "completed"
    route_share = "route_share"


@dataclass(frozen=True)
class PlaceRow:
    """A municipality with a number for each measure."""

    municipality_id: int
    municipality: str
    cells: Mapping[Measure, Count]


@dataclass(frozen=True)
class Indicators:
    """The department's municipalities over a period, each measure in all (a share: of those that show theirs), and the
    targets that the orders set. ``totals`` has the measures that are told, in their order."""

    period: Period
    rows: Sequence[PlaceRow]
    totals: Mapping[Measure, Total | Count]
    targets: Mapping[Measure, Target]

    @property
    def left_out(self) -> int:
        """How many municipalities the share in all leaves out, because theirs is hidden; 0 where it is told of none."""
        if self.totals[Measure.route_share] in (HIDDEN, NOBODY):
            return 0
        return sum(row.cells[Measure.route_share] == HIDDEN for row in self.rows)


def indicators(session: Session, ctx: Context, *, over: Period) -> Indicators:
    """Count the department's municipalities over a period; raises Denied for others.

    An application counts by the day it came, a person by their first assessment of the year, a route by the day it was
    approved or completed. Routes under way are those of today, and only over a period that goes on: their numbers at
    the ends of two periods would tell how many began between them. A share is of the people assessed in the period:
    how many of them have a route approved by now from an assessment of that year.
    """
    rights.require(ctx.actor.has(Role.department))
    measures = [one for one in Measure if one is not Measure.active or over.first <= ctx.today <= over.last]
    counted = {
        measure: {one: aggregates.by_place(session, rows(ctx, one)) for one in over.line}
        for measure, rows in _COUNTED.items()
    }
    routed = {one: aggregates.by_place(session, _routed(ctx, one)) for one in over.line}
    active = aggregates.by_place(session, overview.active_routes())
    query = sa.select(Municipality).where(registers.visible_municipalities(ctx)).order_by(Municipality.folded_name)
    rows = []
    for place in session.scalars(query):
        cells = {measure: _cell(over, found, place.id) for measure, found in counted.items()}
        cells[Measure.active] = aggregates.shown(active.get(place.id, Counted()))
        cells[Measure.route_share] = _share(over, routed, counted[Measure.assessed], place.id)
        rows.append(PlaceRow(place.id, place.name, {measure: cells[measure] for measure in measures}))
    totals: dict[Measure, Total | Count] = {
        measure: aggregates.total(row.cells[measure] for row in rows) for measure in measures
    }
    totals[Measure.route_share] = _common_share(rows, routed[over], counted[Measure.assessed][over])
    targets = {one: ctx.region.targets[one.value] for one in measures if one.value in ctx.region.targets}
    return Indicators(over, rows, totals, targets)


def _cell(over: Period, found: Found, place: int) -> Count:
    def is_sound(one: Period) -> bool:
        return aggregates.sound(found[one].get(place, Counted()))

    if over.larger is None or aggregates.told(over, is_sound):
        return aggregates.shown(found[over].get(place, Counted()))
    return HIDDEN


def _share(over: Period, routed: Found, assessed: Found, place: int) -> Count:
    """The share; together with that of the larger period it must not tell what a half's own would."""

    def people(one: Period) -> tuple[int, int]:
        return routed[one].get(place, Counted()).people, assessed[one].get(place, Counted()).people

    def is_sound(one: Period) -> bool:
        part, whole = people(one)
        return not whole or aggregates.is_shared(part, whole)

    part, whole = people(over)
    if not aggregates.told(over, is_sound):
        return HIDDEN
    return aggregates.share(part, whole) if whole else NOBODY


def _common_share(rows: Sequence[PlaceRow], routed: Mapping[int, Counted], assessed: Mapping[int, Counted]) -> Count:
    """The share of the municipalities whose own is shown: over the others it would tell what theirs hide."""
    ours = [row.municipality_id for row in rows if row.cells[Measure.route_share].number is not None]
    if not ours and all(row.cells[Measure.route_share] == NOBODY for row in rows):
        return NOBODY
    return aggregates.share(sum(routed[one].people for one in ours), sum(assessed[one].people for one in ours))


def _applications(_ctx: Context, over: Period) -> Rows:
    """Organisation, row and person of what is counted, here as in those that follow."""
    return (
        sa.select(Participation.organization_id, Participation.id, Participation.person_id)
        .join(Application, Application.id == Participation.application_id)
        .where(Application.incoming_on.between(over.first, over.last))
    )


def _assessed(_ctx: Context, over: Period) -> Rows:
    """Each person once a year, where and when they were assessed first: two halves then have nobody in common."""
    turn = sa.func.row_number().over(partition_by=Participation.person_id, order_by=(Assessment.held_on, Assessment.id))
    held = (
        sa.select(Participation.organization_id, Participation.person_id, Assessment.held_on, turn.label("turn"))
        .join(Assessment, Assessment.participation_id == Participation.id)
        .where(_in_year(over))
        .subquery()
    )
    person = held.c.person_id
    return sa.select(held.c.organization_id, person, person).where(
        held.c.turn == 1, held.c.held_on.between(over.first, over.last)
    )


def _routed(ctx: Context, over: Period) -> Rows:
    """Those of the assessed who have an approved route from an assessment of that year."""
    held = _assessed(ctx, over)
    person = held.selected_columns[1]
    return held.where(
        sa.exists()
        .where(Route.person_id == person, Route.approved_at.is_not(None))
        .where(Route.participation_id == Assessment.participation_id, _in_year(over))
    )


def _in_year(over: Period) -> sa.ColumnElement[bool]:
    year = over.line[0]
    return Assessment.held_on.between(year.first, year.last)


def _begun(ctx: Context, over: Period) -> Rows:
    return _routes(_within(ctx, Route.approved_at, over))


def _completed(ctx: Context, over: Period) -> Rows:
    return _routes(Route.end_cause.is_(None), _within(ctx, Route.ended_at, over))


def _routes(*conditions: sa.ColumnElement[bool]) -> Rows:
    return sa.select(Route.organization_id, Route.id, Route.person_id).where(*conditions)


def _within(ctx: Context, moment: InstrumentedAttribute[datetime | None], over: Period) -> sa.ColumnElement[bool]:
    begins, ends = (calendar.at(ctx.region, day, time.min) for day in (over.first, over.last + timedelta(days=1)))
    return sa.and_(moment >= begins, moment < ends)


_COUNTED: Mapping[Measure, Callable[[Context, Period], Rows]] = {
    Measure.applications: _applications, Measure.assessed: _assessed, Measure.begun: _begun,
    Measure.completed: _completed,
}  # fmt: skip
