"""Work handed over, and roles given to people without an account."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from locales import NBSP
from models.accounts import Grant, Role
from models.applications import Participation
from models.routes import Route, RouteStatus
from services import accounts, routes
from tests import world
from tests.admin.test_route_moves_desk import active, curator, row, sent
from tests.admin.walking import Walk, said


def test_a_planner_looks_what_would_go_over_and_confirms(walk: Walk) -> None:
    other = curator(walk)
    route_id, planner = active(walk), walk.client("planner")
    assert "/handovers/" in walk.page(planner, "/")
    person = walk.world.curator_id
    assert f"/handovers/person/?id={person}&amp;role=curator" in walk.page(planner, "/handovers/")
    assert "Передать дела…" in walk.page(planner, f"/people/details/?id={person}")
    address = f"/handovers/person/?id={person}&role=curator&other={other}"
    page = walk.page(planner, address)
    assert "Кому: Новая Вера Павловна" in page
    assert row(walk, route_id).curator_id == person
    assert "передано 1 дело" in said(walk.post(planner, address), planner).replace(NBSP, " ")
    assert row(walk, route_id).curator_id == other
    assert planner.get(address).status_code == 404, "nothing is left to hand over"


@pytest.mark.rule("К-55")
def test_what_stays_is_named_with_the_reason(walk: Walk) -> None:
    colleague = curator(walk, here=True)
    route_id, planner = active(walk), walk.client("planner")
    page = walk.page(planner, f"/handovers/person/?id={walk.world.curator_id}&role=curator&other={colleague}")
    assert "Иванова Анна Петровна" in page
    assert "работает вместе с этим педагогом" in page
    assert "Этому сотруднику ничего передать нельзя" in page
    assert row(walk, route_id).curator_id == walk.world.curator_id


def test_an_operators_cases_go_to_another_operator(walk: Walk) -> None:
    w, operator = walk.world, walk.client("operator")
    case = w.apply()
    w.propose(case)
    walk.sync()
    second = w.session.scalars(sa.select(Grant.person_id).where(Grant.role == Role.operator)).all()[-1]
    w.session.rollback()
    address = f"/handovers/person/?id={w.operator_id}&role=operator&other={second}"
    said(walk.post(operator, address), operator)
    with walk.site.session() as session:
        assert session.get_one(Participation, case).operator_id == second


@pytest.mark.rule("К-01")
def test_an_administrator_sees_how_much_and_of_nobody(walk: Walk) -> None:
    colleague = curator(walk, here=True)
    active(walk)
    chief = walk.client("administrator")
    page = walk.page(chief, f"/handovers/person/?id={walk.world.curator_id}&role=curator&other={colleague}")
    assert "работает вместе" in page
    assert "Иванова" not in page


@pytest.mark.parametrize("who", ["head", "curator", "department", "founder"])
def test_nobody_else_comes_there(walk: Walk, who: str) -> None:
    active(walk)
    client = walk.client(who)
    assert client.get("/handovers/").status_code == 403
    address = f"/handovers/person/?id={walk.world.curator_id}&role=curator"
    assert walk.post(client, address).status_code == 403


@pytest.mark.rule("SM-IOM-4.3.10")
def test_a_head_without_an_account_is_given_the_role_and_approves_in_the_chat(walk: Walk) -> None:
    w = walk.world
    newcomer = world.register(
        w.session, w.system, chat_id=2800, name="Зорина Инна Львовна", organization_id=w.school_id
    )
    w.session.commit()
    route_id, chief = sent(walk), walk.client("administrator")
    w.agree(route_id)
    walk.sync()
    assert "Зорина Инна" in walk.page(chief, "/roles/?q=зорина")
    assert "нет учётной записи" in walk.page(chief, "/roles/?q=зорина")
    data = {"role": "head", "scope": f"organization-{w.school_id}", "curator_kind": "", "act": "", "ends_on": ""}
    page = said(walk.post(chief, f"/roles/give/?id={newcomer}", **data), chief)
    assert "Роль дана" in page
    routes.approve(w.session, w.ctx(newcomer), route_id=route_id)
    w.session.commit()
    assert row(walk, route_id).status is RouteStatus.active
    grant = w.session.scalars(sa.select(Grant.id).where(Grant.person_id == newcomer)).one()
    w.session.rollback()
    assert walk.post(chief, f"/roles/end/?id={w.teacher_id}&grant={grant}").status_code == 404
    assert "Роль снята" in said(walk.post(chief, f"/roles/end/?id={newcomer}&grant={grant}"), chief)
    assert w.ctx(newcomer).actor.scopes == ()


@pytest.mark.parametrize("who", ["operator", "planner", "head", "curator"])
def test_only_an_administrator_gives_roles(walk: Walk, who: str) -> None:
    client = walk.client(who)
    for path in ("/roles/", f"/roles/person/?id={walk.world.teacher_id}"):
        assert client.get(path).status_code == 403
    assert walk.post(client, f"/roles/give/?id={walk.world.teacher_id}", role="head").status_code == 403
    with walk.site.session() as session:
        assert session.scalars(sa.select(Route.id)).all() == []
        held = session.scalars(sa.select(Grant.id).where(Grant.person_id == walk.world.teacher_id)).all()
        assert held == []
    assert accounts.SCOPES[Role.head] == {"organization"}
