"""Annex 3 (routes), clause by clause: what a route rests on, and what each of its parties does."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.accounts import Role
from models.applications import DiagnosticForm
from models.catalogue import ActivityKind, ActivitySource
from models.results import ResultLook
from models.routes import ActivityCategory, Party, RouteStatus
from services import accounts, applications, catalogue, conversations, results, routes
from services.errors import Denied, Invalid, NotFound, Refused
from services.routes.paper import paper
from tests.services.annex_3_ways import drafted, published, set_terms
from tests.services.bringing import PDF, keep
from tests.world import CANARY_ADVICE, World, register


@pytest.mark.rule("SM-IOM-2.2", "SM-IOM-4.2.4")
@pytest.mark.parametrize("form", list(DiagnosticForm))
def test_a_result_of_any_of_the_four_forms_founds_a_route_and_nothing_less_does(w: World, form: DiagnosticForm) -> None:
    applications.open_draft(w.session, w.teacher)
    applications.discard(w.session, w.teacher)
    participation_id = w.apply()
    with pytest.raises(Refused):
        routes.draw_up(w.session, w.planner, participation_id=participation_id)
    applications.withdraw(w.session, w.teacher, participation_id=participation_id)
    founded_on = published(w, form)
    route_id = routes.draw_up(w.session, w.planner, participation_id=founded_on)
    assert routes.card(w.session, w.planner, route_id=route_id).participation_id == founded_on


@pytest.mark.rule("SM-IOM-1.3a")
def test_only_staff_of_the_centre_can_be_made_planner_and_only_a_planner_draws_up(w: World) -> None:
    participation_id = published(w)
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
    route_id, _deficit = drafted(w)
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
    set_terms(w, route_id)
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
    participation_id = published(w)
    event = catalogue.save_event(
        w.session, w.planner, title="Вебинар о задачах", category=ActivityCategory.exchange,
        source=ActivitySource.institute_plan, starts_on=w.today + timedelta(days=9),
        kind=ActivityKind.webinar, centre_id=w.centre_id,
    )  # fmt: skip
    route_id = routes.draw_up(w.session, w.planner, participation_id=participation_id)
    studied = results.look(w.session, w.planner, participation_id=participation_id)
    assert studied.recommendations == CANARY_ADVICE
    assert w.session.scalars(sa.select(ResultLook.viewer_id)).all() == [w.planner_id]
    set_terms(w, route_id)
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
    route_id = w.draw_up(published(w))
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
