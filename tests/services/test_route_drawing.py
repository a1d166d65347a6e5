"""Drawing a route up: its term, curator and activities, until it is sent (annex 3, cl. 4.3.1-4.3.4, 5.8, 5.9)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from models.applications import DecisionKind
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.routes import ActivityCategory, EndCause, RouteModel
from services import applications, people, results, routes
from services.errors import Invalid, NotFound, Refused, Stale
from tests.services.seeing import route_of
from tests.world import CANARY_CODE, World


def _drafted(w: World, published: int) -> int:
    return routes.draw_up(w.session, w.planner, participation_id=published)


@pytest.mark.rule("SM-IOM-4.4.3")
@pytest.mark.parametrize(("months", "allowed"), [(5, False), (6, True), (24, True), (25, False)])
def test_a_route_lasts_six_to_twenty_four_months(w: World, published: int, months: int, allowed: bool) -> None:
    route_id = _drafted(w, published)

    def set_terms() -> None:
        routes.set_terms(
            w.session, w.planner, route_id=route_id, model=RouteModel.a, term_months=months, starts_on=w.today,
            curator_id=w.curator_id,
        )  # fmt: skip

    if allowed:
        set_terms()
        assert route_of(w, route_id).term_months == months
    else:
        with pytest.raises(Invalid):
            set_terms()


@pytest.mark.parametrize("days", [-400, 400])
def test_a_route_begins_after_the_assessment_and_not_years_ahead(w: World, published: int, days: int) -> None:
    route_id = _drafted(w, published)
    with pytest.raises(Invalid):
        routes.set_terms(
            w.session, w.planner, route_id=route_id, model=RouteModel.a, term_months=9,
            starts_on=w.today + timedelta(days=days), curator_id=w.curator_id,
        )  # fmt: skip


def test_activities_outside_a_changed_term_are_not_sent(w: World, sent: int) -> None:
    w.later(working_days=6)
    routes.close_round(w.session, w.planner, route_id=sent)
    routes.set_terms(
        w.session, w.planner, route_id=sent, model=RouteModel.a, term_months=6,
        starts_on=w.today + timedelta(days=300), curator_id=w.curator_id,
    )  # fmt: skip
    with pytest.raises(Refused, match="Семинар № 1"):
        routes.send_for_approval(w.session, w.planner, route_id=sent)


@pytest.mark.rule("SM-DIA-5.6.1")
def test_the_next_assessment_is_36_months_after_this_one(w: World, sent: int) -> None:
    held_on = results.look(w.session, w.teacher, participation_id=route_of(w, sent).participation_id).held_on
    day = route_of(w, sent).next_assessment_on
    assert day is not None
    assert (day.year, day.month, day.day) == (held_on.year + 3, held_on.month, held_on.day)


@pytest.mark.rule("К-55")
def test_a_colleague_of_the_person_is_not_offered_as_curator(w: World, published: int) -> None:
    route_id = _drafted(w, published)
    assert [line.id for line in routes.curators(w.session, w.planner, route_id=route_id)] == [w.curator_id]
    people.choose_organization(w.session, w.curator, organization_id=w.school_id)
    assert routes.curators(w.session, w.planner, route_id=route_id) == []
    with pytest.raises(Invalid):
        routes.set_terms(
            w.session, w.planner, route_id=route_id, model=RouteModel.a, term_months=9, starts_on=w.today,
            curator_id=w.curator_id,
        )  # fmt: skip


def test_two_planners_at_once_draw_up_one_route(w: World, published: int) -> None:
    _drafted(w, published)
    w.session.commit()
    with pytest.raises(Stale):
        _drafted(w, published)


@pytest.mark.rule("SM-IOM-5.6")
@pytest.mark.parametrize("category", list(ActivityCategory))
def test_an_activity_has_one_of_the_five_categories(w: World, published: int, category: ActivityCategory) -> None:
    route_id = _drafted(w, published)
    routes.add_activity(w.session, w.planner, route_id=route_id, category=category, title="Вебинар", starts_on=w.today)
    assert routes.card(w.session, w.planner, route_id=route_id).activities[0].category is category


@pytest.mark.rule("SM-IOM-5.9", "SM-IOM-5.8")
def test_an_activity_keeps_its_dates_and_the_deficits_it_works_on(w: World, published: int) -> None:
    route_id = _drafted(w, published)
    deficits = results.look(w.session, w.planner, participation_id=published).deficits
    routes.add_activity(
        w.session, w.planner, route_id=route_id, category=ActivityCategory.knowledge, title="Курсы",
        starts_on=w.today, ends_on=w.today + timedelta(days=5), deficit_ids=[deficits[0].id],
    )  # fmt: skip
    line = routes.card(w.session, w.planner, route_id=route_id).activities[0]
    assert (line.starts_on, line.ends_on) == (w.today, w.today + timedelta(days=5))
    assert [found.code for found in line.deficits] == [CANARY_CODE]


def test_an_activity_outside_the_term_or_reversed_is_refused(w: World, published: int) -> None:
    route_id = _drafted(w, published)
    routes.set_terms(
        w.session, w.planner, route_id=route_id, model=RouteModel.a, term_months=6, starts_on=w.today,
        curator_id=w.curator_id,
    )  # fmt: skip
    for first, last in ((-1, 1), (400, 400), (5, 4)):
        with pytest.raises(Invalid):
            routes.add_activity(
                w.session, w.planner, route_id=route_id, category=ActivityCategory.knowledge, title="Курсы",
                starts_on=w.today + timedelta(days=first), ends_on=w.today + timedelta(days=last),
            )  # fmt: skip


def test_deficits_of_another_result_cannot_be_chosen(w: World, published: int) -> None:
    with pytest.raises(Invalid):
        routes.add_activity(
            w.session, w.planner, route_id=_drafted(w, published), category=ActivityCategory.knowledge,
            title="Курсы", starts_on=w.today, deficit_ids=[10_000],
        )  # fmt: skip


def test_the_teacher_does_not_see_a_route_that_is_being_drawn_up(w: World, published: int) -> None:
    route_id = _drafted(w, published)
    w.session.commit()
    for ctx in (w.ctx(w.teacher_id), w.ctx(w.head_id)):
        with pytest.raises(NotFound):
            routes.card(w.session, ctx, route_id=route_id)


def test_an_empty_route_is_not_sent(w: World, published: int) -> None:
    route_id = _drafted(w, published)
    with pytest.raises(Refused):
        routes.send_for_agreement(w.session, w.planner, route_id=route_id)


@pytest.mark.rule("SM-IOM-4.3.2")
def test_sending_the_route_meets_the_ten_days_of_drawing_it_up(w: World, sent: int) -> None:
    deadline = w.session.scalars(sa.select(Deadline).where(Deadline.kind == DeadlineKind.draw_up)).one()
    assert (deadline.status, deadline.closed_on) == (DeadlineStatus.met, w.today)


@pytest.mark.rule("SM-IOM-4.3.2")
def test_a_route_decided_on_is_on_the_list_to_draw_up_until_it_is_begun(w: World, assessed: int) -> None:
    tab = applications.QueueTab.to_draw_up
    results_of = partial(applications.queue, w.session, w.planner, tab=tab)
    assert results_of() == []
    w.publish(assessed)
    (line,) = results_of()
    assert (line.id, line.deadline and line.deadline.kind) == (assessed, DeadlineKind.draw_up)
    assert routes.may_draw_up(w.session, w.planner, participation_id=line.id)
    assert applications.queue_counts(w.session, w.planner)[tab] == 1
    _drafted(w, assessed)
    assert results_of() == []


def test_a_route_that_ended_early_is_owed_only_when_it_is_decided_on_anew(w: World, published: int) -> None:
    tab = applications.QueueTab.to_draw_up
    route_id = _drafted(w, published)
    routes.end_early(w.session, w.planner, route_id=route_id, cause=EndCause.other, words="Составлен по ошибке")
    assert applications.queue(w.session, w.planner, tab=tab) == []
    for decision, before in (
        (DecisionKind.mentoring, DecisionKind.route),
        (DecisionKind.route, DecisionKind.mentoring),
    ):
        results.decide(w.session, w.operator, participation_id=published, decision=decision, instead_of=before)
    assert [line.id for line in applications.queue(w.session, w.planner, tab=tab)] == [published]
