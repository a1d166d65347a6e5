"""Results: levels, publication, decision, and who sees them (annex 2, section 6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from models.applications import Participation, ParticipationStatus
from models.audit import AuditValue
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.notices import Notice
from models.results import DeficitLevel, ResultLook
from services import applications, people, results, routes
from services.errors import Denied, Invalid, NotFound, Refused, Stale
from services.results import DeficitIn, ScoreIn
from tests.world import CANARY_ADVICE, CANARY_CODE, CANARY_DEFICIT, World, register


@pytest.mark.rule("SM-IOM-4.2.2")
@pytest.mark.parametrize(
    ("percent", "level"),
    [
        ("0", "high"), ("59.99", "high"), ("60", "medium"), ("80.99", "medium"), ("81", "low"), ("100", "low"),
    ],
)  # fmt: skip
def test_a_percent_has_the_level_of_the_thresholds(w: World, percent: str, level: str) -> None:
    assert results.level_of(w.system, Decimal(percent)) is DeficitLevel(level)


@pytest.mark.rule("К-28")
def test_the_worst_level_of_several_blocks_decides() -> None:
    assert results.worst([DeficitLevel.low, DeficitLevel.high, DeficitLevel.medium]) is DeficitLevel.high


@pytest.mark.rule("SM-FRM-2b")
def test_a_result_never_exceeds_the_scope_of_the_consent(w: World, assessed: int) -> None:
    beyond = [*w.scores(assessed), ScoreIn("mathematics", "subject", Decimal(50))]
    with pytest.raises(Invalid):
        results.enter(w.session, w.operator, participation_id=assessed, scores=beyond, deficits=[], recommendations="")


@pytest.mark.parametrize("percent", ["-1", "100.5"])
def test_a_percent_outside_its_range_is_refused(w: World, assessed: int, percent: str) -> None:
    scores = w.scores(assessed)
    scores[0] = ScoreIn(scores[0].subject, scores[0].block, Decimal(percent))
    with pytest.raises(Invalid):
        results.enter(w.session, w.operator, participation_id=assessed, scores=scores, deficits=[], recommendations="")


def test_each_block_of_the_consent_needs_a_percent(w: World, assessed: int) -> None:
    with pytest.raises(Invalid):
        results.enter(
            w.session, w.operator, participation_id=assessed, scores=w.scores(assessed)[1:], deficits=[],
            recommendations="",
        )  # fmt: skip


@pytest.mark.rule("SM-IOM-5.4")
def test_a_result_holds_form_date_deficits_with_codes_and_recommendations(w: World, published: int) -> None:
    card = results.look(w.session, w.teacher, participation_id=published)
    assert card.form is not None
    assert card.held_on == date(2026, 9, 4)
    assert [(found.code, found.text) for found in card.deficits] == [(CANARY_CODE, CANARY_DEFICIT)]
    assert card.recommendations == CANARY_ADVICE


def test_a_deficit_without_words_is_refused(w: World, assessed: int) -> None:
    with pytest.raises(Invalid):
        results.enter(
            w.session, w.operator, participation_id=assessed, scores=w.scores(assessed),
            deficits=[DeficitIn("physics", "subject", " ", "1.2")], recommendations="",
        )  # fmt: skip


def test_an_unchecked_result_is_not_published(w: World, assessed: int) -> None:
    results.enter(
        w.session, w.operator, participation_id=assessed, scores=w.scores(assessed), deficits=[], recommendations=""
    )
    with pytest.raises(Refused):
        results.publish(w.session, w.operator, participation_id=assessed)


def test_a_result_entered_again_must_be_checked_again(w: World, assessed: int) -> None:
    for _time in range(2):
        results.enter(
            w.session, w.operator, participation_id=assessed, scores=w.scores(assessed), deficits=[],
            recommendations="",
        )  # fmt: skip
        with pytest.raises(Refused):
            results.publish(w.session, w.operator, participation_id=assessed)
        results.check(w.session, w.operator, participation_id=assessed)
    results.publish(w.session, w.operator, participation_id=assessed)
    assert w.session.get_one(Participation, assessed).status is ParticipationStatus.result_published


@pytest.mark.rule("SM-DIA-5.9.6")
def test_publication_meets_the_term_and_tells_the_person_only_that_it_is_ready(w: World, published: int) -> None:
    deadline = w.session.scalars(sa.select(Deadline).where(Deadline.kind == DeadlineKind.result)).one()
    assert (deadline.status, deadline.closed_on) == (DeadlineStatus.met, w.today)
    facts = w.session.scalars(sa.select(Notice.facts).where(Notice.kind == "result_ready")).one()
    assert facts == {}


def test_the_person_does_not_see_a_result_before_it_is_published(w: World, assessed: int) -> None:
    results.enter(
        w.session, w.operator, participation_id=assessed, scores=w.scores(assessed), deficits=[], recommendations=""
    )
    with pytest.raises(NotFound):
        results.look(w.session, w.teacher, participation_id=assessed)


@pytest.mark.rule("SM-DIA-6.3", "К-01")
def test_the_head_of_the_school_never_sees_a_result(w: World, published: int) -> None:
    with pytest.raises(NotFound):
        results.look(w.session, w.head, participation_id=published)


@pytest.mark.rule("SM-DIA-6.3")
def test_a_stranger_never_sees_a_result(w: World, published: int) -> None:
    stranger = register(w.session, w.system, chat_id=5, name="Чужой Пётр Ильич", organization_id=w.other_school_id)
    with pytest.raises(NotFound):
        results.look(w.session, w.ctx(stranger), participation_id=published)


def test_a_curator_sees_the_result_only_of_an_assigned_person(w: World, published: int) -> None:
    with pytest.raises(NotFound):
        results.look(w.session, w.curator, participation_id=published)
    w.draw_up(published)
    assert results.look(w.session, w.curator, participation_id=published).recommendations == CANARY_ADVICE


@pytest.mark.rule("К-55")
def test_a_curator_who_works_in_the_persons_school_does_not_see_the_result(w: World, published: int) -> None:
    w.draw_up(published)
    ctx = w.ctx(w.curator_id)

    people.choose_organization(w.session, ctx, organization_id=w.school_id)
    with pytest.raises(NotFound):
        results.look(w.session, w.ctx(w.curator_id), participation_id=published)


def test_each_look_of_staff_is_recorded_and_the_person_can_read_it(w: World, published: int) -> None:
    results.look(w.session, w.ctx(w.operator_id, "admin"), participation_id=published)
    results.look(w.session, w.teacher, participation_id=published)
    seen = results.lookers(w.session, w.teacher, participation_id=published)
    assert [(line.viewer, line.door) for line in seen] == [("Орлова Вера Ильинична", "admin")]
    with pytest.raises(NotFound):
        results.lookers(w.session, w.operator, participation_id=published)


@pytest.mark.rule("SM-DIA-6.3")
def test_no_value_of_a_result_is_written_to_the_audit(w: World, published: int) -> None:
    values = w.session.execute(sa.select(AuditValue.before, AuditValue.after)).all()
    told = " ".join(str(value) for row in values for value in row)
    assert "43.21" not in told
    assert "Канарейка" not in told
    assert CANARY_CODE not in told
    assert "Вязьмы" in told


@pytest.mark.rule("SM-IOM-2.2", "SM-IOM-4.2.4")
def test_no_route_without_an_assessment_and_its_result(w: World, assessed: int) -> None:
    with pytest.raises(Refused):
        routes.draw_up(w.session, w.planner, participation_id=assessed)


@pytest.mark.parametrize("who", ["teacher_id", "curator_id", "head_id", "planner_id"])
def test_only_an_operator_publishes(w: World, assessed: int, who: str) -> None:
    results.enter(
        w.session, w.operator, participation_id=assessed, scores=w.scores(assessed), deficits=[], recommendations=""
    )
    results.check(w.session, w.operator, participation_id=assessed)
    with pytest.raises((Denied, NotFound)):
        results.publish(w.session, w.ctx(getattr(w, who)), participation_id=assessed)


def test_an_operator_who_is_a_colleague_does_not_see_the_result(w: World, published: int) -> None:

    people.choose_organization(w.session, w.operator, organization_id=w.school_id)
    with pytest.raises(NotFound):
        results.look(w.session, w.operator, participation_id=published)
    assert w.session.scalars(sa.select(ResultLook)).all() == []


def test_the_card_of_a_case_holds_nothing_of_the_result(w: World, published: int) -> None:
    card = applications.card(w.session, w.operator, participation_id=published)
    assert "Канарейка" not in repr(card)
    assert "43.21" not in repr(card)


def test_a_result_published_twice_is_told_so(w: World, published: int) -> None:
    with pytest.raises(Stale):
        results.publish(w.session, w.operator, participation_id=published)


def test_a_step_from_a_page_that_has_become_old_is_not_taken(w: World, assessed: int) -> None:
    given: dict[str, Any] = {
        "participation_id": assessed,
        "scores": w.scores(assessed),
        "deficits": [],
        "recommendations": "",
    }
    with pytest.raises(Stale):
        results.enter(w.session, w.operator, **given, seen="1:entered:x")
    w.session.rollback()
    results.enter(w.session, w.operator, **given, seen=results.NO_RESULT)
    w.session.commit()
    first = results.stage(w.session, w.operator, participation_id=assessed)
    w.later(hours=1)
    results.enter(w.session, w.operator, **given)
    w.session.commit()
    assert first is not None
    for step in (results.check, results.publish):
        with pytest.raises(Stale):
            step(w.session, w.operator, participation_id=assessed, seen=first.mark)
        w.session.rollback()
    second = results.stage(w.session, w.operator, participation_id=assessed)
    assert second is not None
    results.check(w.session, w.operator, participation_id=assessed, seen=second.mark)
