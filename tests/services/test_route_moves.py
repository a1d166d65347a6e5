"""More moves of a route: taken back, returned on paper, a mark undone, ended early, suspended, drawn up anew."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from models.catalogue import ActivityKind, ActivitySource
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.outside import OutsideStep
from models.people import Way
from models.routes import Activity, ActivityCategory, EndCause, RouteModel, RouteStatus
from services import catalogue, outside, personal_data, results, routes
from services.errors import Denied, Invalid, NotFound, Refused, Stale
from services.notices import NoticeKind
from services.outside import Said
from services.routes import Lack
from tests.services.seeing import route_of, told
from tests.world import World

K, D = NoticeKind, DeadlineKind
ALIVE = (DeadlineStatus.open, DeadlineStatus.on_hold)


def _deadlines(w: World, kind: DeadlineKind) -> list[DeadlineStatus]:
    w.session.flush()
    return list(w.session.scalars(sa.select(Deadline.status).where(Deadline.kind == kind).order_by(Deadline.id)))


def _first(w: World, route_id: int) -> Activity:
    query = sa.select(Activity).where(Activity.route_id == route_id).order_by(Activity.id).limit(1)
    return w.session.scalars(query.execution_options(populate_existing=True)).one()


def test_a_route_taken_back_is_changed_and_agreed_once_more(w: World, sent: int) -> None:
    routes.answer(w.session, w.teacher, route_id=sent, agreed=True)
    routes.take_back(w.session, w.planner, route_id=sent)
    assert route_of(w, sent).status is RouteStatus.finalizing
    assert _deadlines(w, D.correct) == [DeadlineStatus.void]
    assert sorted(_deadlines(w, D.agree)) == ["met", "void", "void"]
    assert _deadlines(w, D.finalize) == [DeadlineStatus.open]
    assert sorted(told(w, K.route_taken_back)) == sorted([w.teacher_id, w.curator_id, w.head_id])
    card = routes.card(w.session, w.planner, route_id=sent)
    assert (card.lack, card.agreed) == (None, False)
    with pytest.raises(Refused):
        routes.send_for_approval(w.session, w.planner, route_id=sent)
    routes.send_for_agreement(w.session, w.planner, route_id=sent)
    w.agree(sent)
    assert route_of(w, sent).status is RouteStatus.awaiting_approval


def test_only_the_planner_takes_a_route_back_and_only_from_agreement(w: World, sent: int) -> None:
    for who in (w.teacher_id, w.curator_id, w.head_id):
        with pytest.raises(Denied):
            routes.take_back(w.session, w.ctx(who), route_id=sent)
    routes.take_back(w.session, w.planner, route_id=sent)
    with pytest.raises(Stale):
        routes.take_back(w.session, w.planner, route_id=sent)


def test_a_card_says_when_the_round_may_be_closed(w: World, sent: int) -> None:
    assert not routes.card(w.session, w.planner, route_id=sent).may_close
    for who in (w.teacher_id, w.curator_id, w.head_id):
        routes.answer(w.session, w.ctx(who), route_id=sent, agreed=True)
    assert routes.card(w.session, w.planner, route_id=sent).may_close
    assert not routes.card(w.session, w.curator, route_id=sent).may_close


def test_after_the_term_the_round_may_be_closed_whoever_is_silent(w: World, sent: int) -> None:
    w.later(working_days=6)
    assert routes.card(w.session, w.planner, route_id=sent).may_close


def test_a_card_says_what_the_route_lacks(w: World, published: int) -> None:
    route_id = routes.draw_up(w.session, w.planner, participation_id=published)
    assert routes.card(w.session, w.planner, route_id=route_id).lack is Lack.terms
    routes.set_terms(
        w.session, w.planner, route_id=route_id, model=RouteModel.a, term_months=9, starts_on=w.today,
        curator_id=w.curator_id,
    )  # fmt: skip
    assert routes.card(w.session, w.planner, route_id=route_id).lack is Lack.activities
    routes.add_activity(w.session, w.planner, route_id=route_id, category=ActivityCategory.exchange, title="Семинар",
                        starts_on=w.today)  # fmt: skip
    assert routes.card(w.session, w.planner, route_id=route_id).lack is None
    results.recall(w.session, w.operator, participation_id=published, reason="Ошибка")
    assert routes.card(w.session, w.planner, route_id=route_id).lack is Lack.result
    with pytest.raises(Refused):
        routes.send_for_agreement(w.session, w.planner, route_id=route_id)


def test_a_return_on_paper_is_recorded_on_its_day_with_the_reasons(w: World, sent: int) -> None:
    w.agree(sent)
    said_on = w.today
    w.later(working_days=2)
    routes.record_return(
        w.session, w.planner, route_id=sent, approved_by_id=w.head_id, reasons="Слишком плотно", way=Way.phone,
        on=said_on,
    )  # fmt: skip
    route = route_of(w, sent)
    assert (route.status, route.return_reasons) == (RouteStatus.finalizing, "Слишком плотно")
    met = w.session.scalars(sa.select(Deadline).where(Deadline.kind == D.approve)).one()
    assert (met.status, met.closed_on) == (DeadlineStatus.met, said_on)
    assert sorted(told(w, K.route_returned)) == [w.teacher_id]
    assert [line.act for line in outside.of(w.session, w.planner, route_id=sent)] == ["record_return"]


def test_a_return_is_recorded_only_of_one_who_may_approve_and_with_reasons(w: World, sent: int) -> None:
    w.agree(sent)
    given: dict[str, Any] = {"route_id": sent, "way": Way.paper}
    with pytest.raises(Invalid):
        routes.record_return(w.session, w.planner, approved_by_id=w.teacher_id, reasons="Плотно", **given)
    with pytest.raises(Invalid):
        routes.record_return(w.session, w.planner, approved_by_id=w.head_id, reasons=" ", **given)
    with pytest.raises(Denied):
        routes.record_return(w.session, w.head, approved_by_id=w.head_id, reasons="Плотно", **given)
    assert route_of(w, sent).status is RouteStatus.awaiting_approval


@pytest.mark.rule("К-38")
def test_a_mark_recorded_by_mistake_is_taken_back_any_day_with_the_reason(w: World, active: int) -> None:
    number = _first(w, active).id
    routes.record_mark(w.session, w.curator, activity_id=number, way=Way.paper)
    w.later(days=3)
    with pytest.raises(Invalid):
        routes.undo_mark(w.session, w.planner, activity_id=number, note=" ")
    assert routes.undo_mark(w.session, w.planner, activity_id=number, note="Не та строка").done_at is None
    step = w.session.scalars(sa.select(OutsideStep).where(OutsideStep.act == "undo_mark")).one()
    assert (step.note, step.recorded_by_id) == ("Не та строка", w.planner_id)
    term = w.session.scalars(sa.select(Deadline).where(Deadline.activity_id == number, Deadline.status == "open")).one()
    assert term.due_on == _first(w, active).ends_on
    with pytest.raises(Stale):
        routes.undo_mark(w.session, w.planner, activity_id=number, note="Ещё раз")


@pytest.mark.rule("К-38")
def test_the_teachers_own_mark_is_theirs_alone(w: World, active: int) -> None:
    number = _first(w, active).id
    routes.mark_activity(w.session, w.teacher, activity_id=number, done=True)
    for who in (w.curator_id, w.planner_id):
        with pytest.raises(Refused):
            routes.undo_mark(w.session, w.ctx(who), activity_id=number, note="Не верю")
    with pytest.raises(Denied):
        routes.undo_mark(w.session, w.head, activity_id=number, note="Не верю")
    assert _first(w, active).done_at is not None


def test_a_planner_ends_a_route_with_a_written_reason_and_all_its_terms(w: World, active: int) -> None:
    for words in ("", "  ", "я" * 1001):
        with pytest.raises(Invalid):
            routes.end_early(w.session, w.planner, route_id=active, words=words, cause=EndCause.left)
    routes.end_early(w.session, w.planner, route_id=active, words="Уволилась", cause=EndCause.left)
    w.session.commit()
    route = route_of(w, active)
    assert (route.status, route.end_cause, route.end_words) == (RouteStatus.ended_early, EndCause.left, "Уволилась")
    alive = sa.select(Deadline.kind).where(
        Deadline.status.in_(ALIVE), sa.or_(Deadline.route_id == active, Deadline.activity_id.is_not(None))
    )
    assert w.session.scalars(alive).all() == []
    assert sorted(told(w, K.route_ended)) == sorted([w.teacher_id, w.curator_id, w.head_id])
    with pytest.raises(Stale):
        routes.end_early(w.session, w.planner, route_id=active, words="Ещё раз")


@pytest.mark.parametrize("who", ["curator_id", "head_id", "operator_id"])
def test_nobody_but_the_planner_and_the_teacher_ends_a_route(w: World, active: int, who: str) -> None:
    with pytest.raises(Denied):
        routes.end_early(w.session, w.ctx(getattr(w, who)), route_id=active, words="Хватит")


def test_a_teacher_s_wish_that_the_planner_records_says_how_when_and_by_which_paper_it_came(
    w: World, active: int
) -> None:
    w.later(days=5)
    for said in (None, Said(), Said(Way.letter, w.today + timedelta(days=1)), Said(Way.letter, date(2026, 1, 5))):
        with pytest.raises(Invalid):
            routes.end_early(w.session, w.planner, route_id=active, words="Просит закончить", said=said)
        w.session.rollback()
    written_on = w.today - timedelta(days=2)
    routes.end_early(
        w.session, w.planner, route_id=active, words="Просит закончить", said=Said(Way.letter, written_on)
    )  # fmt: skip
    (kept,) = outside.of(w.session, w.planner, route_id=active)
    assert (kept.act, kept.way, kept.happened_on) == ("end_early", Way.letter, written_on)


def test_a_teacher_ends_the_route_by_their_own_wish(w: World, active: int) -> None:
    routes.end_early(w.session, w.teacher, route_id=active, words="Ухожу в науку", cause=EndCause.other)
    assert route_of(w, active).end_cause is EndCause.wish
    assert sorted(told(w, K.route_ended)) == sorted([w.planner_id, w.curator_id, w.head_id])
    card = routes.card(w.session, w.curator, route_id=active)
    assert (card.end_cause, card.end_words) == (EndCause.wish, "Ухожу в науку")


@pytest.mark.rule("К-01")
def test_the_school_does_not_read_why_a_route_ended_or_stands_still(w: World, active: int) -> None:
    routes.suspend(w.session, w.planner, route_id=active, reason="Тайная причина")
    for card in (routes.card(w.session, w.head, route_id=active),):
        assert card.suspended_on == w.today
        assert "Тайная" not in repr(card)
    routes.end_early(w.session, w.planner, route_id=active, words="Тайная причина", cause=EndCause.other)
    card = routes.card(w.session, w.head, route_id=active)
    assert card.end_cause is None
    assert "Тайная" not in repr(card)


def test_a_withdrawn_consent_is_named_to_the_centre_and_to_no_curator(w: World, active: int) -> None:
    personal_data.withdraw_personal_data_consent(w.session, w.teacher)
    assert routes.card(w.session, w.planner, route_id=active).end_cause is EndCause.consent_withdrawn
    assert routes.card(w.session, w.curator, route_id=active).end_cause is EndCause.wish
    assert not routes.may_draw_up(w.session, w.planner, participation_id=route_of(w, active).participation_id)


def test_after_an_early_end_a_route_is_drawn_up_again(w: World, published: int, active: int) -> None:
    assert not routes.may_draw_up(w.session, w.planner, participation_id=published)
    routes.end_early(w.session, w.planner, route_id=active, words="По просьбе", said=Said(Way.phone))
    assert routes.may_draw_up(w.session, w.planner, participation_id=published)
    assert not routes.may_draw_up(w.session, w.operator, participation_id=published)
    again = w.draw_up(published)
    assert again != active
    w.agree(again)
    assert route_of(w, again).status is RouteStatus.awaiting_approval
    assert _deadlines(w, D.draw_up) == [DeadlineStatus.met]


def test_a_draft_thrown_away_gives_the_planner_no_new_term_and_is_shown_to_nobody(w: World, published: int) -> None:
    route_id = routes.draw_up(w.session, w.planner, participation_id=published)
    term = w.session.scalars(sa.select(Deadline).where(Deadline.kind == D.draw_up)).one()
    routes.end_early(w.session, w.planner, route_id=route_id, words="Начат по ошибке", cause=EndCause.other)
    assert sorted(told(w, K.route_ended)) == []
    assert routes.mine(w.session, w.teacher) == []
    with pytest.raises(NotFound):
        routes.card(w.session, w.teacher, route_id=route_id)
    w.later(working_days=1)
    routes.draw_up(w.session, w.planner, participation_id=published)
    w.session.commit()
    again = w.session.scalars(sa.select(Deadline).where(Deadline.kind == D.draw_up, Deadline.status == "open")).one()
    assert (again.event_on, again.due_on) == (term.event_on, term.due_on)


def test_a_suspended_route_waits_with_its_terms_and_goes_on_by_the_days_lost(w: World, active: int) -> None:
    before, ends_on = _first(w, active).starts_on, route_of(w, active).ends_on
    assert ends_on is not None
    with pytest.raises(Invalid):
        routes.suspend(w.session, w.planner, route_id=active, reason=" ")
    routes.suspend(w.session, w.planner, route_id=active, reason="Отпуск")
    assert set(_deadlines(w, D.activity)) == {DeadlineStatus.on_hold}
    assert _deadlines(w, D.end_of_term) == [DeadlineStatus.on_hold]
    with pytest.raises(Stale):
        routes.mark_activity(w.session, w.teacher, activity_id=_first(w, active).id, done=True)
    w.later(days=60)
    routes.resume(w.session, w.planner, route_id=active)
    w.session.commit()
    lost = timedelta(days=60)
    route, first = route_of(w, active), _first(w, active)
    assert (route.status, route.suspended_on, route.ends_on) == (RouteStatus.active, None, ends_on + lost)
    assert first.starts_on == before + lost
    term = sa.select(Deadline.due_on).where(Deadline.kind == D.end_of_term, Deadline.status == DeadlineStatus.open)
    assert w.session.scalars(term).all() == [ends_on + lost]
    assert set(_deadlines(w, D.activity)) == {DeadlineStatus.open}
    assert (
        sorted(told(w, K.route_suspended)) == sorted(told(w, K.route_resumed)) == sorted([w.teacher_id, w.curator_id])
    )


def test_what_was_done_and_what_is_held_on_its_own_day_do_not_move(w: World, published: int) -> None:
    day = w.today + timedelta(days=40)
    event = catalogue.save_event(
        w.session, w.planner, title="Форум", kind=ActivityKind.forum, category=ActivityCategory.exchange,
        source=ActivitySource.institute_plan, starts_on=day, ends_on=day,
        centre_id=w.centre_id,
    )  # fmt: skip
    route_id = routes.draw_up(w.session, w.planner, participation_id=published)
    routes.set_terms(w.session, w.planner, route_id=route_id, model=route_of(w, route_id).model, term_months=9,
                     starts_on=w.today, curator_id=w.curator_id)  # fmt: skip
    for title, source in (("Сделано", None), ("Форум", event.id), ("Впереди", None)):
        routes.add_activity(w.session, w.planner, route_id=route_id, category=ActivityCategory.exchange, title=title,
                            starts_on=day, event_id=source)  # fmt: skip
    routes.send_for_agreement(w.session, w.planner, route_id=route_id)
    w.agree(route_id)
    routes.approve(w.session, w.head, route_id=route_id)
    routes.mark_activity(w.session, w.teacher, activity_id=_first(w, route_id).id, done=True)
    routes.suspend(w.session, w.planner, route_id=route_id, reason="Отпуск")
    w.later(days=10)
    routes.resume(w.session, w.planner, route_id=route_id)
    w.session.commit()
    w.session.expire_all()
    days = {one.title: one.starts_on for one in w.session.scalars(sa.select(Activity))}
    assert days == {"Сделано": day, "Форум": day, "Впереди": day + timedelta(days=10)}


@pytest.mark.parametrize("who", ["teacher_id", "curator_id", "head_id"])
def test_only_the_planner_suspends_a_route(w: World, active: int, who: str) -> None:
    with pytest.raises(Denied):
        routes.suspend(w.session, w.ctx(getattr(w, who)), route_id=active, reason="Отпуск")
