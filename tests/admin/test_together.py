"""Two people on one thing at once: one effect, and a clear word to the second with how it stands now."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from models.applications import Appointment, DecisionKind, Participation, ParticipationStatus
from models.results import Result, ResultStatus
from models.routes import Route, RouteStatus
from services import applications
from tests.admin.test_outside_papers import scan
from tests.admin.test_thread import TERMS, entered
from tests.admin.walking import Walk, marked, opens, said

DONE = "уже сделано"


def test_terms_proposed_by_two_operators_are_one(walk: Walk) -> None:
    case = walk.world.apply()
    first, second = walk.client("operator"), walk.client("second")
    walk.page(second, f"/case/step/?id={case}&act=propose_terms")
    said(walk.step(first, case, "propose_terms", **TERMS), first)
    page = said(walk.step(second, case, "propose_terms", **TERMS), second)
    assert DONE in page
    assert "предложены условия" in page
    with walk.site.session() as session:
        assert session.scalar(sa.select(sa.func.count(Appointment.id))) == 1


def test_two_results_entered_at_once_keep_the_first(walk: Walk) -> None:
    case = walk.world.assessed_case()
    walk.sync()
    first, second = walk.client("operator"), walk.client("second")
    path = f"/result/enter/?id={case}"
    one, other = entered(walk.page(first, path)), entered(walk.page(second, path), **{"text-0": "Совсем другое"})
    said(walk.post(first, path, **one), first)
    assert "изменили" in said(walk.post(second, path, **other), second)
    shown = walk.post(first, f"/result/?id={case}").get_data(as_text=True)
    assert "Затрудняется в оптике" in shown
    assert "Совсем другое" not in shown


def test_a_result_changed_since_it_was_looked_at_is_not_published(walk: Walk) -> None:
    case = walk.world.assessed_case()
    walk.sync()
    first, second = walk.client("operator"), walk.client("second")
    said(walk.post(first, f"/result/enter/?id={case}", **entered(walk.page(first, f"/result/enter/?id={case}"))), first)
    old = marked(walk.post(first, f"/result/?id={case}").get_data(as_text=True))
    said(walk.post(first, f"/result/check/?id={case}", seen=old), first)
    assert "изменили" in said(walk.post(second, f"/result/publish/?id={case}", seen=old), second)
    with walk.site.session() as session:
        assert session.scalars(sa.select(Result.status)).one() is ResultStatus.checked


def test_a_decision_is_not_made_unaware_of_another(walk: Walk) -> None:
    case = walk.world.published_case()
    walk.sync()
    client = walk.client("second")
    assert DONE in said(walk.step(client, case, "decide", decision="help", instead_of=""), client)
    with walk.site.session() as session:
        assert session.get_one(Participation, case).decision is DecisionKind.route


def test_a_decision_is_changed_until_its_route_is_begun(walk: Walk) -> None:
    case = walk.world.published_case()
    walk.sync()
    planner = walk.client("planner")
    assert "Изменить решение" in walk.page(planner, f"/case/?id={case}")
    form = walk.page(planner, f"/case/step/?id={case}&act=decide")
    assert 'name="instead_of" type="hidden" value="route"' in form
    changed = {"decision": "programme", "instead_of": "route"}
    assert "Решение изменено" in said(walk.step(planner, case, "decide", **changed), planner)
    back = {"decision": "route", "instead_of": "programme"}
    said(walk.step(planner, case, "decide", **back), planner)
    said(walk.post(planner, f"/case/draw-up/?id={case}"), planner)
    assert "Изменить решение" not in walk.page(planner, f"/case/?id={case}")
    assert DONE in said(walk.step(planner, case, "decide", **changed), planner)


def test_a_move_is_recorded_with_what_the_person_said(walk: Walk) -> None:
    case = walk.world.apply()
    walk.world.propose(case)
    applications.accept_terms(walk.world.session, walk.world.teacher, participation_id=case)
    walk.world.session.commit()
    operator = walk.client("operator")
    assert "act=no_show" not in walk.page(operator, f"/case/?id={case}")
    anew = {"day": "2026-09-21", "clock": "10:00", "place": "Вязьма", "on": "2026-09-01"}
    assert "Выберите из списка" in walk.step(operator, case, "move_terms", **anew, way="chat").get_data(as_text=True)
    page = said(walk.step(operator, case, "move_terms", **anew, way="letter"), operator)
    assert "договорились о другой дате" in page
    assert "01.09.2026, письмом" in page


def test_a_day_moved_online_is_shown_as_online_and_its_terms_can_be_emptied(walk: Walk) -> None:
    case = walk.world.apply()
    walk.world.propose(case)
    applications.accept_terms(walk.world.session, walk.world.teacher, participation_id=case)
    walk.world.session.commit()
    operator = walk.client("operator")
    form = walk.page(operator, f"/case/step/?id={case}&act=move_terms")
    assert re.search(r'<input checked[^>]*name="format"[^>]*value="on_site"', form)
    anew = {"day": "2026-09-21", "clock": "10:00", "place": "Ссылка в письме", "on": "2026-09-01", "terms": ""}
    said(walk.step(operator, case, "move_terms", **anew, way="phone", format="online"), operator)
    walk.world.session.expire_all()
    shown = applications.card(walk.world.session, walk.world.teacher, participation_id=case).appointment
    assert shown is not None
    assert (shown.format.value, shown.terms) == ("online", "")


def test_a_route_is_drawn_up_once(walk: Walk) -> None:
    case = walk.world.published_case()
    walk.sync()
    planner = walk.client("planner")
    walk.post(planner, f"/case/draw-up/?id={case}")
    assert "уже составляется" in said(walk.post(planner, f"/case/draw-up/?id={case}"), planner)
    with walk.site.session() as session:
        assert session.scalar(sa.select(sa.func.count(Route.id))) == 1


@pytest.mark.rule("SM-IOM-4.3.10")
def test_an_approval_sent_twice_has_one_effect(walk: Walk) -> None:
    route = walk.world.sent_route()
    walk.world.agree(route)
    walk.sync()
    head = walk.client("head")
    said(walk.post(head, f"/approvals/approve/?id={route}"), head)
    assert DONE in said(walk.post(head, f"/approvals/approve/?id={route}"), head)
    back = walk.post(head, f"/approvals/return/?id={route}", reasons="Поздно")
    assert DONE in said(back, head)
    with walk.site.session() as session:
        assert session.get_one(Route, route).status is RouteStatus.active


def test_a_route_is_returned_only_with_reasons(walk: Walk) -> None:
    route = walk.world.sent_route()
    walk.world.agree(route)
    walk.sync()
    head = walk.client("head")
    empty = walk.post(head, f"/approvals/return/?id={route}", reasons=" ")
    assert "reasons-error" in empty.get_data(as_text=True)
    said(walk.post(head, f"/approvals/return/?id={route}", reasons="Нет стажировки"), head)
    page = walk.page(walk.client("planner"), f"/routes/route/?id={route}")
    assert "Нет стажировки" in page


def test_a_head_does_not_approve_in_place_of_another_school(walk: Walk) -> None:
    route = walk.world.sent_route()
    walk.world.agree(route)
    walk.sync()
    founder = walk.client("founder")
    assert walk.post(founder, f"/approvals/approve/?id={route}").status_code == 404
    with walk.site.session() as session:
        assert session.get_one(Route, route).status is RouteStatus.awaiting_approval


def test_a_withdrawal_told_by_phone_ends_the_case(walk: Walk) -> None:
    case = walk.world.apply()
    operator = walk.client("operator")
    page = said(walk.step(operator, case, "withdraw", way="phone", on="2026-09-01"), operator)
    assert "отозвана" in page
    with walk.site.session() as session:
        assert session.get_one(Participation, case).status is ParticipationStatus.withdrawn


@pytest.mark.parametrize(
    ("act", "data", "words"),
    [
        ("propose_terms", TERMS | {"day": ""}, "day-error"),
        ("propose_terms", TERMS | {"day": "31.02.2026"}, "Такой даты нет"),
        ("propose_terms", TERMS | {"clock": "25:70"}, "Такого времени нет"),
        ("propose_terms", TERMS | {"day": "2026-08-01"}, "day-error"),
        ("propose_terms", TERMS | {"place": ""}, "place-error"),
        ("propose_terms", TERMS | {"format": "x"}, "Выберите из списка"),
        (
            "log_contact",
            {"outcome": "reached", "way": "phone", "on": "2026-09-01", "note": "я" * 1001},
            "не больше 1000",
        ),
        ("log_contact", {"outcome": "reached", "way": "phone", "on": "2026-09-02"}, "on-error"),
        ("log_contact", {"outcome": "reached", "way": "phone", "on": "2026-09-01", "clock": "23:59"}, "clock-error"),
        ("withdraw", {"way": "phone", "on": "2027-01-01"}, "on-error"),
        ("withdraw", {"way": "chat", "on": "2026-09-01"}, "Выберите из списка"),
    ],
)
def test_a_step_that_cannot_be_taken_says_why_beside_its_field(
    walk: Walk, act: str, data: dict[str, str], words: str
) -> None:
    case = walk.world.apply()
    operator = walk.client("operator")
    answer = walk.step(operator, case, act, **data)
    assert answer.status_code == 200
    assert words in answer.get_data(as_text=True)
    if data.get("place"):
        assert data["place"] in answer.get_data(as_text=True)
    with walk.site.session() as session:
        assert session.get_one(Participation, case).status is ParticipationStatus.submitted


def test_what_was_not_reached_is_in_the_log_and_the_term_waits(walk: Walk) -> None:
    case = walk.world.apply()
    operator = walk.client("operator")
    data = {"outcome": "not_reached", "way": "phone", "on": "2026-09-01", "note": "Не берёт трубку"}
    page = said(walk.step(operator, case, "log_contact", **data), operator)
    assert "Не берёт трубку" in page
    assert "Записано вне чата" not in page
    assert "на паузе: не удалось связаться" in page


def test_a_letter_to_a_person_is_logged_with_its_scan(walk: Walk) -> None:
    case, operator = walk.world.apply(), walk.client("operator")
    data = {"outcome": "call_back", "way": "letter", "on": "2026-09-01", "note": "Письмо № 3", "scan": scan()}
    page = said(walk.step(operator, case, "log_contact", **data), operator)
    assert "попытка связаться" in page
    assert opens(page, operator)
