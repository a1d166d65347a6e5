"""Annex 2 (assessment), clause by clause: what the other files of this room do not prove already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

import regions
from locales import reading_in
from models.accounts import Grant, Role
from models.applications import CancelReason, DatesBasis, DecisionKind, DiagnosticForm
from models.audit import AuditEntry
from models.deadlines import Deadline, DeadlineKind
from models.notices import Notice
from models.people import Employment, StaffKind, Way
from models.places import Centre, Municipality, Organization
from models.results import DeficitLevel
from models.routes import Route, RouteModel
from regions import Term
from services import accounts, applications, employments, results, routes
from services.applications.history import history
from services.errors import Denied, DomainError, Invalid, NotFound, Refused, Stale
from services.outside import Said
from services.results import DeficitIn, ScoreIn
from services.words import word
from tests.world import World, register

EDUCATOR = ("subject", "methods", "psychology", "communication", "digital")
MANAGER = ("processes", "resources", "staff", "outcomes", "information")


def _manager(w: World) -> int:
    return register(
        w.session, w.system, chat_id=77, name="Сидорова Ольга Игоревна", organization_id=w.school_id,
        position="Заместитель директора", staff_kind=StaffKind.manager, subjects=(),
    )  # fmt: skip


def _assessed(w: World) -> int:
    return w.assessed_case()


def _enter(w: World, participation_id: int, scores: list[ScoreIn]) -> results.ResultCard:
    return results.enter(
        w.session, w.operator, participation_id=participation_id, scores=scores, deficits=[], recommendations=""
    )


def _apart(w: World) -> tuple[Centre, int]:
    """Another centre with a planner and operator of its own, who has nothing to do with the school."""
    centre = Centre(name="Другой центр")
    w.session.add(centre)
    w.session.flush()
    stranger = register(w.session, w.system, chat_id=78, name="Дальнова Инна Ильинична", organization_id=w.school_id)
    w.session.add_all(
        Grant(person_id=stranger, role=role, centre_id=centre.id) for role in (Role.operator, Role.planner)
    )
    w.session.commit()
    return centre, stranger


@pytest.mark.rule("SM-DIA-1.5")
@pytest.mark.parametrize("kind", list(StaffKind))
def test_teachers_and_managers_of_schools_apply_and_one_without_a_school_does_not(w: World, kind: StaffKind) -> None:
    if kind is StaffKind.manager:
        w.teacher_id = _manager(w)
    card = applications.card(w.session, w.operator, participation_id=w.apply())
    assert (card.person_id, card.organization) == (w.teacher_id, "Средняя школа № 1 г. Вязьмы")
    job = w.session.scalars(sa.select(Employment).where(Employment.person_id == w.curator_id)).one()
    employments.dismiss(w.session, w.operator, employment_id=job.id)
    w.later(days=1)
    with pytest.raises(Refused):
        applications.open_draft(w.session, w.curator)


@pytest.mark.rule("SM-DIA-2.3b")
def test_a_manager_is_offered_the_five_functions_of_the_order_by_name(w: World) -> None:
    names = [block.name for block in applications.open_draft(w.session, w.ctx(_manager(w))).known_blocks]
    assert names == [
        "Управление процессами", "Управление ресурсами", "Управление кадрами", "Управление результатами",
        "Управление информацией",
    ]  # fmt: skip


@pytest.mark.rule("SM-DIA-3.1.1a")
@pytest.mark.parametrize(("kind", "blocks"), [(StaffKind.educator, EDUCATOR), (StaffKind.manager, MANAGER)])
def test_a_standardized_work_is_scored_block_by_block(w: World, kind: StaffKind, blocks: tuple[str, ...]) -> None:
    if kind is StaffKind.manager:
        w.teacher_id = _manager(w)
    participation_id = _assessed(w)
    subject = "physics" if kind is StaffKind.educator else ""
    percents = [Decimal(50 + 10 * number) for number in range(5)]
    scores = [ScoreIn(subject, block, percent) for block, percent in zip(blocks, percents, strict=True)]
    card = _enter(w, participation_id, scores)
    assert card.form is DiagnosticForm.standardized
    assert [(one.block, one.percent) for one in card.scores] == list(zip(blocks, percents, strict=True))
    assert [one.level for one in card.scores] == [
        DeficitLevel.high, DeficitLevel.medium, DeficitLevel.medium, DeficitLevel.medium, DeficitLevel.low,
    ][: len(blocks)]  # fmt: skip
    with pytest.raises(Invalid):
        _enter(w, participation_id, scores[:-1])


@pytest.mark.rule("SM-DIA-3.1.1b")
def test_the_whole_assessment_takes_every_block_and_a_part_of_it_those_chosen(w: World) -> None:
    applications.open_draft(w.session, w.teacher)
    assert applications.choose_all_blocks(w.session, w.teacher).blocks == EDUCATOR
    applications.choose_block(w.session, w.teacher, block="digital", chosen=False)
    applications.choose_form(w.session, w.teacher, form=DiagnosticForm.standardized)
    draft = applications.choose_period(w.session, w.teacher, wanted_from=w.today, wanted_to=w.today)
    applications.submit(w.session, w.teacher, participation_id=draft.participation_id)
    w.propose(draft.participation_id)
    w.assess(draft.participation_id)
    part = [ScoreIn("physics", block, Decimal(70)) for block in EDUCATOR[:-1]]
    assert len(_enter(w, draft.participation_id, part).scores) == 4


@pytest.mark.rule("SM-DIA-4.1")
@pytest.mark.parametrize(("kind", "foreign"), [(StaffKind.educator, MANAGER), (StaffKind.manager, EDUCATOR)])
def test_the_content_is_competences_for_a_teacher_and_functions_of_management_for_a_manager(
    w: World, kind: StaffKind, foreign: tuple[str, ...]
) -> None:
    if kind is StaffKind.manager:
        w.teacher_id = _manager(w)
    own = EDUCATOR if kind is StaffKind.educator else MANAGER
    assert tuple(block.code for block in applications.open_draft(w.session, w.teacher).known_blocks) == own
    for block in foreign:
        with pytest.raises(Invalid):
            applications.choose_block(w.session, w.teacher, block=block, chosen=True)
        with pytest.raises(Invalid):
            applications.enter_application(
                w.session, w.operator, person_id=w.teacher_id, form=DiagnosticForm.standardized,
                subjects=["physics"], blocks=[own[0], block], wanted_from=w.today, wanted_to=w.today, way=Way.phone,
            )  # fmt: skip


@pytest.mark.rule("SM-DIA-5.1")
@pytest.mark.parametrize("stage", ["draft", "submitted", "proposed", "agreed"])
def test_until_the_assessment_a_person_leaves_at_any_stage_of_their_own_will(w: World, stage: str) -> None:
    assert "Участие добровольное" in w.system.region.participation_consent.text
    if stage == "draft":
        applications.open_draft(w.session, w.teacher)
        applications.discard(w.session, w.teacher)
    else:
        participation_id = w.apply()
        if stage != "submitted":
            w.propose(participation_id)
        if stage == "agreed":
            applications.accept_terms(w.session, w.teacher, participation_id=participation_id)
        applications.withdraw(w.session, w.teacher, participation_id=participation_id)
    assert applications.open_draft(w.session, w.teacher).blocks == ()
    assert w.head_id not in w.session.scalars(sa.select(Notice.recipient_id)).all()


Act = Callable[[World, int], object]


def _proposed(w: World, number: int) -> None:
    w.propose(number)


def _agreed(w: World, number: int) -> None:
    w.propose(number)
    applications.accept_terms(w.session, w.teacher, participation_id=number)
    w.session.commit()


def _missed(w: World, number: int) -> None:
    _agreed(w, number)
    w.later(days=3)


def _published(w: World, number: int) -> None:
    w.propose(number)
    w.assess(number)
    w.publish(number)


def _nothing(_w: World, _number: int) -> None:
    return None


@pytest.mark.rule("SM-DIA-5.5.2")
@pytest.mark.parametrize(
    ("before", "act", "kind"),
    [
        (_nothing, lambda w, n: w.propose(n), "terms_proposed"),
        (_agreed, lambda w, n: applications.move_terms(
            w.session, w.operator, participation_id=n, starts_at=w.now + timedelta(days=9), place="Вязьма",
            said=Said(Way.phone),
        ), "assessment_moved"),
        (_missed, lambda w, n: applications.record_no_show(w.session, w.operator, participation_id=n), "no_show"),
        (_proposed, lambda w, n: applications.cancel(
            w.session, w.operator, participation_id=n, reason=CancelReason.no_instrument
        ), "application_cancelled"),
        (_nothing, _published, "result_ready"),
        (_published, lambda w, n: results.correct(
            w.session, w.operator, participation_id=n, scores=w.scores(n), deficits=[], recommendations="",
            reason="описка",
        ), "result_corrected"),
        (_published, lambda w, n: results.recall(w.session, w.operator, participation_id=n, reason="не тот вариант"),
         "result_recalled"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_the_operator_informs_the_participant_of_every_step(w: World, before: Act, act: Act, kind: str) -> None:
    participation_id = w.apply()
    before(w, participation_id)
    query = sa.select(Notice.recipient_id).where(Notice.kind == kind, Notice.participation_id == participation_id)
    assert w.session.scalars(query).all() == []
    act(w, participation_id)
    w.session.flush()
    assert w.session.scalars(query).all() == [w.teacher_id]


@pytest.mark.rule("SM-DIA-5.9.1")
def test_an_application_comes_to_the_operators_of_ones_centre_and_to_no_other(w: World) -> None:
    _centre, stranger = _apart(w)
    participation_id = w.apply()
    told = w.session.scalars(sa.select(Notice.recipient_id).where(Notice.kind == "application_new")).all()
    assert told == [w.operator_id]
    queue = applications.QueueTab.new
    assert [line.id for line in applications.queue(w.session, w.operator, tab=queue)] == [participation_id]
    assert applications.queue(w.session, w.ctx(stranger), tab=queue) == []


@pytest.mark.rule("SM-DIA-6.1")
def test_the_centre_processes_results_and_a_specialist_only_while_called_in(w: World) -> None:
    participation_id = _assessed(w)
    _far, stranger = _apart(w)
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
    _assessed(w)
    deadline = w.session.scalars(sa.select(Deadline).where(Deadline.kind == DeadlineKind.result)).one()
    assert (deadline.event_on, deadline.due_on, deadline.clause) == (date(2026, 9, 4), due, clause)


@pytest.mark.rule("SM-DIA-6.6.3")
def test_the_centre_draws_up_the_route_from_the_result_and_nobody_else(w: World) -> None:
    participation_id = _assessed(w)
    _far, stranger = _apart(w)
    with pytest.raises(Refused):
        routes.draw_up(w.session, w.planner, participation_id=participation_id)
    w.publish(participation_id)
    for outsider in (w.teacher_id, w.head_id, w.curator_id, stranger):
        with pytest.raises((Denied, NotFound)):
            routes.draw_up(w.session, w.ctx(outsider), participation_id=participation_id)
    route_id = routes.draw_up(w.session, w.planner, participation_id=participation_id)
    shown = routes.card(w.session, w.planner, route_id=route_id)
    assert (shown.participation_id, shown.person_id) == (participation_id, w.teacher_id)


def _town_apart(w: World) -> int:
    """A school of another centre."""
    centre, _stranger = _apart(w)
    town = Municipality(name="Дальний район", centre_id=centre.id)
    w.session.add(town)
    w.session.flush()
    school = Organization(name="Дальняя школа", municipality_id=town.id)
    w.session.add(school)
    w.session.commit()
    return school.id


@pytest.mark.rule("К-46")
def test_an_application_of_another_territory_goes_to_its_own_centre(w: World) -> None:
    far = register(w.session, w.system, chat_id=81, name="Краева Нина Юрьевна", organization_id=_town_apart(w))
    w.teacher_id = far
    participation_id = w.apply()
    with pytest.raises(NotFound):
        applications.card(w.session, w.operator, participation_id=participation_id)


def test_a_decision_is_of_the_centre(w: World) -> None:
    participation_id = _assessed(w)
    for outsider in (w.teacher_id, w.head_id, w.curator_id):
        with pytest.raises(DomainError):
            results.decide(
                w.session, w.ctx(outsider), participation_id=participation_id, decision=DecisionKind.programme
            )


@pytest.mark.rule("SM-DIA-5.4", "К-33")
def test_an_operator_is_appointed_by_an_order_for_a_period_by_somebody(w: World) -> None:
    chief = register(w.session, w.system, chat_id=82, name="Главный Пётр Ильич", organization_id=w.other_school_id)
    w.session.add(Grant(person_id=chief, role=Role.administrator))
    w.session.commit()
    person = register(w.session, w.system, chat_id=83, name="Новая Вера Ильинична", organization_id=w.other_school_id)
    last = w.today + timedelta(days=300)

    def appoint(act: str) -> int:
        return accounts.grant_role(
            w.session, w.ctx(chief), person_id=person, role=Role.operator, centre_id=w.centre_id, ends_on=last, act=act
        )

    with pytest.raises(Invalid) as refusal:
        appoint("  ")
    assert refusal.value.field == "act"
    grant = w.session.get_one(Grant, appoint("приказ от 01.09.2026 № 10-ОД"))
    assert (grant.act, grant.granted_by_id) == ("приказ от 01.09.2026 № 10-ОД", chief)
    assert (grant.starts_on, grant.ends_on) == (w.today, last)
    participation_id = w.apply()
    assert applications.card(w.session, w.ctx(person), participation_id=participation_id)
    w.later(days=301)
    with pytest.raises(NotFound):
        applications.card(w.session, w.ctx(person), participation_id=participation_id)


@pytest.mark.parametrize(
    ("form", "place"),
    [
        pytest.param(
            DiagnosticForm.standardized, "ЦНППМ Смоленск, ул. Николаева, 12", marks=pytest.mark.rule("SM-DIA-5.7.1")
        ),
        *(
            pytest.param(form, "Средняя школа № 1 г. Вязьмы", marks=pytest.mark.rule("SM-DIA-5.7.3"))
            for form in DiagnosticForm
            if form is not DiagnosticForm.standardized
        ),
    ],
)
def test_a_standardized_assessment_is_held_at_the_operators_the_others_in_ones_school(
    w: World, form: DiagnosticForm, place: str
) -> None:
    w.session.get_one(Centre, w.centre_id).address = "ул. Николаева, 12"
    applications.open_draft(w.session, w.teacher)
    applications.choose_form(w.session, w.teacher, form=form)
    participation_id = w.apply() if form is DiagnosticForm.standardized else _applied(w)
    assert history(w.session, w.operator, participation_id=participation_id).usual_place == place
    applications.propose_terms(
        w.session, w.operator, participation_id=participation_id, starts_at=w.now + timedelta(days=3)
    )
    told = applications.card(w.session, w.teacher, participation_id=participation_id).appointment
    assert told is not None
    assert told.place == place


def _applied(w: World) -> int:
    """The draft as it stands, with all blocks and a period, is sent."""
    applications.choose_all_blocks(w.session, w.teacher)
    draft = applications.choose_period(w.session, w.teacher, wanted_from=w.today, wanted_to=w.today)
    return applications.submit(w.session, w.teacher, participation_id=draft.participation_id)


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
    later = _applied(w)
    w.propose(later)
    w.assess(later)
    w.publish(later)
    route_id = routes.draw_up(w.session, w.planner, participation_id=later)
    routes.set_terms(
        w.session, w.planner, route_id=route_id, model=RouteModel.c, term_months=6, starts_on=w.today,
        curator_id=w.curator_id,
    )  # fmt: skip
    assert w.session.get_one(Route, route_id).next_assessment_on == first.next_assessment_on


@pytest.mark.rule("SM-DIA-5.9.5")
def test_an_assessment_is_held_neither_before_the_agreed_day_nor_otherwise_than_agreed(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    applications.accept_terms(w.session, w.teacher, participation_id=participation_id)
    w.later(days=2)
    for day in (None, w.today - timedelta(days=1)):
        with pytest.raises(Invalid):
            applications.record_held(w.session, w.operator, participation_id=participation_id, held_on=day)
    w.later(days=1)
    applications.record_held(w.session, w.operator, participation_id=participation_id)
    assert applications.card(w.session, w.teacher, participation_id=participation_id).held_on == w.today


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
    participation_id = _assessed(w)
    with pytest.raises(Stale):
        results.decide(w.session, w.operator, participation_id=participation_id, decision=decision)
    _enter(w, participation_id, w.scores(participation_id))
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


@pytest.mark.rule("SM-DIA-5.6")
@pytest.mark.parametrize("basis", list(DatesBasis))
def test_dates_rest_on_the_persons_request_or_on_an_act_that_is_named(w: World, basis: DatesBasis) -> None:
    assert [one.value for one in DatesBasis] == ["request", "department_act", "institute_act", "local_act"]
    participation_id = w.apply()

    def propose(act: str) -> None:
        applications.propose_terms(
            w.session, w.operator, participation_id=participation_id, starts_at=w.now + timedelta(days=3),
            dates_basis=basis, dates_act=act,
        )  # fmt: skip

    act = "" if basis is DatesBasis.request else "приказ от 01.09.2026 № 15"
    if act:
        with pytest.raises(Invalid) as refusal:
            propose("  ")
        assert refusal.value.field == "dates_act"
    propose(act)
    applications.accept_terms(w.session, w.teacher, participation_id=participation_id)
    applications.move_terms(
        w.session, w.operator, participation_id=participation_id, starts_at=w.now + timedelta(days=9), place="Вязьма",
        said=Said(Way.phone),
    )  # fmt: skip
    shown = applications.card(w.session, w.operator, participation_id=participation_id).appointment
    assert shown is not None
    assert (shown.dates_basis, shown.dates_act) == (basis, act)
