"""The region over a period: who is counted when, what is hidden, and that no total or share gives it away."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

import pytest

from models.accounts import Grant, Role
from models.places import Centre, Municipality, Organization
from regions import Target
from services import aggregates, indicators, periods
from services.aggregates import Counted
from services.audit import acting
from services.context import Context
from services.errors import Denied, Invalid
from services.indicators import Indicators, Measure
from services.periods import Period, PeriodKind
from tests.world import World, register

NAMES = ("Белова", "Власова", "Громова", "Дёмина", "Ежова", "Жукова", "Зайцева", "Ильина", "Козлова", "Лосева")

FEW = "менее 5"


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


def counted(w: World, ctx: Context, over: Period | None = None) -> Indicators:
    """The indicators of a period, of this year by default."""
    now = replace(ctx, now=w.now)
    return indicators.indicators(w.session, now, over=over or Period(now.today.year))


@pytest.mark.rule("К-59")
def test_fewer_than_five_are_hidden_and_no_total_tells_of_them(w: World) -> None:
    ctx = official(w)
    for one in people(w, 4):
        assessed(one)
    found = counted(w, ctx)
    cells = found.rows[0].cells
    assert [cells[one].words for one in (Measure.applications, Measure.assessed, Measure.begun)] == [FEW, FEW, 0]
    assert found.totals[Measure.assessed] == aggregates.Total(1, exact=False)
    assert cells[Measure.route_share] == aggregates.HIDDEN
    assessed(people(w, 5)[4])
    assert counted(w, ctx).rows[0].cells[Measure.assessed].number == 5


@pytest.mark.rule("К-59")
def test_a_share_is_shown_only_where_five_stand_on_either_side(w: World) -> None:
    ctx = official(w)
    every = people(w, 10)
    for one in every[:5]:
        one.active_route()
        w.now = max(w.now, one.now)
    found = counted(w, ctx)
    assert found.rows[0].cells[Measure.begun].number == found.rows[0].cells[Measure.active].number == 5
    assert found.rows[0].cells[Measure.route_share] == aggregates.HIDDEN, "all have a route: it would tell"
    for one in every[5:]:
        assessed(one)
        w.now = max(w.now, one.now)
    found = counted(w, ctx)
    assert found.rows[0].cells[Measure.assessed].number == 10
    assert found.rows[0].cells[Measure.route_share] == found.totals[Measure.route_share] == aggregates.Count(50)
    assert found.left_out == 0
    far = Municipality(name="Дальний район", centre_id=w.centre_id)
    far_school = Organization(name="Дальняя школа", municipality=far)
    acting(w.session, w.system)
    w.session.add_all([far, far_school, Municipality(name="Пустой район", centre_id=w.centre_id)])
    w.session.flush()
    teacher = register(w.session, w.system, chat_id=700, name="Дальняя Анна Львовна", organization_id=far_school.id)
    assessed(replace(w, teacher_id=teacher))
    found = counted(w, ctx)
    assert found.totals[Measure.route_share] == aggregates.Count(50)
    assert found.left_out == 1, "the hidden one is not in the share of all; where nobody was assessed nothing is hidden"


def test_a_share_hides_either_side_of_fewer_than_five() -> None:
    for part in (4, 16, 0):
        assert aggregates.share(part, 20) == aggregates.HIDDEN
    assert aggregates.share(15, 20).words == 75


def test_a_year_counts_by_the_day_of_the_event(w: World) -> None:
    ctx = official(w)
    for one in people(w, 5):
        one.active_route()
        w.now = max(w.now, one.now)
    before = counted(w, ctx, Period(2025)).rows[0].cells
    assert {cell.words for cell in before.values()} == {0, "—"}
    w.later(days=400)
    after = counted(w, ctx, Period(2026)).rows[0].cells
    assert (after[Measure.applications].number, after[Measure.begun].number) == (5, 5)
    assert counted(w, ctx).rows[0].cells[Measure.begun].number == 0


def test_routes_under_way_are_those_of_today_and_told_over_no_period_that_has_ended(w: World) -> None:
    ctx = official(w)
    for one in people(w, 5):
        one.active_route()
        w.now = max(w.now, one.now)
    assert counted(w, ctx).rows[0].cells[Measure.active].number == 5
    ended = counted(w, ctx, Period(2026, PeriodKind.half, 1))
    assert Measure.active not in ended.totals
    assert Measure.active not in ended.rows[0].cells


def test_a_period_is_a_year_its_half_or_a_quarter(w: World) -> None:
    year = Period(2026)
    assert [(one.first, one.last) for one in (year, *year.halves)] == [
        (date(2026, 1, 1), date(2026, 12, 31)), (date(2026, 1, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 12, 31)),
    ]  # fmt: skip
    quarters = [quarter for half in year.halves for quarter in half.halves]
    assert [one.first.month for one in quarters] == [1, 4, 7, 10]
    assert [one.larger for one in quarters] == [half for half in year.halves for _twice in range(2)]
    assert quarters[0].halves == ()
    assert [one.code for one in quarters[2].line] == [
        "2026", "2026-half-1", "2026-half-2", "2026-quarter-3", "2026-quarter-4"
    ]  # fmt: skip


def test_only_what_has_begun_is_offered_and_nothing_between(w: World) -> None:
    found = periods.offered(w.system)
    assert [one.code for one in found[0]] == [
        "2026", "2026-half-1", "2026-half-2", "2026-quarter-1", "2026-quarter-2", "2026-quarter-3"
    ]  # fmt: skip
    assert [year[0].code for year in found] == ["2026", "2025", "2024"]
    assert len(found[1]) == 7
    assert periods.asked(w.system, "") == found[0][0]
    assert periods.asked(w.system, "2025-half-2") == found[1][2]
    for code in ("own", "2026-quarter-4", "2026-5", "2023", "school_year", "2026-01-01"):
        with pytest.raises(Invalid):
            periods.asked(w.system, code)


def quarters_of(one: Period) -> frozenset[int]:
    """The quarters that a period holds, by number."""
    return frozenset({one.number}) if not one.halves else frozenset().union(*map(quarters_of, one.halves))


def reckoned(told: frozenset[frozenset[int]]) -> set[frozenset[int]]:
    """Every group of quarters whose count follows from these by adding and subtracting."""
    found = set()
    for signs in itertools.product((-1, 0, 1), repeat=len(told)):
        sums = [sum(sign for sign, held in zip(signs, told, strict=True) if at in held) for at in (1, 2, 3, 4)]
        if set(sums) <= {0, 1}:
            found.add(frozenset(at for at, times in enumerate(sums, 1) if times))
    return found


@pytest.mark.rule("К-59")
def test_no_periods_put_together_tell_of_fewer_than_five() -> None:
    year = Period(2026)
    every = [year, *year.halves, *(quarter for half in year.halves for quarter in half.halves)]
    known: dict[frozenset[frozenset[int]], set[frozenset[int]]] = {}
    for people in itertools.product((0, 1, 4, 5, 9), repeat=4):

        def is_sound(one: Period, people: tuple[int, ...] = people) -> bool:
            held = sum(people[at - 1] for at in quarters_of(one))
            return aggregates.sound(Counted(held, held))

        told = frozenset(quarters_of(one) for one in every if aggregates.told(one, is_sound))
        for group in known.setdefault(told, reckoned(told)):
            assert not 0 < sum(people[at - 1] for at in group) < 5, (people, told, group)
    assert len(max(known, key=len)) == len(every), "where all are five or more nothing is hidden"


@pytest.mark.rule("К-59")
def test_a_small_quarter_hides_the_one_beside_it_until_five_stand_behind_it(w: World) -> None:
    ctx, every = official(w), people(w, 10)
    for one in every[:5]:
        assessed(one)
    w.now = w.now.replace(month=10)

    def told() -> dict[str, int | str]:
        seen = replace(ctx, now=w.now)
        return {
            one.code: indicators.indicators(w.session, seen, over=one).rows[0].cells[Measure.assessed].words
            for one in periods.offered(seen)[0]
        }

    assert told()["2026-quarter-3"] == 5
    for one in every[5:7]:
        one.now = w.now
        assessed(one)
    assert told() == {
        "2026": 7, "2026-half-1": 0, "2026-half-2": 7, "2026-quarter-1": 0, "2026-quarter-2": 0,
        "2026-quarter-3": "скрыто", "2026-quarter-4": "скрыто",
    }  # fmt: skip
    for one in every[7:]:
        one.now = w.now
        assessed(one)
    assert (told()["2026-quarter-3"], told()["2026-quarter-4"], told()["2026"]) == (5, 5, 10)


@pytest.mark.rule("К-59")
def test_whoever_is_assessed_twice_counts_once_a_year_so_that_quarters_add_up(w: World) -> None:
    ctx, every = official(w), people(w, 10)
    for one in every[:6]:
        one.publish(assessed(one), decide=False)
    w.now = w.now.replace(month=10)
    for one in (*every[6:], every[0]):
        one.now = w.now
        assessed(one)
    w.now = w.now.replace(month=12)
    half = Period(2026, PeriodKind.half, 2)
    line = [counted(w, ctx, one) for one in (half, *half.halves)]
    assert [found.rows[0].cells[Measure.applications].number for found in line] == [11, 6, 5]
    assert [found.rows[0].cells[Measure.assessed].words for found in line] == [10, "скрыто", "скрыто"]


def test_targets_are_those_of_the_profile_and_this_region_has_none(w: World) -> None:
    ctx = official(w)
    assert counted(w, ctx).targets == {}
    target = Target(percent=10, clause="приказ № 622-ОД, приложение 1, п. 5.5")
    ctx = replace(ctx, region=ctx.region.model_copy(update={"targets": {"route_share": target}}))
    assert counted(w, ctx).targets == {Measure.route_share: target}


def test_only_the_department_counts_and_only_its_municipalities(w: World) -> None:
    over = Period(w.today.year)
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
