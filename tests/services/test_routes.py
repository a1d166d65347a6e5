"""What each reader sees of a route, and in which lists it stands (К-01)."""

from __future__ import annotations

import pytest

from services import routes
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
