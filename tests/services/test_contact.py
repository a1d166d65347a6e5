"""The term of contact: from application to agreed terms, and the attempts to reach a person (annex 2, cl. 5.9.4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from models.applications import (
    ContactOutcome,
    ParticipationStatus,
)
from models.deadlines import DeadlineKind, DeadlineStatus
from models.notices import Notice
from models.people import TelegramChat, Way
from services import applications, conversations, deadlines, home, today
from services.applications.history import history
from services.errors import Denied, Invalid, NotFound, Stale
from services.next_step import NextStep
from tests.services.seeing import deadline_of, status_of
from tests.world import World


@pytest.mark.rule("SM-DIA-5.9.4")
def test_contact_is_due_in_three_working_days_by_its_clause(w: World) -> None:
    w.now = datetime(2026, 12, 30, 9, 0, tzinfo=UTC)
    w.apply()
    deadline = deadline_of(w, DeadlineKind.contact)
    assert (deadline.due_on, deadline.normative) == (date(2027, 1, 13), True)
    assert deadline.clause == "приказ № 622-ОД, приложение 2, п. 5.9.4"


@pytest.mark.rule("SM-DIA-5.9.4")
def test_contact_is_met_when_the_person_agrees_to_the_terms(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    assert deadline_of(w, DeadlineKind.contact).status is DeadlineStatus.on_hold
    applications.accept_terms(w.session, w.teacher, participation_id=participation_id)
    deadline = deadline_of(w, DeadlineKind.contact)
    assert (deadline.status, deadline.closed_on) == (DeadlineStatus.met, w.today)


@pytest.mark.rule("SM-DIA-5.9.4")
def test_contact_goes_on_with_its_days_given_back_when_another_time_is_asked_for(w: World) -> None:
    participation_id = w.apply()
    due = deadline_of(w, DeadlineKind.contact).due_on
    w.propose(participation_id)
    w.later(working_days=2)
    applications.refuse_terms(w.session, w.teacher, participation_id=participation_id, note="Лучше после обеда")
    told = applications.card(w.session, w.operator, participation_id=participation_id).asked_for
    assert told == "Лучше после обеда"
    assert applications.card(w.session, w.teacher, participation_id=participation_id).asked_for == "Лучше после обеда"
    deadline = deadline_of(w, DeadlineKind.contact)
    assert (deadline.status, deadline.version) == (DeadlineStatus.open, 2)
    assert deadline.due_on == due + timedelta(days=4)
    assert status_of(w, participation_id) is ParticipationStatus.submitted


def test_an_attempt_that_reached_nobody_holds_the_term_of_contact(w: World) -> None:
    participation_id = w.apply()
    applications.log_contact(
        w.session, w.operator, participation_id=participation_id, way=Way.phone, outcome=ContactOutcome.not_reached
    )
    deadline = deadline_of(w, DeadlineKind.contact)
    assert (deadline.status, deadline.hold_reason) == (DeadlineStatus.on_hold, "not_reached")


@pytest.mark.rule("SM-DIA-5.9.4")
def test_whom_a_call_missed_is_asked_in_the_chat_and_their_word_lets_the_term_go_on(w: World) -> None:
    participation_id = w.apply()
    due = deadline_of(w, DeadlineKind.contact).due_on
    for _call in range(2):
        applications.log_contact(
            w.session, w.operator, participation_id=participation_id, way=Way.phone, outcome=ContactOutcome.not_reached
        )
    asked = w.session.scalars(sa.select(Notice).where(Notice.kind == "not_reached")).one()
    assert (asked.recipient_id, asked.facts) == (w.teacher_id, {"way": "phone"})
    assert home.home(w.session, w.teacher).next.step is NextStep.name_hour
    assert applications.card(w.session, w.teacher, participation_id=participation_id).missed_call
    w.later(working_days=2)
    conversations.ask(w.session, w.teacher, text="После четырёх", participation_id=participation_id)
    deadline = deadline_of(w, DeadlineKind.contact)
    assert (deadline.status, deadline.hold_reason) == (DeadlineStatus.open, "")
    assert deadline.due_on > due
    following = home.home(w.session, w.teacher).next
    assert (following.step, following.by) == (NextStep.wait_contact, deadline.due_on)


def test_an_older_call_and_one_without_a_chat_ask_nobody(w: World) -> None:
    participation_id = w.apply()
    w.later(days=2)
    missed = ContactOutcome.not_reached
    for outcome, on in ((ContactOutcome.reached, w.today), (missed, w.today - timedelta(days=1))):
        applications.log_contact(
            w.session, w.operator, participation_id=participation_id, way=Way.phone, outcome=outcome, on=on
        )
    w.session.execute(sa.delete(TelegramChat).where(TelegramChat.person_id == w.teacher_id))
    applications.log_contact(w.session, w.operator, participation_id=participation_id, way=Way.phone, outcome=missed)
    assert w.session.scalars(sa.select(Notice).where(Notice.kind == "not_reached")).all() == []


def test_a_term_that_was_late_stays_late_while_it_is_on_hold(w: World) -> None:
    participation_id = w.apply()
    w.later(working_days=5)
    late = (today.Sort.norm, today.Urgency.overdue)
    assert today.today(w.session, w.operator).living[late] == 1
    applications.log_contact(
        w.session, w.operator, participation_id=participation_id, way=Way.phone, outcome=ContactOutcome.not_reached
    )
    deadline = deadline_of(w, DeadlineKind.contact)
    assert deadline.status is DeadlineStatus.on_hold
    assert deadlines.is_overdue(w.operator, deadline)
    assert today.today(w.session, w.operator).living[late] == 1


def test_an_attempt_counts_from_the_day_it_was_made(w: World) -> None:
    participation_id = w.apply()
    called_on = w.today
    w.later(days=2)
    applications.log_contact(
        w.session, w.operator, participation_id=participation_id, way=Way.phone, outcome=ContactOutcome.not_reached,
        on=called_on, clock=time(15, 30),
    )  # fmt: skip
    assert deadline_of(w, DeadlineKind.contact).held_on == called_on
    at = history(w.session, w.operator, participation_id=participation_id).contacts[0].at
    assert isinstance(at, datetime)
    assert at.astimezone(w.system.region.zone).replace(tzinfo=None) == datetime.combine(called_on, time(15, 30))


def test_no_hour_is_told_of_an_attempt_whose_hour_nobody_said(w: World) -> None:
    participation_id = w.apply()
    w.later(days=1)
    days = [w.today - timedelta(days=1), w.today]
    for on in (*days, None):
        applications.log_contact(
            w.session, w.operator, participation_id=participation_id, way=Way.phone, outcome=ContactOutcome.reached,
            on=on,
        )  # fmt: skip
    told = history(w.session, w.operator, participation_id=participation_id).contacts
    assert [one.at for one in told] == [*days, w.today]


def test_an_older_attempt_written_down_later_changes_no_term(w: World) -> None:
    participation_id = w.apply()
    w.later(days=2)
    for outcome, on in ((ContactOutcome.reached, w.today), (ContactOutcome.not_reached, w.today - timedelta(days=1))):
        applications.log_contact(
            w.session, w.operator, participation_id=participation_id, way=Way.phone, outcome=outcome, on=on
        )
    assert deadline_of(w, DeadlineKind.contact).status is DeadlineStatus.open


@pytest.mark.parametrize(("days", "clock"), [(1, None), (-1, None), (0, time(23, 59))])
def test_an_attempt_is_neither_to_come_nor_before_the_application(w: World, days: int, clock: time | None) -> None:
    participation_id = w.apply()
    with pytest.raises(Invalid):
        applications.log_contact(
            w.session, w.operator, participation_id=participation_id, way=Way.phone, outcome=ContactOutcome.reached,
            on=w.today + timedelta(days=days), clock=clock,
        )  # fmt: skip


@pytest.mark.parametrize("who", ["teacher_id", "curator_id", "head_id"])
def test_only_an_operator_proposes_terms(w: World, who: str) -> None:
    participation_id = w.apply()
    with pytest.raises((Denied, NotFound)):
        applications.propose_terms(
            w.session, w.ctx(getattr(w, who)), participation_id=participation_id,
            starts_at=w.now + timedelta(days=3), place="Где-то",
        )  # fmt: skip


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


def test_a_day_that_has_passed_cannot_be_agreed_to(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    w.later(days=3)
    card = applications.card(w.session, w.teacher, participation_id=participation_id)
    assert (card.passed, "accept_terms" in card.acts, "refuse_terms" in card.acts) == (True, False, True)
    with pytest.raises(Stale, match="Этот день прошёл"):
        applications.accept_terms(w.session, w.teacher, participation_id=participation_id)
    assert status_of(w, participation_id) is ParticipationStatus.proposed
    applications.refuse_terms(w.session, w.teacher, participation_id=participation_id, note="На следующей неделе")
    assert status_of(w, participation_id) is ParticipationStatus.submitted


def test_an_agreement_said_in_time_may_be_recorded_after_its_day(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    said_on = w.today
    w.later(days=4)
    with pytest.raises(Stale, match="Этот день прошёл"):
        applications.accept_terms(w.session, w.operator, participation_id=participation_id, way=Way.phone)
    w.session.rollback()
    applications.accept_terms(w.session, w.operator, participation_id=participation_id, way=Way.phone, on=said_on)
    assert status_of(w, participation_id) is ParticipationStatus.agreed
