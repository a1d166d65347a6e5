"""Those who approve find their work: the founder by organisation or municipality, the deputy where allowed (К-53)."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from models.accounts import Grant, Role
from models.notices import Notice
from models.people import StaffKind
from models.places import Organization
from models.routes import Route, RouteStatus
from services import home, recipients, routes
from services.context import Context
from services.errors import NotFound
from tests.world import World, register


def founder_of(w: World, *, municipality: bool) -> int:
    """A founder of the school, by itself or with all of its municipality."""
    number = register(w.session, w.system, chat_id=9, name="Учредитель Иван Ильич", organization_id=w.other_school_id)
    place = {"organization_id": w.school_id}
    if municipality:
        place = {"municipality_id": w.session.get_one(Organization, w.school_id).municipality_id}
    w.session.add(Grant(person_id=number, role=Role.founder, **place))
    w.session.commit()
    return number


def deputy_of(w: World) -> int:
    """A deputy of the school's head."""
    number = register(
        w.session, w.system, chat_id=10, name="Замова Инна Ильинична", organization_id=w.school_id,
        staff_kind=StaffKind.manager, position="Заместитель директора", subjects=(),
    )  # fmt: skip
    w.session.add(Grant(person_id=number, role=Role.deputy, organization_id=w.school_id))
    w.session.commit()
    return number


def allow_deputies(w: World) -> None:
    """From now on the region's profile lets deputies approve."""
    w.system = replace(w.system, region=w.system.region.model_copy(update={"deputy_approves": True}))


def found(w: World, ctx: Context) -> tuple[list[int], list[int], list[int], int, int]:
    """What of routes awaits the actor: the lists, and the counts of the first screen."""
    first = home.home(w.session, ctx)
    return (
        [one.id for one in routes.to_agree(w.session, ctx)],
        [one.id for one in routes.to_approve(w.session, ctx)],
        [one.id for one in routes.of_my_school(w.session, ctx)],
        first.to_agree,
        first.to_approve,
    )


@pytest.mark.rule("К-53")
@pytest.mark.parametrize("municipality", [False, True])
def test_a_founder_finds_the_route_of_a_head_at_both_steps(w: World, municipality: bool) -> None:
    founder = founder_of(w, municipality=municipality)
    w.teacher_id, head_id = w.head_id, w.head_id
    route_id = w.sent_route()
    assert found(w, w.ctx(founder)) == ([route_id], [], [route_id], 1, 0)
    w.head_id = founder
    w.agree(route_id)
    assert found(w, w.ctx(founder)) == ([], [route_id], [route_id], 0, 1)
    assert found(w, w.ctx(head_id)) == ([], [], [], 0, 0)
    routes.approve(w.session, w.ctx(founder), route_id=route_id)
    assert w.session.get_one(Route, route_id).status is RouteStatus.active


@pytest.mark.rule("К-53")
@pytest.mark.parametrize("municipality", [False, True])
def test_a_founder_knows_of_no_teachers_route(w: World, municipality: bool) -> None:
    founder = founder_of(w, municipality=municipality)
    route_id = w.sent_route()
    assert found(w, w.ctx(founder)) == ([], [], [], 0, 0)
    with pytest.raises(NotFound):
        routes.card(w.session, w.ctx(founder), route_id=route_id)


@pytest.mark.rule("К-53")
def test_a_deputy_is_asked_told_and_counted_only_where_the_profile_allows(w: World) -> None:
    deputy = deputy_of(w)
    route_id = w.sent_route()
    route = w.session.get_one(Route, route_id)
    assert found(w, w.ctx(deputy)) == ([], [], [route_id], 0, 0)
    assert recipients.approvers_of(w.session, w.system, route) == [w.head_id]
    allow_deputies(w)
    assert found(w, w.ctx(deputy)) == ([route_id], [], [route_id], 1, 0)
    assert recipients.approvers_of(w.session, w.system, route) == sorted([w.head_id, deputy])
    w.agree(route_id)
    assert found(w, w.ctx(deputy)) == ([], [route_id], [route_id], 0, 1)
    told = sa.select(Notice.recipient_id).where(Notice.kind == "route_to_approve")
    assert sorted(w.session.scalars(told)) == sorted([w.head_id, deputy])


def test_a_school_whose_only_approver_is_a_deputy_is_not_stuck(w: World) -> None:
    deputy = deputy_of(w)
    route_id = w.sent_route()
    w.session.execute(sa.delete(Grant).where(Grant.person_id == w.head_id))
    allow_deputies(w)
    w.head_id = deputy
    w.agree(route_id)
    assert w.session.get_one(Route, route_id).status is RouteStatus.awaiting_approval


def test_what_was_never_sent_for_agreement_is_in_nobodys_list(w: World) -> None:
    case = w.published_case()
    routes.draw_up(w.session, w.planner, participation_id=case)
    w.session.commit()
    assert found(w, w.head) == ([], [], [], 0, 0)
    assert routes.mine(w.session, w.teacher) == []
