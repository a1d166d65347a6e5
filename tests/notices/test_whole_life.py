"""A whole life of notices: every kind is written at least once, worded kindly, and never says a word of a result."""

from __future__ import annotations

import re

import pytest

from bot import rooms
from models.applications import CancelReason, ContactOutcome
from models.people import Way
from models.routes import CuratorView, Party
from notices import WORDINGS
from sandbox.html_text import parse_html
from services import applications, results, routes
from services.notices import NoticeKind
from services.outside import Said
from tests.notices.hearing import CANARIES, LEVELS, Ear, correct
from tests.world import World

K = NoticeKind

#: Kinds that are written on other ways than that of a case.
ELSEWHERE = {
    K.route_disclosed, K.consent_withdrawn, K.consent_recorded, K.route_ended, K.curator_digest,
    K.route_taken_back, K.route_suspended, K.route_resumed, K.curator_changed, K.ward_released,
    K.question, K.reply, K.application_recorded, K.chat_unlinked, K.employment_changed, K.cases_handed_over,
    K.call_person, K.try_again, K.unreachable, K.result_changed, K.route_left, K.person_renamed,
}  # fmt: skip


def live(w: World) -> Ear:
    """A whole life: every kind of notice is written at least once, and worded as it is."""
    ear = Ear(w)
    _miss_the_day(w, ear)
    _withdraw(w, ear)
    number = _be_assessed(w, ear)
    route_id = w.draw_up(number)
    ear.listen()
    ear.tick(10)
    _agree(w, ear, route_id)
    _walk(w, ear, route_id)
    ear.tick(290)
    return ear


def _miss_the_day(w: World, ear: Ear) -> None:
    session = w.session
    first = w.apply()
    ear.listen()
    applications.log_contact(
        session, w.operator, participation_id=first, way=Way.phone, outcome=ContactOutcome.not_reached
    )
    ear.listen()
    w.propose(first)
    ear.listen()
    ear.tick(6)
    applications.refuse_terms(session, w.teacher, participation_id=first, note="после обеда")
    ear.listen()
    w.propose(first)
    applications.accept_terms(session, w.teacher, participation_id=first)
    ear.listen()
    soon = w.now.replace(hour=9) + (w.now - w.now.replace(day=max(1, w.now.day - 5)))
    applications.move_terms(
        session, w.operator, participation_id=first, starts_at=soon, place="Смоленск", said=Said(Way.phone)
    )
    ear.listen()
    ear.tick(8)
    w.later(hours=9)
    applications.record_no_show(session, w.operator, participation_id=first)
    ear.listen()
    applications.cancel(session, w.operator, participation_id=first, reason=CancelReason.duplicate)
    ear.listen()


def _withdraw(w: World, ear: Ear) -> None:
    second = w.apply()
    ear.listen()
    applications.withdraw(w.session, w.teacher, participation_id=second)
    ear.listen()


def _be_assessed(w: World, ear: Ear) -> int:
    third = w.apply()
    ear.tick(6)
    w.propose(third)
    w.assess(third)
    ear.tick(15)
    w.publish(third)
    ear.listen()
    correct(w, third)
    ear.listen()
    _recall_and_publish(w, third, ear)
    return third


def _agree(w: World, ear: Ear, route_id: int) -> None:
    session = w.session
    for ctx in (w.teacher_id, w.curator_id, w.head_id):
        routes.answer(session, w.ctx(ctx), route_id=route_id, agreed=ctx != w.head_id, comment="иначе")
        ear.listen()
    routes.close_round(session, w.planner, route_id=route_id)
    routes.reply_to_proposal(session, w.planner, route_id=route_id, party=Party.head, text="Перенесли на март")
    ear.listen()
    routes.send_for_approval(session, w.planner, route_id=route_id)
    ear.listen()
    ear.tick(7)


def _walk(w: World, ear: Ear, route_id: int) -> None:
    session = w.session
    routes.return_route(session, w.head, route_id=route_id, reasons="Нет времени")
    ear.listen()
    routes.send_for_approval(session, w.planner, route_id=route_id)
    ear.listen()
    routes.approve(session, w.head, route_id=route_id)
    ear.listen()
    card = routes.card(session, w.curator, route_id=route_id)
    routes.record_evidence(session, w.curator, activity_id=card.activities[0].id, way=Way.paper, text="Справка сдана")
    ear.listen()
    routes.look_at_mark(
        session, w.curator, activity_id=card.activities[0].id, view=CuratorView.questioned, comment="Где программа?"
    )
    ear.listen()


def _recall_and_publish(w: World, number: int, ear: Ear) -> None:
    results.recall(w.session, w.operator, participation_id=number, reason="проверка")
    ear.listen()
    w.publish(number)
    ear.listen()


@pytest.fixture
def ear(w: World, russian: None) -> Ear:
    """Everything that was said in a whole life."""
    return live(w)


def test_every_kind_has_its_wording() -> None:
    assert set(WORDINGS) == set(K)


@pytest.mark.rule("SM-DIA-6.3", "К-01")
def test_a_whole_life_of_notices(ear: Ear, w: World) -> None:
    """One life for many questions: it takes seconds to live."""
    said = [(kind, to, text) for kind, to, text in ear.heard if text is not None]
    spoken = {kind for kind, _to, _text in said}
    assert set(K) - spoken <= ELSEWHERE
    for kind, to, text in said:
        plain, _entities = parse_html(str(text.text))
        assert 10 < len(plain) < 1500, kind
        assert not any(canary in plain for canary in CANARIES), (kind, to)
        assert not any(word in plain.lower() for word in LEVELS), (kind, plain)
        assert text.acts[-1] == "home"
        assert len(text.acts) > 1, (kind, "a notice carries the button that settles it, or opens what it is about")
        for row in text.rows:
            for offer in row:
                assert offer.label.strip()
                assert len(rooms.press(offer.action).encode()) <= 64
        assert set(re.findall("[A-Za-z]+", plain)) == set(), (kind, plain)
        if to == w.head_id:
            assert "Ёлкина" not in plain, (kind, "the name of the curator tells the level")


def test_notices_offer_what_settles_them(ear: Ear, w: World) -> None:
    assert ear.said(K.terms_proposed, w.teacher_id).acts == ["terms.accept", "terms.other", "home"]
    late = ear.said(K.terms_await_answer, w.teacher_id)
    assert late.acts == ["terms.other", "home"], "the day has passed by then: nobody can agree to it"
    assert ear.said(K.result_ready, w.teacher_id).acts == ["result.open", "home"]
    assert ear.said(K.route_to_agree, w.head_id).acts == ["route.open", "home"]
    assert ear.said(K.route_to_approve, w.head_id).acts == ["route.open", "home"]
    assert ear.said(K.activity_passed, w.teacher_id).acts == ["activity.done", "activity.open", "home"]
    assert ear.said(K.activity_soon, w.teacher_id).acts[-2:] == ["activity.open", "home"]
    assert ear.said(K.mark_questioned, w.teacher_id).acts == ["activity.answer", "activity.open", "home"]
    assert ear.said(K.agreement_due, w.curator_id).acts == ["route.agree", "route.open", "home"]
    for kind in (K.application_new, K.application_withdrawn, K.time_refused, K.terms_accepted, K.deadline_overdue):
        assert ear.said(kind, w.operator_id).acts == ["office.case", "home"], kind
    for kind in (K.route_answered, K.round_may_close, K.route_returned):
        assert ear.said(kind, w.planner_id).acts == ["office.route", "home"], kind
    assert ear.said(K.decision_route, w.planner_id).acts == ["office.case", "home"]


def test_what_is_said_on_the_day_and_after_it_says_so(ear: Ear, w: World) -> None:
    def words(kind: NoticeKind) -> str:
        return " ".join(text.text for heard, _to, text in ear.heard if heard is kind and text)

    assert "срок заканчивается сегодня" in words(K.agreement_due)
    assert "ваш ответ ещё ждут" in words(K.agreement_due)
    assert "посмотрите его сегодня" in words(K.approval_due)
    assert "намеченный день прошёл" in words(K.approval_due)
    assert "Срок заканчивается сегодня" in words(K.deadline_near)
    assert "Сегодня мероприятие" in words(K.activity_soon)
    assert "Его исправили после вашего возврата.</b> Он поступает к вам 2-й раз" in words(K.route_to_approve)


def test_the_teacher_hears_what_comes_after_the_result(ear: Ear, w: World) -> None:
    told = ear.said(K.decision_told, w.teacher_id)
    assert "Центр составляет ваш индивидуальный образовательный маршрут" in told.text
    assert told.acts == ["result.open", "case.open", "home"]


def test_whoever_proposed_changes_reads_what_became_of_them(ear: Ear, w: World) -> None:
    assert "Перенесли на март" in ear.said(K.proposal_answered, w.head_id).text
