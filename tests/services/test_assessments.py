"""The assessment itself: held on agreed terms, missed, moved (annex 2, cl. 5.9.5, 5.9.6)."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from models.applications import (
    MeetingFormat,
    ParticipationStatus,
)
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.notices import Notice
from models.people import Way
from models.results import Assessment
from services import applications, calendar, outside
from services.applications.history import history
from services.errors import Invalid, Stale
from services.outside import Said
from tests.services.seeing import deadline_of, status_of
from tests.world import World


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
    due = deadline_of(w, DeadlineKind.assessment).due_on
    w.later(days=(due - w.today).days + 3)
    applications.record_held(w.session, w.operator, participation_id=participation_id, held_on=due)
    deadline = w.session.scalars(sa.select(Deadline).where(Deadline.kind == DeadlineKind.assessment)).one()
    assert (deadline.status, deadline.closed_on) == (DeadlineStatus.met, due)
    assert deadline_of(w, DeadlineKind.result).event_on == due


def test_an_assessment_may_be_held_from_the_agreed_day_on_and_not_before(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    applications.accept_terms(w.session, w.teacher, participation_id=participation_id)
    due = deadline_of(w, DeadlineKind.assessment).due_on
    w.later(days=(due - w.today).days - 1)
    assert "hold" not in applications.card(w.session, w.operator, participation_id=participation_id).acts
    with pytest.raises(Invalid):
        applications.record_held(w.session, w.operator, participation_id=participation_id)
    w.later(days=1)
    assert "hold" in applications.card(w.session, w.operator, participation_id=participation_id).acts


@pytest.mark.rule("SM-DIA-5.9.6")
def test_the_result_is_due_in_ten_working_days_from_the_assessment(w: World) -> None:
    w.assessed_case()
    deadline = deadline_of(w, DeadlineKind.result)
    assert (deadline.event_on, deadline.due_on) == (date(2026, 9, 4), date(2026, 9, 18))
    assert deadline.clause == "приказ № 622-ОД, приложение 2, п. 5.9.6"


def test_a_no_show_begins_the_contact_anew(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    applications.accept_terms(w.session, w.teacher, participation_id=participation_id)
    w.later(days=3)
    applications.record_no_show(w.session, w.operator, participation_id=participation_id)
    assert status_of(w, participation_id) is ParticipationStatus.submitted
    assert deadline_of(w, DeadlineKind.contact).event_on == w.today


def test_a_no_show_written_down_later_counts_from_the_missed_day(w: World) -> None:
    participation_id = w.apply()
    w.propose(participation_id)
    applications.accept_terms(w.session, w.teacher, participation_id=participation_id)
    missed_on = w.today + timedelta(days=3)
    w.later(days=8)
    applications.record_no_show(w.session, w.operator, participation_id=participation_id)
    contact = deadline_of(w, DeadlineKind.contact)
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
    assert status_of(w, participation_id) is ParticipationStatus.agreed
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
    assert deadline_of(w, DeadlineKind.assessment).event_on == said_on


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
    assert deadline_of(w, DeadlineKind.answer).due_on == due_on
