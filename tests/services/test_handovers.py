"""Handing work over to a colleague."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models.accounts import Grant, Role
from models.applications import Participation
from models.conversations import Desk
from models.routes import Agreement, Party, Route
from services import (
    conversations,
    handovers,
    routes,
)
from services.errors import Denied, Invalid, NotFound
from tests.services.seeing import told
from tests.world import World, register


def colleague_of_staff(w: World, role: Role, school_id: int | None = None) -> int:
    """One more of the centre's staff."""
    number = register(
        w.session, w.system, chat_id=2100 + len(role), name="Сменова Инна Ильинична",
        organization_id=school_id or w.other_school_id,
    )  # fmt: skip
    w.session.add(Grant(person_id=number, role=role, centre_id=w.centre_id))
    w.session.commit()
    return number


def test_an_operators_cases_go_to_another_operator(w: World) -> None:
    number, other = w.apply(), colleague_of_staff(w, Role.operator)
    w.propose(number)
    done = handovers.hand_over(w.session, w.planner, from_id=w.operator_id, to_id=other, role=Role.operator)
    w.session.commit()
    assert (done.cases, done.routes, done.left) == (1, 0, ())
    assert w.session.get_one(Participation, number).operator_id == other
    assert told(w, "cases_handed_over") == [other]


def test_a_curators_routes_and_awaited_words_go_to_another_curator(w: World) -> None:
    number = w.published_case()
    route_id, other = w.draw_up(number), colleague_of_staff(w, Role.curator)
    asked = conversations.ask(w.session, w.teacher, text="Вопрос", route_id=route_id)
    handovers.hand_over(w.session, w.planner, from_id=w.curator_id, to_id=other, role=Role.curator)
    w.session.commit()
    routes.answer(w.session, w.ctx(other), route_id=route_id, agreed=True)
    part = w.session.scalars(sa.select(Agreement).where(Agreement.party == Party.curator)).one()
    assert part.person_id == other
    assert [line.id for line in conversations.desk(w.session, w.ctx(other), desk=Desk.curator)] == [asked.line.id]
    with pytest.raises(NotFound):
        routes.card(w.session, w.curator, route_id=route_id)


@pytest.mark.rule("К-55")
def test_a_route_is_not_handed_to_a_curator_of_the_persons_school(w: World) -> None:
    route_id, other = w.active_route(), colleague_of_staff(w, Role.curator, w.school_id)
    done = handovers.hand_over(w.session, w.planner, from_id=w.curator_id, to_id=other, role=Role.curator)
    assert (done.routes, done.left) == (0, (route_id,))
    assert w.session.get_one(Route, route_id).curator_id == w.curator_id


def test_cases_go_only_to_one_of_the_same_role_and_by_the_centre(w: World) -> None:
    w.active_route()
    with pytest.raises(Invalid):
        handovers.hand_over(w.session, w.planner, from_id=w.planner_id, to_id=w.curator_id, role=Role.planner)
    with pytest.raises(Invalid):
        handovers.hand_over(w.session, w.planner, from_id=w.planner_id, to_id=w.head_id, role=Role.head)
    for ctx in (w.head, w.teacher, w.curator):
        with pytest.raises(Denied):
            handovers.hand_over(w.session, ctx, from_id=w.planner_id, to_id=w.planner_id + 1, role=Role.planner)
