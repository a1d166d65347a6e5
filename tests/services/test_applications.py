"""An individual application: its form, draft and consents; who sees it, how it ends (annex 2, cl. 5.9)."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from models.applications import (
    Application,
    CancelReason,
    Consent,
    DiagnosticForm,
    ParticipationStatus,
)
from models.deadlines import DeadlineKind, DeadlineStatus
from models.notices import Notice
from models.people import StaffKind, Way
from services import applications, people
from services.applications.draft import DraftStep
from services.applications.lists import QueueTab
from services.errors import Invalid, NotFound, Refused, Stale
from tests.services.seeing import deadline_of, status_of
from tests.world import World, register


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


@pytest.mark.rule("SM-DIA-5.1")
def test_a_person_withdraws_without_a_reason_and_everything_is_void(w: World) -> None:
    participation_id = w.apply()
    applications.withdraw(w.session, w.teacher, participation_id=participation_id)
    assert status_of(w, participation_id) is ParticipationStatus.withdrawn
    assert deadline_of(w, DeadlineKind.contact).status is DeadlineStatus.void
    assert w.session.scalars(sa.select(Consent.withdrawn_at)).one() == w.now


def test_nothing_can_be_withdrawn_after_the_assessment(w: World) -> None:
    participation_id = w.assessed_case()
    with pytest.raises(Stale):
        applications.withdraw(w.session, w.teacher, participation_id=participation_id)


def test_a_cancelled_application_tells_the_person_why(w: World) -> None:
    participation_id = w.apply()
    applications.cancel(w.session, w.operator, participation_id=participation_id, reason=CancelReason.no_instrument)
    facts = w.session.scalars(sa.select(Notice.facts).where(Notice.kind == "application_cancelled")).one()
    assert facts == {"reason": "no_instrument"}


def test_a_case_of_another_is_not_there_for_a_teacher(w: World) -> None:
    participation_id = w.apply()
    stranger = register(w.session, w.system, chat_id=5, name="Чужой Пётр Ильич", organization_id=w.school_id)
    with pytest.raises(NotFound):
        applications.card(w.session, w.ctx(stranger), participation_id=participation_id)


def test_the_queue_shows_the_cases_of_the_operators_centre(w: World) -> None:
    participation_id = w.apply()
    assert [line.id for line in applications.queue(w.session, w.operator, tab=QueueTab.new)] == [participation_id]
    assert applications.queue_counts(w.session, w.operator)[QueueTab.new] == 1
    assert applications.queue(w.session, w.head, tab=QueueTab.new) == []


@pytest.mark.parametrize(("text", "found"), [("иван", 1), ("ИВАНОВА АННА", 1), ("сидоров", 0)])
def test_the_queue_is_narrowed_by_a_part_of_a_name(w: World, text: str, found: int) -> None:
    w.apply()
    assert len(applications.queue(w.session, w.operator, tab=QueueTab.new, text=text)) == found
