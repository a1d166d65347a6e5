"""The term of an agreement counts from receipt, at most two working days after the sending (К-04)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from models.accounts import Grant, Role
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.notices import Notice
from services import calendar, outbox, routes
from services.notices import NoticeKind
from services.outbox import Outcome
from tests import world
from tests.world import World

REAL = datetime(2026, 11, 1, tzinfo=UTC)
K = NoticeKind


def sent_route(w: World) -> int:
    """A route sent for agreement on a Tuesday."""
    number = w.published_case()
    while w.today.weekday() != 1:
        w.later(days=1)
    return w.draw_up(number)


def bring(w: World, person_id: int, outcome: Outcome = Outcome.sent) -> None:
    """What was written to somebody of the route leaves now."""
    kinds = (K.route_to_agree, K.curator_assigned)
    query = sa.select(Notice.id).where(Notice.recipient_id == person_id, Notice.kind.in_(kinds))
    for number in w.session.scalars(query).all():
        outbox.start(w.session, w.ctx(None), notice_id=number, real_now=REAL)
        outbox.finish(w.session, w.ctx(None), notice_id=number, outcome=outcome, real_now=REAL)
    w.session.commit()


def terms(w: World) -> set[tuple[DeadlineKind, date, int]]:
    """Kind, day and version of the living terms of the agreement."""
    kinds = (DeadlineKind.correct, DeadlineKind.agree)
    query = sa.select(Deadline).where(Deadline.kind.in_(kinds), Deadline.status == DeadlineStatus.open)
    return {(row.kind, row.due_on, row.version) for row in w.session.scalars(query)}


def after(w: World, sent_on: date, days: int) -> date:
    """Five working days from so many working days after the sending."""
    return calendar.add_working_days(w.system.region, sent_on, days + 5)


@pytest.mark.rule("К-04", "SM-IOM-4.3.6")
def test_the_term_runs_from_the_last_delivery_for_all_three(w: World) -> None:
    sent_route(w)
    sent_on = w.today
    bring(w, w.teacher_id)
    due = after(w, sent_on, 0)
    assert terms(w) == {(DeadlineKind.correct, due, 1), (DeadlineKind.agree, due, 1)}
    w.later(working_days=1)
    bring(w, w.head_id)
    due = after(w, sent_on, 1)
    assert terms(w) == {(DeadlineKind.correct, due, 2), (DeadlineKind.agree, due, 2)}


@pytest.mark.rule("К-04")
def test_a_late_delivery_moves_the_term_by_two_working_days_at_most(w: World) -> None:
    sent_route(w)
    sent_on = w.today
    w.later(working_days=4)
    bring(w, w.teacher_id)
    bring(w, w.curator_id)
    due = after(w, sent_on, 2)
    assert terms(w) == {(DeadlineKind.correct, due, 2), (DeadlineKind.agree, due, 2)}


@pytest.mark.rule("К-04")
def test_what_was_not_brought_or_is_answered_moves_nothing(w: World) -> None:
    route_id = sent_route(w)
    sent_on = w.today
    routes.answer(w.session, w.curator, route_id=route_id, agreed=True)
    w.later(working_days=1)
    bring(w, w.teacher_id, Outcome.unreachable)
    due = after(w, sent_on, 0)
    assert {day for _kind, day, _version in terms(w)} == {due}
    bring(w, w.head_id)
    answered = sa.select(Deadline).where(Deadline.kind == DeadlineKind.agree, Deadline.status == DeadlineStatus.met)
    assert w.session.scalars(answered).one().due_on == due, "what is met is frozen"


def test_a_sending_of_an_earlier_round_moves_nothing(w: World) -> None:
    route_id = sent_route(w)
    for person_id in (w.teacher_id, w.curator_id, w.head_id):
        routes.answer(w.session, w.ctx(person_id), route_id=route_id, agreed=False, comment="иначе")
    routes.close_round(w.session, w.planner, route_id=route_id)
    w.later(working_days=3)
    routes.send_for_agreement(w.session, w.planner, route_id=route_id)
    w.session.commit()
    old = w.session.scalars(
        sa.select(Notice.id).where(Notice.kind == K.route_to_agree, Notice.recipient_id == w.head_id).limit(1)
    ).one()
    w.later(working_days=1)
    outbox.start(w.session, w.ctx(None), notice_id=old, real_now=REAL)
    outbox.finish(w.session, w.ctx(None), notice_id=old, outcome=Outcome.sent, real_now=REAL)
    assert {version for _kind, _day, version in terms(w)} == {1}


def test_a_curator_who_is_new_in_a_later_round_is_told_of_a_new_ward(w: World) -> None:
    route_id = sent_route(w)
    for person_id in (w.teacher_id, w.curator_id, w.head_id):
        routes.answer(w.session, w.ctx(person_id), route_id=route_id, agreed=False, comment="иначе")
    routes.close_round(w.session, w.planner, route_id=route_id)
    routes.send_for_agreement(w.session, w.planner, route_id=route_id)
    told = sa.select(Notice.kind).where(Notice.recipient_id == w.curator_id, Notice.route_id == route_id)
    assert w.session.scalars(told.order_by(Notice.id)).all() == [K.curator_assigned, K.route_to_agree]
    for person_id in (w.teacher_id, w.curator_id, w.head_id):
        routes.answer(w.session, w.ctx(person_id), route_id=route_id, agreed=False, comment="иначе")
    routes.close_round(w.session, w.planner, route_id=route_id)
    another = new_curator(w)
    card = routes.card(w.session, w.planner, route_id=route_id)
    assert card.model and card.term_months and card.starts_on
    routes.set_terms(
        w.session, w.planner, route_id=route_id, model=card.model, term_months=card.term_months,
        starts_on=card.starts_on, curator_id=another,
    )  # fmt: skip
    routes.send_for_agreement(w.session, w.planner, route_id=route_id)
    told = sa.select(Notice.kind).where(Notice.recipient_id == another).distinct()
    assert w.session.scalars(told).all() == [K.curator_assigned]


def new_curator(w: World) -> int:
    """Another curator of the centre."""
    person_id = world.register(
        w.session, w.system, chat_id=88, name="Ветрова Нина Павловна", organization_id=w.other_school_id
    )  # fmt: skip
    w.ctx(None)
    w.session.add(Grant(person_id=person_id, role=Role.curator, centre_id=w.centre_id))
    w.session.commit()
    return person_id
