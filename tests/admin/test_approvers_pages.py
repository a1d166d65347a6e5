"""A founder in the back office finds the route of a head, agrees to it and approves it (К-53)."""

from __future__ import annotations

import pytest

from models.accounts import Grant, Role
from models.places import Organization
from models.routes import Route, RouteStatus
from services import routes
from tests import world
from tests.admin.test_calls import tile
from tests.admin.walking import Walk, said

HEAD = "Петров Семён Ильич"


@pytest.mark.rule("К-53")
@pytest.mark.parametrize("municipality", [False, True])
def test_a_founder_finds_agrees_and_approves_the_route_of_a_head(walk: Walk, municipality: bool) -> None:
    w = walk.world
    if municipality:
        w.ctx(None)
        grant = w.session.query(Grant).filter_by(role=Role.founder).one()
        grant.municipality_id = w.session.get_one(Organization, w.school_id).municipality_id
        grant.organization_id = None
        w.session.commit()
    w.teacher_id = w.head_id
    route_id = w.sent_route()
    walk.sync()
    founder = walk.client("founder")
    page = walk.page(founder, "/approvals/")
    assert "Ждут вашего согласования" in page
    assert HEAD in page
    assert HEAD not in walk.page(walk.client("head"), "/approvals/")
    assert world.CANARY_CODE not in walk.page(founder, f"/approvals/route/?id={route_id}")
    said(walk.post(founder, f"/approvals/answer/?id={route_id}", agreed="1"), founder)
    w.later(working_days=7)
    walk.sync()
    planner = walk.client("planner")
    for step in ("close", "approval"):
        said(walk.post(planner, f"/routes/{step}/?id={route_id}"), planner)
    assert "Ждут вашего утверждения" in walk.page(founder, "/approvals/")
    assert "Маршрут утверждён" in said(walk.post(founder, f"/approvals/approve/?id={route_id}"), founder)
    w.session.expire_all()
    assert w.session.get_one(Route, route_id).status is RouteStatus.active


def test_each_tile_of_the_head_leads_to_its_own_list(walk: Walk) -> None:
    w = walk.world
    first = w.apply()
    w.propose(first)
    w.assess(first)
    w.publish(first)
    approved = w.draw_up(first)
    w.agree(approved)
    w.teacher_id = world.register(
        w.session, w.system, chat_id=2001, name="Белова Дарья Ивановна", organization_id=w.school_id
    )  # fmt: skip
    second = w.apply()
    w.propose(second)
    w.assess(second)
    w.publish(second)
    w.draw_up(second)
    walk.sync()
    head = walk.client("head")
    home = walk.page(head, "/")
    to_approve, to_agree = tile(home, "Ждут вашего утверждения"), tile(home, "Ждут вашего согласования")
    assert (to_approve[1], to_agree[1]) == (1, 1)
    assert to_approve[0] != to_agree[0]
    for address, there, elsewhere in ((to_approve[0], "Иванова", "Белова"), (to_agree[0], "Белова", "Иванова")):
        page = walk.page(head, address)
        assert there in page
        assert elsewhere not in page
    every = walk.page(head, "/approvals/?part=x")
    assert "Иванова" in every
    assert "Белова" in every
    routes.approve(w.session, w.head, route_id=approved)
    w.session.commit()
    walk.sync()
    empty = walk.page(head, to_approve[0])
    assert "Таких сейчас нет" in empty
    assert "Сейчас ничего не ждёт" not in empty, "one awaits agreement still"
