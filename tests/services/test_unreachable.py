"""People whom no notice reaches: their deadlines go to the desk, which is told of them and has a list to call."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa

from models.applications import ContactOutcome
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.notices import Notice, NoticeStatus
from models.people import Person, TelegramChat, Way
from services import applications, chats, deadlines, health, mailing, outbox, reminders, routes, unreachable
from services.errors import Denied
from services.notices import NoticeKind
from services.outbox import Outcome
from services.unreachable import Why
from tests import world
from tests.world import World

K = NoticeKind
REAL = datetime(2026, 11, 1, tzinfo=UTC)


def unlink(w: World, *people: int) -> None:
    """These people have no chat."""
    w.ctx(None)
    w.session.execute(sa.delete(TelegramChat).where(TelegramChat.person_id.in_(people)))
    w.session.commit()


def pass_days(w: World, days: int) -> list[tuple[str, int]]:
    """So many days with their ticks; kind and recipient of what was written to be sent on each."""
    return [said for _day in range(days) for said in one_day(w)]


def one_day(w: World) -> list[tuple[str, int]]:
    last = w.session.scalar(sa.select(sa.func.max(Notice.id))) or 0
    w.later(days=1)
    reminders.tick(w.session, w.ctx(None))
    w.session.commit()
    query = sa.select(Notice.kind, Notice.recipient_id).where(
        Notice.id > last, Notice.status != NoticeStatus.superseded
    )
    return [(row.kind, row.recipient_id) for row in w.session.execute(query.order_by(Notice.id))]


def send(w: World, outcome: Outcome = Outcome.sent) -> None:
    """A sender with a Telegram of one mind."""
    while due := outbox.due(w.session, w.ctx(None), real_now=REAL):
        for one in due:
            if outbox.start(w.session, w.ctx(None), notice_id=one.notice_id, real_now=REAL):
                outbox.finish(w.session, w.ctx(None), notice_id=one.notice_id, outcome=outcome, real_now=REAL)
        w.session.commit()


def told(w: World) -> list[tuple[int, int | None, int | None, int]]:
    """Who was told that somebody cannot be reached: recipient, case, route, whom."""
    query = sa.select(Notice).where(Notice.kind == K.unreachable).order_by(Notice.id)
    return [
        (row.recipient_id, row.participation_id, row.route_id, row.facts["person"]) for row in w.session.scalars(query)
    ]


def test_an_answer_awaited_from_one_without_a_chat_is_asked_for_by_the_operator(w: World) -> None:
    w.propose(w.apply())
    unlink(w, w.teacher_id)
    said = pass_days(w, 7)
    assert [row for row in said if row[1] == w.teacher_id] == []
    assert said == [("call_person", w.operator_id)] * 3 + [("deadline_overdue", w.operator_id)]
    row = w.session.scalars(sa.select(Notice).where(Notice.kind == K.call_person).limit(1)).one()
    assert row.facts["person"] == w.teacher_id


def test_whoever_blocked_the_bot_is_called_too_and_whoever_returns_is_not(w: World) -> None:
    w.propose(w.apply())
    chat = w.session.scalars(sa.select(TelegramChat).where(TelegramChat.person_id == w.teacher_id)).one()
    chats.set_blocked(w.session, w.ctx(None), chat_id=chat.chat_id, blocked=True)
    assert pass_days(w, 1) == [("call_person", w.operator_id)]
    chats.set_blocked(w.session, w.ctx(None), chat_id=chat.chat_id, blocked=False)
    assert pass_days(w, 1) == [("terms_await_answer", w.teacher_id)]


def test_e_mail_counts_where_it_is_sent_at_all(w: World) -> None:
    w.propose(w.apply())
    unlink(w, w.teacher_id)
    w.session.get_one(Person, w.teacher_id).email = "anna@example.org"
    assert pass_days(w, 1) == [("call_person", w.operator_id)], "no mail server is set here"
    health.report(w.session, w.ctx(None), part=health.MAILER, well=True, real_now=REAL)
    assert pass_days(w, 1) == [("terms_await_answer", w.teacher_id)]


def test_an_agreement_and_an_approval_that_nobody_reads_of_are_the_planners_to_ask_for(w: World) -> None:
    route_id = w.sent_route()
    unlink(w, w.teacher_id, w.head_id)
    said = Counter(pass_days(w, 12))
    assert said["call_person", w.planner_id] == 8, "four reminders each to the teacher and the head"
    assert said["agreement_due", w.curator_id] == 4
    assert said["agreement_due", w.teacher_id] == said["agreement_due", w.head_id] == 0
    w.agree(route_id)
    said = Counter(pass_days(w, 8))
    assert said["call_person", w.planner_id] == 3
    assert said["approval_due", w.head_id] == 0


def test_an_activity_of_one_without_a_chat_is_the_curators_else_the_planners(w: World) -> None:
    w.active_route()
    unlink(w, w.teacher_id)
    said = Counter(pass_days(w, 25))
    assert (said["call_person", w.curator_id], said["call_person", w.planner_id]) == (2, 0)
    unlink(w, w.curator_id)
    assert Counter(pass_days(w, 10))["call_person", w.planner_id] == 2


def test_the_desk_is_told_once_of_a_notice_that_cannot_be_brought(w: World) -> None:
    number = w.apply()
    unlink(w, w.teacher_id)
    w.propose(number)
    send(w)
    assert told(w) == [(w.operator_id, number, None, w.teacher_id)]
    applications.refuse_terms(w.session, w.operator, participation_id=number, way=Way.phone)
    w.propose(number)
    send(w)
    assert len(told(w)) == 1, "once for a case and a person"


def test_telegram_s_refusal_tells_the_desk_of_the_route(w: World) -> None:
    number = w.published_case()
    send(w)
    route_id = w.draw_up(number)
    send(w, Outcome.unreachable)
    assert sorted(row[3] for row in told(w)) == sorted([w.teacher_id, w.curator_id, w.head_id])
    assert {row[:3] for row in told(w)} == {(w.planner_id, None, route_id)}


def test_a_block_is_told_at_once_to_the_desks_of_what_is_under_way(w: World) -> None:
    route_id = w.active_route()
    w.later(days=1)
    number = w.apply()
    for blocked in (True, False, True):
        chats.set_blocked(w.session, w.ctx(None), chat_id=1000, blocked=blocked)
        w.session.commit()
    assert sorted(told(w)) == sorted(
        [(w.operator_id, number, None, w.teacher_id), (w.planner_id, None, route_id, w.teacher_id)]
    )


def test_where_e_mail_goes_the_desk_is_told_only_when_that_fails_too(w: World) -> None:
    health.report(w.session, w.ctx(None), part=health.MAILER, well=True, real_now=REAL)
    number = w.apply()
    w.session.get_one(Person, w.teacher_id).email = "anna@example.org"
    unlink(w, w.teacher_id)
    w.propose(number)
    send(w)
    assert told(w) == []
    (letter,) = mailing.due(w.session, w.ctx(None), real_now=REAL)
    mailing.start(w.session, w.ctx(None), notice_id=letter, real_now=REAL)
    outbox.finish(w.session, w.ctx(None), notice_id=letter, outcome=Outcome.refused, real_now=REAL)
    assert told(w) == [(w.operator_id, number, None, w.teacher_id)]


def not_reached(w: World, number: int) -> None:
    """The operator tried in vain."""
    applications.log_contact(
        w.session, w.operator, participation_id=number, way=Way.phone, outcome=ContactOutcome.not_reached
    )
    w.session.commit()


def contact(w: World) -> Deadline:
    """The term of contact."""
    return w.session.scalars(sa.select(Deadline).where(Deadline.kind == DeadlineKind.contact)).one()


@pytest.mark.rule("SM-DIA-5.9.4")
def test_one_who_was_not_reached_is_tried_again_every_second_working_day(w: World) -> None:
    number = w.apply()
    not_reached(w, number)
    said = pass_days(w, 15)
    assert said == [("try_again", w.operator_id)] * 5
    days = [w.system.region.today(row.created_at) for row in w.session.scalars(
        sa.select(Notice).where(Notice.kind == K.try_again))]  # fmt: skip
    assert all((later - earlier).days >= 2 for earlier, later in pairwise(days))
    assert contact(w).status is DeadlineStatus.on_hold
    not_reached(w, number)
    assert pass_days(w, 1) == [], "the days count from the last attempt"


def test_what_was_to_be_tried_again_is_not_once_somebody_answered(w: World) -> None:
    number = w.apply()
    not_reached(w, number)
    assert pass_days(w, 2) == [("try_again", w.operator_id)]
    applications.log_contact(
        w.session, w.operator, participation_id=number, way=Way.phone, outcome=ContactOutcome.reached
    )
    w.session.commit()
    statuses = w.session.scalars(sa.select(Notice.status).where(Notice.kind == K.try_again)).all()
    assert statuses == [NoticeStatus.cancelled]
    assert "try_again" not in [kind for kind, _to in pass_days(w, 10)]


def test_terms_proposed_to_one_who_was_not_reached_await_the_answer(w: World) -> None:
    number = w.apply()
    not_reached(w, number)
    w.propose(number)
    assert (contact(w).hold_reason, contact(w).next_notice_at) == (deadlines.AWAITS_ANSWER, None)
    assert "try_again" not in [kind for kind, _to in pass_days(w, 10)]
    not_reached(w, number)
    assert contact(w).hold_reason == deadlines.AWAITS_ANSWER, "an offer is made: its answer is what is awaited"


def test_the_list_to_call_has_each_case_once_and_only_those_of_the_centre(w: World) -> None:
    route_id = w.active_route()
    send(w)
    w.later(days=19)
    other = world.register(
        w.session, w.system, chat_id=77, name="Белова Дарья Ивановна", organization_id=w.school_id
    )  # fmt: skip
    assert unreachable.to_call(w.session, w.operator) == []
    unlink(w, w.teacher_id)
    w.teacher_id = other
    number = w.apply()
    not_reached(w, number)
    (line,) = unreachable.to_call(w.session, w.operator)
    assert (line.why, line.participation_id, line.route_id) == (Why.not_reached, number, None)
    (line,) = unreachable.to_call(w.session, w.planner)
    assert (line.why, line.participation_id, line.route_id) == (Why.no_chat, None, route_id)
    assert (line.activity, line.begun, line.more) == ("Семинар № 1", False, 0), "the second is not near yet"
    w.later(days=12)
    (line,) = unreachable.to_call(w.session, w.planner)
    assert (line.activity, line.begun, line.more) == ("Семинар № 1", True, 1), "two of one route are one call"
    assert unreachable.to_call_count(w.session, w.planner) == 1
    assert [one.route_id for one in unreachable.to_call(w.session, w.operator)] == [None], "a planner settles it"
    for stranger in (w.head, w.curator, w.ctx(other)):
        assert unreachable.to_call_count(w.session, stranger) == 0
        assert unreachable.to_call(w.session, stranger) == []


def test_only_an_administrator_reads_who_blocked_the_bot(w: World) -> None:
    with pytest.raises(Denied):
        unreachable.blocked(w.session, w.operator)


def test_the_number_of_the_list_is_counted_by_the_database(w: World, engine: sa.Engine) -> None:
    """A case that waits and is to be told of is one line, as in the list itself."""
    route_id = w.sent_route()
    w.agree(route_id)
    send(w)
    unlink(w, w.teacher_id)
    routes.approve(w.session, w.head, route_id=route_id)
    w.session.commit()
    send(w)
    w.later(days=19)
    ctx = w.planner
    asked: list[str] = []

    @sa.event.listens_for(engine, "after_cursor_execute")
    def noted(*of: Any) -> None:
        asked.append(of[2])

    assert unreachable.to_call_count(w.session, ctx) == 1
    assert len([one for one in asked if "FROM notices" in one or "JOIN notices" in one]) == 1, asked
    (line,) = unreachable.to_call(w.session, ctx)
    assert (line.kind, [one.kind for one in line.untold]) == (DeadlineKind.activity, [K.route_approved])
