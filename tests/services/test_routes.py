"""What each reader sees of a route, and in which lists it stands (К-01)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.deadlines import DeadlineKind
from models.routes import EndCause
from services import routes
from services.routes import OnlyRoutes
from tests.world import CANARY_CODE, World


@pytest.mark.rule("К-01", "SM-DIA-6.3", "К-54")
@pytest.mark.parametrize("stage", ["sent", "active"])
def test_the_school_sees_neither_deficits_nor_level_nor_the_curators_name(
    w: World, stage: str, request: pytest.FixtureRequest
) -> None:
    route_id: int = request.getfixturevalue(stage)
    card = routes.card(w.session, w.head, route_id=route_id)
    assert not card.whole
    assert card.activities
    for canary in ("КАНАРЕЙКА", "Канарейка", "43.21", "Ёлкина", "high"):
        assert canary not in repr(card)
    assert card.curator == "куратор ЦНППМ"
    assert card.model is None


@pytest.mark.rule("К-01")
def test_the_teacher_and_the_curator_see_the_whole_route(w: World, active: int) -> None:
    for ctx in (w.ctx(w.teacher_id), w.ctx(w.curator_id)):
        card = routes.card(w.session, ctx, route_id=active)
        assert card.whole
        assert card.activities[0].deficits[0].code == CANARY_CODE


def test_lists_hold_each_readers_own(w: World, active: int) -> None:
    assert [line.id for line in routes.mine(w.session, w.teacher)] == [active]
    assert [line.id for line in routes.curated(w.session, w.curator)] == [active]
    assert [line.id for line in routes.of_my_school(w.session, w.head)] == [active]
    assert [line.id for line in routes.register(w.session, w.planner)] == [active]
    assert routes.mine(w.session, w.curator) == []
    assert routes.register(w.session, w.head) == []


@pytest.mark.rule("SM-IOM-4.3.2")
def test_a_route_being_drawn_up_shows_the_norm_in_which_that_is_done(w: World, published: int) -> None:
    route_id = routes.draw_up(w.session, w.planner, participation_id=published)
    (line,) = routes.register(w.session, w.planner)
    assert line.deadline is not None
    assert (line.deadline.kind, line.deadline.normative) == (DeadlineKind.draw_up, True)
    shown = [one.kind for one in routes.card(w.session, w.planner, route_id=route_id).deadlines]
    assert shown == [DeadlineKind.draw_up]
    late = OnlyRoutes(overdue=True)
    assert routes.register(w.session, w.planner, only=late) == []
    w.later(working_days=12)
    assert [one.id for one in routes.register(w.session, w.planner, only=late)] == [route_id]
    assert routes.register(w.session, w.planner)[0].deadline == replace(line.deadline, overdue=True)


def test_the_norm_of_drawing_up_leaves_a_route_with_its_sending(w: World, sent: int) -> None:
    (line,) = routes.register(w.session, w.planner)
    assert line.deadline is not None
    assert line.deadline.kind is DeadlineKind.correct
    assert DeadlineKind.draw_up not in [one.kind for one in routes.card(w.session, w.planner, route_id=sent).deadlines]


def test_the_register_begins_with_the_nearest_term(w: World, published: int) -> None:
    earlier = routes.draw_up(w.session, w.planner, participation_id=published)
    w.later(working_days=5)
    later = routes.draw_up(w.session, w.planner, participation_id=w.published_case())
    assert [line.id for line in routes.register(w.session, w.planner)] == [earlier, later]
    routes.end_early(w.session, w.planner, route_id=earlier, cause=EndCause.other, words="Составлен по ошибке")
    assert [line.id for line in routes.register(w.session, w.planner)] == [later, earlier]
