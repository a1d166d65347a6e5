"""Annex 3, who is chosen as a curator, and which forms of assessment found which model (cl. 1.3, 2.2, 2.3, 4.4.2)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa

from models.accounts import CuratorKind, Grant, Role
from models.applications import DiagnosticForm
from models.routes import RouteModel
from services import accounts, results, routes
from services.accounts.grants import CURATORS
from services.errors import Invalid, NotFound
from tests.services.annex_3_ways import add, published
from tests.world import World, register


def _curator(w: World, name: str, kind: CuratorKind, chat_id: int, subjects: tuple[str, ...] = ("physics",)) -> int:
    """Somebody made a curator by the centre's administrator; of the school, where the kind belongs to one."""
    at_school = CURATORS[kind] == "organization"
    person = register(
        w.session, w.system, chat_id=chat_id, name=name, subjects=subjects,
        organization_id=w.school_id if at_school else w.other_school_id,
    )  # fmt: skip
    accounts.grant_role(
        w.session, w.ctx(_chief(w)), person_id=person, role=Role.curator, curator_kind=kind,
        organization_id=w.school_id if at_school else None, centre_id=None if at_school else w.centre_id,
    )  # fmt: skip
    return person


def _chief(w: World) -> int:
    held = w.session.scalars(sa.select(Grant.person_id).where(Grant.role == Role.administrator)).first()
    if held is not None:
        return held
    chief = register(w.session, w.system, chat_id=100, name="Главный Пётр Ильич", organization_id=w.other_school_id)
    w.session.add(Grant(person_id=chief, role=Role.administrator))
    w.session.commit()
    return chief


@pytest.fixture
def staff(w: World) -> dict[str, int]:
    """Curators of every kind, and nobody whose kind is not said."""
    w.session.execute(sa.delete(Grant).where(Grant.role == Role.curator))
    w.session.commit()
    return {
        "methodologist": _curator(w, "Методова Анна Ильинична", CuratorKind.methodologist, 101),
        "physicist": _curator(w, "Физикова Ольга Ильинична", CuratorKind.lecturer, 102),
        "chemist": _curator(w, "Химикова Нина Ильинична", CuratorKind.lecturer, 103, ("chemistry",)),
        "mentor": _curator(w, "Наставникова Вера Ильинична", CuratorKind.mentor, 104),
        "group_head": _curator(w, "Объединеньева Яна Ильинична", CuratorKind.group_head, 105),
    }


def _published_with(w: World, percent: int, form: DiagnosticForm = DiagnosticForm.standardized) -> int:
    """A result of which the first block has this percent and the others are low."""
    participation_id = published(w, form)
    scores = [replace(one, percent=Decimal(95)) for one in w.scores(participation_id)]
    scores[0] = replace(scores[0], percent=Decimal(percent))
    results.correct(
        w.session, w.operator, participation_id=participation_id, scores=scores, deficits=[], recommendations="",
        reason="уточнено",
    )  # fmt: skip
    w.session.commit()
    return participation_id


def _offered(w: World, route_id: int, model: RouteModel) -> set[int]:
    return {line.id for line in routes.curators(w.session, w.planner, route_id=route_id, model=model)}


def _take(w: World, route_id: int, model: RouteModel, curator_id: int) -> None:
    routes.set_terms(
        w.session, w.planner, route_id=route_id, model=model, term_months=9, starts_on=w.today, curator_id=curator_id
    )


@pytest.mark.rule("SM-IOM-1.3b")
@pytest.mark.parametrize("kind", [CuratorKind.methodologist, CuratorKind.lecturer])
def test_a_curator_is_made_a_methodologist_or_a_lecturer_of_the_centre(w: World, kind: CuratorKind) -> None:
    person = register(w.session, w.system, chat_id=110, name="Новая Ия Ильинична", organization_id=w.other_school_id)
    chief = w.ctx(_chief(w))
    with pytest.raises(Invalid):
        accounts.grant_role(w.session, chief, person_id=person, role=Role.curator, centre_id=w.centre_id)
    with pytest.raises(Invalid):
        accounts.grant_role(
            w.session, chief, person_id=person, role=Role.curator, organization_id=w.school_id, curator_kind=kind
        )
    accounts.grant_role(w.session, chief, person_id=person, role=Role.curator, centre_id=w.centre_id, curator_kind=kind)
    level = 30 if kind is CuratorKind.methodologist else 95
    route_id = routes.draw_up(w.session, w.planner, participation_id=_published_with(w, level))
    offered = {line.id: line.kind for line in routes.curators(w.session, w.planner, route_id=route_id)}
    assert offered[person] is kind
    _take(w, route_id, RouteModel.a, person)
    assert routes.card(w.session, w.planner, route_id=route_id).curator == "Новая Ия Ильинична"


@pytest.mark.rule("SM-IOM-4.4.2a", "К-28")
@pytest.mark.parametrize(("percent", "who"), [(59, "methodologist"), (60, "physicist"), (81, "physicist")])
def test_in_model_a_the_worst_level_tells_methodologist_from_lecturer_of_the_subject(
    w: World, staff: dict[str, int], percent: int, who: str
) -> None:
    route_id = routes.draw_up(w.session, w.planner, participation_id=_published_with(w, percent))
    assert _offered(w, route_id, RouteModel.a) == {staff[who]}
    for name, person in staff.items():
        if name != who:
            with pytest.raises(Invalid):
                _take(w, route_id, RouteModel.a, person)
    _take(w, route_id, RouteModel.a, staff[who])


@pytest.mark.rule("SM-IOM-4.4.2c")
def test_in_model_c_the_schools_mentor_is_curator_else_a_methodologist(w: World, staff: dict[str, int]) -> None:
    participation_id = published(w, DiagnosticForm.self_assessment)
    route_id = routes.draw_up(w.session, w.planner, participation_id=participation_id)
    assert _offered(w, route_id, RouteModel.c) == {staff["mentor"]}
    with pytest.raises(Invalid):
        _take(w, route_id, RouteModel.c, staff["methodologist"])
    _take(w, route_id, RouteModel.c, staff["mentor"])
    grant = w.session.scalars(sa.select(Grant).where(Grant.curator_kind == CuratorKind.mentor)).one()
    accounts.end_grant(w.session, w.ctx(_chief(w)), grant_id=grant.id)
    assert _offered(w, route_id, RouteModel.c) == {staff["methodologist"]}
    _take(w, route_id, RouteModel.c, staff["methodologist"])


@pytest.mark.rule("К-27", "К-55")
def test_a_mentor_of_the_school_reads_the_schools_card_and_never_the_result(w: World, staff: dict[str, int]) -> None:
    participation_id = published(w, DiagnosticForm.self_assessment)
    route_id = routes.draw_up(w.session, w.planner, participation_id=participation_id)
    found = results.look(w.session, w.planner, participation_id=participation_id).deficits[0]
    _take(w, route_id, RouteModel.c, staff["mentor"])
    add(w, route_id, found.id)
    routes.send_for_agreement(w.session, w.planner, route_id=route_id)
    mentor = w.ctx(staff["mentor"])
    card = routes.card(w.session, mentor, route_id=route_id)
    assert (card.whole, card.activities[0].deficits, card.model) == (False, (), None)
    with pytest.raises(NotFound):
        results.look(w.session, mentor, participation_id=participation_id)
    routes.answer(w.session, mentor, route_id=route_id, agreed=True)


FORMS = list(DiagnosticForm)


@pytest.mark.parametrize(
    ("model", "founded_on"),
    [
        pytest.param(
            RouteModel.a, {DiagnosticForm.standardized, DiagnosticForm.expert_review},
            marks=pytest.mark.rule("SM-IOM-2.3.1"), id="a",
        ),
        pytest.param(
            RouteModel.c, {DiagnosticForm.self_assessment, DiagnosticForm.work_results},
            marks=pytest.mark.rule("SM-IOM-2.3.3"), id="c",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", FORMS)
def test_a_model_is_founded_on_its_own_forms_of_assessment(
    w: World, staff: dict[str, int], model: RouteModel, founded_on: set[DiagnosticForm], form: DiagnosticForm
) -> None:
    route_id = routes.draw_up(w.session, w.planner, participation_id=published(w, form))
    curator = staff["methodologist"] if model is RouteModel.a else staff["mentor"]
    if form not in founded_on:
        with pytest.raises(Invalid) as refusal:
            _take(w, route_id, model, curator)
        assert refusal.value.field == "model"
        return
    _take(w, route_id, model, curator)
    shown = routes.card(w.session, w.planner, route_id=route_id)
    assert (shown.model, shown.curator != "") == (model, True)


def test_a_course_model_needs_the_exit_test_of_a_course(w: World) -> None:
    route_id = routes.draw_up(w.session, w.planner, participation_id=published(w))
    with pytest.raises(Invalid):
        _take(w, route_id, RouteModel.b, w.curator_id)


def test_a_curator_whose_role_has_ended_is_not_offered(w: World) -> None:
    route_id = routes.draw_up(w.session, w.planner, participation_id=published(w))
    assert _offered(w, route_id, RouteModel.a) == {w.curator_id}
    grant = w.session.scalars(sa.select(Grant).where(Grant.role == Role.curator)).one()
    accounts.end_grant(w.session, w.ctx(_chief(w)), grant_id=grant.id)
    assert _offered(w, route_id, RouteModel.a) == set()
