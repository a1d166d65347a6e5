"""The outbox and the tick: nothing is sent twice, nothing of a done thing is sent."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from models.accounts import Grant, Role
from models.deadlines import Deadline, DeadlineKind
from models.notices import Notice, NoticeStatus
from models.people import Person, TelegramChat
from services import applications, calendar, outbox, reminders
from services.notices import NoticeKind
from services.outbox import Outcome
from tests.world import World, register

REAL = datetime(2026, 11, 1, tzinfo=UTC)


def _send_all(w: World) -> list[str]:
    """Start everything that is due and say it was sent; returns the kinds in order."""
    kinds = []
    while due := outbox.due(w.session, w.ctx(None), real_now=REAL):
        for one in due:
            parcel = outbox.start(w.session, w.ctx(None), notice_id=one.notice_id, real_now=REAL)
            if parcel:
                kinds.append(parcel.kind)
                outbox.finish(w.session, w.ctx(None), notice_id=one.notice_id, outcome=Outcome.sent, real_now=REAL)
        w.session.commit()
    return kinds


def _only_due(w: World) -> int:
    (one,) = outbox.due(w.session, w.ctx(None), real_now=REAL)
    return one.notice_id


def _tick(w: World) -> None:
    reminders.tick(w.session, w.ctx(None))
    w.session.commit()


def test_a_notice_is_started_by_one_sender_only(w: World) -> None:
    w.apply()
    notice_id = _only_due(w)
    assert outbox.start(w.session, w.ctx(None), notice_id=notice_id, real_now=REAL) is not None
    assert outbox.start(w.session, w.ctx(None), notice_id=notice_id, real_now=REAL) is None


def test_what_was_being_sent_when_its_sender_died_is_uncertain_and_stays_so(w: World) -> None:
    w.apply()
    notice_id = _only_due(w)
    outbox.start(w.session, w.ctx(None), notice_id=notice_id, real_now=REAL)
    w.session.commit()
    later = REAL + outbox.LEASE + timedelta(seconds=1)
    assert outbox.expire(w.session, w.ctx(None), real_now=later) == 1
    assert outbox.due(w.session, w.ctx(None), real_now=later) == []
    assert w.session.scalars(sa.select(Notice.status)).one() is NoticeStatus.uncertain


@pytest.mark.parametrize(
    ("outcome", "status", "attempts"),
    [
        (Outcome.sent, NoticeStatus.sent, 1),
        (Outcome.not_left, NoticeStatus.pending, 1),
        (Outcome.paused, NoticeStatus.pending, 0),
        (Outcome.unreachable, NoticeStatus.failed, 1),
        (Outcome.refused, NoticeStatus.failed, 1),
        (Outcome.uncertain, NoticeStatus.uncertain, 1),
    ],
)
def test_each_outcome_leaves_its_own_state(w: World, outcome: Outcome, status: NoticeStatus, attempts: int) -> None:
    w.apply()
    notice_id = _only_due(w)
    outbox.start(w.session, w.ctx(None), notice_id=notice_id, real_now=REAL)
    outbox.finish(w.session, w.ctx(None), notice_id=notice_id, outcome=outcome, real_now=REAL)
    notice = w.session.get_one(Notice, notice_id)
    assert (notice.status, notice.attempts) == (status, attempts)


def test_what_did_not_leave_waits_before_it_is_tried_again(w: World) -> None:
    w.apply()
    notice_id = _only_due(w)
    outbox.start(w.session, w.ctx(None), notice_id=notice_id, real_now=REAL)
    outbox.finish(w.session, w.ctx(None), notice_id=notice_id, outcome=Outcome.not_left, real_now=REAL)
    assert outbox.due(w.session, w.ctx(None), real_now=REAL) == []
    later = outbox.due(w.session, w.ctx(None), real_now=REAL + outbox.BACKOFF[0])
    assert [one.notice_id for one in later] == [notice_id]


def test_a_person_who_blocked_the_bot_is_marked_unreachable(w: World) -> None:
    w.apply()
    notice_id = _only_due(w)
    outbox.start(w.session, w.ctx(None), notice_id=notice_id, real_now=REAL)
    outbox.finish(w.session, w.ctx(None), notice_id=notice_id, outcome=Outcome.unreachable, real_now=REAL)
    query = sa.select(TelegramChat.blocked_at).where(TelegramChat.person_id == w.operator_id)
    assert w.session.scalars(query).one() == w.now


def test_the_tick_run_twice_writes_a_reminder_once(w: World) -> None:
    w.apply()
    w.later(working_days=2)
    _tick(w)
    w.session.execute(sa.update(Deadline).values(next_notice_at=w.now - timedelta(days=1)))
    _tick(w)
    query = sa.select(sa.func.count(Notice.id)).where(Notice.kind == NoticeKind.deadline_near)
    assert w.session.scalar(query) == 1


def test_a_reminder_due_while_everything_was_down_arrives_once_after_the_start(w: World) -> None:
    w.apply()
    _send_all(w)
    w.later(days=30)
    _tick(w)
    _tick(w)
    assert _send_all(w) == ["deadline_overdue"]
    superseded = sa.select(Notice.kind).where(Notice.status == NoticeStatus.superseded)
    assert w.session.scalars(superseded).all() == ["deadline_near", "deadline_near"]


def test_one_who_wakes_at_night_and_again_in_the_morning_says_it_once(w: World) -> None:
    w.apply()
    _send_all(w)
    due_on = w.session.scalars(sa.select(Deadline.due_on).where(Deadline.kind == DeadlineKind.contact)).one()
    region = w.system.region
    w.now = calendar.at(region, calendar.add_working_days(region, due_on, 1), time(3, 20))
    _tick(w)
    assert _send_all(w) == [], "not at night"
    w.later(hours=6)
    _tick(w)
    assert _send_all(w) == ["deadline_overdue"]


def test_a_reminder_of_a_deadline_met_meanwhile_is_not_sent(w: World) -> None:
    participation_id = w.apply()
    _send_all(w)
    w.later(working_days=2)
    _tick(w)
    applications.withdraw(w.session, w.teacher, participation_id=participation_id)
    w.session.commit()
    assert _send_all(w) == ["application_withdrawn"]


def test_a_reminder_of_an_older_version_is_cancelled_at_sending(w: World) -> None:
    w.apply()
    _send_all(w)
    w.later(working_days=2)
    _tick(w)
    w.session.execute(sa.update(Deadline).values(version=2))
    w.session.commit()
    assert _send_all(w) == []


def test_a_muted_kind_is_not_written_and_one_required_by_the_order_cannot_be_muted(w: World) -> None:
    participation_id = w.apply()
    w.session.get_one(Person, w.teacher_id).muted = ["terms_await_answer", "terms_proposed"]
    w.propose(participation_id)
    w.later(working_days=5)
    _tick(w)
    kinds = w.session.scalars(sa.select(Notice.kind).where(Notice.recipient_id == w.teacher_id)).all()
    assert kinds == ["terms_proposed"]


def test_a_notice_at_night_waits_for_the_working_morning(w: World) -> None:
    w.now = datetime(2026, 9, 4, 20, 0, tzinfo=UTC)
    w.apply()
    assert w.session.scalars(sa.select(Notice.not_before)).one() == datetime(2026, 9, 7, 6, 0, tzinfo=UTC)


def test_a_notice_left_over_from_the_day_does_not_leave_at_night(w: World) -> None:
    w.apply()
    w.later(hours=12)
    assert outbox.due(w.session, w.ctx(None), real_now=REAL) == []
    w.later(hours=12)
    assert _send_all(w) == ["application_new"]


def test_a_term_recorded_after_its_day_is_spoken_of_at_once(w: World) -> None:
    number = w.apply()
    w.propose(number)
    applications.accept_terms(w.session, w.teacher, participation_id=number)
    held_on = w.today + timedelta(days=3)
    w.later(working_days=40)
    applications.record_held(w.session, w.operator, participation_id=number, held_on=held_on)
    w.session.commit()
    _send_all(w)
    _tick(w)
    assert _send_all(w) == ["deadline_overdue"]
    _tick(w)
    assert _send_all(w) == []


def test_what_concerns_a_case_reaches_somebody_when_its_operator_has_left(w: World) -> None:
    number = w.apply()
    w.propose(number)
    other = register(w.session, w.system, chat_id=3000, name="Сменова Анна Юрьевна", organization_id=w.other_school_id)
    w.session.execute(sa.update(Grant).where(Grant.person_id == w.operator_id).values(ends_on=w.today))
    w.session.add(Grant(person_id=other, role=Role.operator, centre_id=w.centre_id))
    w.session.commit()
    w.later(days=1)
    applications.refuse_terms(w.session, w.teacher, participation_id=number, note="Лучше после обеда")
    told = w.session.scalars(sa.select(Notice.recipient_id).where(Notice.kind == "time_refused")).all()
    assert list(told) == [other]


def test_reminders_of_half_a_year_come_once_in_working_hours_to_the_right_person(w: World) -> None:
    route_id = w.active_route()
    _send_all(w)
    region = w.system.region
    for _hour in range(24 * 120):
        w.later(hours=1)
        _tick(w)
        for kind in _send_all(w):
            local = w.now.astimezone(region.zone)
            assert 9 <= local.hour < 18, kind
            assert local.weekday() < 5, local
    sent = w.session.execute(
        sa.select(Notice.kind, Notice.recipient_id).where(Notice.deadline_id.is_not(None)).order_by(Notice.id)
    ).all()
    assert sent == [
        ("activity_soon", w.teacher_id),
        ("activity_soon", w.teacher_id),
        ("activity_passed", w.teacher_id),
        ("activity_soon", w.teacher_id),
        ("activity_passed", w.teacher_id),
    ]
    assert route_id


def test_the_nearest_moment_of_a_deadline_is_what_the_tick_reads(w: World) -> None:
    w.apply()
    deadline = w.session.scalars(sa.select(Deadline).where(Deadline.kind == DeadlineKind.contact)).one()
    assert deadline.next_notice_at == datetime(2026, 9, 3, 6, 0, tzinfo=UTC)
