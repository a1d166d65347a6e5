"""Applications: the form, consent, terms, and the term of contact (annex 2, section 5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from models.applications import (
    Application,
    CancelReason,
    Consent,
    ContactOutcome,
    DiagnosticForm,
    MeetingFormat,
    Participation,
    ParticipationStatus,
)
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.notices import Notice
from models.people import StaffKind, Way
from models.results import Assessment
from services import applications, calendar, deadlines, outside, people, today
from services.applications.draft import DraftStep
from services.applications.history import history
from services.applications.lists import QueueTab
from services.errors import Denied, Invalid, NotFound, Refused, Stale
from services.outside import Said
from tests.world import World, register


def _deadline(w: World, kind: DeadlineKind) -> Deadline:
    query = sa.select(Deadline).where(Deadline.kind == kind).order_by(Deadline.id.desc()).limit(1)
    return w.session.scalars(query).one()


def _status(w: World, participation_id: int) -> ParticipationStatus:
    return w.session.get_one(Participation, participation_id).status


@pytest.mark.rule("SM-DIA-3.1")
@pytest.mark.parametrize("form", list(DiagnosticForm))
def test_each_of_the_four_forms_can_be_applied_for(w: World, form: DiagnosticForm) -> None:
    applications.open_draft(w.session, w.teacher)
    assert applications.choose_form(w.session, w.teacher, form=form).form is form


def test_the_questions_are_the_same_whatever_is_answered_or_changed_meanwhile(w: World) -> None:
    people.choose_subject(w.session, w.teacher, subject="chemistry", chosen=True)
    asked = applications.open_draft(w.session, w.teacher).questions
    assert asked == (DraftStep.form, DraftStep.subjects, DraftStep.blocks, DraftStep.period)
    for subject, chosen in (("chemistry", True), ("physics", True), ("chemistry", False), ("physics", False)):
        assert applications.choose_subject(w.session, w.teacher, subject=subject, chosen=chosen).questions == asked


def test_one_of_one_subject_is_not_asked_for_subjects(w: World) -> None:
    three = (DraftStep.form, DraftStep.blocks, DraftStep.period)
    one = applications.open_draft(w.session, w.teacher)
    assert (one.subjects, one.questions) == (("physics",), three)
    assert applications.choose_subject(w.session, w.teacher, subject="chemistry", chosen=True).questions == three


@pytest.mark.parametrize(("position", "kind", "subjects"), [
    ("Директор", StaffKind.manager, ("physics", "chemistry")),
    ("Педагог-психолог", StaffKind.educator, ()),
])  # fmt: skip
def test_managers_and_those_who_teach_nothing_are_not_asked_for_subjects(
    w: World, position: str, kind: StaffKind, subjects: tuple[str, ...]
) -> None:
    number = register(
        w.session, w.system, chat_id=2005, name="Новикова Нина Ивановна", organization_id=w.school_id,
        position=position, staff_kind=kind, subjects=subjects,
    )  # fmt: skip
    draft = applications.open_draft(w.session, w.ctx(number))
    assert (draft.subjects, draft.questions) == (("",), (DraftStep.form, DraftStep.blocks, DraftStep.period))


@pytest.mark.rule("SM-DIA-2.3a")
def test_a_teacher_is_offered_the_five_blocks_of_the_order(w: World) -> None:
    names = [block.name for block in applications.open_draft(w.session, w.teacher).known_blocks]
    assert names == [
        "Предметный",
        "Методический",
        "Психолого-педагогический",
        "Коммуникативный",
        "Цифровая грамотность и ИКТ",
    ]


def test_a_manager_is_offered_the_five_blocks_of_management_and_no_subject(w: World) -> None:
    w.head_id = register(
        w.session, w.system, chat_id=77, name="Сидорова Ольга Игоревна", organization_id=w.school_id,
        position="Заместитель директора", staff_kind=StaffKind.manager, subjects=(),
    )  # fmt: skip
    draft = applications.open_draft(w.session, w.head)
    assert [block.code for block in draft.known_blocks] == [
        "processes",
        "resources",
        "staff",
        "outcomes",
        "information",
    ]
    applications.choose_form(w.session, w.head, form=DiagnosticForm.standardized)
    assert applications.choose_all_blocks(w.session, w.head).step is DraftStep.period


@pytest.mark.rule("SM-DIA-5.9.2")
def test_an_application_without_form_or_period_is_not_sent(w: World) -> None:
    draft = applications.open_draft(w.session, w.teacher)
    applications.choose_all_blocks(w.session, w.teacher)
    with pytest.raises(Refused):
        applications.submit(w.session, w.teacher, participation_id=draft.participation_id)
    applications.choose_form(w.session, w.teacher, form=DiagnosticForm.standardized)
    with pytest.raises(Refused):
        applications.submit(w.session, w.teacher, participation_id=draft.participation_id)


@pytest.mark.rule("SM-DIA-5.9.2", "SM-DIA-5.9.1")
def test_a_sent_application_keeps_form_and_period_and_enters_the_centres_register(w: World) -> None:
    participation_id = w.apply()
    card = applications.card(w.session, w.operator, participation_id=participation_id)
    assert (card.form, card.wanted_from) == (DiagnosticForm.standardized, w.today)
    assert card.number == f"1/{w.today.year}"
    assert card.received_on == w.today


def test_incoming_numbers_go_on_and_never_repeat(w: World) -> None:
    first = w.apply()
    applications.withdraw(w.session, w.teacher, participation_id=first)
    w.apply()
    numbers = w.session.scalars(sa.select(Application.incoming_number).order_by(Application.id)).all()
    assert numbers == [f"1/{w.today.year}", f"2/{w.today.year}"]


@pytest.mark.rule("SM-DIA-3.1.1b")
def test_separate_blocks_may_be_chosen_instead_of_all(w: World) -> None:
    applications.open_draft(w.session, w.teacher)
    applications.choose_block(w.session, w.teacher, block="digital", chosen=True)
    draft = applications.choose_block(w.session, w.teacher, block="methods", chosen=True)
    assert draft.blocks == ("methods", "digital")


def test_choosing_the_same_block_twice_is_one_choice(w: World) -> None:
    applications.open_draft(w.session, w.teacher)
    applications.choose_block(w.session, w.teacher, block="digital", chosen=True)
    assert applications.choose_block(w.session, w.teacher, block="digital", chosen=True).blocks == ("digital",)


@pytest.mark.rule("SM-FRM-2b")
def test_each_subject_may_have_blocks_of_its_own(w: World) -> None:
    applications.open_draft(w.session, w.teacher)
    applications.choose_form(w.session, w.teacher, form=DiagnosticForm.standardized)
    applications.choose_subject(w.session, w.teacher, subject="mathematics", chosen=True)
    applications.choose_block_of(w.session, w.teacher, subject="mathematics", block="digital", chosen=True)
    kept = applications.my_draft(w.session, w.teacher)
    assert kept is not None and kept.step is DraftStep.blocks, "physics has none yet"
    draft = applications.choose_all_blocks_of(w.session, w.teacher, subject="physics")
    assert (draft.differ, draft.blocks, draft.step) == (True, ("digital",), DraftStep.period)
    draft = applications.choose_subject(w.session, w.teacher, subject="chemistry", chosen=True)
    assert dict(draft.pairs)["chemistry"] == ("digital",), "what all others have comes to a new subject"
    with pytest.raises(Invalid):
        applications.choose_block_of(w.session, w.teacher, subject="music", block="digital", chosen=True)
    draft = applications.choose_block(w.session, w.teacher, block="methods", chosen=True)
    assert draft.blocks == ("methods", "digital")


@pytest.mark.rule("SM-FRM-2a", "SM-FRM-2b")
def test_each_subject_has_its_own_consent_with_its_blocks(w: World) -> None:
    people.choose_subject(w.session, w.teacher, subject="mathematics", chosen=True)
    applications.open_draft(w.session, w.teacher)
    applications.choose_subject(w.session, w.teacher, subject="physics", chosen=True)
    applications.choose_subject(w.session, w.teacher, subject="mathematics", chosen=True)
    w.apply()
    consents = w.session.scalars(sa.select(Consent).order_by(Consent.id)).all()
    assert [consent.subject for consent in consents] == ["physics", "mathematics"]
    assert all(
        consent.blocks == ["subject", "methods", "psychology", "communication", "digital"] for consent in consents
    )


@pytest.mark.rule("К-35")
def test_a_consent_keeps_its_text_digest_version_time_and_way(w: World) -> None:
    w.apply()
    consent = w.session.scalars(sa.select(Consent)).one()
    assert consent.text.startswith(w.system.region.participation_consent.text.strip())
    assert "Физика: предметный" in consent.text
    assert (len(consent.text_digest), consent.version, consent.way) == (64, "2026-10", Way.chat)
    assert consent.given_at == w.now


def test_a_person_has_one_draft_however_often_the_form_is_opened(w: World) -> None:
    first = applications.open_draft(w.session, w.teacher)
    assert applications.open_draft(w.session, w.teacher).participation_id == first.participation_id


def test_a_second_application_waits_for_the_first(w: World) -> None:
    w.apply()
    with pytest.raises(Refused):
        applications.open_draft(w.session, w.teacher)


def test_a_double_submit_makes_one_application(w: World) -> None:
    participation_id = w.apply()
    with pytest.raises(Stale):
        applications.submit(w.session, w.teacher, participation_id=participation_id)
    assert w.session.scalar(sa.select(sa.func.count(Consent.id))) == 1


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 8, 31), date(2026, 9, 10)),
        (date(2026, 9, 10), date(2026, 9, 9)),
        (date(2026, 9, 1), date(2028, 1, 1)),
    ],
)
def test_a_period_past_reversed_or_too_distant_is_refused(w: World, first: date, last: date) -> None:
    applications.open_draft(w.session, w.teacher)
    with pytest.raises(Invalid):
        applications.choose_period(w.session, w.teacher, wanted_from=first, wanted_to=last)


@pytest.mark.rule("SM-DIA-5.9.4")
def test_contact_is_due_in_three_working_days_by_its_clause(w: World) -> None:
    w.now = datetime(2026, 12, 30, 9, 0, tzinfo=UTC)
    w.apply()
    deadline = _deadline(w, DeadlineKind.contact)
    assert (deadline.due_on, deadline.normative) == (date(2027, 1, 13), True)
    assert deadline.clause == "приказ № 622-ОД, приложение 2, п. 5.9.4"


@pytest.mark.rule("SM-DIA-5.9.4")
def test_contact_is_met_when_the_person_agrees_to_the_terms(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    assert _deadline(w, DeadlineKind.contact).status is DeadlineStatus.on_hold
    applications.accept_terms(w.session, w.teacher, participation_id=participation_id)
    deadline = _deadline(w, DeadlineKind.contact)
    assert (deadline.status, deadline.closed_on) == (DeadlineStatus.met, w.today)


@pytest.mark.rule("SM-DIA-5.9.4")
def test_contact_goes_on_with_its_days_given_back_when_another_time_is_asked_for(w: World) -> None:
    participation_id = w.apply()
    due = _deadline(w, DeadlineKind.contact).due_on
    w.propose(participation_id)
    w.later(working_days=2)
    applications.refuse_terms(w.session, w.teacher, participation_id=participation_id, note="Лучше после обеда")
    told = applications.card(w.session, w.operator, participation_id=participation_id).asked_for
    assert told == "Лучше после обеда"
    assert applications.card(w.session, w.teacher, participation_id=participation_id).asked_for == "Лучше после обеда"
    deadline = _deadline(w, DeadlineKind.contact)
    assert (deadline.status, deadline.version) == (DeadlineStatus.open, 2)
    assert deadline.due_on == due + timedelta(days=4)
    assert _status(w, participation_id) is ParticipationStatus.submitted


def test_an_attempt_that_reached_nobody_holds_the_term_of_contact(w: World) -> None:
    participation_id = w.apply()
    applications.log_contact(
        w.session, w.operator, participation_id=participation_id, way=Way.phone, outcome=ContactOutcome.not_reached
    )
    deadline = _deadline(w, DeadlineKind.contact)
    assert (deadline.status, deadline.hold_reason) == (DeadlineStatus.on_hold, "not_reached")


def test_a_term_that_was_late_stays_late_while_it_is_on_hold(w: World) -> None:
    participation_id = w.apply()
    w.later(working_days=5)
    late = (today.Sort.norm, today.Urgency.overdue)
    assert today.today(w.session, w.operator).living[late] == 1
    applications.log_contact(
        w.session, w.operator, participation_id=participation_id, way=Way.phone, outcome=ContactOutcome.not_reached
    )
    deadline = _deadline(w, DeadlineKind.contact)
    assert deadline.status is DeadlineStatus.on_hold
    assert deadlines.is_overdue(w.operator, deadline)
    assert today.today(w.session, w.operator).living[late] == 1


@pytest.mark.rule("SM-DIA-5.9.5")
def test_an_assessment_is_held_only_on_agreed_terms(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    with pytest.raises(Stale):
        applications.record_held(w.session, w.operator, participation_id=participation_id)
    w.assess(participation_id)
    assert w.session.scalars(sa.select(Assessment.held_on)).one() == w.today


def test_an_assessment_counts_from_the_day_it_was_held_whenever_that_is_written_down(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    applications.accept_terms(w.session, w.teacher, participation_id=participation_id)
    due = _deadline(w, DeadlineKind.assessment).due_on
    w.later(days=(due - w.today).days + 3)
    applications.record_held(w.session, w.operator, participation_id=participation_id, held_on=due)
    deadline = w.session.scalars(sa.select(Deadline).where(Deadline.kind == DeadlineKind.assessment)).one()
    assert (deadline.status, deadline.closed_on) == (DeadlineStatus.met, due)
    assert _deadline(w, DeadlineKind.result).event_on == due


@pytest.mark.rule("SM-DIA-5.9.6")
def test_the_result_is_due_in_ten_working_days_from_the_assessment(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    w.assess(participation_id)
    deadline = _deadline(w, DeadlineKind.result)
    assert (deadline.event_on, deadline.due_on) == (date(2026, 9, 4), date(2026, 9, 18))
    assert deadline.clause == "приказ № 622-ОД, приложение 2, п. 5.9.6"


def test_a_no_show_begins_the_contact_anew(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    applications.accept_terms(w.session, w.teacher, participation_id=participation_id)
    w.later(days=3)
    applications.record_no_show(w.session, w.operator, participation_id=participation_id)
    assert _status(w, participation_id) is ParticipationStatus.submitted
    assert _deadline(w, DeadlineKind.contact).event_on == w.today


def test_a_no_show_written_down_later_counts_from_the_missed_day(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    applications.accept_terms(w.session, w.teacher, participation_id=participation_id)
    missed_on = w.today + timedelta(days=3)
    w.later(days=8)
    applications.record_no_show(w.session, w.operator, participation_id=participation_id)
    contact = _deadline(w, DeadlineKind.contact)
    assert contact.event_on == missed_on
    assert contact.due_on == calendar.add_working_days(w.system.region, missed_on, 3)


def test_nobody_has_missed_an_hour_that_is_still_to_come(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    applications.accept_terms(w.session, w.teacher, participation_id=participation_id)
    w.later(days=2, hours=23)
    assert "no_show" not in applications.card(w.session, w.operator, participation_id=participation_id).acts
    with pytest.raises(Invalid):
        applications.record_no_show(w.session, w.operator, participation_id=participation_id)
    assert _status(w, participation_id) is ParticipationStatus.agreed
    w.later(hours=1)
    assert "no_show" in applications.card(w.session, w.operator, participation_id=participation_id).acts


def test_a_move_says_how_and_when_the_person_agreed_to_it(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    applications.accept_terms(w.session, w.teacher, participation_id=participation_id)
    w.session.commit()
    said_on = w.today
    w.later(days=1)

    def move(said: Said) -> None:
        applications.move_terms(
            w.session, w.operator, participation_id=participation_id, starts_at=w.now + timedelta(days=9),
            place="Вязьма", said=said,
        )  # fmt: skip

    for said in (Said(), Said(Way.letter, w.today + timedelta(days=1)), Said(Way.letter, w.today - timedelta(days=9))):
        with pytest.raises(Invalid):
            move(said)
        w.session.rollback()
    move(Said(Way.letter, said_on))
    last = history(w.session, w.operator, participation_id=participation_id).terms[-1]
    assert last.answered_at is not None
    assert (last.answer_way, w.system.region.today(last.answered_at)) == (Way.letter, said_on)
    recorded = outside.of(w.session, w.operator, participation_id=participation_id)
    assert [(one.act, one.way, one.happened_on) for one in recorded] == [("move_terms", Way.letter, said_on)]
    assert _deadline(w, DeadlineKind.assessment).event_on == said_on


def test_a_move_takes_the_format_and_the_terms_as_they_are_given(w: World) -> None:
    participation_id = w.apply()
    applications.propose_terms(
        w.session, w.operator, participation_id=participation_id, starts_at=w.now + timedelta(days=5),
        place="Смоленск", terms="Возьмите паспорт",
    )  # fmt: skip
    applications.accept_terms(w.session, w.teacher, participation_id=participation_id)

    def moved(**given: Any) -> tuple[MeetingFormat, str]:
        applications.move_terms(
            w.session, w.operator, participation_id=participation_id, starts_at=w.now + timedelta(days=9),
            place="Ссылка придёт письмом", said=Said(Way.phone), **given,
        )  # fmt: skip
        shown = applications.card(w.session, w.teacher, participation_id=participation_id).appointment
        assert shown is not None
        return shown.format, shown.terms

    assert moved() == (MeetingFormat.on_site, "Возьмите паспорт"), "what is not given stays"
    assert moved(format=MeetingFormat.online, terms="") == (MeetingFormat.online, ""), "emptied is emptied"


@pytest.mark.parametrize(
    ("proposed_on", "starts_on", "due_on"),
    [
        (date(2026, 11, 26), date(2026, 11, 30), date(2026, 11, 27)),
        (date(2026, 11, 26), date(2026, 12, 20), date(2026, 12, 1)),
        (date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 26)),
        (date(2026, 11, 26), date(2026, 11, 26), date(2026, 11, 26)),
        (date(2026, 11, 28), date(2026, 11, 29), date(2026, 11, 28)),
    ],
)
def test_an_answer_is_due_before_the_day_that_is_proposed(
    w: World, proposed_on: date, starts_on: date, due_on: date
) -> None:
    participation_id = w.apply()
    w.now = calendar.at(w.system.region, proposed_on, time(9, 0))
    applications.propose_terms(
        w.session, w.operator, participation_id=participation_id, place="Смоленск",
        starts_at=calendar.at(w.system.region, starts_on, time(15, 0)),
    )  # fmt: skip
    assert _deadline(w, DeadlineKind.answer).due_on == due_on


def test_an_attempt_counts_from_the_day_it_was_made(w: World) -> None:
    participation_id = w.apply()
    called_on = w.today
    w.later(days=2)
    applications.log_contact(
        w.session, w.operator, participation_id=participation_id, way=Way.phone, outcome=ContactOutcome.not_reached,
        on=called_on, clock=time(15, 30),
    )  # fmt: skip
    assert _deadline(w, DeadlineKind.contact).held_on == called_on
    at = history(w.session, w.operator, participation_id=participation_id).contacts[0].at
    assert at.astimezone(w.system.region.zone).replace(tzinfo=None) == datetime.combine(called_on, time(15, 30))


def test_an_older_attempt_written_down_later_changes_no_term(w: World) -> None:
    participation_id = w.apply()
    w.later(days=2)
    for outcome, on in ((ContactOutcome.reached, w.today), (ContactOutcome.not_reached, w.today - timedelta(days=1))):
        applications.log_contact(
            w.session, w.operator, participation_id=participation_id, way=Way.phone, outcome=outcome, on=on
        )
    assert _deadline(w, DeadlineKind.contact).status is DeadlineStatus.open


@pytest.mark.parametrize(("days", "clock"), [(1, None), (-1, None), (0, time(23, 59))])
def test_an_attempt_is_neither_to_come_nor_before_the_application(w: World, days: int, clock: time | None) -> None:
    participation_id = w.apply()
    with pytest.raises(Invalid):
        applications.log_contact(
            w.session, w.operator, participation_id=participation_id, way=Way.phone, outcome=ContactOutcome.reached,
            on=w.today + timedelta(days=days), clock=clock,
        )  # fmt: skip


def test_a_moved_assessment_keeps_the_agreement_and_tells_the_person(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    applications.accept_terms(w.session, w.teacher, participation_id=participation_id)
    moved = w.now + timedelta(days=9)
    applications.move_terms(
        w.session, w.operator, participation_id=participation_id, starts_at=moved, place="Вязьма, школа № 1",
        said=Said(Way.phone),
    )  # fmt: skip
    card = applications.card(w.session, w.teacher, participation_id=participation_id)
    assert card.appointment is not None
    assert (card.status, card.appointment.starts_at) == (ParticipationStatus.agreed, moved)
    query = sa.select(Notice.recipient_id).where(Notice.kind == "assessment_moved")
    assert w.session.scalars(query).all() == [w.teacher_id]


@pytest.mark.rule("SM-DIA-5.1")
def test_a_person_withdraws_without_a_reason_and_everything_is_void(w: World) -> None:
    participation_id = w.apply()
    applications.withdraw(w.session, w.teacher, participation_id=participation_id)
    assert _status(w, participation_id) is ParticipationStatus.withdrawn
    assert _deadline(w, DeadlineKind.contact).status is DeadlineStatus.void
    assert w.session.scalars(sa.select(Consent.withdrawn_at)).one() == w.now


def test_nothing_can_be_withdrawn_after_the_assessment(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    w.assess(participation_id)
    with pytest.raises(Stale):
        applications.withdraw(w.session, w.teacher, participation_id=participation_id)


def test_a_cancelled_application_tells_the_person_why(w: World) -> None:
    participation_id = w.apply()
    applications.cancel(w.session, w.operator, participation_id=participation_id, reason=CancelReason.no_instrument)
    facts = w.session.scalars(sa.select(Notice.facts).where(Notice.kind == "application_cancelled")).one()
    assert facts == {"reason": "no_instrument"}


@pytest.mark.parametrize("who", ["teacher_id", "curator_id", "head_id"])
def test_only_an_operator_proposes_terms(w: World, who: str) -> None:
    participation_id = w.apply()
    with pytest.raises((Denied, NotFound)):
        applications.propose_terms(
            w.session, w.ctx(getattr(w, who)), participation_id=participation_id,
            starts_at=w.now + timedelta(days=3), place="Где-то",
        )  # fmt: skip


def test_a_case_of_another_is_not_there_for_a_teacher(w: World) -> None:
    participation_id = w.apply()
    stranger = register(w.session, w.system, chat_id=5, name="Чужой Пётр Ильич", organization_id=w.school_id)
    with pytest.raises(NotFound):
        applications.card(w.session, w.ctx(stranger), participation_id=participation_id)


def test_terms_in_the_past_or_without_a_place_are_refused(w: World) -> None:
    participation_id = w.apply()
    for starts_at, place in ((w.now - timedelta(hours=1), "Смоленск"), (w.now + timedelta(days=1), "  ")):
        with pytest.raises(Invalid):
            applications.propose_terms(
                w.session, w.operator, participation_id=participation_id, starts_at=starts_at, place=place
            )


def test_an_answer_to_old_terms_is_stale(w: World) -> None:
    participation_id = w.apply()
    old = w.propose(participation_id)
    applications.refuse_terms(w.session, w.teacher, participation_id=participation_id, appointment_id=old)
    w.propose(participation_id)
    with pytest.raises(Stale):
        applications.accept_terms(w.session, w.teacher, participation_id=participation_id, appointment_id=old)


def test_the_queue_shows_the_cases_of_the_operators_centre(w: World) -> None:
    participation_id = w.apply()
    assert [line.id for line in applications.queue(w.session, w.operator, tab=QueueTab.new)] == [participation_id]
    assert applications.queue_counts(w.session, w.operator)[QueueTab.new] == 1
    assert applications.queue(w.session, w.head, tab=QueueTab.new) == []


@pytest.mark.parametrize(("text", "found"), [("иван", 1), ("ИВАНОВА АННА", 1), ("сидоров", 0)])
def test_the_queue_is_narrowed_by_a_part_of_a_name(w: World, text: str, found: int) -> None:
    w.apply()
    assert len(applications.queue(w.session, w.operator, tab=QueueTab.new, text=text)) == found


def test_a_day_that_has_passed_cannot_be_agreed_to(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    w.later(days=3)
    card = applications.card(w.session, w.teacher, participation_id=participation_id)
    assert (card.passed, "accept_terms" in card.acts, "refuse_terms" in card.acts) == (True, False, True)
    with pytest.raises(Stale, match="Этот день прошёл"):
        applications.accept_terms(w.session, w.teacher, participation_id=participation_id)
    assert _status(w, participation_id) is ParticipationStatus.proposed
    applications.refuse_terms(w.session, w.teacher, participation_id=participation_id, note="На следующей неделе")
    assert _status(w, participation_id) is ParticipationStatus.submitted


def test_an_agreement_said_in_time_may_be_recorded_after_its_day(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    said_on = w.today
    w.later(days=4)
    with pytest.raises(Stale, match="Этот день прошёл"):
        applications.accept_terms(w.session, w.operator, participation_id=participation_id, way=Way.phone)
    w.session.rollback()
    applications.accept_terms(w.session, w.operator, participation_id=participation_id, way=Way.phone, on=said_on)
    assert _status(w, participation_id) is ParticipationStatus.agreed
