"""The curator's morning digest: once a working day, only when there is something to say, never of what is settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from models.notices import Notice, NoticeStatus
from models.routes import CuratorView
from services import conversations, digests, reminders, routes, settings
from services.audit import AuditedSession, acting
from services.digests import Item
from services.notices import NoticeKind
from tests.world import World

K = NoticeKind


def digest_days(w: World, person_id: int | None = None) -> list[date]:
    """The days on which a digest was written to the curator."""
    wanted = w.curator_id if person_id is None else person_id
    query = sa.select(Notice.created_at).where(Notice.kind == K.curator_digest, Notice.recipient_id == wanted)
    return [w.system.region.today(at) for at in w.session.scalars(query.order_by(Notice.id))]


def pass_days(w: World, days: int) -> None:
    """Days pass with a tick at each hour."""
    for _hour in range(days * 24):
        w.later(hours=1)
        reminders.tick(w.session, w.ctx(None))
        digests.tick(w.session, w.ctx(None))
        w.session.commit()


def with_something_to_say(w: World) -> int:
    """An active route whose two activities are marked on the last day of October; returns the route."""
    route_id = w.active_route()
    w.now = datetime(2026, 10, 30, 18, 30, tzinfo=UTC)
    for line in routes.card(w.session, w.teacher, route_id=route_id).activities:
        routes.mark_activity(w.session, w.teacher, activity_id=line.id, done=True)
    w.session.commit()
    return route_id


def test_two_weeks_with_a_holiday_have_a_digest_on_each_working_day(w: World) -> None:
    with_something_to_say(w)
    pass_days(w, 14)
    wanted = [date(2026, 11, day) for day in (2, 3, 5, 6, 9, 10, 11, 12, 13)]
    assert digest_days(w) == wanted, "4 November is a holiday"


def test_it_comes_as_the_working_day_begins_in_the_region(w: World) -> None:
    with_something_to_say(w)
    pass_days(w, 14)
    opens = w.system.region.workday[0]
    zone = w.system.region.zone
    query = sa.select(Notice.not_before).where(Notice.kind == K.curator_digest)
    times = [at.astimezone(zone).time() for at in w.session.scalars(query)]
    assert times
    assert all(opens <= at.replace(minute=0) and at.hour == opens.hour for at in times)


def test_nothing_is_said_when_there_is_nothing_to_say(w: World) -> None:
    w.active_route()
    pass_days(w, 3)
    assert digest_days(w) == []


def test_what_comes_up_during_the_day_waits_for_the_next_morning(w: World) -> None:
    route_id = w.active_route()
    w.now = datetime(2026, 10, 21, 6, 30, tzinfo=UTC)
    digests.tick(w.session, w.ctx(None))
    line = routes.card(w.session, w.teacher, route_id=route_id).activities[0]
    routes.mark_activity(w.session, w.teacher, activity_id=line.id, done=True)
    before = digest_days(w)
    pass_days(w, 1)
    assert digest_days(w) == [*before, date(2026, 10, 22)]


def test_two_machines_write_one(w: World, engine: sa.Engine) -> None:
    with_something_to_say(w)
    w.now = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    assert digests.tick(w.session, w.ctx(None)) == 1
    w.session.commit()
    with AuditedSession(engine) as other:
        assert digests.tick(acting(other, w.ctx(None)), w.ctx(None)) == 0
        other.commit()
    acting(w.session, w.ctx(None))
    assert len(digest_days(w)) == 1


def test_a_late_start_of_the_day_is_made_up_for_and_a_lost_day_is_not(w: World) -> None:
    with_something_to_say(w)
    for day, hour in ((2, 14), (3, 20), (5, 8)):
        w.now = datetime(2026, 11, day, hour, 0, tzinfo=UTC)
        digests.tick(w.session, w.ctx(None))
        w.session.commit()
    assert digest_days(w) == [date(2026, 11, 2), date(2026, 11, 5)]


def test_it_counts_what_waits_for_the_curator(w: World) -> None:
    route_id = with_something_to_say(w)
    line = routes.card(w.session, w.teacher, route_id=route_id).activities[0]
    conversations.ask(w.session, w.teacher, text="Можно перенести?", route_id=route_id)
    assert digests.counts(w.session, w.curator) == {Item.to_confirm: 2, Item.questions: 1}
    assert digests.activities(w.session, w.curator, item=Item.to_confirm)[0].id == line.id
    routes.look_at_mark(w.session, w.curator, activity_id=line.id, view=CuratorView.confirmed)
    assert digests.counts(w.session, w.curator)[Item.to_confirm] == 1
    assert digests.counts(w.session, w.head) == {}
    assert digests.activities(w.session, w.head, item=Item.to_confirm) == []


def test_it_counts_days_that_come_and_days_that_have_passed(w: World) -> None:
    w.active_route()
    w.now = datetime(2026, 10, 1, 6, 30, tzinfo=UTC)
    assert digests.counts(w.session, w.curator) == {Item.overdue: 1, Item.soon: 1}


def test_it_counts_routes_that_await_the_curators_agreement(w: World) -> None:
    number = w.published_case()
    w.draw_up(number)
    assert digests.counts(w.session, w.curator) == {Item.to_agree: 1}


def test_the_end_of_a_route_is_said_in_the_digest_and_not_one_by_one(w: World) -> None:
    route_id = w.active_route()
    for line in routes.card(w.session, w.teacher, route_id=route_id).activities:
        routes.mark_activity(w.session, w.teacher, activity_id=line.id, done=True)
        routes.look_at_mark(w.session, w.curator, activity_id=line.id, view=CuratorView.confirmed)
    w.now = datetime(2027, 4, 20, 4, 0, tzinfo=UTC)
    pass_days(w, 40)
    assert len(digest_days(w)) == 1, "an end is news once"
    query = sa.select(Notice.recipient_id).where(Notice.kind == K.term_ends)
    assert w.session.scalars(query).all() == [w.teacher_id]


def test_a_curator_who_muted_it_gets_none(w: World) -> None:
    with_something_to_say(w)
    settings.mute(w.session, w.curator, kind=K.curator_digest, muted=True)
    pass_days(w, 4)
    assert digest_days(w) == []


@pytest.mark.parametrize("hour", [0, 3, 5])
def test_it_does_not_come_before_the_day_begins(w: World, hour: int) -> None:
    with_something_to_say(w)
    ctx = replace(w.ctx(None), now=datetime(2026, 11, 2, hour, 0, tzinfo=UTC) - timedelta(minutes=1))
    assert digests.tick(w.session, ctx) == 0


def test_a_digest_that_could_not_be_sent_gives_way_to_the_next_one(w: World) -> None:
    with_something_to_say(w)
    for day in (2, 3):
        w.now = datetime(2026, 11, day, 9, 0, tzinfo=UTC)
        digests.tick(w.session, w.ctx(None))
        w.session.commit()
    query = sa.select(Notice.status).where(Notice.kind == K.curator_digest).order_by(Notice.id.desc()).limit(2)
    assert w.session.scalars(query).all() == [NoticeStatus.pending, NoticeStatus.superseded]
