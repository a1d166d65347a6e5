"""Annex 3 (the route), clause by clause: what the other files of this room do not prove already."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from models.accounts import CuratorKind, Grant, Role
from models.applications import DiagnosticForm
from models.catalogue import ActivityKind, ActivitySource
from models.notices import Notice
from models.places import Centre
from models.results import ResultLook
from models.routes import ActivityCategory, CuratorView, Party, RouteModel, RouteStatus
from services import accounts, applications, catalogue, conversations, outside, results, routes
from services.accounts.grants import CURATORS
from services.errors import Denied, Invalid, NotFound, Refused, Stale
from services.routes.paper import paper
from tests.services.test_files import PDF, keep
from tests.world import CANARY_ADVICE, World, register


def _published(w: World, form: DiagnosticForm = DiagnosticForm.standardized) -> int:
    applications.open_draft(w.session, w.teacher)
    applications.choose_form(w.session, w.teacher, form=form)
    applications.choose_all_blocks(w.session, w.teacher)
    draft = applications.choose_period(w.session, w.teacher, wanted_from=w.today, wanted_to=w.today)
    applications.submit(w.session, w.teacher, participation_id=draft.participation_id)
    w.propose(draft.participation_id)
    w.assess(draft.participation_id)
    w.publish(draft.participation_id)
    return draft.participation_id


def _drafted(w: World) -> tuple[int, int]:
    """A route being drawn up and the first deficit of the result it is founded on."""
    participation_id = _published(w)
    route_id = routes.draw_up(w.session, w.planner, participation_id=participation_id)
    found = results.look(w.session, w.planner, participation_id=participation_id).deficits[0]
    return route_id, found.id


def _set_terms(w: World, route_id: int) -> None:
    routes.set_terms(
        w.session, w.planner, route_id=route_id, model=RouteModel.a, term_months=9, starts_on=w.today,
        curator_id=w.curator_id,
    )  # fmt: skip


@pytest.mark.rule("SM-IOM-2.2", "SM-IOM-4.2.4")
@pytest.mark.parametrize("form", list(DiagnosticForm))
def test_a_result_of_any_of_the_four_forms_founds_a_route_and_nothing_less_does(w: World, form: DiagnosticForm) -> None:
    applications.open_draft(w.session, w.teacher)
    applications.discard(w.session, w.teacher)
    participation_id = w.apply()
    with pytest.raises(Refused):
        routes.draw_up(w.session, w.planner, participation_id=participation_id)
    applications.withdraw(w.session, w.teacher, participation_id=participation_id)
    founded_on = _published(w, form)
    route_id = routes.draw_up(w.session, w.planner, participation_id=founded_on)
    assert routes.card(w.session, w.planner, route_id=route_id).participation_id == founded_on


@pytest.mark.rule("SM-IOM-1.3a")
def test_only_staff_of_the_centre_can_be_made_planner_and_only_a_planner_draws_up(w: World) -> None:
    participation_id = _published(w)
    teacher = register(w.session, w.system, chat_id=90, name="Методова Ольга Ильинична", organization_id=w.school_id)
    for school_id in (w.school_id, None):
        with pytest.raises(Invalid):
            accounts.grant_role(w.session, w.ctx(None), person_id=teacher, role=Role.planner, organization_id=school_id)
    for outsider in (teacher, w.operator_id, w.curator_id, w.head_id):
        with pytest.raises((Denied, NotFound)):
            routes.draw_up(w.session, w.ctx(outsider), participation_id=participation_id)
    accounts.grant_role(w.session, w.ctx(None), person_id=teacher, role=Role.planner, centre_id=w.centre_id)
    assert routes.draw_up(w.session, w.ctx(teacher), participation_id=participation_id)


@pytest.mark.rule("SM-IOM-1.3c")
def test_an_internship_is_a_form_of_a_programme_and_never_a_mere_event(w: World) -> None:
    programme = catalogue.save_programme(
        w.session, w.planner, title="Стажировка в лицее", hours=36, provider="СОИРО", kind=ActivityKind.internship,
        centre_id=w.centre_id,
    )  # fmt: skip
    assert programme.kind is ActivityKind.internship
    for category in ActivityCategory:
        if category is not ActivityCategory.knowledge:
            with pytest.raises(Invalid):
                _event(w, category)
    route_id, _deficit = _drafted(w)
    routes.add_activity(
        w.session, w.planner, route_id=route_id, category=ActivityCategory.knowledge, title="", starts_on=w.today,
        programme_id=programme.id,
    )  # fmt: skip
    line = routes.card(w.session, w.planner, route_id=route_id).activities[0]
    assert (line.title, line.category) == ("Стажировка в лицее", ActivityCategory.knowledge)


def _event(w: World, category: ActivityCategory) -> None:
    catalogue.save_event(
        w.session, w.planner, title="Стажировка", category=category, source=ActivitySource.institute_plan,
        starts_on=w.today, kind=ActivityKind.internship, centre_id=w.centre_id,
    )  # fmt: skip


@pytest.mark.rule("SM-IOM-3.1")
def test_the_four_parties_of_a_route_are_named_on_it(w: World) -> None:
    route_id = w.active_route()
    shown = routes.card(w.session, w.teacher, route_id=route_id)
    assert (shown.person, shown.planner, shown.curator) == (
        "Иванова Анна Петровна", "Громов Олег Юрьевич", "Ёлкина Мария Львовна",
    )  # fmt: skip
    assert paper(w.session, w.teacher, route_id=route_id).approval.name == "Петров С. И."


@pytest.mark.rule("SM-IOM-3.2.1")
def test_the_eight_things_a_teacher_does_on_the_way_of_a_route(w: World) -> None:
    participation_id = w.apply()
    starts_at = w.now + timedelta(days=3)
    applications.propose_terms(
        w.session, w.operator, participation_id=participation_id, starts_at=starts_at, place="Смоленск",
        terms="Возьмите паспорт; работа на два часа",
    )  # fmt: skip
    told = applications.card(w.session, w.teacher, participation_id=participation_id).appointment
    assert told is not None, "to prepare, the teacher knows when, where and what"
    assert (told.starts_at, told.place, told.terms) == (starts_at, "Смоленск", "Возьмите паспорт; работа на два часа")
    w.assess(participation_id)
    w.publish(participation_id)
    route_id = _with_a_presentation(w, participation_id)
    assert len(routes.card(w.session, w.teacher, route_id=route_id).activities) == 2
    routes.answer(w.session, w.teacher, route_id=route_id, agreed=False, comment="В октябре у меня двойная нагрузка")
    _second_round(w, route_id)
    w.agree(route_id)
    routes.approve(w.session, w.head, route_id=route_id)
    learning, presentation = routes.card(w.session, w.teacher, route_id=route_id).activities
    assert routes.mark_activity(w.session, w.teacher, activity_id=learning.id, done=True).done_at
    asked = conversations.ask(w.session, w.teacher, text="Как подать опыт?", activity_id=presentation.id)
    conversations.reply(w.session, w.curator, thread_id=asked.line.id, text="Уроком")
    routes.attach_file(
        w.session, w.teacher, activity_id=presentation.id, file_id=keep(w, w.teacher_id, PDF, "выступление.pdf")
    )
    routes.mark_activity(w.session, w.teacher, activity_id=presentation.id, done=True)
    w.session.commit()
    at_school = routes.card(w.session, w.head, route_id=route_id).activities[1]
    assert (at_school.title, at_school.place, at_school.done_at) == ("Отчёт о пройденном", "Школа № 1", w.now)


def _with_a_presentation(w: World, participation_id: int) -> int:
    route_id = routes.draw_up(w.session, w.planner, participation_id=participation_id)
    _set_terms(w, route_id)
    routes.add_activity(
        w.session, w.planner, route_id=route_id, category=ActivityCategory.knowledge, title="Курсы", starts_on=w.today
    )
    routes.add_activity(
        w.session, w.planner, route_id=route_id, category=ActivityCategory.showcase, title="Отчёт о пройденном",
        place="Школа № 1", starts_on=w.today + timedelta(days=200),
    )  # fmt: skip
    routes.send_for_agreement(w.session, w.planner, route_id=route_id)
    w.session.commit()
    return route_id


def _second_round(w: World, route_id: int) -> None:
    """The others agree, the planner reads what the teacher asks for and sends the route anew."""
    for ctx in (w.ctx(w.curator_id), w.ctx(w.head_id)):
        routes.answer(w.session, ctx, route_id=route_id, agreed=True)
    words = [line.comment for line in routes.card(w.session, w.planner, route_id=route_id).agreements]
    assert words[0] == "В октябре у меня двойная нагрузка"
    routes.close_round(w.session, w.planner, route_id=route_id)
    routes.send_for_agreement(w.session, w.planner, route_id=route_id)
    w.session.commit()


@pytest.mark.rule("SM-IOM-3.2.2")
def test_a_planner_studies_the_result_chooses_activities_fills_in_and_registers(w: World) -> None:
    participation_id = _published(w)
    event = catalogue.save_event(
        w.session, w.planner, title="Вебинар о задачах", category=ActivityCategory.exchange,
        source=ActivitySource.institute_plan, starts_on=w.today + timedelta(days=9),
        kind=ActivityKind.webinar, centre_id=w.centre_id,
    )  # fmt: skip
    route_id = routes.draw_up(w.session, w.planner, participation_id=participation_id)
    studied = results.look(w.session, w.planner, participation_id=participation_id)
    assert studied.recommendations == CANARY_ADVICE
    assert w.session.scalars(sa.select(ResultLook.viewer_id)).all() == [w.planner_id]
    _set_terms(w, route_id)
    routes.add_activity(
        w.session, w.planner, route_id=route_id, category=ActivityCategory.knowledge, title="Своё занятие",
        starts_on=w.today, deficit_ids=[studied.deficits[0].id],
    )  # fmt: skip
    routes.add_activity(
        w.session, w.planner, route_id=route_id, category=ActivityCategory.exchange, title="",
        starts_on=event.starts_on, event_id=event.id,
    )  # fmt: skip
    filled = routes.card(w.session, w.planner, route_id=route_id)
    assert (filled.term_months, filled.curator) == (9, "Ёлкина Мария Львовна")
    assert [line.title for line in filled.activities] == ["Своё занятие", "Вебинар о задачах"]
    routes.send_for_agreement(w.session, w.planner, route_id=route_id)
    w.agree(route_id)
    assert [(line.id, line.number) for line in routes.register(w.session, w.planner)] == [
        (route_id, f"1-{w.today.year}")
    ]


@pytest.mark.rule("SM-IOM-3.2.4c")
def test_the_head_reads_proposes_changes_approves_and_watches_the_progress(w: World) -> None:
    route_id = w.draw_up(_published(w))
    assert [line.title for line in routes.card(w.session, w.head, route_id=route_id).activities] == [
        "Семинар № 1", "Семинар № 2",
    ]  # fmt: skip
    routes.answer(w.session, w.head, route_id=route_id, agreed=False, comment="У неё 30 часов в неделю: реже")
    for ctx in (w.ctx(w.teacher_id), w.ctx(w.curator_id)):
        routes.answer(w.session, ctx, route_id=route_id, agreed=True)
    proposed = routes.card(w.session, w.planner, route_id=route_id).agreements[2]
    assert proposed.comment == "У неё 30 часов в неделю: реже"
    routes.close_round(w.session, w.planner, route_id=route_id)
    routes.reply_to_proposal(w.session, w.planner, route_id=route_id, party=Party.head, text="Оставили два семинара")
    routes.send_for_approval(w.session, w.planner, route_id=route_id)
    with pytest.raises(Denied):
        routes.approve(w.session, w.planner, route_id=route_id)
    routes.approve(w.session, w.head, route_id=route_id)
    first = routes.card(w.session, w.teacher, route_id=route_id).activities[0]
    routes.mark_activity(w.session, w.teacher, activity_id=first.id, done=True)
    w.session.commit()
    watched = routes.of_my_school(w.session, w.head)[0]
    assert (watched.status, watched.done, watched.total) == (RouteStatus.active, 1, 2)
    assert routes.card(w.session, w.head, route_id=route_id).activities[0].done_at == w.now


@pytest.mark.rule("SM-IOM-4.3.1")
def test_a_route_is_a_set_of_activities_for_the_deficits_of_its_result(w: World) -> None:
    route_id, deficit_id = _drafted(w)
    _set_terms(w, route_id)
    with pytest.raises(Refused):
        routes.send_for_agreement(w.session, w.planner, route_id=route_id)
    with pytest.raises(Invalid):
        _add(w, route_id, deficit_id + 1000)
    activity_id = _add(w, route_id, deficit_id)
    line = routes.card(w.session, w.planner, route_id=route_id).activities[0]
    assert (line.id, [found.id for found in line.deficits]) == (activity_id, [deficit_id])
    for outsider in (w.curator_id, w.operator_id):
        with pytest.raises((Denied, NotFound)):
            routes.add_activity(
                w.session, w.ctx(outsider), route_id=route_id, category=ActivityCategory.exchange, title="Чужое",
                starts_on=w.today,
            )  # fmt: skip
    routes.send_for_agreement(w.session, w.planner, route_id=route_id)


def _add(w: World, route_id: int, deficit_id: int) -> int:
    return routes.add_activity(
        w.session, w.planner, route_id=route_id, category=ActivityCategory.exchange, title="Семинар",
        starts_on=w.today, deficit_ids=[deficit_id],
    )  # fmt: skip


def _next_teacher(w: World) -> None:
    w.teacher_id = register(
        w.session, w.system, chat_id=91, name="Вторая Ольга Ильинична", organization_id=w.school_id
    )  # fmt: skip


@pytest.mark.rule("SM-IOM-4.3.3")
def test_each_route_is_an_electronic_card_under_a_number_of_its_own(w: World) -> None:
    numbers = []
    for _teacher in range(2):
        route_id = w.active_route()
        numbers.append(paper(w.session, w.teacher, route_id=route_id).number)
        _next_teacher(w)
    assert numbers == [f"1-{w.today.year}", f"2-{w.today.year}"]
    w.later(days=130)
    assert paper(w.session, w.planner, route_id=w.active_route()).number == "1-2027"


@pytest.mark.rule("SM-IOM-4.3.8", "SM-IOM-1.1")
def test_the_final_version_is_registered_kept_and_no_longer_edited(w: World) -> None:
    route_id = w.draw_up(_published(w))
    assert routes.register(w.session, w.planner)[0].number == ""
    w.agree(route_id)
    line = routes.register(w.session, w.planner)[0]
    assert (line.id, line.number, line.status) == (route_id, f"1-{w.today.year}", RouteStatus.awaiting_approval)
    for _stage in ("awaiting approval", "active"):
        with pytest.raises(Stale):
            routes.add_activity(
                w.session, w.planner, route_id=route_id, category=ActivityCategory.exchange, title="Позже",
                starts_on=w.today,
            )  # fmt: skip
        if _stage == "awaiting approval":
            routes.approve(w.session, w.head, route_id=route_id)
    w.later(days=1000)
    assert routes.register(w.session, w.planner, text="иванова")[0].number == line.number
    assert routes.register_counts(w.session, w.planner) == {RouteStatus.active: 1}
    assert routes.register(w.session, w.head) == []


@pytest.mark.rule("SM-IOM-4.4.1")
def test_a_route_has_a_space_in_which_curator_and_teacher_work_and_correct(w: World) -> None:
    route_id = w.active_route()
    activity = routes.card(w.session, w.teacher, route_id=route_id).activities[0]
    asked = conversations.ask(w.session, w.teacher, text="С чего начать?", route_id=route_id)
    conversations.reply(w.session, w.curator, thread_id=asked.line.id, text="С плана урока")
    routes.mark_activity(w.session, w.teacher, activity_id=activity.id, done=True)
    routes.look_at_mark(
        w.session, w.curator, activity_id=activity.id, view=CuratorView.questioned, comment="Добавьте разбор"
    )
    w.session.commit()
    seen = routes.activity_card(w.session, w.teacher, activity_id=activity.id)
    assert (seen.view, seen.view_comment) == (CuratorView.questioned, "Добавьте разбор")
    told = w.session.scalars(sa.select(Notice.recipient_id).where(Notice.kind == "mark_questioned")).all()
    assert told == [w.teacher_id]
    messages = conversations.thread(w.session, w.teacher, thread_id=asked.line.id).messages
    assert [line.text for line in messages] == ["С чего начать?", "С плана урока", "Добавьте разбор"]


def test_a_planner_of_another_centre_finds_neither_route_nor_register(w: World) -> None:
    route_id = w.active_route()
    far = Centre(name="Другой центр")
    w.session.add(far)
    w.session.flush()
    stranger = register(w.session, w.system, chat_id=92, name="Дальнова Инна Ильинична", organization_id=w.school_id)
    w.session.add(Grant(person_id=stranger, role=Role.planner, centre_id=far.id))
    w.session.commit()
    assert routes.register(w.session, w.ctx(stranger)) == []
    with pytest.raises(NotFound):
        outside.of(w.session, w.ctx(stranger), route_id=route_id)


@pytest.mark.rule("SM-IOM-6.1")
def test_a_route_keeps_the_rules_it_was_made_under_when_the_order_changes(w: World) -> None:
    route_id = w.active_route()
    made = routes.card(w.session, w.teacher, route_id=route_id)
    old = {line.kind: (line.clause, line.due_on) for line in made.deadlines}
    region = w.system.region
    terms = {
        name: term.model_copy(update={"clause": term.clause.replace("622-ОД", "700-ОД"), "days": 2})
        for name, term in region.terms.items()
    }
    changed = region.model_copy(update={"terms": terms, "route_months": (3, 8), "next_assessment_months": 12})
    w.system = replace(w.system, region=changed)
    kept = routes.card(w.session, w.teacher, route_id=route_id)
    assert (kept.term_months, kept.ends_on) == (9, made.ends_on)
    assert {line.kind: (line.clause, line.due_on) for line in kept.deadlines} == old
    first = kept.activities[0]
    routes.mark_activity(w.session, w.teacher, activity_id=first.id, done=True)
    routes.mark_activity(w.session, w.teacher, activity_id=first.id, done=False)
    assert {line.kind: (line.clause, line.due_on) for line in kept.deadlines} == old
    _next_teacher(w)
    newer = _published(w)
    drafted = routes.draw_up(w.session, w.planner, participation_id=newer)
    with pytest.raises(Invalid):
        _set_terms(w, drafted)
    routes.set_terms(
        w.session, w.planner, route_id=drafted, model=RouteModel.a, term_months=4, starts_on=w.today,
        curator_id=w.curator_id,
    )  # fmt: skip
    _add(w, drafted, results.look(w.session, w.planner, participation_id=newer).deficits[0].id)
    routes.send_for_agreement(w.session, w.planner, route_id=drafted)
    assert routes.card(w.session, w.planner, route_id=drafted).deadlines[0].clause == (
        "приказ № 700-ОД, приложение 3, п. 4.3.6"
    )


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
    participation_id = _published(w, form)
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
    participation_id = _published(w, DiagnosticForm.self_assessment)
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
    participation_id = _published(w, DiagnosticForm.self_assessment)
    route_id = routes.draw_up(w.session, w.planner, participation_id=participation_id)
    found = results.look(w.session, w.planner, participation_id=participation_id).deficits[0]
    _take(w, route_id, RouteModel.c, staff["mentor"])
    _add(w, route_id, found.id)
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
    route_id = routes.draw_up(w.session, w.planner, participation_id=_published(w, form))
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
    route_id = routes.draw_up(w.session, w.planner, participation_id=_published(w))
    with pytest.raises(Invalid):
        _take(w, route_id, RouteModel.b, w.curator_id)


def test_a_curator_whose_role_has_ended_is_not_offered(w: World) -> None:
    route_id = routes.draw_up(w.session, w.planner, participation_id=_published(w))
    assert _offered(w, route_id, RouteModel.a) == {w.curator_id}
    grant = w.session.scalars(sa.select(Grant).where(Grant.role == Role.curator)).one()
    accounts.end_grant(w.session, w.ctx(_chief(w)), grant_id=grant.id)
    assert _offered(w, route_id, RouteModel.a) == set()
