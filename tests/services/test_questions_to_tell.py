"""A question of the curator about a mark that reaches nobody is told by the staff of the centre."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models.notices import Notice
from models.people import Way
from models.routes import CuratorView
from services import chats, conversations, routes, telling, unreachable
from services.unreachable import Why
from tests.services.untold import PHONE, K, kinds, send, unlink
from tests.world import World


def asked_by_the_curator(w: World, route_id: int, at: int = 0, words: str = "Где сертификат?") -> None:
    """The curator asks about an activity of a route."""
    number = routes.card(w.session, w.curator, route_id=route_id).activities[at].id
    routes.look_at_mark(
        w.session, w.curator, activity_id=number, view=CuratorView.questioned, comment=words
    )  # fmt: skip
    w.session.commit()


@pytest.mark.parametrize("why", [Why.no_chat, Why.blocked])
def test_a_question_of_the_curator_that_reaches_nobody_is_on_the_list_to_call(w: World, active: int, why: Why) -> None:
    send(w)
    if why is Why.no_chat:
        unlink(w)
    else:
        chats.set_blocked(w.session, w.ctx(None), chat_id=1000, blocked=True)
    asked_by_the_curator(w, active)
    send(w)
    for ctx in (w.operator, w.planner):
        (line,) = unreachable.to_call(w.session, ctx)
        assert (line.why, line.route_id, [one.kind for one in line.untold]) == (why, active, [K.mark_questioned])
        assert unreachable.to_call_count(w.session, ctx) == 1
    title = routes.card(w.session, w.curator, route_id=active).activities[0].title
    assert str(line.untold[0].words) == f"куратор спрашивает о мероприятии: «{title}»"
    assert "сертификат" not in repr(line)
    said = w.session.scalars(sa.select(Notice).where(Notice.kind == K.unreachable)).all()
    assert "mark_questioned" in [one.facts.get("unsaid") for one in said]
    found = [one.notice_id for one in telling.untold(w.session, w.operator, route_id=active)]
    telling.tell(w.session, w.operator, notice_ids=found, said=PHONE, route_id=active)
    assert unreachable.to_call(w.session, w.planner) == []


def test_each_activity_that_is_asked_about_is_told_of_once_by_the_last_question(w: World, active: int) -> None:
    send(w)
    unlink(w)
    asked_by_the_curator(w, active)
    asked_by_the_curator(w, active, at=1)
    assert kinds(w, route_id=active) == [K.mark_questioned, K.mark_questioned]
    w.later(hours=1)
    asked_by_the_curator(w, active, words="А фото?")
    assert kinds(w, route_id=active) == [K.mark_questioned, K.mark_questioned]


def test_a_question_is_no_news_once_it_is_answered_or_settled(w: World, active: int) -> None:
    send(w)
    unlink(w)
    asked_by_the_curator(w, active)
    w.later(hours=1)
    conversations.record(w.session, w.curator, route_id=active, text="Сертификат пришлю завтра", said=PHONE)
    assert kinds(w, route_id=active) == []
    w.later(hours=1)
    asked_by_the_curator(w, active)
    assert kinds(w, route_id=active) == [K.mark_questioned]
    activity = routes.card(w.session, w.curator, route_id=active).activities[0].id
    w.later(days=30)
    routes.record_mark(w.session, w.curator, activity_id=activity, way=Way.phone)
    routes.look_at_mark(w.session, w.curator, activity_id=activity, view=CuratorView.confirmed)
    assert kinds(w, route_id=active) == []
