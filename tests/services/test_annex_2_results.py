"""Annex 2, what follows an assessment: its processing, the decision, the next one (cl. 5.6, 6.1-6.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

import regions
from locales import reading_in
from models.accounts import Role
from models.applications import DecisionKind, DiagnosticForm
from models.audit import AuditEntry
from models.deadlines import Deadline, DeadlineKind
from models.routes import Route, RouteModel
from regions import Term
from services import accounts, applications, results, routes
from services.errors import Denied, DomainError, NotFound, Refused, Stale
from services.results import DeficitIn
from services.words import word
from tests.services.annex_2_ways import apart, applied, enter
from tests.world import World, register


@pytest.mark.rule("SM-DIA-6.1")
def test_the_centre_processes_results_and_a_specialist_only_while_called_in(w: World) -> None:
    participation_id = w.assessed_case()
    _far, stranger = apart(w)
    specialist = register(
        w.session, w.system, chat_id=79, name="Кафедрова Анна Львовна", organization_id=w.other_school_id
    )
    scores = w.scores(participation_id)

    def process(person_id: int) -> None:
        ctx = w.ctx(person_id)
        found = [DeficitIn("physics", "subject", "затрудняется", "1.2")]
        results.enter(
            w.session, ctx, participation_id=participation_id, scores=scores, deficits=found, recommendations="курс"
        )
        results.check(w.session, ctx, participation_id=participation_id)

    process(w.operator_id)
    for outsider in (w.teacher_id, w.head_id, w.curator_id, stranger, specialist):
        with pytest.raises((Denied, NotFound)):
            process(outsider)
    accounts.grant_role(
        w.session, w.ctx(None), person_id=specialist, role=Role.operator, centre_id=w.centre_id, ends_on=w.today
    )
    process(specialist)
    w.later(days=1)
    with pytest.raises((Denied, NotFound)):
        process(specialist)


@pytest.mark.rule("SM-DIA-6.2")
@pytest.mark.parametrize(
    ("term", "due", "clause"),
    [
        (None, date(2026, 9, 18), "приказ № 622-ОД, приложение 2, п. 5.9.6"),
        (Term(days=4, clause="акт СОИРО № 12", normative=True), date(2026, 9, 10), "акт СОИРО № 12"),
    ],
)  # fmt: skip
def test_the_term_of_processing_is_the_one_that_the_acts_in_the_profile_set(
    w: World, term: Term | None, due: date, clause: str
) -> None:
    if term is not None:
        terms = {**w.system.region.terms, "result": term}
        w.system = replace(w.system, region=w.system.region.model_copy(update={"terms": terms}))
    w.assessed_case()
    deadline = w.session.scalars(sa.select(Deadline).where(Deadline.kind == DeadlineKind.result)).one()
    assert (deadline.event_on, deadline.due_on, deadline.clause) == (date(2026, 9, 4), due, clause)


@pytest.mark.rule("SM-DIA-6.6.3")
def test_the_centre_draws_up_the_route_from_the_result_and_nobody_else(w: World) -> None:
    participation_id = w.assessed_case()
    _far, stranger = apart(w)
    with pytest.raises(Refused):
        routes.draw_up(w.session, w.planner, participation_id=participation_id)
    w.publish(participation_id)
    for outsider in (w.teacher_id, w.head_id, w.curator_id, stranger):
        with pytest.raises((Denied, NotFound)):
            routes.draw_up(w.session, w.ctx(outsider), participation_id=participation_id)
    route_id = routes.draw_up(w.session, w.planner, participation_id=participation_id)
    shown = routes.card(w.session, w.planner, route_id=route_id)
    assert (shown.participation_id, shown.person_id) == (participation_id, w.teacher_id)


def test_a_decision_is_of_the_centre(w: World) -> None:
    participation_id = w.assessed_case()
    for outsider in (w.teacher_id, w.head_id, w.curator_id):
        with pytest.raises(DomainError):
            results.decide(
                w.session, w.ctx(outsider), participation_id=participation_id, decision=DecisionKind.programme
            )


@pytest.mark.rule("SM-DIA-5.6.1", "SM-DIA-3.1.1b")
@pytest.mark.parametrize("months", [36, 12])
def test_the_comprehensive_assessment_comes_again_after_three_years_or_as_the_acts_say(w: World, months: int) -> None:
    region = w.system.region.model_copy(update={"next_assessment_months": months})
    w.system = replace(w.system, region=region)
    assert regions.load("smolensk").next_assessment_months == 36
    first = w.session.get_one(Route, w.active_route())
    assert first.next_assessment_on == date(2026 + months // 12, 9, 4)
    w.later(days=60)
    applications.open_draft(w.session, w.teacher)
    applications.choose_form(w.session, w.teacher, form=DiagnosticForm.self_assessment)
    later = applied(w)
    w.propose(later)
    w.assess(later)
    w.publish(later)
    route_id = routes.draw_up(w.session, w.planner, participation_id=later)
    routes.set_terms(
        w.session, w.planner, route_id=route_id, model=RouteModel.c, term_months=6, starts_on=w.today,
        curator_id=w.curator_id,
    )  # fmt: skip
    assert w.session.get_one(Route, route_id).next_assessment_on == first.next_assessment_on


@pytest.mark.rule("SM-DIA-6.6.1")
@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (DecisionKind.programme, "программа повышения квалификации"),
        (DecisionKind.study_group, "учебная группа по программе"),
        (DecisionKind.route, "индивидуальный образовательный маршрут"), (DecisionKind.mentoring, "наставничество"),
        (DecisionKind.events, "методические мероприятия"), (DecisionKind.recommendations, "методические рекомендации"),
    ],
)  # fmt: skip
def test_each_of_the_six_decisions_can_follow_a_result_and_is_logged(
    w: World, decision: DecisionKind, words: str
) -> None:
    participation_id = w.assessed_case()
    with pytest.raises(Stale):
        results.decide(w.session, w.operator, participation_id=participation_id, decision=decision)
    enter(w, participation_id, w.scores(participation_id))
    results.check(w.session, w.operator, participation_id=participation_id)
    results.publish(w.session, w.operator, participation_id=participation_id)
    results.decide(w.session, w.operator, participation_id=participation_id, decision=decision)
    w.session.commit()
    card = applications.card(w.session, w.teacher, participation_id=participation_id)
    assert card.decision is decision
    with reading_in("ru"):
        assert word(decision) == words
    decided = sa.select(AuditEntry).where(AuditEntry.table == "participations").order_by(AuditEntry.id.desc())
    entry = w.session.scalars(decided.limit(1)).one()
    assert (entry.actor_id, "decision" in entry.fields, entry.values) == (w.operator_id, True, [])
