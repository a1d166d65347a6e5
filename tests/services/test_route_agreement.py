"""The round of agreement: three parties, one term; what is proposed and what comes of it (annex 3, cl. 4.3.4-4.3.7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.deadlines import Deadline, DeadlineKind
from models.notices import Notice
from models.people import Way
from models.routes import ActivityCategory, Agreement, Answer, Party, RouteModel, RouteStatus
from services import routes
from services.errors import Denied, Invalid, Refused, Stale
from services.routes import OnlyRoutes
from tests.services.seeing import route_of
from tests.world import World


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


def test_an_answer_given_outside_the_chat_is_recorded_by_the_planner(w: World, sent: int) -> None:
    routes.answer(w.session, w.planner, route_id=sent, agreed=True, party=Party.head, way=Way.paper)
    part = w.session.scalars(sa.select(Agreement).where(Agreement.party == Party.head)).one()
    assert (part.answer, part.way, part.recorded_by_id) == (Answer.agreed, Way.paper, w.planner_id)


@pytest.mark.rule("К-04")
@pytest.mark.parametrize("way", ["answered", "silent"])
def test_the_list_of_rounds_to_close_is_of_those_that_may_be_closed(w: World, sent: int, way: str) -> None:
    closable = OnlyRoutes(closable=True)

    def listed() -> bool:
        found = [one.id for one in routes.register(w.session, w.planner, only=closable)] == [sent]
        assert found is routes.card(w.session, w.planner, route_id=sent).may_close
        return found

    assert not listed()
    if way == "silent":
        w.later(working_days=6)
    else:
        for ctx in (w.teacher, w.curator):
            routes.answer(w.session, w.ctx(ctx.actor.person_id), route_id=sent, agreed=True)
        assert not listed()
        routes.answer(w.session, w.head, route_id=sent, agreed=False, comment="Перенесите семинар")
    assert listed()
    routes.close_round(w.session, w.planner, route_id=sent)
    assert not listed()
