"""Routes: drawing up, agreement, approval, marks, and the school's projection (annex 3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.accounts import Grant, Role
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.notices import Notice
from models.people import StaffKind, Way
from models.places import Organization
from models.routes import ActivityCategory, Agreement, Answer, CuratorView, Party, RouteModel, RouteStatus, Seen
from services import conversations, digests, people, results, routes
from services.errors import Denied, Invalid, NotFound, Refused, Stale
from tests.services.seeing import route_of
from tests.world import CANARY_CODE, World, register


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


@pytest.mark.rule("SM-IOM-4.3.4")
def test_one_sending_asks_three_parties_and_opens_one_term(w: World, sent: int) -> None:
    parties = w.session.scalars(sa.select(Agreement.party).where(Agreement.route_id == sent)).all()
    assert sorted(parties) == ["curator", "head", "teacher"]
    told = w.session.scalars(sa.select(Notice.recipient_id).where(Notice.route_id == sent)).all()
    assert sorted(told) == sorted([w.teacher_id, w.curator_id, w.head_id])
    deadline = w.session.scalars(sa.select(Deadline).where(Deadline.kind == DeadlineKind.correct)).one()
    assert (deadline.clause, deadline.normative) == ("приказ № 622-ОД, приложение 3, п. 4.3.6", True)


@pytest.mark.rule("SM-IOM-4.3.6")
def test_the_route_is_corrected_within_five_working_days(w: World, sent: int) -> None:
    deadline = w.session.scalars(sa.select(Deadline).where(Deadline.kind == DeadlineKind.correct)).one()
    assert (deadline.due_on - deadline.event_on) == timedelta(days=7)


def test_each_party_answers_once_a_round(w: World, sent: int) -> None:
    routes.answer(w.session, w.teacher, route_id=sent, agreed=True)
    with pytest.raises(Stale):
        routes.answer(w.session, w.teacher, route_id=sent, agreed=False, comment="Передумала")
    answers = w.session.scalars(sa.select(Agreement.answer).order_by(Agreement.id)).all()
    assert answers == [Answer.agreed, None, None]


def test_changes_need_words(w: World, sent: int) -> None:
    with pytest.raises(Invalid):
        routes.answer(w.session, w.teacher, route_id=sent, agreed=False, comment="  ")


def test_a_round_closes_early_only_when_all_have_answered(w: World, sent: int) -> None:
    routes.answer(w.session, w.teacher, route_id=sent, agreed=True)
    with pytest.raises(Refused):
        routes.close_round(w.session, w.planner, route_id=sent)


def test_silence_is_recorded_after_the_term_and_is_not_consent(w: World, sent: int) -> None:
    routes.answer(w.session, w.teacher, route_id=sent, agreed=True)
    w.later(working_days=6)
    routes.close_round(w.session, w.planner, route_id=sent)
    answers = w.session.scalars(sa.select(Agreement.answer).order_by(Agreement.id)).all()
    assert answers == [Answer.agreed, Answer.silence, Answer.silence]


@pytest.mark.rule("SM-IOM-4.3.7")
def test_after_the_round_the_planner_finalizes_and_may_edit(w: World, sent: int) -> None:
    routes.answer(w.session, w.teacher, route_id=sent, agreed=False, comment="Перенесите семинар")
    for ctx in (w.ctx(w.curator_id), w.ctx(w.head_id)):
        routes.answer(w.session, ctx, route_id=sent, agreed=True)
    routes.close_round(w.session, w.planner, route_id=sent)
    routes.add_activity(
        w.session, w.planner, route_id=sent, category=ActivityCategory.mentoring, title="Наставник",
        starts_on=w.today,
    )  # fmt: skip
    assert route_of(w, sent).status is RouteStatus.finalizing


@pytest.mark.rule("SM-IOM-4.3.7")
def test_no_proposal_of_changes_is_passed_over_in_silence(w: World, sent: int) -> None:
    routes.answer(w.session, w.teacher, route_id=sent, agreed=False, comment="Перенесите семинар")
    for ctx in (w.ctx(w.curator_id), w.ctx(w.head_id)):
        routes.answer(w.session, ctx, route_id=sent, agreed=True)
    routes.close_round(w.session, w.planner, route_id=sent)
    with pytest.raises(Refused):
        routes.send_for_approval(w.session, w.planner, route_id=sent)
    with pytest.raises(Denied):
        routes.reply_to_proposal(w.session, w.head, route_id=sent, party=Party.teacher, text="Нет")
    with pytest.raises(Stale):
        routes.reply_to_proposal(w.session, w.planner, route_id=sent, party=Party.curator, text="Нет")
    with pytest.raises(Invalid):
        routes.reply_to_proposal(w.session, w.planner, route_id=sent, party=Party.teacher, text=" ")
    routes.reply_to_proposal(w.session, w.planner, route_id=sent, party=Party.teacher, text="Перенесли на март")
    told = w.session.scalars(sa.select(Notice.recipient_id).where(Notice.kind == "proposal_answered"))
    assert told.all() == [w.teacher_id]
    routes.send_for_approval(w.session, w.planner, route_id=sent)
    assert routes.card(w.session, w.teacher, route_id=sent).agreements[0].reply == "Перенесли на март"
    assert routes.card(w.session, w.head, route_id=sent).agreements[0].reply == ""


def test_what_changed_after_the_agreement_is_marked_for_the_approver(w: World, sent: int) -> None:
    w.later(working_days=6)
    routes.close_round(w.session, w.planner, route_id=sent)
    first, second = routes.card(w.session, w.planner, route_id=sent).activities
    for one, title in ((first, first.title), (second, "Другой семинар")):
        routes.edit_activity(
            w.session, w.planner, activity_id=one.id, category=one.category, title=title, starts_on=one.starts_on,
            ends_on=one.ends_on, place=one.place, deficit_ids=[found.id for found in one.deficits],
        )  # fmt: skip
    routes.add_activity(
        w.session, w.planner, route_id=sent, category=ActivityCategory.mentoring, title="Наставник", starts_on=w.today
    )
    card = routes.card(w.session, w.head, route_id=sent)
    assert {one.title: one.changed for one in card.activities} == {
        first.title: False, "Другой семинар": True, "Наставник": True,
    }  # fmt: skip
    assert not card.terms_changed
    routes.remove_activity(w.session, w.planner, activity_id=first.id)
    routes.set_terms(
        w.session, w.planner, route_id=sent, model=RouteModel.a, term_months=12,
        starts_on=card.starts_on or w.today, curator_id=w.curator_id,
    )  # fmt: skip
    card = routes.card(w.session, w.head, route_id=sent)
    assert (card.terms_changed, card.removed) == (True, 1)
    w.later(hours=1)
    routes.send_for_agreement(w.session, w.planner, route_id=sent)
    card = routes.card(w.session, w.head, route_id=sent)
    assert not card.terms_changed
    assert not any(one.changed for one in card.activities)


def test_a_second_round_asks_all_three_anew(w: World, sent: int) -> None:
    w.later(working_days=6)
    routes.close_round(w.session, w.planner, route_id=sent)
    routes.send_for_agreement(w.session, w.planner, route_id=sent)
    card = routes.card(w.session, w.teacher, route_id=sent)
    assert [line.answer for line in card.agreements] == [None, None, None]


@pytest.mark.rule("SM-IOM-4.3.3")
def test_the_final_version_gets_a_number_of_its_own_that_stays(w: World, sent: int) -> None:
    w.agree(sent)
    number = route_of(w, sent).number
    assert number == f"1-{w.today.year}"
    routes.return_route(w.session, w.head, route_id=sent, reasons="Слишком плотно")
    routes.send_for_approval(w.session, w.planner, route_id=sent)
    assert route_of(w, sent).number == number


@pytest.mark.rule("SM-IOM-4.3.10")
def test_the_head_approves_and_the_route_is_active(w: World, active: int) -> None:
    route = route_of(w, active)
    assert (route.status, route.approved_by_id) == (RouteStatus.active, w.head_id)


@pytest.mark.parametrize("who", ["teacher_id", "curator_id", "planner_id", "operator_id"])
@pytest.mark.rule("SM-IOM-4.3.10")
def test_nobody_but_the_head_approves(w: World, sent: int, who: str) -> None:
    w.agree(sent)
    with pytest.raises(Denied):
        routes.approve(w.session, w.ctx(getattr(w, who)), route_id=sent)


def test_the_head_of_another_school_does_not_know_of_the_route(w: World, sent: int) -> None:
    other = register(w.session, w.system, chat_id=8, name="Чужая Нина Львовна", organization_id=w.other_school_id)
    w.session.add(Grant(person_id=other, role=Role.head, organization_id=w.other_school_id))
    w.session.commit()
    with pytest.raises(NotFound):
        routes.card(w.session, w.ctx(other), route_id=sent)


@pytest.mark.rule("К-53")
def test_the_route_of_a_head_is_approved_by_the_founder(w: World) -> None:
    founder = register(w.session, w.system, chat_id=9, name="Учредитель Иван Ильич", organization_id=w.other_school_id)
    w.session.add(Grant(person_id=founder, role=Role.founder, organization_id=w.school_id))
    w.session.commit()
    head_id, w.teacher_id = w.head_id, w.head_id
    w.head_id = founder
    route_id = w.active_route()
    assert route_of(w, route_id).approved_by_id == founder
    assert route_of(w, route_id).person_id == head_id


@pytest.mark.rule("К-53")
def test_a_head_does_not_approve_their_own_route(w: World) -> None:
    founder = register(w.session, w.system, chat_id=9, name="Учредитель Иван Ильич", organization_id=w.other_school_id)
    w.session.add(Grant(person_id=founder, role=Role.founder, organization_id=w.school_id))
    w.session.commit()
    w.teacher_id, head_id = w.head_id, w.head_id
    route_id = w.sent_route()
    w.head_id = founder
    w.agree(route_id)
    with pytest.raises(Denied):
        routes.approve(w.session, w.ctx(head_id), route_id=route_id)


@pytest.mark.rule("К-53")
def test_a_deputy_approves_only_where_the_profile_allows(w: World, sent: int) -> None:
    deputy = register(
        w.session, w.system, chat_id=9, name="Замова Инна Ильинична", organization_id=w.school_id,
        staff_kind=StaffKind.manager, position="Заместитель директора", subjects=(),
    )  # fmt: skip
    w.session.add(Grant(person_id=deputy, role=Role.deputy, organization_id=w.school_id))
    w.agree(sent)
    with pytest.raises(Denied):
        routes.approve(w.session, w.ctx(deputy), route_id=sent)
    w.system = w.system.__class__(
        w.system.actor, w.system.now, w.system.region.model_copy(update={"deputy_approves": True})
    )
    routes.approve(w.session, w.ctx(deputy), route_id=sent)
    assert route_of(w, sent).approved_by_id == deputy


def test_a_return_needs_reasons(w: World, sent: int) -> None:
    w.agree(sent)
    with pytest.raises(Invalid):
        routes.return_route(w.session, w.head, route_id=sent, reasons=" ")


@pytest.mark.rule("К-01", "SM-DIA-6.3", "К-54")
@pytest.mark.parametrize("stage", ["sent", "active"])
def test_the_school_sees_neither_deficits_nor_level_nor_the_curators_name(
    w: World, stage: str, request: pytest.FixtureRequest
) -> None:
    route_id: int = request.getfixturevalue(stage)
    card = routes.card(w.session, w.head, route_id=route_id)
    assert not card.whole
    assert card.activities
    for canary in ("КАНАРЕЙКА", "Канарейка", "43.21", "Ёлкина", "high"):
        assert canary not in repr(card)
    assert card.curator == "куратор ЦНППМ"
    assert card.model is None


@pytest.mark.rule("К-01")
def test_the_teacher_and_the_curator_see_the_whole_route(w: World, active: int) -> None:
    for ctx in (w.ctx(w.teacher_id), w.ctx(w.curator_id)):
        card = routes.card(w.session, ctx, route_id=active)
        assert card.whole
        assert card.activities[0].deficits[0].code == CANARY_CODE


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
    assert thread.line.waiting_since is not None


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


def test_an_answer_given_outside_the_chat_is_recorded_by_the_planner(w: World, sent: int) -> None:
    routes.answer(w.session, w.planner, route_id=sent, agreed=True, party=Party.head, way=Way.paper)
    part = w.session.scalars(sa.select(Agreement).where(Agreement.party == Party.head)).one()
    assert (part.answer, part.way, part.recorded_by_id) == (Answer.agreed, Way.paper, w.planner_id)


def test_lists_hold_each_readers_own(w: World, active: int) -> None:
    assert [line.id for line in routes.mine(w.session, w.teacher)] == [active]
    assert [line.id for line in routes.curated(w.session, w.curator)] == [active]
    assert [line.id for line in routes.of_my_school(w.session, w.head)] == [active]
    assert [line.id for line in routes.register(w.session, w.planner)] == [active]
    assert routes.mine(w.session, w.curator) == []
    assert routes.register(w.session, w.head) == []


def test_a_head_appointed_for_a_term_is_asked_and_approves(w: World, sent: int) -> None:
    w.session.execute(sa.update(Grant).where(Grant.role == Role.head).values(ends_on=w.today + timedelta(days=200)))
    w.agree(sent)
    routes.approve(w.session, w.head, route_id=sent)
    assert route_of(w, sent).status is RouteStatus.active


@pytest.mark.rule("К-53")
def test_the_founder_of_a_municipality_approves_the_route_of_a_head(w: World) -> None:
    founder = register(w.session, w.system, chat_id=9, name="Учредитель Иван Ильич", organization_id=w.other_school_id)
    town = w.session.get_one(Organization, w.school_id).municipality_id
    w.session.add(Grant(person_id=founder, role=Role.founder, municipality_id=town))
    w.session.commit()
    w.teacher_id, w.head_id = w.head_id, founder
    assert route_of(w, w.active_route()).approved_by_id == founder
