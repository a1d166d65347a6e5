"""The first page of staff: whose the nearest terms are."""

from __future__ import annotations

import pytest

from models.accounts import Role
from models.deadlines import DeadlineKind
from services import recipients, routes, today
from services.context import Context
from services.notices import NoticeKind
from services.reminders import PLAN
from tests.world import World


def _kinds(w: World, ctx: Context) -> list[DeadlineKind]:
    return [one.line.kind for one in today.nearest(w.session, ctx)]


def test_the_nearest_terms_are_those_by_which_one_acts_oneself(w: World, published: int) -> None:
    w.assessed_case()
    assert _kinds(w, w.planner) == [DeadlineKind.draw_up]
    assert _kinds(w, w.operator) == [DeadlineKind.result]


def test_the_word_of_the_head_and_the_end_of_a_route_are_nobodys_of_the_centre(w: World, active: int) -> None:
    card = routes.card(w.session, w.planner, route_id=active)
    assert DeadlineKind.end_of_term in [one.kind for one in card.deadlines]
    for ctx in (w.operator, w.planner):
        assert DeadlineKind.end_of_term not in _kinds(w, w.ctx(ctx.actor.person_id))


@pytest.mark.parametrize(("role", "to"), [(Role.operator, recipients.operators), (Role.planner, recipients.planners)])
def test_whoever_is_reminded_of_a_term_that_nears_acts_by_it(role: Role, to: recipients.Of) -> None:
    reminded = {
        kind for kind, steps in PLAN.items()
        if any(step.to is to and step.kind in (NoticeKind.deadline_near, NoticeKind.round_may_close) for step in steps)
    }  # fmt: skip
    assert reminded
    assert all(role in today.ACTING[kind] for kind in reminded)
