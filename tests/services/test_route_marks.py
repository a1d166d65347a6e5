"""The teacher's marks and the curator's view of them (annex 3, cl. 5.10)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models.notices import Notice
from models.routes import CuratorView, Seen
from services import conversations, digests, routes
from services.conversations import ThreadCard
from services.errors import Denied, Invalid, Refused, Stale
from tests.world import World


@pytest.mark.rule("SM-IOM-5.10")
def test_the_teacher_alone_marks_an_activity_done(w: World, active: int) -> None:
    first = routes.card(w.session, w.teacher, route_id=active).activities[0]
    for other in (w.curator_id, w.head_id, w.planner_id):
        with pytest.raises(Denied):
            routes.mark_activity(w.session, w.ctx(other), activity_id=first.id, done=True)
    assert routes.mark_activity(w.session, w.teacher, activity_id=first.id, done=True).done_at == w.now


def test_a_mark_made_twice_is_one_mark(w: World, active: int) -> None:
    first = routes.card(w.session, w.teacher, route_id=active).activities[0]
    routes.mark_activity(w.session, w.teacher, activity_id=first.id, done=True)
    made = w.now
    w.later(hours=1)
    assert routes.mark_activity(w.session, w.teacher, activity_id=first.id, done=True).done_at == made


def test_a_mark_is_taken_back_on_its_day_only(w: World, active: int) -> None:
    first, second = routes.card(w.session, w.teacher, route_id=active).activities
    routes.mark_activity(w.session, w.teacher, activity_id=first.id, done=True)
    assert routes.mark_activity(w.session, w.teacher, activity_id=first.id, done=False).done_at is None
    routes.mark_activity(w.session, w.teacher, activity_id=second.id, done=True)
    w.later(days=1)
    with pytest.raises(Refused):
        routes.mark_activity(w.session, w.teacher, activity_id=second.id, done=False)


def test_a_mark_may_be_taken_back_for_a_day_and_not_until_midnight(w: World, active: int) -> None:
    first = routes.card(w.session, w.teacher, route_id=active).activities[0]
    w.later(hours=12)
    routes.mark_activity(w.session, w.teacher, activity_id=first.id, done=True)
    w.later(hours=20)
    assert routes.activity_card(w.session, w.teacher, activity_id=first.id).fresh
    assert routes.mark_activity(w.session, w.teacher, activity_id=first.id, done=False).done_at is None


def test_an_activity_is_marked_before_its_last_day_only_by_one_who_is_sure(w: World, active: int) -> None:
    first = routes.card(w.session, w.teacher, route_id=active).activities[0]
    with pytest.raises(Invalid):
        routes.mark_activity(w.session, w.teacher, activity_id=first.id, done=True, sure=False)
    assert routes.mark_activity(w.session, w.teacher, activity_id=first.id, done=True, sure=True).done_at
    routes.mark_activity(w.session, w.teacher, activity_id=first.id, done=False)
    w.later(days=(first.ends_on - w.today).days)
    assert routes.mark_activity(w.session, w.teacher, activity_id=first.id, done=True, sure=False).done_at


@pytest.mark.rule("К-38")
def test_only_a_mark_is_confirmed_and_the_view_is_told_of_the_mark_it_saw(w: World, active: int) -> None:
    first = routes.card(w.session, w.teacher, route_id=active).activities[0]
    assert first.seen is None
    with pytest.raises(Stale):
        routes.look_at_mark(w.session, w.curator, activity_id=first.id, view=CuratorView.confirmed)
    line = routes.mark_activity(w.session, w.teacher, activity_id=first.id, done=True)
    assert line.seen is Seen.not_looked
    w.later(hours=1)
    line = routes.look_at_mark(w.session, w.curator, activity_id=first.id, view=CuratorView.confirmed)
    assert line.seen is Seen.confirmed
    line = routes.mark_activity(w.session, w.teacher, activity_id=first.id, done=False)
    assert (line.seen, line.view) == (Seen.taken_back, CuratorView.confirmed)
    w.later(hours=1)
    line = routes.mark_activity(w.session, w.teacher, activity_id=first.id, done=True)
    assert line.seen is Seen.confirmed_before
    assert digests.counts(w.session, w.curator)[digests.Item.to_confirm] == 1
    line = routes.look_at_mark(w.session, w.curator, activity_id=first.id, view=CuratorView.confirmed)
    assert line.seen is Seen.confirmed


def test_the_curators_question_and_its_answer_stand_in_one_thread(w: World, active: int) -> None:
    first = routes.card(w.session, w.teacher, route_id=active).activities[0]
    routes.look_at_mark(w.session, w.curator, activity_id=first.id, view=CuratorView.questioned, comment="Фото?")
    conversations.ask(w.session, w.teacher, text="Приложила", activity_id=first.id)
    routes.look_at_mark(w.session, w.curator, activity_id=first.id, view=CuratorView.questioned, comment="А второе?")
    thread = conversations.thread_about(w.session, w.teacher, route_id=active)
    assert thread is not None
    assert [(one.text, one.question, one.activity_id) for one in thread.messages] == [
        ("Фото?", False, first.id), ("Приложила", True, first.id), ("А второе?", False, first.id),
    ]  # fmt: skip
    assert [one.asks for one in thread.messages] == [True, False, True]
    assert thread.asked == first.id


@pytest.mark.rule("SM-IOM-4.4.5")
def test_an_answer_to_the_curator_waits_for_nobody_and_what_follows_it_does(w: World, active: int) -> None:
    first, second = [one.id for one in routes.card(w.session, w.teacher, route_id=active).activities[:2]]

    def ask(text: str, activity_id: int) -> ThreadCard:
        w.later(hours=1)
        return conversations.ask(w.session, w.teacher, text=text, activity_id=activity_id)

    routes.look_at_mark(w.session, w.curator, activity_id=first, view=CuratorView.questioned, comment="Фото?")
    answered = ask("Пришлю завтра", first)
    assert (answered.line.waiting_since, answered.asked) == (None, None)
    assert digests.Item.questions not in digests.counts(w.session, w.curator)
    assert ask("А куда?", first).line.waiting_since == w.now
    routes.look_at_mark(w.session, w.curator, activity_id=first, view=CuratorView.questioned, comment="На почту. Ну?")
    asked_since = w.now
    assert ask("Послала", first).line.waiting_since is not None, "what the teacher asked before goes on waiting"
    conversations.reply(w.session, w.curator, thread_id=answered.line.id, text="Вижу")
    assert ask("Когда семинар?", second).line.waiting_since == w.now > asked_since


def test_a_confirmed_mark_asks_nothing_any_more(w: World, active: int) -> None:
    first = routes.card(w.session, w.teacher, route_id=active).activities[0].id
    routes.mark_activity(w.session, w.teacher, activity_id=first, done=True)
    routes.look_at_mark(w.session, w.curator, activity_id=first, view=CuratorView.questioned, comment="Фото?")
    w.later(hours=1)
    routes.look_at_mark(w.session, w.curator, activity_id=first, view=CuratorView.confirmed)
    w.later(hours=1)
    asked = conversations.ask(w.session, w.teacher, text="Дадут ли сертификат?", activity_id=first)
    assert (asked.line.waiting_since, asked.messages[-1].asks) == (w.now, True)


@pytest.mark.rule("К-38")
def test_the_curators_view_and_the_mark_do_not_undo_each_other(w: World, active: int) -> None:
    first = routes.card(w.session, w.teacher, route_id=active).activities[0]
    routes.mark_activity(w.session, w.teacher, activity_id=first.id, done=True)
    line = routes.look_at_mark(
        w.session, w.curator, activity_id=first.id, view=CuratorView.questioned, comment="Где сертификат?"
    )
    assert line.done_at is not None
    line = routes.mark_activity(w.session, w.teacher, activity_id=first.id, done=False)
    assert line.view is CuratorView.questioned


def test_only_the_assigned_curator_looks_at_a_mark(w: World, active: int) -> None:
    first = routes.card(w.session, w.teacher, route_id=active).activities[0]
    with pytest.raises(Denied):
        routes.look_at_mark(w.session, w.teacher, activity_id=first.id, view=CuratorView.confirmed)
    with pytest.raises(Denied):
        routes.look_at_mark(w.session, w.head, activity_id=first.id, view=CuratorView.confirmed)


def test_a_question_needs_words_and_tells_the_teacher(w: World, active: int) -> None:
    first = routes.card(w.session, w.teacher, route_id=active).activities[0]
    with pytest.raises(Invalid):
        routes.look_at_mark(w.session, w.curator, activity_id=first.id, view=CuratorView.questioned)
    routes.look_at_mark(w.session, w.curator, activity_id=first.id, view=CuratorView.questioned, comment="Фото?")
    told = w.session.execute(sa.select(Notice.recipient_id, Notice.facts).where(Notice.kind == "mark_questioned"))
    assert told.all() == [(w.teacher_id, {})]
