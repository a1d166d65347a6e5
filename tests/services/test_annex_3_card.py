"""Annex 3, the route as a document: its activities, its number, its rules, its space (cl. 4.3, 5.8, 6.1)."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from models.accounts import Grant, Role
from models.notices import Notice
from models.places import Centre
from models.routes import ActivityCategory, CuratorView, RouteModel, RouteStatus
from services import conversations, outside, results, routes
from services.errors import Denied, Invalid, NotFound, Refused, Stale
from services.routes.paper import paper
from tests.services.annex_3_ways import add, drafted, published, set_terms
from tests.world import World, register


@pytest.mark.rule("SM-IOM-4.3.1")
def test_a_route_is_a_set_of_activities_for_the_deficits_of_its_result(w: World) -> None:
    route_id, deficit_id = drafted(w)
    set_terms(w, route_id)
    with pytest.raises(Refused):
        routes.send_for_agreement(w.session, w.planner, route_id=route_id)
    with pytest.raises(Invalid):
        add(w, route_id, deficit_id + 1000)
    activity_id = add(w, route_id, deficit_id)
    line = routes.card(w.session, w.planner, route_id=route_id).activities[0]
    assert (line.id, [found.id for found in line.deficits]) == (activity_id, [deficit_id])
    for outsider in (w.curator_id, w.operator_id):
        with pytest.raises((Denied, NotFound)):
            routes.add_activity(
                w.session, w.ctx(outsider), route_id=route_id, category=ActivityCategory.exchange, title="Чужое",
                starts_on=w.today,
            )  # fmt: skip
    routes.send_for_agreement(w.session, w.planner, route_id=route_id)


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
    route_id = w.draw_up(published(w))
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
    newer = published(w)
    drafted = routes.draw_up(w.session, w.planner, participation_id=newer)
    with pytest.raises(Invalid):
        set_terms(w, drafted)
    routes.set_terms(
        w.session, w.planner, route_id=drafted, model=RouteModel.a, term_months=4, starts_on=w.today,
        curator_id=w.curator_id,
    )  # fmt: skip
    add(w, drafted, results.look(w.session, w.planner, participation_id=newer).deficits[0].id)
    routes.send_for_agreement(w.session, w.planner, route_id=drafted)
    assert routes.card(w.session, w.planner, route_id=drafted).deadlines[0].clause == (
        "приказ № 700-ОД, приложение 3, п. 4.3.6"
    )
