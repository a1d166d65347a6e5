"""An assessment recorded as held by a slip is taken back: the case stands as before the record."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models.applications import AppointmentStatus, ParticipationStatus
from models.audit import AuditEntry
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.outside import OutsideStep
from models.results import Assessment
from services import applications, outside, results
from services.errors import Denied, Invalid, Refused, Stale
from tests.world import World


def held(w: World) -> int:
    """A case recorded as held."""
    number = w.apply()
    w.propose(number)
    w.assess(number)
    return number


def undo(w: World, number: int, reason: str = "Нажали не на ту строку") -> None:
    """The operator takes it back."""
    applications.undo_held(w.session, w.operator, participation_id=number, reason=reason)
    w.session.commit()


def status_of(w: World, kind: DeadlineKind) -> DeadlineStatus:
    """How the latest term of a kind stands."""
    query = sa.select(Deadline).where(Deadline.kind == kind).order_by(Deadline.id.desc())
    return w.session.scalars(query.limit(1)).one().status


def test_a_slip_is_taken_back_and_the_terms_with_it(w: World) -> None:
    number = held(w)
    undo(w, number)
    card = applications.card(w.session, w.operator, participation_id=number)
    assert (card.status, card.held_on) == (ParticipationStatus.agreed, None)
    assert card.appointment is not None
    assert status_of(w, DeadlineKind.result) is DeadlineStatus.void
    assert status_of(w, DeadlineKind.assessment) is DeadlineStatus.open
    assert {"no_show", "hold", "move_terms", "withdraw"} <= set(card.acts)
    assert w.session.scalar(sa.select(sa.func.count(Assessment.id))) == 0


def test_whoever_never_came_is_then_recorded_so_and_may_withdraw(w: World) -> None:
    number = held(w)
    undo(w, number)
    applications.record_no_show(w.session, w.operator, participation_id=number)
    applications.withdraw(w.session, w.teacher, participation_id=number)
    assert applications.card(w.session, w.teacher, participation_id=number).status is ParticipationStatus.withdrawn


def test_it_can_be_recorded_as_held_anew(w: World) -> None:
    number = held(w)
    undo(w, number)
    applications.record_held(w.session, w.operator, participation_id=number)
    assert status_of(w, DeadlineKind.assessment) is DeadlineStatus.met
    assert status_of(w, DeadlineKind.result) is DeadlineStatus.open


def test_who_when_and_why_stay_in_the_case_and_in_the_audit(w: World) -> None:
    number = held(w)
    undo(w, number)
    step = w.session.scalars(sa.select(OutsideStep).where(OutsideStep.participation_id == number)).one()
    assert (step.act, step.note, step.recorded_by_id) == ("undo_held", "Нажали не на ту строку", w.operator_id)
    (line,) = outside.of(w.session, w.operator, participation_id=number)
    assert (line.way, line.note) == (None, "Нажали не на ту строку"), "nobody said it to anybody"
    entry = w.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "undo_held")).one()
    assert (entry.actor_id, entry.row_id) == (w.operator_id, number)


def test_it_needs_a_reason_and_is_the_operator_s(w: World) -> None:
    number = held(w)
    with pytest.raises(Invalid):
        undo(w, number, "  ")
    for stranger in (w.teacher_id, w.planner_id):
        with pytest.raises(Denied):
            applications.undo_held(w.session, w.ctx(stranger), participation_id=number, reason="Просто так")


def test_an_assessment_whose_result_was_entered_stands(w: World) -> None:
    number = held(w)
    results.enter(
        w.session, w.operator, participation_id=number, scores=w.scores(number), deficits=[], recommendations=""
    )
    w.session.commit()
    assert "undo_held" not in applications.card(w.session, w.operator, participation_id=number).acts
    with pytest.raises(Refused):
        undo(w, number)
    w.session.rollback()
    assert applications.card(w.session, w.operator, participation_id=number).status is ParticipationStatus.assessed


def test_taking_it_back_twice_says_that_it_was_done(w: World) -> None:
    number = held(w)
    undo(w, number)
    with pytest.raises(Stale):
        undo(w, number)


def test_the_day_list_offers_it_at_what_was_held(w: World) -> None:
    number = held(w)
    (row,) = applications.day_list(w.session, w.operator, day=w.today).rows
    assert (row.status, row.acts) == (AppointmentStatus.held, ("undo_held",))
    undo(w, number)
    (row,) = applications.day_list(w.session, w.operator, day=w.today).rows
    assert (row.status, "hold" in row.acts) == (AppointmentStatus.accepted, True)
