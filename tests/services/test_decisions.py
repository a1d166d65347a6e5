"""What follows a result: the decision on a route, the term it opens, and until when it can be changed."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from models.applications import DecisionKind, Participation
from models.audit import AuditEntry
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from services import applications, results, routes
from services.errors import Refused, Stale
from tests.world import World


@pytest.mark.rule("SM-IOM-4.3.2")
def test_the_decision_on_a_route_opens_ten_working_days_from_the_assessment(w: World, published: int) -> None:
    deadline = w.session.scalars(sa.select(Deadline).where(Deadline.kind == DeadlineKind.draw_up)).one()
    assert (deadline.event_on, deadline.due_on) == (date(2026, 9, 4), date(2026, 9, 18))
    assert deadline.clause == "приказ № 622-ОД, приложение 3, п. 4.3.2"


def test_a_decision_that_stands_is_not_made_a_second_time_unaware_of_it(w: World, published: int) -> None:
    for seen in (None, DecisionKind.help):
        with pytest.raises(Stale):
            results.decide(
                w.session, w.operator, participation_id=published, decision=DecisionKind.none, instead_of=seen
            )
        w.session.rollback()


def _change(w: World, participation_id: int, old: DecisionKind, new: DecisionKind) -> None:
    results.decide(w.session, w.planner, participation_id=participation_id, decision=new, instead_of=old)
    w.session.commit()


def test_a_decision_is_changed_while_nothing_was_begun_from_it(w: World, published: int) -> None:
    draw_up = sa.select(Deadline.status).where(Deadline.kind == DeadlineKind.draw_up).order_by(Deadline.id)
    assert "decide" in applications.card(w.session, w.planner, participation_id=published).acts
    _change(w, published, DecisionKind.route, DecisionKind.programme)
    assert w.session.scalars(draw_up).all() == [DeadlineStatus.void]
    row = w.session.get_one(Participation, published)
    assert (row.decision, row.decided_at) == (DecisionKind.programme, w.now)
    with pytest.raises(Refused):
        routes.draw_up(w.session, w.planner, participation_id=published)
    _change(w, published, DecisionKind.programme, DecisionKind.route)
    assert w.session.scalars(draw_up).all() == [DeadlineStatus.void, DeadlineStatus.open]
    entries = w.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "decide")).all()
    assert len(entries) == 3


def test_the_same_decision_again_is_refused(w: World, published: int) -> None:
    with pytest.raises(Refused):
        _change(w, published, DecisionKind.route, DecisionKind.route)


def test_a_decision_stands_once_a_route_was_begun_from_it(w: World, published: int) -> None:
    routes.draw_up(w.session, w.planner, participation_id=published)
    assert "decide" not in applications.card(w.session, w.planner, participation_id=published).acts
    with pytest.raises(Refused):
        _change(w, published, DecisionKind.route, DecisionKind.none)
    w.session.rollback()


def test_a_decision_without_a_route_opens_no_term(w: World, assessed: int) -> None:
    results.enter(
        w.session, w.operator, participation_id=assessed, scores=w.scores(assessed), deficits=[], recommendations=""
    )
    results.check(w.session, w.operator, participation_id=assessed)
    results.publish(w.session, w.operator, participation_id=assessed)
    results.decide(w.session, w.operator, participation_id=assessed, decision=DecisionKind.help)
    assert not w.session.scalars(sa.select(Deadline).where(Deadline.kind == DeadlineKind.draw_up)).all()
