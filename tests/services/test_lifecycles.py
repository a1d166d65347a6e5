"""The lifecycles under random people who do random things in any order: only the table's moves ever happen."""

from __future__ import annotations

import enum
from collections.abc import Callable, Set
from datetime import timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import InstrumentedAttribute

from models.applications import CancelReason, Participation, ParticipationStatus
from models.deadlines import Deadline, DeadlineStatus
from models.routes import Route, RouteStatus
from services import applications, audit, results, routes
from services.applications.lifecycle import PARTICIPATION
from services.context import Context
from services.errors import DomainError
from services.routes.lifecycle import ROUTE
from tests.world import World

P, R = ParticipationStatus, RouteStatus
PEOPLE = ("teacher_id", "operator_id", "planner_id", "curator_id", "head_id")
Act = Callable[[World, Context, int], object]

CASE: dict[str, Act] = {
    "propose_terms": lambda w, ctx, n: applications.propose_terms(
        w.session, ctx, participation_id=n, starts_at=w.now + timedelta(days=2), place="Смоленск"
    ),
    "accept_terms": lambda w, ctx, n: applications.accept_terms(w.session, ctx, participation_id=n),
    "refuse_terms": lambda w, ctx, n: applications.refuse_terms(w.session, ctx, participation_id=n),
    "move_terms": lambda w, ctx, n: applications.move_terms(
        w.session, ctx, participation_id=n, starts_at=w.now + timedelta(days=3), place="Вязьма"
    ),
    "no_show": lambda w, ctx, n: applications.record_no_show(w.session, ctx, participation_id=n),
    "hold": lambda w, ctx, n: applications.record_held(w.session, ctx, participation_id=n),
    "enter_result": lambda w, ctx, n: results.enter(
        w.session, ctx, participation_id=n, scores=w.scores(n), deficits=[], recommendations=""
    ),
    "check": lambda w, ctx, n: results.check(w.session, ctx, participation_id=n),
    "publish": lambda w, ctx, n: results.publish(w.session, ctx, participation_id=n),
    "recall": lambda w, ctx, n: results.recall(w.session, ctx, participation_id=n, reason="Ошибка"),
    "withdraw": lambda w, ctx, n: applications.withdraw(w.session, ctx, participation_id=n),
    "deny": lambda w, ctx, n: applications.deny_entry(w.session, ctx, participation_id=n),
    "cancel": lambda w, ctx, n: applications.cancel(w.session, ctx, participation_id=n, reason=CancelReason.other),
}
ROUTE_ACTS: dict[str, Act] = {
    "send_for_agreement": lambda w, ctx, n: routes.send_for_agreement(w.session, ctx, route_id=n),
    "agree": lambda w, ctx, n: routes.answer(w.session, ctx, route_id=n, agreed=True),
    "propose": lambda w, ctx, n: routes.answer(w.session, ctx, route_id=n, agreed=False, comment="Иначе"),
    "close_round": lambda w, ctx, n: routes.close_round(w.session, ctx, route_id=n),
    "send_for_approval": lambda w, ctx, n: routes.send_for_approval(w.session, ctx, route_id=n),
    "approve": lambda w, ctx, n: routes.approve(w.session, ctx, route_id=n),
    "return": lambda w, ctx, n: routes.return_route(w.session, ctx, route_id=n, reasons="Много"),
}
PLAYS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.integers(0, 2), st.integers(0, len(CASE) - 1)), min_size=10, max_size=40
)
SETTINGS = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def _legal(table: Set[tuple[enum.StrEnum, enum.StrEnum]], before: enum.StrEnum, after: enum.StrEnum) -> bool:
    return before == after or (before, after) in table


_CASE_MOVES = {(source, step.to) for step in PARTICIPATION.steps for source in step.sources if step.to}
_ROUTE_MOVES = {(source, step.to) for step in ROUTE.steps for source in step.sources if step.to}


def _try(w: World, act: Act, person: str, number: int) -> None:
    try:
        act(w, w.ctx(getattr(w, person)), number)
        w.session.commit()
    except DomainError:
        w.session.rollback()


def _live_deadlines(w: World, column: InstrumentedAttribute[int | None], number: int) -> int:
    live = (DeadlineStatus.open, DeadlineStatus.on_hold)
    query = sa.select(sa.func.count(Deadline.id)).where(column == number, Deadline.status.in_(live))
    return w.session.scalar(query) or 0


@SETTINGS
@given(play=PLAYS)
def test_a_case_moves_only_along_its_table(w: World, play: list[tuple[str, int, int]]) -> None:
    acts = list(CASE.values())
    ongoing = sa.select(Participation.id).where(Participation.status.in_((P.submitted, P.proposed, P.agreed)))
    for number in w.session.scalars(ongoing).all():
        applications.withdraw(w.session, w.teacher, participation_id=number)
    number = w.apply()
    for person, days, act in play:
        before = w.session.get_one(Participation, number).status
        w.later(days=days)
        _try(w, acts[act], person, number)
        after = w.session.get_one(Participation, number, populate_existing=True).status
        assert _legal(_CASE_MOVES, before, after)
        if after in (P.withdrawn, P.cancelled):
            assert _live_deadlines(w, Deadline.participation_id, number) == 0
    assert audit.broken_at(w.session) is None


@SETTINGS
@given(play=PLAYS)
def test_a_route_moves_only_along_its_table(w: World, play: list[tuple[str, int, int]]) -> None:
    acts = list(ROUTE_ACTS.values())
    number = w.apply()
    w.propose(number)
    w.assess(number)
    w.publish(number)
    route_id = w.draw_up(number)
    for person, days, act in play:
        before = w.session.get_one(Route, route_id).status
        w.later(working_days=days)
        _try(w, acts[act % len(acts)], person, route_id)
        after = w.session.get_one(Route, route_id, populate_existing=True).status
        assert _legal(_ROUTE_MOVES, before, after)
    active = w.session.get_one(Route, route_id).status is R.active
    assert _live_deadlines(
        w, Deadline.activity_id, routes.card(w.session, w.planner, route_id=route_id).activities[0].id
    ) == int(active)


def test_each_act_of_the_tables_starts_from_some_state() -> None:
    for step in (*PARTICIPATION.steps, *ROUTE.steps):
        assert step.sources
        assert step.who
