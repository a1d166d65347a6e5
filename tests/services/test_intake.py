"""Steps taken outside the chat: entered by staff, running from the real event."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from models.applications import (
    Application,
    Consent,
    ContactOutcome,
    DiagnosticForm,
    Participation,
    ParticipationStatus,
)
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.notices import Notice
from models.outside import OutsideStep
from models.people import PersonalDataConsent, StaffKind, Way
from models.routes import Agreement, Party, Route, RouteStatus
from services import applications, calendar, deadlines, files, newcomers, outside, people, routes
from services.errors import Denied, Invalid, NotFound, Refused, Stale
from tests.services.seeing import deadline_of
from tests.services.test_files import PDF, keep
from tests.world import World, register

BLOCKS = ["methods", "digital"]


def enter(w: World, **changes: Any) -> int:
    """The operator enters what the teacher asked for by phone; returns the participation."""
    given: dict[str, Any] = {
        "person_id": w.teacher_id, "form": DiagnosticForm.standardized, "subjects": ["physics"], "blocks": BLOCKS,
        "wanted_from": w.today, "wanted_to": w.today + timedelta(days=30), "way": Way.phone,
    }  # fmt: skip
    number = applications.enter_application(w.session, w.operator, **(given | changes))
    w.session.commit()
    return number


def scan(w: World, person_id: int) -> int:
    """Staff bring a scan; returns the file."""
    return keep(w, person_id, PDF, "скан.pdf")


def before(w: World, working_days: int) -> date:
    """So many working days ago."""
    return calendar.add_working_days(w.system.region, w.today, -working_days)


@pytest.mark.rule("SM-DIA-5.9.3a")
def test_a_spoken_application_is_entered_by_the_operator(w: World) -> None:
    number = enter(w, note="Звонила в обед")
    row = w.session.get_one(Participation, number)
    assert row.status is ParticipationStatus.submitted
    assert row.application is not None and row.application.way is Way.phone
    assert applications.card(w.session, w.operator, participation_id=number).note == "Звонила в обед"
    assert applications.card(w.session, w.teacher, participation_id=number).note == ""


@pytest.mark.rule("SM-FRM-2a", "SM-FRM-2b")
def test_each_subject_may_be_entered_with_blocks_of_its_own(w: World) -> None:
    number = enter(w, subjects=["physics", "chemistry"], own_blocks={"chemistry": ["subject"], "biology": ["digital"]})
    found = w.session.scalars(sa.select(Consent).order_by(Consent.id)).all()
    assert [(one.subject, one.blocks) for one in found] == [
        ("physics", BLOCKS), ("chemistry", ["subject"]), ("biology", ["digital"]),
    ]  # fmt: skip
    card = applications.card(w.session, w.operator, participation_id=number)
    assert card.blocks == (("physics", tuple(BLOCKS)), ("chemistry", ("subject",)), ("biology", ("digital",)))


@pytest.mark.parametrize("own", [{"magic": ["subject"]}, {"chemistry": ["staff"]}, {"": ["subject"]}])
def test_blocks_of_a_subject_are_of_the_lists(w: World, own: dict[str, list[str]]) -> None:
    with pytest.raises(Invalid):
        enter(w, own_blocks=own)


def test_a_subject_without_any_block_is_refused(w: World) -> None:
    with pytest.raises(Invalid):
        enter(w, subjects=["physics", "chemistry"], blocks=[], own_blocks={"chemistry": ["subject"]})


@pytest.mark.rule("SM-DIA-5.9.3a")
def test_a_written_application_is_entered_with_its_scan_and_the_consent_has_it(w: World) -> None:
    file_id = scan(w, w.operator_id)
    enter(w, way=Way.letter, scan_id=file_id)
    consent = w.session.scalars(sa.select(Consent)).one()
    assert (consent.way, consent.scan_id, consent.blocks, consent.recorded_by_id) == (
        Way.letter, file_id, BLOCKS, w.operator_id,
    )  # fmt: skip
    assert files.may_read(w.session, w.teacher, file_id=file_id)
    assert not files.may_read(w.session, w.head, file_id=file_id)


def test_a_written_application_without_its_scan_is_refused(w: World) -> None:
    with pytest.raises(Invalid):
        enter(w, way=Way.paper)


@pytest.mark.rule("SM-DIA-5.9.4")
def test_the_term_of_contact_runs_from_the_call_and_not_from_its_entry(w: World) -> None:
    called = before(w, 2)
    enter(w, received_on=called, wanted_from=w.today)
    term = deadline_of(w, DeadlineKind.contact)
    assert (term.event_on, term.due_on) == (called, calendar.add_working_days(w.system.region, called, 3))


@pytest.mark.rule("SM-DIA-5.9.4")
def test_a_late_entry_is_overdue_at_once(w: World) -> None:
    enter(w, received_on=before(w, 6))
    assert deadlines.is_overdue(w.system, deadline_of(w, DeadlineKind.contact))


def test_the_incoming_register_has_the_day_of_the_event(w: World) -> None:
    called = before(w, 2)
    application = w.session.get_one(
        Application, w.session.get_one(Participation, enter(w, received_on=called)).application_id
    )
    assert application.incoming_on == called
    assert application.received_at is not None and w.system.region.today(application.received_at) == called


@pytest.mark.rule("К-31", "К-35")
def test_the_person_confirms_a_spoken_application_in_the_chat_once(w: World) -> None:
    number = enter(w)
    assert w.session.scalars(sa.select(Notice.recipient_id).where(Notice.kind == "application_recorded")).all() == [
        w.teacher_id
    ]
    assert applications.card(w.session, w.teacher, participation_id=number).to_confirm
    applications.confirm_entry(w.session, w.teacher, participation_id=number)
    w.session.commit()
    consent = w.session.scalars(sa.select(Consent)).one()
    assert (consent.way, consent.recorded_by_id) == (Way.chat, None)
    assert not applications.card(w.session, w.teacher, participation_id=number).to_confirm
    with pytest.raises(Stale):
        applications.confirm_entry(w.session, w.teacher, participation_id=number)


@pytest.mark.rule("К-31")
def test_one_who_did_not_ask_takes_it_back_and_the_operator_learns_why(w: World) -> None:
    number = enter(w)
    with pytest.raises(NotFound):
        applications.deny_entry(w.session, w.operator, participation_id=number)
    applications.deny_entry(w.session, w.teacher, participation_id=number)
    w.session.commit()
    card = applications.card(w.session, w.operator, participation_id=number)
    assert (card.status, card.to_confirm) == (ParticipationStatus.withdrawn, False)
    told = w.session.scalars(sa.select(Notice).where(Notice.kind == "application_withdrawn")).one()
    assert (told.recipient_id, told.facts) == (w.operator_id, {"denied": True})
    for act in (applications.deny_entry, applications.confirm_entry):
        with pytest.raises(Stale):
            act(w.session, w.teacher, participation_id=number)


def test_what_is_over_awaits_no_confirmation(w: World) -> None:
    number = enter(w)
    applications.withdraw(w.session, w.teacher, participation_id=number)
    assert not applications.card(w.session, w.operator, participation_id=number).to_confirm


@pytest.mark.rule("К-31")
def test_what_was_confirmed_or_never_spoken_cannot_be_denied(w: World) -> None:
    number = enter(w)
    applications.confirm_entry(w.session, w.teacher, participation_id=number)
    with pytest.raises(Stale):
        applications.deny_entry(w.session, w.teacher, participation_id=number)


@pytest.mark.rule("К-31")
def test_nobody_confirms_for_another_and_a_signed_paper_needs_no_confirming(w: World) -> None:
    number = enter(w, way=Way.paper, scan_id=scan(w, w.operator_id))
    with pytest.raises(NotFound):
        applications.confirm_entry(w.session, w.operator, participation_id=number)
    with pytest.raises(Stale):
        applications.confirm_entry(w.session, w.teacher, participation_id=number)


def test_a_draft_begun_in_the_chat_becomes_the_entered_application(w: World) -> None:
    draft = applications.open_draft(w.session, w.teacher)
    applications.choose_all_blocks(w.session, w.teacher)
    number = enter(w)
    assert number == draft.participation_id
    assert applications.card(w.session, w.operator, participation_id=number).blocks == (("physics", tuple(BLOCKS)),)


def test_a_manager_is_entered_without_a_subject(w: World) -> None:
    manager = register(
        w.session, w.system, chat_id=91, name="Зорина Вера Львовна", organization_id=w.school_id,
        position="Директор", staff_kind=StaffKind.manager, subjects=(),
    )  # fmt: skip
    number = enter(w, person_id=manager, subjects=[], blocks=["staff"])
    assert applications.card(w.session, w.operator, participation_id=number).blocks == (("", ("staff",)),)


@pytest.mark.parametrize(
    "changes",
    [
        {"way": Way.chat}, {"blocks": []}, {"blocks": ["staff"]}, {"subjects": []}, {"subjects": ["magic"]},
        {"received_on": date(2099, 1, 1)}, {"received_on": date(2020, 1, 1)}, {"wanted_to": date(2026, 8, 1)},
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_and_keeps_nothing(w: World, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        enter(w, **changes)
    w.session.rollback()
    assert w.session.scalars(sa.select(Participation)).all() == []


def test_only_an_operator_of_the_persons_centre_enters(w: World) -> None:
    for ctx in (w.planner, w.curator, w.head, w.teacher):
        with pytest.raises(NotFound):
            applications.enter_application(
                w.session, ctx, person_id=w.teacher_id, form=DiagnosticForm.standardized, subjects=["physics"],
                blocks=BLOCKS, wanted_from=w.today, wanted_to=w.today, way=Way.phone,
            )  # fmt: skip


def test_a_second_application_is_refused(w: World) -> None:
    enter(w)
    with pytest.raises(Refused):
        enter(w)


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


def newcomer(w: World, **changes: Any) -> int:
    """The operator enters a person with a signed consent; returns the person."""
    given: dict[str, Any] = {
        "name": "Фёдорова Алёна Игоревна", "organization_id": w.school_id, "position": "Учитель",
        "subjects": ["russian"],
    }  # fmt: skip
    given |= {"scan_id": scan(w, w.operator_id)} | changes
    number = newcomers.register_person(w.session, w.operator, **given)
    w.session.commit()
    return number


@pytest.mark.rule("К-35")
def test_a_person_without_telegram_is_entered_with_a_consent_on_paper(w: World) -> None:
    person_id = newcomer(w, phone="8 910 123-45-67", consented_on=before(w, 1))
    card = people.my_card(w.session, w.ctx(person_id))
    assert (card.ready, card.phone) == (True, "+79101234567")
    consent = w.session.scalars(sa.select(PersonalDataConsent).where(PersonalDataConsent.person_id == person_id)).one()
    assert (consent.way, consent.recorded_by_id, consent.scan_id is not None) == (Way.paper, w.operator_id, True)
    assert w.system.region.today(consent.given_at) == before(w, 1)


def test_the_whole_application_of_a_person_without_telegram_goes_on(w: World) -> None:
    number = enter(w, person_id=newcomer(w), subjects=["russian"])
    w.propose(number)
    applications.accept_terms(w.session, w.operator, participation_id=number, way=Way.phone)
    assert w.session.get_one(Participation, number).status is ParticipationStatus.agreed


def test_a_namesake_in_the_same_school_is_hinted_at_whatever_the_letters(w: World) -> None:
    first = newcomer(w)
    with pytest.raises(Refused):
        newcomer(w, name="ФЕДОРОВА  Алена Игоревна")
    hints = newcomers.twins(w.session, w.operator, name="федорова алена игоревна", organization_id=w.other_school_id)
    assert [(line.id, line.same_school) for line in hints] == [(first, False)]
    assert newcomer(w, not_a_twin=True) != first


@pytest.mark.parametrize(
    "changes", [{"name": "Одно"}, {"position": " "}, {"subjects": []}, {"subjects": ["magic"]}, {"phone": "12"}]
)
def test_a_newcomer_with_a_wrong_field_is_refused(w: World, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        newcomer(w, **changes)


def test_staff_enter_people_of_their_own_centre_only(w: World) -> None:
    for ctx in (w.head, w.teacher, w.curator):
        with pytest.raises(NotFound):
            newcomers.register_person(
                w.session, ctx, name="Новая Анна Ильинична", organization_id=w.school_id, position="Учитель",
                subjects=["russian"], scan_id=1,
            )  # fmt: skip


def test_staff_fill_in_the_profile_of_a_person_they_serve(w: World) -> None:
    person_id = newcomer(w)
    card = people.edit_profile(
        w.session, w.planner, field=people.ProfileField.email, text="a@school.ru", person_id=person_id
    )
    assert (card.id, card.email) == (person_id, "a@school.ru")
    people.choose_subject(w.session, w.operator, subject="literature", chosen=True, person_id=person_id)
    people.choose_position(
        w.session, w.operator, position="Методист", staff_kind=StaffKind.educator, person_id=person_id
    )
    seen = people.my_card(w.session, w.ctx(person_id))
    assert seen.subjects == ("russian", "literature")
    assert seen.employment is not None and seen.employment.position == "Методист"
    for ctx in (w.head, w.teacher, w.curator):
        with pytest.raises(NotFound):
            people.edit_profile(
                w.session, ctx, field=people.ProfileField.email, text="b@school.ru", person_id=person_id
            )
