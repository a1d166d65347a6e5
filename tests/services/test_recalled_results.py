"""A published result that was wrong: corrected as a new version, or recalled with a guideline for the next one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from models.accounts import Grant, Role
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.notices import Notice
from models.results import DeficitLevel
from services import overview, reminders, results
from services.errors import NotFound
from services.results import ScoreIn
from tests.world import World


def test_a_corrected_result_is_a_new_version_and_the_person_is_told(w: World, published: int) -> None:
    scores = [ScoreIn(one.subject, one.block, Decimal(90)) for one in w.scores(published)]
    results.correct(
        w.session, w.operator, participation_id=published, scores=scores, deficits=[], recommendations="Иначе",
        reason="Ошибка в бланке",
    )  # fmt: skip
    card = results.look(w.session, w.teacher, participation_id=published)
    assert (card.version, card.level) == (2, DeficitLevel.low)
    assert w.session.scalars(sa.select(Notice.recipient_id).where(Notice.kind == "result_corrected")).all() == [
        w.teacher_id
    ]


def _result_terms(w: World) -> list[tuple[bool, DeadlineStatus, date, date]]:
    """The terms of telling the result, the oldest first: whether a norm, how it stands, from when, until when."""
    query = sa.select(Deadline).where(Deadline.kind == DeadlineKind.result).order_by(Deadline.id)
    return [(one.normative, one.status, one.event_on, one.due_on) for one in w.session.scalars(query)]


def test_a_recalled_result_is_gone(w: World, published: int) -> None:
    results.recall(w.session, w.operator, participation_id=published, reason="Не тот вариант")
    with pytest.raises(NotFound):
        results.look(w.session, w.teacher, participation_id=published)


@pytest.mark.rule("SM-DIA-5.9.6")
def test_a_recall_leaves_the_norm_met_and_opens_a_guideline_from_its_own_day(w: World, published: int) -> None:
    norm = (True, DeadlineStatus.met, date(2026, 9, 4), date(2026, 9, 18))
    assert _result_terms(w) == [norm]
    w.later(days=60)
    results.recall(w.session, w.operator, participation_id=published, reason="Не тот вариант")
    w.session.commit()
    assert _result_terms(w) == [norm, (False, DeadlineStatus.open, date(2026, 11, 3), date(2026, 11, 11))]
    (why,) = w.session.scalars(sa.select(Deadline.clause).where(Deadline.event_on == w.today))
    assert "отозван" in why
    w.publish(published)
    assert _result_terms(w) == [norm, (False, DeadlineStatus.met, date(2026, 11, 3), date(2026, 11, 11))]


def test_a_result_recalled_twice_has_a_guideline_each_time(w: World, published: int) -> None:
    for _time in range(2):
        w.later(days=30)
        results.recall(w.session, w.operator, participation_id=published, reason="Не тот вариант")
        w.publish(published)
    assert [(norm, status) for norm, status, *_days in _result_terms(w)] == [
        (True, DeadlineStatus.met), (False, DeadlineStatus.met), (False, DeadlineStatus.met),
    ]  # fmt: skip


@pytest.mark.rule("SM-DIA-5.9.6")
def test_the_operator_is_reminded_of_a_recalled_result_and_it_is_no_breach_of_the_order(
    w: World, published: int
) -> None:
    w.session.add(Grant(person_id=w.planner_id, role=Role.department))
    w.later(days=60)
    results.recall(w.session, w.operator, participation_id=published, reason="Не тот вариант")
    w.session.commit()
    said: list[tuple[str, int]] = []
    for _day in range(14):
        w.later(days=1)
        reminders.tick(w.session, replace(w.system, now=w.now))
        w.session.commit()
    reminded = sa.select(Notice).join(Deadline, Deadline.id == Notice.deadline_id).order_by(Notice.id)
    for notice in w.session.scalars(reminded.where(Deadline.kind == DeadlineKind.result)):
        assert notice.recipient_id == w.operator_id
        said.append((notice.kind, notice.facts["offset"]))
    near, late = "deadline_near", "deadline_overdue"
    assert said == [(near, -3), (near, -1), (near, 0), (late, 1)]
    assert [row.overdue.number for row in overview.figures(w.session, w.planner).rows] == [0]
