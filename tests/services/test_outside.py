"""Steps taken outside the chat and recorded by staff: terms run from the real event."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.applications import (
    ContactOutcome,
    Participation,
    ParticipationStatus,
)
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.outside import OutsideStep
from models.people import Way
from models.routes import Agreement, Party, Route, RouteStatus
from services import applications, calendar, deadlines, outside, routes
from services.errors import Denied, Invalid, NotFound, Stale
from tests.services.entering import scan
from tests.services.seeing import deadline_of
from tests.world import World


@pytest.mark.rule("SM-DIA-5.9.4")
def test_terms_agreed_by_phone_meet_the_term_on_the_day_of_the_call(w: World) -> None:
    number = w.apply()
    w.later(working_days=1)
    applications.propose_terms(
        w.session, w.operator, participation_id=number, starts_at=w.now + timedelta(days=20), place="Центр"
    )
    w.session.commit()
    called = w.today
    w.later(working_days=8)
    applications.accept_terms(w.session, w.operator, participation_id=number, way=Way.phone, on=called)
    w.session.commit()
    term = deadline_of(w, DeadlineKind.contact)
    assert (term.status, term.closed_on, deadlines.is_overdue(w.operator, term)) == (DeadlineStatus.met, called, False)
    step = w.session.scalars(sa.select(OutsideStep)).one()
    assert (step.act, step.way, step.happened_on, step.recorded_by_id) == (
        "accept_terms", Way.phone, called, w.operator_id,
    )  # fmt: skip


@pytest.mark.rule("SM-DIA-5.9.4")
def test_waiting_for_the_person_does_not_make_the_contact_late(w: World) -> None:
    number = w.apply()
    applications.propose_terms(
        w.session, w.operator, participation_id=number, starts_at=w.now + timedelta(days=40), place="Центр"
    )
    w.session.commit()
    w.later(working_days=10)
    applications.accept_terms(w.session, w.teacher, participation_id=number)
    w.session.commit()
    term = deadline_of(w, DeadlineKind.contact)
    assert (term.status, deadlines.is_overdue(w.teacher, term)) == (DeadlineStatus.met, False)


def test_a_refusal_by_phone_lets_the_term_go_on_from_the_call(w: World) -> None:
    number = w.apply()
    w.propose(number)
    due = deadline_of(w, DeadlineKind.contact).due_on
    w.later(working_days=1)
    called = w.today
    w.later(working_days=1)
    applications.refuse_terms(w.session, w.operator, participation_id=number, note="Неудобно", way=Way.phone, on=called)
    w.session.commit()
    term = deadline_of(w, DeadlineKind.contact)
    assert (term.status, term.due_on) == (
        DeadlineStatus.open, calendar.add_working_days(w.system.region, due, 1),
    )  # fmt: skip


def test_reaching_the_person_later_lets_the_term_go_on(w: World) -> None:
    number = w.apply()
    for outcome in (ContactOutcome.not_reached, ContactOutcome.reached):
        applications.log_contact(w.session, w.operator, participation_id=number, way=Way.phone, outcome=outcome)
        w.later(working_days=1)
    assert deadline_of(w, DeadlineKind.contact).status is DeadlineStatus.open


@pytest.mark.rule("SM-DIA-5.1")
def test_a_withdrawal_by_letter_is_recorded_with_its_scan(w: World) -> None:
    number, file_id = w.apply(), scan(w, w.operator_id)
    applications.withdraw(w.session, w.operator, participation_id=number, way=Way.letter, scan_id=file_id)
    w.session.commit()
    assert w.session.get_one(Participation, number).status is ParticipationStatus.withdrawn
    assert [line.scan_id for line in outside.of(w.session, w.teacher, participation_id=number)] == [file_id]
    with pytest.raises(NotFound):
        outside.of(w.session, w.head, participation_id=number)


def test_staff_must_say_how_it_was_done(w: World) -> None:
    number = w.apply()
    w.propose(number)
    with pytest.raises(Invalid):
        applications.accept_terms(w.session, w.operator, participation_id=number)
    with pytest.raises(Invalid):
        applications.accept_terms(
            w.session, w.operator, participation_id=number, way=Way.phone, on=w.today - timedelta(days=1)
        )


def test_a_scan_another_person_brought_cannot_be_used(w: World) -> None:
    number = w.apply()
    with pytest.raises(NotFound):
        applications.withdraw(
            w.session, w.operator, participation_id=number, way=Way.letter, scan_id=scan(w, w.planner_id)
        )


@pytest.mark.rule("SM-IOM-4.3.6")
def test_a_partys_answer_on_paper_meets_its_term_on_the_day_it_was_given(w: World) -> None:
    route_id = w.sent_route()
    given = w.today
    w.later(working_days=9)
    routes.answer(w.session, w.planner, route_id=route_id, agreed=True, party=Party.head, way=Way.paper, on=given)
    w.session.commit()
    part = w.session.scalars(sa.select(Agreement).where(Agreement.party == Party.head)).one()
    term = w.session.scalars(sa.select(Deadline).where(Deadline.agreement_id == part.id)).one()
    assert (part.way, part.recorded_by_id, term.closed_on) == (Way.paper, w.planner_id, given)
    assert not deadlines.is_overdue(w.planner, term)


def test_an_answer_is_not_recorded_for_a_closed_round(w: World) -> None:
    route_id = w.sent_route()
    w.agree(route_id)
    with pytest.raises(Stale):
        routes.answer(w.session, w.planner, route_id=route_id, agreed=True, party=Party.head, way=Way.paper)


@pytest.mark.rule("SM-IOM-4.3.10")
def test_an_approval_on_paper_makes_the_route_active_on_the_day_it_was_signed(w: World) -> None:
    route_id = w.sent_route()
    w.agree(route_id)
    signed, file_id = w.today, scan(w, w.planner_id)
    w.later(working_days=5)
    routes.record_approval(
        w.session, w.planner, route_id=route_id, approved_by_id=w.head_id, scan_id=file_id, on=signed
    )
    w.session.commit()
    route = w.session.get_one(Route, route_id)
    assert (route.status, route.approved_by_id) == (RouteStatus.active, w.head_id)
    assert route.approved_at is not None and w.system.region.today(route.approved_at) == signed
    assert deadline_of(w, DeadlineKind.approve).closed_on == signed
    assert deadline_of(w, DeadlineKind.activity).status is DeadlineStatus.open


@pytest.mark.rule("SM-IOM-4.3.10", "К-53")
def test_an_approval_of_one_who_may_not_approve_is_not_recorded(w: World) -> None:
    route_id = w.sent_route()
    w.agree(route_id)
    for person_id in (w.teacher_id, w.planner_id, w.curator_id):
        with pytest.raises(Invalid):
            routes.record_approval(
                w.session, w.planner, route_id=route_id, approved_by_id=person_id, scan_id=scan(w, w.planner_id)
            )


def test_only_the_planner_records_an_approval(w: World) -> None:
    route_id = w.sent_route()
    w.agree(route_id)
    for who in (w.operator_id, w.curator_id, w.teacher_id, w.head_id):
        file_id = scan(w, who)
        with pytest.raises(Denied):
            routes.record_approval(w.session, w.ctx(who), route_id=route_id, approved_by_id=w.head_id, scan_id=file_id)


@pytest.mark.rule("SM-IOM-5.10")
def test_a_mark_on_the_paper_card_is_recorded_as_the_teachers_own(w: World) -> None:
    route_id = w.active_route()
    marked = w.today
    w.later(working_days=3)
    first, second = routes.card(w.session, w.teacher, route_id=route_id).activities
    line = routes.record_mark(w.session, w.curator, activity_id=first.id, way=Way.paper, on=marked)
    routes.record_mark(w.session, w.planner, activity_id=second.id, way=Way.phone)
    assert line.done_at is not None and w.system.region.today(line.done_at) == marked
    assert line.view.value == "not_looked"
    with pytest.raises(Stale):
        routes.record_mark(w.session, w.curator, activity_id=first.id, way=Way.paper)
    for ctx in (w.teacher, w.head, w.operator):
        with pytest.raises(Denied):
            routes.record_mark(w.session, ctx, activity_id=second.id, way=Way.paper)
