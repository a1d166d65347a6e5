"""One thread through the services, from an application to a tick, with its deadlines and notices."""

from __future__ import annotations

import sqlalchemy as sa

from models.applications import Participation, ParticipationStatus
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.notices import Notice
from models.routes import Route, RouteStatus
from services import audit, reminders, routes
from tests.world import World


def _deadlines(w: World) -> dict[DeadlineKind, DeadlineStatus]:
    return {row.kind: row.status for row in w.session.scalars(sa.select(Deadline).order_by(Deadline.id))}


def _notices(w: World) -> list[tuple[str, int]]:
    rows = w.session.scalars(sa.select(Notice).order_by(Notice.id))
    return [(row.kind, row.recipient_id) for row in rows]


def test_the_whole_way_ends_in_an_active_route(w: World) -> None:
    route_id = w.active_route()
    assert w.session.get_one(Route, route_id).status is RouteStatus.active
    assert w.session.scalars(sa.select(Participation.status)).all() == [ParticipationStatus.result_published]


def test_the_way_settles_every_term_it_opened(w: World) -> None:
    w.active_route()
    left = {kind for kind, status in _deadlines(w).items() if status is DeadlineStatus.open}
    assert left == {DeadlineKind.activity, DeadlineKind.end_of_term}


def test_each_step_tells_those_who_must_act(w: World) -> None:
    w.active_route()
    assert _notices(w) == [
        ("application_new", w.operator_id),
        ("terms_proposed", w.teacher_id),
        ("terms_accepted", w.operator_id),
        ("result_ready", w.teacher_id),
        ("decision_route", w.planner_id),
        ("decision_told", w.teacher_id),
        ("route_to_agree", w.teacher_id),
        ("curator_assigned", w.curator_id),
        ("route_to_agree", w.head_id),
        ("route_answered", w.planner_id),
        ("route_answered", w.planner_id),
        ("route_answered", w.planner_id),
        ("route_to_approve", w.head_id),
        ("route_approved", w.teacher_id),
        ("route_approved", w.curator_id),
        ("route_approved", w.planner_id),
    ]


def test_the_audit_chain_of_the_whole_way_is_unbroken(w: World) -> None:
    w.active_route()
    assert audit.broken_at(w.session) is None


def test_a_tick_is_reminded_of_before_on_and_after_its_day_once(w: World) -> None:
    route_id = w.active_route()
    first = routes.card(w.session, w.teacher, route_id=route_id).activities[0]
    told = []
    for _day in range(60):
        w.later(days=1)
        reminders.tick(w.session, w.ctx(None))
        reminders.tick(w.session, w.ctx(None))
        w.session.commit()
    query = sa.select(Notice.kind).where(Notice.activity_id == first.id).order_by(Notice.id)
    told = list(w.session.scalars(query))
    assert told == ["activity_soon", "activity_soon", "activity_passed"]


def test_a_done_activity_is_not_reminded_of(w: World) -> None:
    route_id = w.active_route()
    first = routes.card(w.session, w.teacher, route_id=route_id).activities[0]
    routes.mark_activity(w.session, w.teacher, activity_id=first.id, done=True)
    w.session.commit()
    w.later(days=100)
    reminders.tick(w.session, w.ctx(None))
    w.session.commit()
    assert w.session.scalars(sa.select(Notice.kind).where(Notice.activity_id == first.id)).all() == []
