"""The region over a period: who is counted when, what is hidden, and that no total or share gives it away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from models.accounts import Grant, Role
from models.places import Centre, Municipality
from regions import Target
from services import aggregates, indicators
from services.audit import acting
from services.context import Context
from services.errors import Denied, Invalid
from services.indicators import Indicators, Measure, PeriodKind
from tests.world import World, register

NAMES = ("Белова", "Власова", "Громова", "Дёмина", "Ежова", "Жукова", "Зайцева", "Ильина", "Козлова", "Лосева")


def official(w: World) -> Context:
    """Somebody of the department."""
    acting(w.session, w.system)
    person = register(w.session, w.system, chat_id=900, name="Чиновникова Вера Ильинична", organization_id=w.school_id)
    w.session.add(Grant(person_id=person, role=Role.department, starts_on=w.today))
    w.session.flush()
    return w.ctx(person)


def people(w: World, number: int) -> list[World]:
    """The world as each of so many teachers of the school sees it."""
    return [
        replace(w, teacher_id=register(w.session, w.system, chat_id=500 + at, name=f"{name} Анна Львовна",
                                       organization_id=w.school_id))
        for at, name in enumerate(NAMES[:number])
    ]  # fmt: skip


def assessed(w: World) -> int:
    """The way of one teacher up to the assessment."""
    case = w.apply()
    w.propose(case)
    w.assess(case)
    return case


def counted(w: World, ctx: Context, kind: PeriodKind = PeriodKind.this_year) -> Indicators:
    """The indicators of a period."""
    now = replace(ctx, now=w.now)
    return indicators.indicators(w.session, now, over=indicators.period(now, kind))


@pytest.mark.rule("К-59")
def test_fewer_than_five_are_hidden_and_no_total_tells_of_them(w: World) -> None:
    ctx = official(w)
    for one in people(w, 4):
        assessed(one)
    found = counted(w, ctx)
    cells = found.rows[0].cells
    assert (cells[Measure.applications], cells[Measure.assessed], cells[Measure.begun]) == (None, None, 0)
    assert found.totals[Measure.assessed] == aggregates.Total(1, exact=False)
    assert cells[Measure.route_share] is None
    assessed(people(w, 5)[4])
    assert counted(w, ctx).rows[0].cells[Measure.assessed] == 5


@pytest.mark.rule("К-59")
def test_a_share_is_shown_only_where_five_stand_on_either_side(w: World) -> None:
    ctx = official(w)
    every = people(w, 10)
    for one in every[:5]:
        one.active_route()
        w.now = max(w.now, one.now)
    found = counted(w, ctx)
    assert found.rows[0].cells[Measure.begun] == found.rows[0].cells[Measure.active] == 5
    assert found.rows[0].cells[Measure.route_share] is None, "all of them have a route: it would tell of each"
    for one in every[5:]:
        assessed(one)
        w.now = max(w.now, one.now)
    found = counted(w, ctx)
    assert found.rows[0].cells[Measure.assessed] == 10
    assert found.rows[0].cells[Measure.route_share] == found.share == 50


def test_a_share_hides_either_side_of_fewer_than_five() -> None:
    assert aggregates.share(4, 20) is None
    assert aggregates.share(16, 20) is None
    assert aggregates.share(15, 20) == 75
    assert aggregates.share(0, 20) is None


def test_a_year_counts_by_the_day_of_the_event(w: World) -> None:
    ctx = official(w)
    for one in people(w, 5):
        one.active_route()
        w.now = max(w.now, one.now)
    before = counted(w, ctx, PeriodKind.last_year).rows[0].cells
    assert {before[measure] for measure in Measure} == {0, None}
    assert before[Measure.active] == 0
    w.later(days=400)
    after = counted(w, ctx, PeriodKind.last_year).rows[0].cells
    assert (after[Measure.applications], after[Measure.begun], after[Measure.active]) == (5, 5, 5)
    assert counted(w, ctx).rows[0].cells[Measure.begun] == 0
    assert counted(w, ctx).rows[0].cells[Measure.active] == 5


@pytest.mark.parametrize(("today", "kind", "first", "last"), [
    (date(2026, 9, 1), PeriodKind.school_year, date(2026, 9, 1), date(2027, 8, 31)),
    (date(2026, 8, 31), PeriodKind.school_year, date(2025, 9, 1), date(2026, 8, 31)),
    (date(2026, 1, 1), PeriodKind.last_year, date(2025, 1, 1), date(2025, 12, 31)),
    (date(2026, 1, 1), PeriodKind.this_year, date(2026, 1, 1), date(2026, 12, 31)),
])  # fmt: skip
def test_the_days_of_each_period(w: World, today: date, kind: PeriodKind, first: date, last: date) -> None:
    ctx = replace(w.system, now=w.now.replace(year=today.year, month=today.month, day=today.day))
    found = indicators.period(ctx, kind)
    assert (found.first, found.last) == (first, last)


def test_own_dates_are_whole_months_so_that_two_periods_never_differ_by_a_day(w: World) -> None:
    own = PeriodKind.own
    found = indicators.period(w.system, own, date(2026, 1, 15), date(2026, 3, 2))
    assert (found.first, found.last) == (date(2026, 1, 1), date(2026, 3, 31))
    for first, last, field in ((None, date(2026, 3, 1), "first"), (date(2026, 3, 1), None, "last"),
                               (date(2026, 1, 1), date(2026, 2, 28), "last"),
                               (date(2030, 1, 1), date(2030, 12, 31), "first")):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            indicators.period(w.system, own, first, last)
        assert refused.value.field == field


def test_targets_are_those_of_the_profile_and_this_region_has_none(w: World) -> None:
    ctx = official(w)
    assert counted(w, ctx).targets == {}
    target = Target(percent=10, clause="приказ № 622-ОД, приложение 1, п. 5.5")
    ctx = replace(ctx, region=ctx.region.model_copy(update={"targets": {"route_share": target}}))
    assert counted(w, ctx).targets == {Measure.route_share: target}


def test_only_the_department_counts_and_only_its_municipalities(w: World) -> None:
    over = indicators.period(w.system, PeriodKind.this_year)
    for ctx in (w.operator, w.planner, w.curator, w.head, w.teacher):
        with pytest.raises(Denied):
            indicators.indicators(w.session, ctx, over=over)
    acting(w.session, w.system)
    far = Municipality(name="Дальний район", centre=Centre(name="Другой центр"))
    w.session.add(far)
    person = register(w.session, w.system, chat_id=901, name="Местная Вера Ильинична", organization_id=w.school_id)
    w.session.flush()
    w.session.add(Grant(person_id=person, role=Role.department, municipality_id=far.id, starts_on=w.today))
    w.session.flush()
    rows = indicators.indicators(w.session, w.ctx(person), over=over).rows
    assert [row.municipality for row in rows] == ["Дальний район"]
