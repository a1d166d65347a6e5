"""What notices say: every kind, exactly and kindly, with buttons that settle it, and never a word of a result."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from bot import rooms
from locales import reading_in
from models.accounts import Grant, Role
from models.applications import CancelReason
from models.deadlines import DeadlineKind
from models.notices import Notice
from models.people import Way
from models.routes import CuratorView, EndCause, Party
from notices import WORDINGS, NoticeText, compose
from sandbox.html_text import parse_html
from services import applications, conversations, digests, personal_data, reminders, results, routes
from services.notices import NoticeKind
from services.outbox import Parcel
from services.outside import Said
from tests import world
from tests.services.test_files import PDF, keep
from tests.world import CANARY_ADVICE, CANARY_CODE, CANARY_DEFICIT, World

K = NoticeKind
CANARIES = (CANARY_CODE, CANARY_DEFICIT, CANARY_ADVICE, "43.21", "43,21")
#: Words of levels: none may stand in a notice.
LEVELS = ("дефицит", "уровень", "балл")

#: Kinds that are written on other ways than that of a case.
ELSEWHERE = {
    K.consent_withdrawn, K.consent_recorded, K.route_ended, K.curator_digest,
    K.route_taken_back, K.route_suspended, K.route_resumed, K.curator_changed, K.ward_released,
    K.question, K.reply, K.application_recorded, K.chat_unlinked, K.employment_changed, K.cases_handed_over,
    K.call_person, K.try_again, K.unreachable, K.result_changed, K.route_left, K.person_renamed,
}  # fmt: skip


def parcel(w: World, row: Notice) -> Parcel:
    """A notice as its sender gets it."""
    return Parcel(
        row.id, row.kind, 1, row.recipient_id, "ru", row.participation_id, row.route_id,
        row.activity_id, dict(row.facts),
    )  # fmt: skip


class Ear:
    """Words each new notice as it is written, as a sender would at once."""

    def __init__(self, w: World) -> None:
        self.w = w
        self.heard: list[tuple[NoticeKind, int, NoticeText | None]] = []
        self._last = 0

    def listen(self) -> None:
        """Word what has been written since the last time."""
        self.w.session.commit()
        query = sa.select(Notice).where(Notice.id > self._last).order_by(Notice.id)
        for row in self.w.session.scalars(query):
            self._last = row.id
            self.heard.append(
                (K(row.kind), row.recipient_id, compose(self.w.session, self.w.ctx(None), parcel(self.w, row)))
            )

    def said(self, kind: NoticeKind, person_id: int) -> NoticeText:
        """The newest words of a kind to a person."""
        found = [text for heard, to, text in self.heard if (heard, to) == (kind, person_id) and text]
        assert found, (kind, person_id)
        return found[-1]

    def tick(self, days: int) -> None:
        """Let days pass, with their reminders."""
        for _day in range(days):
            self.w.later(days=1)
            reminders.tick(self.w.session, self.w.ctx(None))
            self.listen()


def live(w: World) -> Ear:
    """A whole life: every kind of notice is written at least once, and worded as it is."""
    ear = Ear(w)
    session = w.session
    first = w.apply()
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
    second = w.apply()
    ear.listen()
    applications.withdraw(session, w.teacher, participation_id=second)
    ear.listen()
    third = w.apply()
    ear.tick(6)
    w.propose(third)
    w.assess(third)
    ear.tick(15)
    w.publish(third)
    ear.listen()
    _correct(w, third)
    ear.listen()
    _recall_and_publish(w, third, ear)
    route_id = w.draw_up(third)
    ear.listen()
    ear.tick(10)
    for ctx in (w.teacher_id, w.curator_id, w.head_id):
        routes.answer(session, w.ctx(ctx), route_id=route_id, agreed=ctx != w.head_id, comment="иначе")
        ear.listen()
    routes.close_round(session, w.planner, route_id=route_id)
    routes.reply_to_proposal(session, w.planner, route_id=route_id, party=Party.head, text="Перенесли на март")
    ear.listen()
    routes.send_for_approval(session, w.planner, route_id=route_id)
    ear.listen()
    ear.tick(7)
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
    ear.tick(290)
    return ear


def _correct(w: World, number: int) -> None:
    card = results.look(w.session, w.planner, participation_id=number)
    found = [results.DeficitIn(one.subject, one.block, one.text, one.code) for one in card.deficits]
    results.correct(
        w.session, w.operator, participation_id=number, scores=w.scores(number), deficits=found,
        recommendations=CANARY_ADVICE, reason="опечатка",
    )  # fmt: skip


def _recall_and_publish(w: World, number: int, ear: Ear) -> None:
    results.recall(w.session, w.operator, participation_id=number, reason="проверка")
    ear.listen()
    w.publish(number)
    ear.listen()


@pytest.fixture
def russian() -> Iterator[None]:
    """The reader reads Russian."""
    with reading_in("ru"):
        yield


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


def test_a_settled_matter_is_not_spoken_of_any_more(w: World, russian: None) -> None:
    number = w.apply()
    w.propose(number)
    row = w.session.scalars(sa.select(Notice).where(Notice.kind == K.terms_proposed)).one()
    assert compose(w.session, w.ctx(None), parcel(w, row)) is not None
    applications.accept_terms(w.session, w.teacher, participation_id=number)
    assert compose(w.session, w.ctx(None), parcel(w, row)) is None


@pytest.mark.rule("К-01")
def test_one_who_may_not_see_it_is_told_nothing(w: World, russian: None) -> None:
    number = w.apply()
    told = Parcel(1, K.result_ready, 1, w.head_id, "ru", number, None, None, {})
    assert compose(w.session, w.ctx(None), told) is None


def test_a_wording_speaks_the_readers_language(w: World) -> None:
    number = w.apply()
    w.propose(number)
    row = w.session.scalars(sa.select(Notice).where(Notice.kind == K.terms_proposed)).one()
    with reading_in("en"):
        worded = compose(w.session, w.ctx(None), parcel(w, row))
    assert worded is not None
    assert "A day for your assessment is proposed." in worded.text


def test_hostile_names_are_escaped(w: World, russian: None) -> None:
    number = w.apply()
    applications.propose_terms(
        w.session, w.operator, participation_id=number, starts_at=w.now.replace(day=20), place="<b>& <script>" * 20,
        terms="<i>" * 300,
    )  # fmt: skip
    row = w.session.scalars(sa.select(Notice).where(Notice.kind == K.terms_proposed)).one()
    worded = compose(w.session, w.ctx(None), parcel(w, row))
    assert worded is not None
    assert "<script>" not in worded.text
    assert len(parse_html(str(worded.text))[0]) < 4096


def test_a_term_is_named_with_its_day(w: World, russian: None) -> None:
    number = w.apply()
    facts = {"due_on": "2026-09-04", "deadline": DeadlineKind.contact.value, "offset": -1}
    told = Parcel(1, K.deadline_near, 1, w.operator_id, "ru", number, None, None, facts)
    worded = compose(w.session, w.ctx(None), told)
    assert worded is not None
    assert "4 сентября 2026, пт" in worded.text
    assert "Иванова Анна Петровна" in worded.text


def test_a_day_of_an_assessment_is_told_until_its_hour(w: World, russian: None) -> None:
    number = w.apply()
    w.propose(number)
    applications.accept_terms(w.session, w.teacher, participation_id=number)
    told = Parcel(1, K.assessment_tomorrow, 1, w.teacher_id, "ru", number, None, None, {"offset": 0})
    w.later(days=3, hours=-3)
    worded = compose(w.session, w.ctx(None), told)
    assert worded is not None
    assert "Ваша диагностика сегодня" in worded.text
    w.later(hours=4)
    assert compose(w.session, w.ctx(None), told) is None


def test_the_desk_is_asked_to_call_with_whom_and_what(w: World, russian: None) -> None:
    number = w.apply()
    w.propose(number)
    facts = {"due_on": "2026-09-04", "deadline": "answer", "offset": -1, "person": w.teacher_id}
    for kind in (K.call_person, K.unreachable):
        worded = compose(w.session, w.ctx(None), Parcel(1, kind, 1, w.operator_id, "ru", number, None, None, facts))
        assert worded is not None
        assert "Иванова Анна Петровна" in worded.text
        assert worded.acts == ["office.case", "home"]
        assert compose(w.session, w.ctx(None), Parcel(1, kind, 1, w.head_id, "ru", number, None, None, facts)) is None
    w.assess(number)
    w.publish(number)
    route_id = w.draw_up(number)
    for person_id, named in ((w.teacher_id, "Иванова"), (w.curator_id, "Ёлкина"), (w.head_id, "Руководитель")):
        told = Parcel(1, K.call_person, 1, w.planner_id, "ru", None, route_id, None, facts | {"person": person_id})
        worded = compose(w.session, w.ctx(None), told)
        assert worded is not None
        assert named in worded.text
        assert worded.acts == ["office.route", "home"]


def test_one_not_reached_is_to_be_tried_again_while_it_helps(w: World, russian: None) -> None:
    number = w.apply()
    told = Parcel(1, K.try_again, 1, w.operator_id, "ru", number, None, None, {})
    worded = compose(w.session, w.ctx(None), told)
    assert worded is not None
    assert "попробуйте ещё раз" in worded.text
    applications.withdraw(w.session, w.teacher, participation_id=number)
    assert compose(w.session, w.ctx(None), told) is None


@pytest.mark.rule("К-01")
def test_a_changed_result_is_told_to_those_who_work_on_it_without_a_word_of_it(w: World) -> None:
    ear = Ear(w)
    route_id = w.active_route()
    number = routes.card(w.session, w.planner, route_id=route_id).participation_id
    _correct(w, number)
    ear.listen()
    for person_id, act in ((w.planner_id, "office.route"), (w.curator_id, "route.open")):
        text = ear.said(K.result_changed, person_id)
        assert "Результат диагностики исправлен" in text.text
        assert text.acts == [act, "home"]
        assert not any(canary in text.text for canary in CANARIES)
    assert {to for kind, to, _text in ear.heard if kind is K.result_changed} == {w.planner_id, w.curator_id}
    results.recall(w.session, w.operator, participation_id=number, reason="проверка")
    ear.listen()
    assert "отозван" in ear.said(K.result_changed, w.curator_id).text


def test_a_second_round_says_that_the_route_was_changed(w: World, russian: None) -> None:
    ear = Ear(w)
    number = w.apply()
    w.propose(number)
    w.assess(number)
    w.publish(number)
    route_id = w.draw_up(number)
    ear.listen()
    assert "изменён" not in ear.said(K.route_to_agree, w.head_id).text
    for person_id in (w.teacher_id, w.curator_id, w.head_id):
        routes.answer(w.session, w.ctx(person_id), route_id=route_id, agreed=False, comment="иначе")
    routes.close_round(w.session, w.planner, route_id=route_id)
    routes.send_for_agreement(w.session, w.planner, route_id=route_id)
    ear.listen()
    for person_id in (w.teacher_id, w.curator_id, w.head_id):
        assert "Маршрут изменён после замечаний.</b> Это 2-й круг" in ear.said(K.route_to_agree, person_id).text


@pytest.mark.rule("К-01")
def test_a_question_and_its_answer_open_the_conversation_and_say_none_of_it(w: World, russian: None) -> None:
    number = w.apply()
    thread = conversations.ask(w.session, w.teacher, text="Тайный вопрос", participation_id=number)
    asked = compose(w.session, w.ctx(None), parcel(w, newest(w, K.question)))
    conversations.reply(w.session, w.operator, thread_id=thread.line.id, text="Тайный ответ")
    told = compose(w.session, w.ctx(None), parcel(w, newest(w, K.reply)))
    assert asked is not None
    assert told is not None
    assert asked.acts == told.acts == ["thread.open", "thread.write", "home"]
    assert "Тайный" not in asked.text + told.text
    assert "Иванова Анна Петровна" in asked.text
    assert compose(w.session, w.ctx(None), parcel(w, newest(w, K.question))) is None, "it is answered"


def newest(w: World, kind: NoticeKind) -> Notice:
    """The newest notice of a kind."""
    return w.session.scalars(sa.select(Notice).where(Notice.kind == kind).order_by(Notice.id.desc()).limit(1)).one()


def test_an_operator_is_told_whose_consent_is_withdrawn_and_what_ended(w: World) -> None:
    ear = Ear(w)
    w.active_route()
    personal_data.withdraw_personal_data_consent(w.session, w.teacher)
    ear.listen()
    told = ear.said(K.consent_withdrawn, w.operator_id).text
    assert "Иванова Анна Петровна, Средняя школа № 1 г. Вязьмы" in told
    assert "Досрочно завершён 1 маршрут" in told
    assert "заявк" not in told
    assert "согласи" not in ear.said(K.route_ended, w.curator_id).text


def test_a_person_is_told_what_was_recorded_in_their_name(w: World) -> None:
    ear = Ear(w)
    said = Said(Way.phone, w.today)
    personal_data.withdraw_personal_data_consent(w.session, w.operator, person_id=w.teacher_id, said=said)
    ear.listen()
    told = ear.said(K.consent_recorded, w.teacher_id).text
    assert "1 сентября" in told
    assert "вы отозвали согласие" in told
    scan = keep(w, w.operator_id, PDF, "скан.pdf")
    personal_data.record_consent(w.session, w.operator, person_id=w.teacher_id, way=Way.paper, scan_id=scan)
    ear.listen()
    given = compose(w.session, w.ctx(None), parcel(w, newest(w, K.consent_recorded)))
    assert given is not None
    assert "записал ваше согласие" in given.text


def test_a_digest_says_numbers_and_offers_a_button_for_each(w: World) -> None:
    ear = Ear(w)
    w.active_route()
    w.now = w.now.replace(month=10, day=1, hour=7)
    digests.tick(w.session, w.ctx(None))
    ear.listen()
    text = ear.said(K.curator_digest, w.curator_id)
    assert "⏳ 1 мероприятие: день прошёл, отметки нет" in text.text
    assert "📅 1 мероприятие в ближайшие три рабочих дня" in text.text
    assert text.acts == ["wards.overdue", "wards.soon", "home"]
    assert "Иванова" not in text.text


def test_the_course_of_a_route_is_told_to_each_as_they_may_know_it(w: World, russian: None) -> None:
    case = w.apply()
    w.propose(case)
    w.assess(case)
    w.publish(case)
    route_id = w.draw_up(case)
    other = world.register(
        w.session, w.system, chat_id=2500, name="Новая Вера Павловна", organization_id=w.other_school_id
    )
    w.session.add(Grant(person_id=other, role=Role.curator, centre_id=w.centre_id))
    w.session.commit()
    ear = Ear(w)
    ear.listen()
    routes.take_back(w.session, w.planner, route_id=route_id)
    ear.listen()
    assert "доработать" in ear.said(K.route_taken_back, w.teacher_id).text
    assert "Иванова" in ear.said(K.route_taken_back, w.head_id).text
    routes.send_for_agreement(w.session, w.planner, route_id=route_id)
    w.agree(route_id)
    routes.approve(w.session, w.head, route_id=route_id)
    routes.change_curator(w.session, w.planner, route_id=route_id, curator_id=other)
    ear.listen()
    assert "Новая Вера" in ear.said(K.curator_changed, w.teacher_id).text
    assert "новый подопечный" in ear.said(K.curator_assigned, other).text
    assert "Иванова Анна" in ear.said(K.ward_released, w.curator_id).text
    w.curator_id = other
    routes.suspend(w.session, w.planner, route_id=route_id, reason="Отпуск по уходу за ребёнком")
    ear.listen()
    assert "приостановлен" in ear.said(K.route_suspended, w.teacher_id).text
    w.later(days=30)
    routes.resume(w.session, w.planner, route_id=route_id)
    ear.listen()
    assert "продолжается" in ear.said(K.route_resumed, other).text
    routes.end_early(w.session, w.planner, route_id=route_id, words="Переезд в другую область", cause=EndCause.left)
    ear.listen()
    for told in (w.teacher_id, other):
        assert "Переезд в другую область" in ear.said(K.route_ended, told).text
    school = ear.said(K.route_ended, w.head_id).text
    assert "завершён досрочно" in school
    assert "Переезд" not in school
    assert "Причина" not in school
    assert not any("Новая Вера" in text.text for _kind, to, text in ear.heard if text and to == w.head_id)
    assert not any(canary in text.text for _kind, _to, text in ear.heard if text for canary in CANARIES)


def test_the_teacher_hears_what_comes_after_the_result(ear: Ear, w: World) -> None:
    told = ear.said(K.decision_told, w.teacher_id)
    assert "Центр составляет ваш индивидуальный образовательный маршрут" in told.text
    assert told.acts == ["result.open", "case.open", "home"]


def test_whoever_proposed_changes_reads_what_became_of_them(ear: Ear, w: World) -> None:
    assert "Перенесли на март" in ear.said(K.proposal_answered, w.head_id).text
