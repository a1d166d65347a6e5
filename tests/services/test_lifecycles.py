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
from models.people import Way
from models.routes import Party, Route, RouteStatus
from services import applications, audit, results, routes
from services.applications.lifecycle import PARTICIPATION
from services.context import Context
from services.errors import DomainError
from services.moves import Lifecycle
from services.outside import Said
from services.rights import Who
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
        w.session, ctx, participation_id=n, starts_at=w.now + timedelta(days=3), place="Вязьма", said=Said(Way.phone)
    ),
    "no_show": lambda w, ctx, n: applications.record_no_show(w.session, ctx, participation_id=n),
    "hold": lambda w, ctx, n: applications.record_held(w.session, ctx, participation_id=n),
    "undo_held": lambda w, ctx, n: applications.undo_held(w.session, ctx, participation_id=n, reason="Не тот"),
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
    "reply": lambda w, ctx, n: routes.reply_to_proposal(w.session, ctx, route_id=n, party=Party.teacher, text="Учтём"),
    "close_round": lambda w, ctx, n: routes.close_round(w.session, ctx, route_id=n),
    "send_for_approval": lambda w, ctx, n: routes.send_for_approval(w.session, ctx, route_id=n),
    "approve": lambda w, ctx, n: routes.approve(w.session, ctx, route_id=n),
    "return": lambda w, ctx, n: routes.return_route(w.session, ctx, route_id=n, reasons="Много"),
    "take_back": lambda w, ctx, n: routes.take_back(w.session, ctx, route_id=n),
    "suspend": lambda w, ctx, n: routes.suspend(w.session, ctx, route_id=n, reason="Отпуск"),
    "resume": lambda w, ctx, n: routes.resume(w.session, ctx, route_id=n),
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
    route_id = w.sent_route()
    for person, days, act in play:
        before = w.session.get_one(Route, route_id).status
        w.later(working_days=days)
        _try(w, acts[act % len(acts)], person, route_id)
        after = w.session.get_one(Route, route_id, populate_existing=True).status
        assert _legal(_ROUTE_MOVES, before, after)
    active = w.session.get_one(Route, route_id).status in (R.active, R.suspended)
    assert _live_deadlines(
        w, Deadline.activity_id, routes.card(w.session, w.planner, route_id=route_id).activities[0].id
    ) == int(active)


#: The tables of domain.md, restated: acts of ours that make the row up, from where, by whom, to where (None: the same).
#: A row that the code has not is missed here, and an act that no row asks for stands out.
Row = tuple[tuple[str, ...], tuple[enum.StrEnum, ...], set[Who], enum.StrEnum | None]
OPEN = (P.submitted, P.proposed, P.agreed)
INDIVIDUAL: dict[str, Row] = {
    "submit": (("submit",), (P.draft,), {Who.person, Who.operator}, P.submitted),
    "propose terms": (("propose_terms",), (P.submitted,), {Who.operator}, P.proposed),
    "log an attempt": (("log_contact",), (P.submitted, P.proposed), {Who.operator}, None),
    "accept": (("accept_terms",), (P.proposed,), {Who.person, Who.operator}, P.agreed),
    "ask for another time": (("refuse_terms",), (P.proposed,), {Who.person, Who.operator}, P.submitted),
    "move": (("move_terms",), (P.agreed,), {Who.operator}, P.agreed),
    "no-show": (("no_show",), (P.agreed,), {Who.operator}, P.submitted),
    "record as held": (("hold",), (P.agreed,), {Who.operator}, P.assessed),
    "enter, check": (("enter_result",), (P.assessed,), {Who.operator}, None),
    "publish": (("publish",), (P.assessed,), {Who.operator}, P.result_published),
    "decide": (("decide",), (P.result_published,), {Who.planner, Who.operator}, None),
    "correct": (("correct",), (P.result_published,), {Who.operator}, None),
    "recall": (("recall",), (P.result_published,), {Who.operator}, P.assessed),
    "withdraw a draft": (("discard",), (P.draft,), {Who.person}, P.withdrawn),
    "withdraw": (("withdraw",), OPEN, {Who.person}, P.withdrawn),
    "cancel": (("cancel",), OPEN, {Who.operator}, P.cancelled),
}
LIVING = (R.drafting, R.in_agreement, R.finalizing, R.awaiting_approval, R.active, R.suspended, R.final_assessment)
THREE = {Who.person, Who.curator, Who.approver}
ROUTES: dict[str, Row] = {
    "send for agreement": (("send_for_agreement",), (R.drafting, R.finalizing), {Who.planner}, R.in_agreement),
    "agree / propose changes": (("answer",), (R.in_agreement,), THREE, None),
    "take back": (("take_back",), (R.in_agreement,), {Who.planner}, R.finalizing),
    "close the round": (("close_round",), (R.in_agreement,), {Who.planner}, R.finalizing),
    "register, send for approval": (("send_for_approval",), (R.finalizing,), {Who.planner}, R.awaiting_approval),
    "approve": (("approve",), (R.awaiting_approval,), {Who.approver}, R.active),
    "return with reasons": (("return",), (R.awaiting_approval,), {Who.approver}, R.finalizing),
    "suspend": (("suspend",), (R.active,), {Who.planner}, R.suspended),
    "resume": (("resume",), (R.suspended,), {Who.planner}, R.active),
    "end early": (("end_early",), LIVING, {Who.planner, Who.person}, R.ended_early),
    "erase": (("erase",), (R.completed, R.ended_early), {Who.system}, R.erased),
    "new curator": (("change_curator",), LIVING, {Who.planner}, None),
}
#: What the page asks for elsewhere: drawing, the planner's replies, marks and the curator's view, and what is recorded
#: from outside the chat.
BESIDE = {
    "deny_entry", "edit", "mark", "look_at_mark", "record_answer", "record_approval", "record_return", "record_mark",
    "record_evidence", "reply", "undo_held", "undo_mark",
}  # fmt: skip
#: Rows of the route that are built later, each with the states that nothing leads to until then.
LATER: dict[str, set[RouteStatus]] = {
    "change sheet: propose, sign by three": set(),
    "final assessment held, self-analysis given": {R.final_assessment},
    "conclude: completed / extended": {R.completed},
}


def _differences(table: dict[str, Row], lifecycle: Lifecycle) -> list[str]:
    steps, wrong = {step.act: step for step in lifecycle.steps}, []
    for name, (acts, sources, who, to) in table.items():
        for act in acts:
            step = steps.get(act)
            if step is None:
                wrong.append(f"{name}: no step {act}")
            elif not set(sources) <= set(step.sources) or not who <= set(step.who) or step.to is not to:
                wrong.append(f"{name}: {step}")
    return wrong


def test_every_move_of_the_domains_tables_is_there() -> None:
    assert _differences(INDIVIDUAL, PARTICIPATION) == []
    assert _differences(ROUTES, ROUTE) == []


def test_a_move_that_is_missing_is_seen() -> None:
    for table, lifecycle in ((INDIVIDUAL, PARTICIPATION), (ROUTES, ROUTE)):
        for acts, *_rest in table.values():
            fewer = Lifecycle(tuple(step for step in lifecycle.steps if step.act not in acts))
            assert _differences(table, fewer) != []


def test_no_act_is_there_that_the_domain_does_not_name() -> None:
    named = {act for acts, *_rest in (*INDIVIDUAL.values(), *ROUTES.values()) for act in acts}
    assert {step.act for step in (*PARTICIPATION.steps, *ROUTE.steps)} - named == BESIDE


def test_what_is_built_later_is_reached_by_nothing_yet() -> None:
    reached = {R.drafting, *(step.to for step in ROUTE.steps if step.to is not None)}
    assert set(R) - reached == {state for states in LATER.values() for state in states}


def test_each_act_of_the_tables_starts_from_some_state() -> None:
    for step in (*PARTICIPATION.steps, *ROUTE.steps):
        assert step.sources
        assert step.who
