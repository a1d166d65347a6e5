"""Applications that came by phone, by letter or on paper, entered by the operator (annex 2, cl. 5.9.3; К-31)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from models.applications import (
    Application,
    Consent,
    DiagnosticForm,
    Participation,
    ParticipationStatus,
)
from models.deadlines import DeadlineKind
from models.notices import Notice
from models.people import StaffKind, Way
from services import applications, calendar, deadlines, files
from services.errors import Invalid, NotFound, Refused, Several, Stale
from tests.services.entering import BLOCKS, before, enter, scan
from tests.services.seeing import deadline_of
from tests.world import World, register


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


def test_all_that_is_wrong_with_an_application_is_told_at_once(w: World) -> None:
    with pytest.raises(Several) as refused:
        enter(w, subjects=[], blocks=[], way=Way.letter, received_on=before(w, -1), note="я" * 1001)
    assert {one.field for one in refused.value.errors} == {"scan_id", "on", "subjects", "blocks", "period", "note"}
    assert w.session.scalar(sa.select(sa.func.count(Participation.id))) == 0
