"""What notices of each kind say: exactly and kindly, to whom they may say it, while it holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from locales import dates, reading_in
from models.accounts import Grant, Role
from models.deadlines import DeadlineKind
from models.notices import Notice
from models.people import Way
from models.routes import Activity, EndCause
from notices import compose
from sandbox.html_text import parse_html
from services import applications, conversations, digests, personal_data, results, routes
from services.notices import NoticeKind
from services.outbox import Parcel
from services.outside import Said
from tests import world
from tests.notices.hearing import CANARIES, LEVELS, Ear, correct, newest, parcel
from tests.services.bringing import PDF, keep
from tests.world import World

K = NoticeKind


def test_a_settled_matter_is_not_spoken_of_any_more(w: World, russian: None) -> None:
    number = w.apply()
    w.propose(number)
    row = w.session.scalars(sa.select(Notice).where(Notice.kind == K.terms_proposed)).one()
    assert compose(w.session, w.ctx(None), parcel(row)) is not None
    applications.accept_terms(w.session, w.teacher, participation_id=number)
    assert compose(w.session, w.ctx(None), parcel(row)) is None


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
        worded = compose(w.session, w.ctx(None), parcel(row))
    assert worded is not None
    assert "A day for your assessment is proposed." in worded.text


def test_hostile_names_are_escaped(w: World, russian: None) -> None:
    number = w.apply()
    applications.propose_terms(
        w.session, w.operator, participation_id=number, starts_at=w.now.replace(day=20), place="<b>& <script>" * 20,
        terms="<i>" * 300,
    )  # fmt: skip
    row = w.session.scalars(sa.select(Notice).where(Notice.kind == K.terms_proposed)).one()
    worded = compose(w.session, w.ctx(None), parcel(row))
    assert worded is not None
    assert "<script>" not in worded.text
    assert len(parse_html(str(worded.text))[0]) < 4096


def test_a_term_is_named_with_its_day(w: World, russian: None) -> None:
    number = w.apply()
    facts = {"due_on": "2026-09-04", "deadline": DeadlineKind.contact.value, "offset": -1}
    told = Parcel(1, K.deadline_near, 1, w.operator_id, "ru", number, None, None, facts)
    worded = compose(w.session, w.ctx(None), told)
    assert worded is not None
    assert dates.day(date(2026, 9, 4)) in worded.text
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
    correct(w, number)
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
    route_id = w.sent_route()
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
    asked = compose(w.session, w.ctx(None), parcel(newest(w, K.question)))
    conversations.reply(w.session, w.operator, thread_id=thread.line.id, text="Тайный ответ")
    told = compose(w.session, w.ctx(None), parcel(newest(w, K.reply)))
    assert asked is not None
    assert told is not None
    assert asked.acts == told.acts == ["thread.open", "thread.write", "home"]
    assert "Тайный" not in asked.text + told.text
    assert "Иванова Анна Петровна" in asked.text
    assert compose(w.session, w.ctx(None), parcel(newest(w, K.question))) is None, "it is answered"


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
    given = compose(w.session, w.ctx(None), parcel(newest(w, K.consent_recorded)))
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
    route_id = w.sent_route()
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


@pytest.mark.rule("К-01")
def test_a_disclosure_is_told_without_a_word_of_the_result_and_only_while_it_stands(w: World, russian: None) -> None:
    ear, route_id = Ear(w), w.active_route()
    routes.disclose(w.session, w.teacher, route_id=route_id, recipient_id=w.head_id)
    ear.listen()
    told = ear.said(K.route_disclosed, w.head_id)
    assert "Педагог открыл вам полную карту своего маршрута" in told.text
    assert not [one for one in (*CANARIES, *LEVELS) if one in told.text]
    row = w.session.scalars(sa.select(Notice).where(Notice.kind == K.route_disclosed.value)).one()
    found = routes.disclosures(w.session, w.teacher, route_id=route_id).living[0]
    routes.close_disclosure(w.session, w.teacher, disclosure_id=found.id)
    assert compose(w.session, w.ctx(None), parcel(row)) is None


@pytest.mark.rule("К-53")
@pytest.mark.parametrize("heads", [False, True])
def test_whoever_returned_a_route_is_named_rightly_the_head_or_the_founder_of_a_head(
    w: World, russian: None, heads: bool
) -> None:
    if heads:
        founder = world.register(
            w.session, w.system, chat_id=2000, name="Учредитель Пётр Ильич", organization_id=w.other_school_id
        )  # fmt: skip
        w.session.add(Grant(person_id=founder, role=Role.founder, organization_id=w.school_id))
        w.session.commit()
        w.teacher_id, w.head_id = w.head_id, founder
    number = w.apply()
    w.propose(number)
    w.assess(number)
    w.publish(number)
    route_id = w.draw_up(number)
    w.agree(route_id)
    routes.return_route(w.session, w.head, route_id=route_id, reasons="Мало мероприятий")
    ear = Ear(w)
    ear.listen()
    own, planner = ear.said(K.route_returned, w.teacher_id).text, ear.said(K.route_returned, w.planner_id).text
    assert ("Учредитель школы вернул" in own, "Руководитель школы вернул" in own) == (heads, not heads)
    assert ("Учредитель вернул" in planner) == heads


def test_the_desk_reads_what_is_to_be_told(w: World, russian: None) -> None:
    number = w.apply()
    facts = {"person": w.teacher_id, "unsaid": "result_ready"}
    told = Parcel(1, K.unreachable, 1, w.operator_id, "ru", number, None, None, facts)
    worded = compose(w.session, w.ctx(None), told)
    assert worded is not None
    assert "Что нужно сообщить: результат готов" in worded.text


@pytest.mark.parametrize(("more", "told"), [(0, "Сегодня мероприятие"), (6, "Сегодня начинается мероприятие")])
def test_a_course_of_several_days_begins_on_its_first(w: World, russian: None, more: int, told: str) -> None:
    route_id = w.active_route()
    activity = w.session.scalars(sa.select(Activity).where(Activity.route_id == route_id).limit(1)).one()
    activity.ends_on = activity.starts_on + timedelta(days=more)
    w.session.commit()
    w.later(days=(activity.starts_on - w.today).days)
    said = Parcel(1, K.activity_soon, 1, w.teacher_id, "ru", None, None, activity.id, {})
    worded = compose(w.session, w.ctx(None), said)
    assert worded is not None
    assert told in worded.text
