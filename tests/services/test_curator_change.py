"""Another curator for a living route, their load, and work handed over during leave."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from models.accounts import CuratorKind, Grant, Role
from models.routes import Agreement, Party, Route, RouteModel, RouteStatus
from services import conversations, handovers, routes
from services.errors import Denied, Invalid, NotFound, Stale
from services.handovers import Why
from services.notices import NoticeKind
from tests.services.seeing import told
from tests.world import World, register

K = NoticeKind


def curator(w: World, *, chat_id: int = 2600, school_id: int | None = None, kind: CuratorKind | None = None) -> int:
    """One more curator of the centre."""
    number = register(
        w.session, w.system, chat_id=chat_id, name="Новая Вера Павловна",
        organization_id=school_id or w.other_school_id,
    )  # fmt: skip
    w.session.add(Grant(person_id=number, role=Role.curator, centre_id=w.centre_id, curator_kind=kind))
    w.session.commit()
    return number


def limits(w: World, warn: int, most: int) -> None:
    """From now on the region's profile knows these loads of a curator."""
    w.system = replace(w.system, region=w.system.region.model_copy(update={"curator_load": (warn, most)}))


def test_an_active_route_gets_another_curator_and_all_three_hear_of_it(w: World) -> None:
    route_id, other = w.active_route(), curator(w)
    asked = conversations.ask(w.session, w.teacher, text="Вопрос", route_id=route_id)
    routes.change_curator(w.session, w.planner, route_id=route_id, curator_id=other)
    w.session.commit()
    assert routes.card(w.session, w.ctx(other), route_id=route_id).curated
    with pytest.raises(NotFound):
        routes.card(w.session, w.curator, route_id=route_id)
    assert told(w, K.curator_assigned)[-1] == other
    assert told(w, K.curator_changed) == [w.teacher_id]
    assert told(w, K.ward_released) == [w.curator_id]
    assert conversations.thread(w.session, w.ctx(other), thread_id=asked.line.id)


def test_the_new_curator_answers_in_the_round(w: World) -> None:
    route_id, other = w.sent_route(), curator(w)
    routes.change_curator(w.session, w.planner, route_id=route_id, curator_id=other)
    routes.answer(w.session, w.ctx(other), route_id=route_id, agreed=True)
    part = w.session.scalars(sa.select(Agreement).where(Agreement.party == Party.curator)).one()
    assert part.person_id == other


def test_an_answer_that_was_given_stays_its_givers(w: World) -> None:
    route_id, other = w.sent_route(), curator(w)
    routes.answer(w.session, w.curator, route_id=route_id, agreed=True)
    routes.change_curator(w.session, w.planner, route_id=route_id, curator_id=other)
    part = w.session.scalars(sa.select(Agreement).where(Agreement.party == Party.curator)).one()
    assert part.person_id == w.curator_id


@pytest.mark.rule("К-55")
def test_in_model_a_a_colleague_does_not_become_the_curator(w: World) -> None:
    route_id, colleague = w.active_route(), curator(w, school_id=w.school_id)
    with pytest.raises(Invalid):
        routes.change_curator(w.session, w.planner, route_id=route_id, curator_id=colleague)
    assert w.session.get_one(Route, route_id).curator_id == w.curator_id


@pytest.mark.rule("SM-IOM-4.4.2a")
def test_for_a_high_level_a_lecturer_does_not_become_the_curator(w: World) -> None:
    route_id, lecturer = w.active_route(), curator(w, kind=CuratorKind.lecturer)
    with pytest.raises(Invalid):
        routes.change_curator(w.session, w.planner, route_id=route_id, curator_id=lecturer)


def test_only_the_planner_changes_the_curator_and_never_to_the_same(w: World) -> None:
    route_id, other = w.active_route(), curator(w)
    for who in (w.teacher_id, w.curator_id, w.head_id, w.operator_id):
        with pytest.raises(Denied):
            routes.change_curator(w.session, w.ctx(who), route_id=route_id, curator_id=other)
    with pytest.raises(Stale):
        routes.change_curator(w.session, w.planner, route_id=route_id, curator_id=w.curator_id)


def test_another_curator_set_with_the_terms_is_told_to_the_one_before(w: World) -> None:
    route_id, other = w.sent_route(), curator(w)
    routes.take_back(w.session, w.planner, route_id=route_id)
    routes.set_terms(w.session, w.planner, route_id=route_id, model=RouteModel.a, term_months=9, starts_on=w.today,
                     curator_id=other)  # fmt: skip
    assert told(w, K.ward_released) == [w.curator_id]
    routes.send_for_agreement(w.session, w.planner, route_id=route_id)
    assert told(w, K.curator_assigned).count(other) == 2


def test_a_curator_of_many_routes_is_warned_of_and_of_too_many_needs_a_reason(w: World) -> None:
    route_id, other = w.active_route(), curator(w)
    limits(w, 1, 2)
    line = {one.id: one for one in routes.curators(w.session, w.planner, route_id=route_id)}
    assert (line[w.curator_id].heavy, line[w.curator_id].overloaded) == (True, False)
    assert (line[other].heavy, line[other].overloaded) == (False, False)
    limits(w, 0, 0)
    for reason in ("", "  ", "я" * 501):
        with pytest.raises(Invalid):
            routes.change_curator(w.session, w.planner, route_id=route_id, curator_id=other, curator_reason=reason)
    routes.change_curator(w.session, w.planner, route_id=route_id, curator_id=other, curator_reason="Больше некому")
    assert routes.card(w.session, w.planner, route_id=route_id).curator_reason == "Больше некому"
    for reader in (w.teacher_id, w.head_id, other):
        assert routes.card(w.session, w.ctx(reader), route_id=route_id).curator_reason == ""


@pytest.mark.parametrize("status", [RouteStatus.suspended, RouteStatus.final_assessment])
def test_a_route_that_stands_still_is_work_all_the_same(w: World, status: RouteStatus) -> None:
    route_id = w.active_route()
    w.session.execute(sa.update(Route).where(Route.id == route_id).values(status=status))
    w.session.commit()
    loads = {one.id: one.load for one in routes.curators(w.session, w.planner, route_id=route_id)}
    assert loads == {w.curator_id: 1}


def test_what_would_go_over_and_what_stays_is_read_first(w: World) -> None:
    w.active_route()
    assert [(one.person_id, one.role, one.cases, one.routes) for one in handovers.workers(w.session, w.planner)] == [
        (w.planner_id, Role.planner, 1, 1), (w.curator_id, Role.curator, 0, 1), (w.operator_id, Role.operator, 1, 0),
    ]  # fmt: skip
    other, colleague = curator(w), curator(w, chat_id=2601, school_id=w.school_id)
    takers = handovers.takers(w.session, w.planner, from_id=w.curator_id, role=Role.curator)
    assert {one.id for one in takers} == {other, colleague}
    plan = handovers.handing(w.session, w.planner, from_id=w.curator_id, to_id=other, role=Role.curator)
    assert (plan.cases, plan.routes, plan.stays) == (0, 1, ())
    plan = handovers.handing(w.session, w.planner, from_id=w.curator_id, to_id=colleague, role=Role.curator)
    assert [(one.why, one.person) for one in plan.stays] == [(Why.colleague, "Иванова Анна Петровна")]


@pytest.mark.rule("К-01")
def test_an_administrator_hands_over_and_is_told_of_nobody(w: World) -> None:
    w.active_route()
    colleague = curator(w, school_id=w.school_id)
    chief = register(w.session, w.system, chat_id=2602, name="Админ Пётр", organization_id=w.other_school_id)
    w.session.add(Grant(person_id=chief, role=Role.administrator))
    w.session.commit()
    plan = handovers.handing(w.session, w.ctx(chief), from_id=w.curator_id, to_id=colleague, role=Role.curator)
    assert [(one.why, one.person, one.route_id) for one in plan.stays] == [(Why.colleague, "", None)]


def test_work_goes_only_to_one_who_could_have_been_chosen(w: World) -> None:
    route_id, lecturer = w.active_route(), curator(w, kind=CuratorKind.lecturer)
    plan = handovers.handing(w.session, w.planner, from_id=w.curator_id, to_id=lecturer, role=Role.curator)
    assert [one.why for one in plan.stays] == [Why.unfit]
    done = handovers.hand_over(w.session, w.planner, from_id=w.curator_id, to_id=lecturer, role=Role.curator)
    assert (done.routes, done.left) == (0, (route_id,))


def test_handing_over_too_many_routes_needs_a_reason(w: World) -> None:
    route_id, other = w.active_route(), curator(w)
    limits(w, 0, 0)
    assert handovers.handing(w.session, w.planner, from_id=w.curator_id, to_id=other, role=Role.curator).overloaded
    given: dict[str, Any] = {"from_id": w.curator_id, "to_id": other}
    with pytest.raises(Invalid):
        handovers.hand_over(w.session, w.planner, role=Role.curator, **given)
    handovers.hand_over(w.session, w.planner, role=Role.curator, reason="На время отпуска", **given)
    assert w.session.get_one(Route, route_id).curator_reason == "На время отпуска"


@pytest.mark.parametrize("who", ["teacher_id", "curator_id", "head_id"])
def test_nobody_else_reads_who_has_how_much_work(w: World, who: str) -> None:
    with pytest.raises(Denied):
        handovers.workers(w.session, w.ctx(getattr(w, who)))
