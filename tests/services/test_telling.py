"""What a person must know of: told by a notice that comes, else by staff outside the chat, and never left untold."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.accounts import Grant, Role
from models.applications import CancelReason, MeetingFormat
from models.deadlines import DeadlineStatus
from models.notices import Notice, NoticeStatus
from models.outside import OutsideStep
from models.people import Way
from services import (
    applications,
    chats,
    overview,
    personal_data,
    routes,
    telling,
    unreachable,
)
from services.errors import Invalid, NotFound, Stale
from services.notices import NoticeKind
from services.outbox import Outcome
from services.outside import Said
from services.unreachable import Why
from tests.services.untold import (
    PHONE,
    K,
    kinds,
    published,
    send,
    tell,
    term,
    unlink,
)
from tests.world import World


def test_the_telling_is_recorded_with_how_when_by_whom_and_ends_the_sending(w: World) -> None:
    number = published(w)
    tell(w, Said(Way.letter, w.today, note="Письмо № 5"), participation_id=number)
    step = w.session.scalars(sa.select(OutsideStep).where(OutsideStep.participation_id == number)).one()
    assert (step.act, step.way, step.happened_on, step.note) == ("told_result_ready", Way.letter, w.today, "Письмо № 5")
    assert step.recorded_by_id == w.operator_id
    row = w.session.scalars(sa.select(Notice).where(Notice.kind == K.result_ready)).one()
    assert (row.status, row.channel) == (NoticeStatus.sent, "letter")
    send(w)
    assert row.status is NoticeStatus.sent


def test_a_telling_needs_a_way_a_choice_and_a_day_after_the_event_and_is_taken_once(w: World) -> None:
    number = published(w)
    (one,) = telling.untold(w.session, w.operator, participation_id=number)
    about = {"participation_id": number}
    with pytest.raises(Invalid):
        telling.tell(w.session, w.operator, notice_ids=[], said=PHONE, **about)
    with pytest.raises(Invalid):
        telling.tell(w.session, w.operator, notice_ids=[one.notice_id], said=Said(), **about)
    with pytest.raises(Invalid):
        early = Said(Way.phone, w.today - timedelta(days=1))
        telling.tell(w.session, w.operator, notice_ids=[one.notice_id], said=early, **about)
    w.session.rollback()
    tell(w, participation_id=number)
    with pytest.raises(Stale):
        telling.tell(w.session, w.operator, notice_ids=[one.notice_id], said=PHONE, **about)


def test_only_the_staff_of_the_centre_tell(w: World) -> None:
    number = published(w)
    (one,) = telling.untold(w.session, w.operator, participation_id=number)
    for stranger in (w.teacher_id, w.head_id, w.curator_id):
        assert telling.untold(w.session, w.ctx(stranger), participation_id=number) == []
        with pytest.raises(NotFound):
            telling.tell(
                w.session, w.ctx(stranger), notice_ids=[one.notice_id], said=PHONE, participation_id=number
            )  # fmt: skip


def test_what_matters_is_on_the_list_to_call_until_it_is_told(w: World) -> None:
    number = published(w)
    send(w)
    (line,) = unreachable.to_call(w.session, w.operator)
    assert (line.why, line.kind, line.due_on) == (Why.no_chat, None, term(w).due_on)
    assert [one.kind for one in line.untold] == [K.result_ready]
    tell(w, participation_id=number)
    assert unreachable.to_call(w.session, w.operator) == []


def test_a_missed_day_is_told_of_until_another_is_agreed(w: World) -> None:
    number = w.apply()
    w.propose(number)
    applications.accept_terms(w.session, w.teacher, participation_id=number)
    unlink(w)
    w.later(days=4)
    applications.record_no_show(w.session, w.operator, participation_id=number)
    assert kinds(w, participation_id=number) == [K.no_show]
    w.propose(number)
    assert kinds(w, participation_id=number) == [], "the new terms await an answer: a call is about them"


def test_a_move_that_was_agreed_outside_the_chat_is_told_by_that_word(w: World) -> None:
    number = w.apply()
    w.propose(number)
    applications.accept_terms(w.session, w.teacher, participation_id=number)
    unlink(w)
    applications.move_terms(
        w.session, w.operator, participation_id=number, starts_at=w.now + timedelta(days=5), place="Вязьма", said=PHONE,
        format=MeetingFormat.on_site,
    )  # fmt: skip
    w.session.commit()
    assert kinds(w, participation_id=number) == []
    row = w.session.scalars(sa.select(Notice).where(Notice.kind == K.assessment_moved)).one()
    assert (row.status, row.channel) == (NoticeStatus.sent, "phone")


def test_a_consent_that_the_person_withdrew_outside_the_chat_is_known_to_them(w: World) -> None:
    unlink(w)
    personal_data.withdraw_personal_data_consent(w.session, w.operator, person_id=w.teacher_id, said=PHONE)
    row = w.session.scalars(sa.select(Notice).where(Notice.kind == K.consent_recorded)).one()
    assert (row.status, row.channel) == (NoticeStatus.sent, "phone")


@pytest.mark.parametrize(
    ("reason", "untold"), [(CancelReason.no_instrument, [K.application_cancelled]), (CancelReason.person_asked, [])]
)
def test_a_cancellation_is_told_unless_the_person_asked_for_it(
    w: World, reason: CancelReason, untold: list[NoticeKind]
) -> None:
    number = w.apply()
    unlink(w)
    applications.cancel(w.session, w.operator, participation_id=number, reason=reason)
    assert kinds(w, participation_id=number) == untold


def test_an_approved_route_is_told_of_by_the_centre(w: World) -> None:
    number = w.apply()
    w.propose(number)
    w.assess(number)
    w.publish(number)
    route_id = w.draw_up(number)
    w.agree(route_id)
    send(w)
    unlink(w)
    routes.approve(w.session, w.head, route_id=route_id)
    send(w)
    assert kinds(w, route_id=route_id) == [K.route_approved]
    (line,) = unreachable.to_call(w.session, w.planner)
    assert line.route_id == route_id
    found = [one.notice_id for one in telling.untold(w.session, w.planner, route_id=route_id)]
    telling.tell(w.session, w.planner, notice_ids=found, said=PHONE, route_id=route_id)
    assert kinds(w, route_id=route_id) == []


def test_the_desk_is_told_of_each_event_that_could_not_be_brought(w: World) -> None:
    published(w)
    send(w)
    said = w.session.scalars(sa.select(Notice).where(Notice.kind == K.unreachable)).all()
    assert "result_ready" in [one.facts.get("unsaid") for one in said], "the case was told of before: once more"


def test_a_notice_of_which_nobody_knows_is_on_the_list_too(w: World) -> None:
    number = w.apply()
    w.propose(number)
    w.assess(number)
    send(w)
    w.publish(number, decide=False)
    send(w, Outcome.uncertain)
    (line,) = unreachable.to_call(w.session, w.operator)
    assert (line.why, line.participation_id) == (Why.unsure, number)
    assert line.untold[0].unsure
    assert term(w).status is DeadlineStatus.met


def test_whoever_returns_to_the_chat_does_not_lose_what_was_not_brought(w: World) -> None:
    number = w.apply()
    w.propose(number)
    w.assess(number)
    chats.set_blocked(w.session, w.ctx(None), chat_id=1000, blocked=True)
    w.publish(number, decide=False)
    send(w)
    chats.set_blocked(w.session, w.ctx(None), chat_id=1000, blocked=False)
    assert kinds(w, participation_id=number) == [K.result_ready]


def test_the_department_counts_a_result_as_told_when_it_was(w: World) -> None:
    w.ctx(None)
    w.session.add(Grant(person_id=w.planner_id, role=Role.department))
    w.session.commit()
    number = published(w)
    (row,) = overview.figures(w.session, w.planner).rows
    assert row.published.number == 0
    tell(w, participation_id=number)
    (row,) = overview.figures(w.session, w.planner).rows
    assert row.published.number is None, "one: fewer than five"
