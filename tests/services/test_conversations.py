"""Questions and answers: one thread a thing, to the right desk, never to the school."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from models.accounts import Grant, Role
from models.audit import AuditValue
from models.conversations import Conversation, Desk
from models.notices import Notice
from models.people import Person, Way
from models.places import Centre
from models.routes import Route
from services import conversations, routes
from services.applications import Whose
from services.conversations import TEXT_MAX, Age, OnlyThreads, ThreadState
from services.errors import Denied, Invalid, NotFound, Refused, Stale
from services.outside import Said
from tests.services.seeing import told
from tests.world import World, register

WAITING = OnlyThreads(state=ThreadState.waiting)
SECRET = "Почему у меня дефицит по тайному разделу?"


@pytest.mark.rule("SM-DIA-5.5.4")
def test_a_question_about_an_application_is_answered_by_the_operator(w: World) -> None:
    participation_id = w.apply()
    asked = conversations.ask(w.session, w.teacher, text="Когда приходить?", participation_id=participation_id)
    answered = conversations.reply(w.session, w.operator, thread_id=asked.line.id, text="В среду")
    assert [(line.question, line.text) for line in answered.messages] == [
        (True, "Когда приходить?"),
        (False, "В среду"),
    ]
    assert told(w, "question") == [w.operator_id]
    assert told(w, "reply") == [w.teacher_id]


@pytest.mark.rule("SM-DIA-5.5.4")
def test_a_question_in_general_goes_to_the_operators_of_ones_centre(w: World) -> None:
    far = Centre(name="Другой центр")
    w.session.add(far)
    w.session.flush()
    stranger = register(w.session, w.system, chat_id=77, name="Чужой Пётр Ильич", organization_id=w.school_id)
    w.session.add(Grant(person_id=stranger, role=Role.operator, centre_id=far.id))
    w.session.commit()
    asked = conversations.ask(w.session, w.teacher, text="Что такое диагностика?")
    assert told(w, "question") == [w.operator_id]
    with pytest.raises(NotFound):
        conversations.thread(w.session, w.ctx(stranger), thread_id=asked.line.id)


@pytest.mark.rule("SM-IOM-4.4.1")
def test_a_teacher_asks_the_curator_about_an_activity_and_is_answered(w: World) -> None:
    route_id = w.active_route()
    activity = routes.card(w.session, w.teacher, route_id=route_id).activities[0]
    asked = conversations.ask(w.session, w.teacher, text="Где семинар?", activity_id=activity.id)
    conversations.reply(w.session, w.curator, thread_id=asked.line.id, text="В гимназии")
    seen = conversations.thread(w.session, w.teacher, thread_id=asked.line.id)
    assert [line.activity for line in seen.messages] == [activity.title, ""]
    assert told(w, "question") == [w.curator_id]
    assert told(w, "reply") == [w.teacher_id]


@pytest.mark.rule("К-01")
def test_the_school_reads_no_thread(w: World) -> None:
    route_id = w.active_route()
    asked = conversations.ask(w.session, w.teacher, text=SECRET, route_id=route_id)
    for act in (conversations.thread, conversations.close):
        with pytest.raises(NotFound):
            act(w.session, w.head, thread_id=asked.line.id)
    with pytest.raises(NotFound):
        conversations.reply(w.session, w.head, thread_id=asked.line.id, text="Что там?")
    assert conversations.desk(w.session, w.head, desk=Desk.curator) == []
    assert conversations.desk(w.session, w.head, desk=Desk.operator) == []
    assert w.head_id not in told(w, "question")


def test_the_curators_thread_is_not_the_operators_nor_the_planners(w: World) -> None:
    route_id = w.active_route()
    asked = conversations.ask(w.session, w.teacher, text="Вопрос", route_id=route_id)
    for ctx in (w.operator, w.planner):
        with pytest.raises(NotFound):
            conversations.thread(w.session, ctx, thread_id=asked.line.id)


def test_a_notice_of_a_question_holds_none_of_its_words(w: World) -> None:
    asked = conversations.ask(w.session, w.teacher, text=SECRET)
    conversations.reply(w.session, w.operator, thread_id=asked.line.id, text="тайный ответ")
    facts = w.session.scalars(sa.select(Notice.facts).where(Notice.kind.in_(("question", "reply")))).all()
    assert facts == [{"thread_id": asked.line.id}] * 2


def test_the_words_are_not_in_the_audit(w: World) -> None:
    conversations.ask(w.session, w.teacher, text=SECRET)
    w.session.commit()
    assert not w.session.scalars(sa.select(AuditValue).where(AuditValue.after.contains("тайному"))).all()


def test_questions_about_one_thing_are_one_thread(w: World) -> None:
    participation_id = w.apply()
    first = conversations.ask(w.session, w.teacher, text="Раз", participation_id=participation_id)
    second = conversations.ask(w.session, w.teacher, text="Два", participation_id=participation_id)
    conversations.reply(w.session, w.operator, thread_id=first.line.id, text="Ответ")
    other = conversations.ask(w.session, w.teacher, text="Три")
    assert first.line.id == second.line.id != other.line.id
    assert {line.id for line in conversations.my_threads(w.session, w.teacher)} == {first.line.id, other.line.id}
    found = conversations.thread_about(w.session, w.teacher, participation_id=participation_id)
    assert found is not None and found.line.id == first.line.id
    assert conversations.thread_about(w.session, w.operator) is None


def test_a_further_word_to_the_centre_joins_the_thread_that_waits_for_it(w: World) -> None:
    participation_id = w.apply()
    waiting = conversations.ask(w.session, w.teacher, text="Когда?", participation_id=participation_id).line
    joined = conversations.thread_about(w.session, w.teacher)
    assert joined is not None and joined.line.id == waiting.id
    w.later(hours=1)
    more = conversations.ask(w.session, w.teacher, text="И где?")
    assert (more.line.id, more.line.waiting_since) == (waiting.id, waiting.waiting_since)
    assert len(conversations.my_threads(w.session, w.teacher)) == 1
    conversations.reply(w.session, w.operator, thread_id=waiting.id, text="В среду, у нас")
    assert conversations.thread_about(w.session, w.teacher) is None
    general = conversations.ask(w.session, w.teacher, text="Вы работаете в субботу?").line
    assert general.id != waiting.id
    conversations.ask(w.session, w.teacher, text="В эту среду?", participation_id=participation_id)
    w.later(hours=1)
    on = conversations.ask(w.session, w.teacher, text="И в воскресенье?", thread_id=general.id)
    assert on.line.id == general.id, "one writes on where one stands"


def test_a_word_to_the_centre_does_not_join_what_the_curator_is_asked(w: World) -> None:
    curated = conversations.ask(w.session, w.teacher, text="Вопрос", route_id=w.active_route()).line
    other = conversations.ask(w.session, w.teacher, text="Центру").line
    assert (curated.desk, other.desk) == (Desk.curator, Desk.operator)
    with pytest.raises(Denied):
        conversations.ask(w.session, w.operator, text="Чужое", thread_id=other.id)


def test_a_desk_shows_unanswered_first_and_counts_them(w: World) -> None:
    second = register(w.session, w.system, chat_id=78, name="Вторая Ольга Ильинична", organization_id=w.school_id)
    answered = conversations.ask(w.session, w.teacher, text="Раз").line.id
    conversations.reply(w.session, w.operator, thread_id=answered, text="Ответ")
    w.later(hours=1)
    waiting = conversations.ask(w.session, w.ctx(second), text="Два").line.id
    w.later(hours=1)
    conversations.reply(w.session, w.operator, thread_id=answered, text="И ещё")
    lines = conversations.desk(w.session, w.operator, desk=Desk.operator)
    assert [line.id for line in lines] == [waiting, answered]
    assert conversations.desk_counts(w.session, w.operator) == {Desk.curator: 0, Desk.operator: 1}
    assert [line.id for line in conversations.desk(w.session, w.operator, desk=Desk.operator, text="втор")] == [waiting]
    assert len(conversations.desk(w.session, w.operator, desk=Desk.operator, only=WAITING)) == 1


def test_an_inbox_is_narrowed_by_state_by_whose_and_by_age_and_counts_each_state(w: World) -> None:
    desk = Desk.operator
    second = register(w.session, w.system, chat_id=79, name="Вторая Ольга Ильинична", organization_id=w.school_id)
    general = conversations.ask(w.session, w.ctx(second), text="Где центр?").line.id
    case = w.apply()
    w.propose(case)
    mine = conversations.ask(w.session, w.teacher, text="Когда?", participation_id=case).line.id
    conversations.reply(w.session, w.operator, thread_id=mine, text="В среду")
    over = conversations.ask(w.session, w.teacher, text="Спасибо").line.id
    conversations.close(w.session, w.operator, thread_id=over)

    def found(**asked: Any) -> set[int]:
        return {one.id for one in conversations.desk(w.session, w.operator, desk=desk, only=OnlyThreads(**asked))}

    assert found() == {general, mine, over}
    assert (found(state=ThreadState.waiting), found(state=ThreadState.answered)) == ({general}, {mine})
    assert found(state=ThreadState.closed) == {over}
    assert (found(whose=Whose.mine), found(whose=Whose.nobody)) == ({mine}, {general, over})
    assert found(older=Age.day) == set()
    w.later(days=4)
    assert found(older=Age.three_days, whose=Whose.mine) == {mine}
    assert found(older=Age.week) == set()
    counts = conversations.state_counts(w.session, w.operator, desk=desk, only=OnlyThreads(whose=Whose.nobody))
    assert counts == {ThreadState.waiting: 1, ThreadState.answered: 0, ThreadState.closed: 1}
    assert set(conversations.state_counts(w.session, w.head, desk=desk).values()) == {0}


def test_a_new_curator_reads_on_and_the_last_one_does_not(w: World) -> None:
    route_id = w.active_route()
    asked = conversations.ask(w.session, w.teacher, text="Вопрос", route_id=route_id)
    w.session.get_one(Route, route_id).curator_id = w.planner_id
    w.session.add(Grant(person_id=w.planner_id, role=Role.curator, centre_id=w.centre_id))
    w.session.commit()
    assert conversations.thread(w.session, w.planner, thread_id=asked.line.id).may_reply
    with pytest.raises(NotFound):
        conversations.thread(w.session, w.curator, thread_id=asked.line.id)


def test_closing_ends_the_waiting_and_a_new_question_opens_again(w: World) -> None:
    asked = conversations.ask(w.session, w.teacher, text="Вопрос")
    closed = conversations.close(w.session, w.operator, thread_id=asked.line.id)
    assert (closed.line.closed_at, closed.line.waiting_since) == (w.now, None)
    with pytest.raises(Stale):
        conversations.close(w.session, w.operator, thread_id=asked.line.id)
    again = conversations.ask(w.session, w.teacher, text="Ещё вопрос")
    assert (again.line.id, again.line.closed_at, again.line.waiting_since) == (asked.line.id, None, w.now)


def test_nobody_answers_their_own_question(w: World) -> None:
    asked = conversations.ask(w.session, w.operator, text="Себе")
    assert not asked.may_reply
    with pytest.raises(Denied):
        conversations.reply(w.session, w.operator, thread_id=asked.line.id, text="Ответ")


def test_another_persons_route_or_application_cannot_be_asked_about(w: World) -> None:
    route_id = w.active_route()
    participation_id = w.session.get_one(Route, route_id).participation_id
    for ctx in (w.head, w.curator):
        with pytest.raises(NotFound):
            conversations.ask(w.session, ctx, text="Вопрос", route_id=route_id)
        with pytest.raises(NotFound):
            conversations.ask(w.session, ctx, text="Вопрос", participation_id=participation_id)


def test_a_route_without_a_curator_sends_one_to_the_centre(w: World) -> None:
    route_id = w.active_route()
    w.session.get_one(Route, route_id).curator_id = None
    w.session.commit()
    with pytest.raises(Refused):
        conversations.ask(w.session, w.teacher, text="Вопрос", route_id=route_id)


@pytest.mark.parametrize("text", ["", " \n ", "я" * (TEXT_MAX + 1)])
def test_empty_and_over_long_words_are_refused_with_the_limit(w: World, text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        conversations.ask(w.session, w.teacher, text=text)
    assert not text.strip() or str(TEXT_MAX) in str(refusal.value)
    assert w.session.scalars(sa.select(Conversation)).all() == []


def _letter(w: World, days_ago: int = 0) -> Said:
    return Said(Way.letter, w.today - timedelta(days=days_ago))


@pytest.mark.rule("SM-DIA-5.5.4")
def test_a_question_by_phone_is_written_down_and_waits_since_it_was_asked(w: World) -> None:
    number = w.apply()
    w.later(days=2)
    thread = conversations.record(
        w.session, w.operator, participation_id=number, text="Когда приходить?", said=_letter(w, 1)
    )
    line = thread.messages[0]
    assert (line.question, line.way, w.system.region.today(line.at)) == (True, Way.letter, w.today - timedelta(days=1))
    assert (line.author, line.recorded_by) == (thread.line.person, _short(w, w.operator_id))
    assert thread.line.waiting_since == line.at
    assert [one.id for one in conversations.desk(w.session, w.operator, desk=Desk.operator, only=WAITING)]
    seen = conversations.thread_about(w.session, w.teacher, participation_id=number)
    assert seen is not None and seen.may_ask and seen.messages == thread.messages


def _short(w: World, person_id: int) -> str:
    return w.session.get_one(Person, person_id).short_name


def test_a_question_answered_at_once_does_not_wait_and_nobody_is_written_to(w: World) -> None:
    thread = conversations.record(
        w.session, w.operator, person_id=w.teacher_id, text="Где центр?", answer="На Октябрьской", said=_letter(w)
    )
    assert [(one.question, one.text, one.way) for one in thread.messages] == [
        (True, "Где центр?", Way.letter), (False, "На Октябрьской", Way.letter),
    ]  # fmt: skip
    assert thread.line.waiting_since is None
    assert not told(w, "question") + told(w, "reply")


def test_an_answer_by_phone_is_kept_with_its_day(w: World) -> None:
    number = w.apply()
    asked = conversations.ask(w.session, w.teacher, text="Когда?", participation_id=number)
    w.later(days=1)
    answered = conversations.reply(
        w.session, w.operator, thread_id=asked.line.id, text="В среду", way=Way.phone, on=w.today
    )
    last = answered.messages[-1]
    assert (last.way, last.recorded_by) == (Way.phone, _short(w, w.operator_id))
    assert answered.line.waiting_since is None
    assert not told(w, "reply")


def test_only_who_answers_writes_a_question_down(w: World) -> None:
    number = w.apply()
    for outsider in (w.teacher_id, w.head_id, w.planner_id, w.curator_id):
        with pytest.raises(NotFound):
            conversations.record(w.session, w.ctx(outsider), participation_id=number, text="?", said=_letter(w))
        with pytest.raises(NotFound):
            conversations.asker(w.session, w.ctx(outsider), person_id=w.teacher_id)


def test_a_question_about_a_route_is_written_down_by_its_curator_only(w: World) -> None:
    route_id = w.active_route()
    with pytest.raises(NotFound):
        conversations.record(w.session, w.operator, route_id=route_id, text="?", said=_letter(w))
    thread = conversations.record(w.session, w.curator, route_id=route_id, text="Где семинар?", said=_letter(w))
    assert thread.line.desk is Desk.curator


def test_a_question_says_how_it_came_and_on_a_day_that_has_been(w: World) -> None:
    number = w.apply()
    for said in (Said(), Said(Way.phone, w.today + timedelta(days=1))):
        with pytest.raises(Invalid):
            conversations.record(w.session, w.operator, participation_id=number, text="Когда?", said=said)
