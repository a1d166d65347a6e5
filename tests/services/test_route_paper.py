"""The route card as a paper: who gets which projection, and what is recorded."""

from __future__ import annotations

import pytest

from models.accounts import Grant, Role
from models.people import Employment
from models.results import FoundDeficit
from services import results
from services.errors import NotFound
from services.results import DeficitIn, ScoreIn
from services.routes.paper import RouteCardPaper, paper
from tests.world import CANARY_ADVICE, CANARY_CODE, CANARY_DEFICIT, World, register

CANARIES = (CANARY_ADVICE, CANARY_CODE, CANARY_DEFICIT, "43.21", "DeficitLevel")


def looks(w: World) -> list[tuple[str, str]]:
    """Whose looks the teacher finds at their result, newest first."""
    return [(line.viewer, line.door) for line in results.lookers(w.session, w.teacher, participation_id=1)]


@pytest.mark.rule("SM-IOM-4.3.5", "К-01")
def test_the_person_the_planner_and_an_outside_curator_get_the_whole_card(w: World) -> None:
    route_id = w.active_route()
    for ctx in (w.teacher, w.planner, w.operator, w.curator):
        made = paper(w.session, ctx, route_id=route_id)
        assert made.result
        assert made.whole
        assert [found.code for found in made.result.deficits] == [CANARY_CODE]
        assert {code for item in made.activities for code in item.deficits} == {CANARY_CODE}
        assert (made.tutor, made.curator) == ("Ёлкина Мария Львовна", "Ёлкина Мария Львовна")


@pytest.mark.rule("SM-IOM-4.3.5", "К-01", "К-54")
def test_the_head_gets_a_card_without_result_deficits_and_curator(w: World) -> None:
    made = paper(w.session, w.head, route_id=w.active_route())
    assert not made.whole
    assert (made.result, made.tutor, made.curator) == (None, None, None)
    assert all(item.deficits == () for item in made.activities)
    assert [canary for canary in (*CANARIES, "Ёлкина", "RouteModel") if canary in repr(made)] == []
    assert [item.title for item in made.activities] == ["Семинар № 1", "Семинар № 2"]


@pytest.mark.rule("К-01", "К-55")
def test_a_planner_who_works_in_the_school_gets_the_card_of_the_school(w: World) -> None:
    route_id = w.active_route()
    w.session.add(Employment(person_id=w.planner_id, organization_id=w.school_id, position="Учитель"))
    w.session.commit()
    made = paper(w.session, w.planner, route_id=route_id)
    assert not made.whole
    assert [canary for canary in CANARIES if canary in repr(made)] == []


def test_a_stranger_gets_nothing(w: World) -> None:
    route_id = w.active_route()
    other = register(w.session, w.system, chat_id=77, name="Сидоров Пётр Ильич", organization_id=w.other_school_id)
    w.session.add(Grant(person_id=other, role=Role.head, organization_id=w.other_school_id))
    w.session.commit()
    for number in (route_id, route_id + 1):
        with pytest.raises(NotFound):
            paper(w.session, w.ctx(other), route_id=number)


@pytest.mark.rule("К-01")
def test_a_whole_card_made_by_staff_is_a_look_the_person_can_read(w: World) -> None:
    route_id = w.active_route()
    before = looks(w)
    paper(w.session, w.planner, route_id=route_id)
    assert looks(w) == [("Громов Олег Юрьевич", "document"), *before]


def test_neither_the_person_nor_the_school_looks_at_a_result(w: World) -> None:
    route_id = w.active_route()
    before = looks(w)
    paper(w.session, w.teacher, route_id=route_id)
    paper(w.session, w.head, route_id=route_id)
    assert looks(w) == before


def correct(w: World, *found: DeficitIn) -> None:
    """The operator corrects the result: the last block is the worst now."""
    scores = w.scores(1)
    worst = [*scores[:-1], ScoreIn(scores[-1].subject, scores[-1].block, scores[0].percent - 10)]
    results.correct(
        w.session, w.operator, participation_id=1, scores=worst, deficits=found, recommendations="", reason="опечатка"
    )


@pytest.mark.rule("К-49")
def test_all_deficits_are_kept_those_of_the_worst_block_first(w: World) -> None:
    route_id = w.active_route()
    first, last = w.scores(1)[0], w.scores(1)[-1]
    mild = [DeficitIn(first.subject, first.block, f"из первого блока {number}") for number in range(11)]
    correct(w, *mild, DeficitIn(last.subject, last.block, "из худшего блока"))
    result = paper(w.session, w.teacher, route_id=route_id).result
    assert result
    assert [(one.number, one.text) for one in result.deficits] == [
        (1, "из худшего блока"), *((number + 2, f"из первого блока {number}") for number in range(11)),
    ]  # fmt: skip


@pytest.mark.rule("SM-IOM-5.9")
def test_an_activity_names_a_deficit_by_code_else_by_its_place_in_the_list(w: World) -> None:
    route_id = w.active_route()
    first = w.scores(1)[0]
    w.session.query(FoundDeficit).update({"code": ""})
    assert [item.deficits for item in paper(w.session, w.teacher, route_id=route_id).activities] == [("№ 1",)] * 2
    correct(w, DeficitIn(first.subject, first.block, "другой"))
    assert paper(w.session, w.teacher, route_id=route_id).activities[0].deficits == (CANARY_DEFICIT,)


def test_a_recalled_result_is_not_printed_for_anybody(w: World) -> None:
    route_id = w.active_route()
    results.recall(w.session, w.operator, participation_id=1, reason="ошибка")
    results.enter(
        w.session, w.operator, participation_id=1, scores=w.scores(1), deficits=[], recommendations="не проверено"
    )
    papers: list[RouteCardPaper] = [paper(w.session, ctx, route_id=route_id) for ctx in (w.teacher, w.operator)]
    assert [made.result for made in papers] == [None, None]
