"""The approval: who gives it, of which version, and the return (annex 3, cl. 4.3.8-4.3.10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.accounts import Grant, Role
from models.people import StaffKind
from models.places import Organization
from models.routes import RouteStatus
from services import routes
from services.errors import Denied, Invalid, NotFound
from tests.services.seeing import route_of
from tests.world import World, register


@pytest.mark.rule("SM-IOM-4.3.3")
def test_the_final_version_gets_a_number_of_its_own_that_stays(w: World, sent: int) -> None:
    w.agree(sent)
    number = route_of(w, sent).number
    assert number == f"1-{w.today.year}"
    routes.return_route(w.session, w.head, route_id=sent, reasons="Слишком плотно")
    routes.send_for_approval(w.session, w.planner, route_id=sent)
    assert route_of(w, sent).number == number


@pytest.mark.rule("SM-IOM-4.3.10")
def test_the_head_approves_and_the_route_is_active(w: World, active: int) -> None:
    route = route_of(w, active)
    assert (route.status, route.approved_by_id) == (RouteStatus.active, w.head_id)


@pytest.mark.parametrize("who", ["teacher_id", "curator_id", "planner_id", "operator_id"])
@pytest.mark.rule("SM-IOM-4.3.10")
def test_nobody_but_the_head_approves(w: World, sent: int, who: str) -> None:
    w.agree(sent)
    with pytest.raises(Denied):
        routes.approve(w.session, w.ctx(getattr(w, who)), route_id=sent)


def test_the_head_of_another_school_does_not_know_of_the_route(w: World, sent: int) -> None:
    other = register(w.session, w.system, chat_id=8, name="Чужая Нина Львовна", organization_id=w.other_school_id)
    w.session.add(Grant(person_id=other, role=Role.head, organization_id=w.other_school_id))
    w.session.commit()
    with pytest.raises(NotFound):
        routes.card(w.session, w.ctx(other), route_id=sent)


@pytest.mark.rule("К-53")
def test_the_route_of_a_head_is_approved_by_the_founder(w: World) -> None:
    founder = register(w.session, w.system, chat_id=9, name="Учредитель Иван Ильич", organization_id=w.other_school_id)
    w.session.add(Grant(person_id=founder, role=Role.founder, organization_id=w.school_id))
    w.session.commit()
    head_id, w.teacher_id = w.head_id, w.head_id
    w.head_id = founder
    route_id = w.active_route()
    assert route_of(w, route_id).approved_by_id == founder
    assert route_of(w, route_id).person_id == head_id


@pytest.mark.rule("К-53")
def test_a_head_does_not_approve_their_own_route(w: World) -> None:
    founder = register(w.session, w.system, chat_id=9, name="Учредитель Иван Ильич", organization_id=w.other_school_id)
    w.session.add(Grant(person_id=founder, role=Role.founder, organization_id=w.school_id))
    w.session.commit()
    w.teacher_id, head_id = w.head_id, w.head_id
    route_id = w.sent_route()
    w.head_id = founder
    w.agree(route_id)
    with pytest.raises(Denied):
        routes.approve(w.session, w.ctx(head_id), route_id=route_id)


@pytest.mark.rule("К-53")
def test_a_deputy_approves_only_where_the_profile_allows(w: World, sent: int) -> None:
    deputy = register(
        w.session, w.system, chat_id=9, name="Замова Инна Ильинична", organization_id=w.school_id,
        staff_kind=StaffKind.manager, position="Заместитель директора", subjects=(),
    )  # fmt: skip
    w.session.add(Grant(person_id=deputy, role=Role.deputy, organization_id=w.school_id))
    w.agree(sent)
    with pytest.raises(Denied):
        routes.approve(w.session, w.ctx(deputy), route_id=sent)
    w.system = w.system.__class__(
        w.system.actor, w.system.now, w.system.region.model_copy(update={"deputy_approves": True})
    )
    routes.approve(w.session, w.ctx(deputy), route_id=sent)
    assert route_of(w, sent).approved_by_id == deputy


def test_a_return_needs_reasons(w: World, sent: int) -> None:
    w.agree(sent)
    with pytest.raises(Invalid):
        routes.return_route(w.session, w.head, route_id=sent, reasons=" ")


def test_a_head_appointed_for_a_term_is_asked_and_approves(w: World, sent: int) -> None:
    w.session.execute(sa.update(Grant).where(Grant.role == Role.head).values(ends_on=w.today + timedelta(days=200)))
    w.agree(sent)
    routes.approve(w.session, w.head, route_id=sent)
    assert route_of(w, sent).status is RouteStatus.active


@pytest.mark.rule("К-53")
def test_the_founder_of_a_municipality_approves_the_route_of_a_head(w: World) -> None:
    founder = register(w.session, w.system, chat_id=9, name="Учредитель Иван Ильич", organization_id=w.other_school_id)
    town = w.session.get_one(Organization, w.school_id).municipality_id
    w.session.add(Grant(person_id=founder, role=Role.founder, municipality_id=town))
    w.session.commit()
    w.teacher_id, w.head_id = w.head_id, founder
    assert route_of(w, w.active_route()).approved_by_id == founder
