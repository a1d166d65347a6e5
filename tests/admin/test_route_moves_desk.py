"""The remaining moves of a route in the back office: each has its button, its confirm, its words."""

from __future__ import annotations

import pytest

from models.accounts import Grant, Role
from models.routes import EndCause, Party, Route, RouteStatus
from services import routes
from tests import world
from tests.admin.test_outside_papers import scan
from tests.admin.walking import Walk, opens, said

SAID = {"way": "phone", "on": "2026-09-04"}


def sent(walk: Walk) -> int:
    """A route in agreement."""
    w = walk.world
    route_id = w.sent_route()
    walk.sync()
    return route_id


def active(walk: Walk) -> int:
    """An active route."""
    route_id = walk.world.active_route()
    walk.sync()
    return route_id


def row(walk: Walk, route_id: int) -> Route:
    """The route as it stands."""
    with walk.site.session() as session:
        return session.get_one(Route, route_id)


def curator(walk: Walk, *, here: bool = False) -> int:
    """One more curator of the centre; ``here``: who works in the teacher's school."""
    w = walk.world
    number = world.register(
        w.session, w.system, chat_id=2700 + here, name="Новая Вера Павловна" if not here else "Своя Ольга Павловна",
        organization_id=w.school_id if here else w.other_school_id,
    )  # fmt: skip
    w.session.add(Grant(person_id=number, role=Role.curator, centre_id=w.centre_id))
    w.session.commit()
    return number


def test_the_button_of_the_round_is_there_when_it_may_be_closed(walk: Walk) -> None:
    route_id, planner = sent(walk), walk.client("planner")
    assert "Закрыть согласование" not in walk.page(planner, f"/routes/route/?id={route_id}")
    walk.world.later(working_days=6)
    walk.sync()
    assert "Закрыть согласование" in walk.page(planner, f"/routes/route/?id={route_id}")


def test_a_route_is_taken_back_after_a_question_and_goes_for_agreement_once_more(walk: Walk) -> None:
    route_id, planner = sent(walk), walk.client("planner")
    assert "Отозвать…" in walk.page(planner, f"/routes/route/?id={route_id}")
    assert "Стороны узнают" in walk.page(planner, f"/routes/back/?id={route_id}")
    assert row(walk, route_id).status is RouteStatus.in_agreement
    page = said(walk.post(planner, f"/routes/back/?id={route_id}"), planner)
    assert "Маршрут отозван" in page
    assert "ответа не было" in page
    assert "Зарегистрировать" not in page
    assert "Отправлено на согласование" in said(walk.post(planner, f"/routes/agreement/?id={route_id}"), planner)
    again = walk.post(planner, f"/routes/approval/?id={route_id}")
    assert row(walk, route_id).status is RouteStatus.in_agreement, again.status_code


def test_a_return_by_phone_is_recorded_with_its_reasons(walk: Walk) -> None:
    route_id, planner = sent(walk), walk.client("planner")
    walk.world.agree(route_id)
    walk.sync()
    assert "Записать возврат руководителем" in walk.page(planner, f"/routes/route/?id={route_id}")
    given = {"approver": str(walk.world.head_id), **SAID}
    refused = walk.post(planner, f"/routes/returned/?id={route_id}", **given, reasons="").get_data(as_text=True)
    assert "Напишите, почему маршрут возвращается" in refused
    page = said(walk.post(planner, f"/routes/returned/?id={route_id}", **given, reasons="Слишком плотно"), planner)
    assert "Слишком плотно" in page
    assert "ИОМ возвращён руководителем" in page


def test_an_active_route_gets_another_curator_and_only_a_fitting_one_is_offered(walk: Walk) -> None:
    other, colleague = curator(walk), curator(walk, here=True)
    route_id, planner = active(walk), walk.client("planner")
    assert "Другой куратор…" in walk.page(planner, f"/routes/route/?id={route_id}")
    form = walk.page(planner, f"/routes/curator/?id={route_id}")
    assert "Новая Вера" in form
    assert "Своя Ольга" not in form
    refused = walk.post(planner, f"/routes/curator/?id={route_id}", curator_id=str(colleague), curator_reason="")
    assert refused.status_code == 200
    page = said(
        walk.post(planner, f"/routes/curator/?id={route_id}", curator_id=str(other), curator_reason=""), planner
    )
    assert "Куратор сменён" in page
    assert row(walk, route_id).curator_id == other
    assert walk.client("curator").get(f"/curated/route/?id={route_id}").status_code == 404


def test_a_route_is_ended_with_a_reason_which_the_school_does_not_read(walk: Walk) -> None:
    route_id, planner = active(walk), walk.client("planner")
    case = row(walk, route_id).participation_id
    assert "Отменить это нельзя" in walk.page(planner, f"/routes/end/?id={route_id}")
    refused = walk.post(planner, f"/routes/end/?id={route_id}", cause="left", words=" ").get_data(as_text=True)
    assert "Напишите, почему маршрут завершается" in refused
    how = {"way": "letter", "on": walk.world.today.isoformat()}
    forged = walk.post(planner, f"/routes/end/?id={route_id}", cause="consent_withdrawn", words="Так", **how)
    assert forged.status_code == 200
    ended = {"cause": "left", "words": "Переезд в Тверь", "scan": scan()}
    page = said(walk.post(planner, f"/routes/end/?id={route_id}", **ended, **how), planner)
    assert "Переезд в Тверь" in page
    assert "маршрут завершён досрочно" in page
    assert opens(page, planner)
    assert "педагог уволился или выбыл" in page
    assert row(walk, route_id).end_cause is EndCause.left
    assert "Переезд" not in walk.page(walk.client("head"), f"/approvals/route/?id={route_id}")
    assert "Переезд в Тверь" in walk.page(walk.client("curator"), f"/curated/route/?id={route_id}")
    assert "Составить маршрут" in walk.page(planner, f"/case/?id={case}")
    assert "Маршрут начат" in said(walk.post(planner, f"/case/draw-up/?id={case}"), planner)


def test_a_route_is_suspended_and_goes_on(walk: Walk) -> None:
    route_id, planner = active(walk), walk.client("planner")
    ends_on = row(walk, route_id).ends_on
    page = said(walk.post(planner, f"/routes/suspend/?id={route_id}", reason="Отпуск по уходу за ребёнком"), planner)
    assert "Отпуск по уходу" in page
    assert "Маршрут приостановлен" in page
    assert "Отпуск по уходу" not in walk.page(walk.client("head"), f"/approvals/route/?id={route_id}")
    walk.world.later(days=30)
    walk.sync()
    assert "Маршрут продолжается" in said(walk.post(planner, f"/routes/resume/?id={route_id}"), planner)
    now = row(walk, route_id)
    assert now.status is RouteStatus.active
    assert now.ends_on and ends_on and (now.ends_on - ends_on).days == 30


@pytest.mark.rule("К-38")
@pytest.mark.parametrize(("who", "where"), [("planner", "routes"), ("curator", "curated")])
def test_a_recorded_mark_is_taken_back_and_the_teachers_own_is_not(walk: Walk, who: str, where: str) -> None:
    w, route_id, client = walk.world, active(walk), walk.client(who)
    first, second = (one.id for one in routes.card(w.session, w.planner, route_id=route_id).activities)
    w.session.rollback()
    recorded = {"way": "paper", "on": w.today.isoformat(), "note": ""}
    said(walk.post(walk.client("curator"), f"/curated/mark/?id={route_id}&activity={first}", **recorded),
         walk.client("curator"))  # fmt: skip
    routes.mark_activity(w.session, w.teacher, activity_id=second, done=True)
    w.session.commit()
    page = walk.page(client, f"/{where}/route/?id={route_id}")
    assert page.count("Снять отметку…") == 1
    address = f"/{where}/unmark/?id={route_id}&activity="
    assert "Напишите, почему" in walk.post(client, f"{address}{first}", note="").get_data(as_text=True)
    assert "Отметка снята" in said(walk.post(client, f"{address}{first}", note="Не та строка"), client)
    assert "Снять отметку…" not in said(walk.post(client, f"{address}{second}", note="Не верю"), client)


@pytest.mark.parametrize("step", ["back", "curator", "suspend", "resume", "end", "returned"])
@pytest.mark.parametrize("who", ["operator", "head", "curator"])
def test_only_a_planner_has_these_steps(walk: Walk, who: str, step: str) -> None:
    route_id = active(walk)
    client = walk.client(who)
    answer = walk.post(client, f"/routes/{step}/?id={route_id}", reason="Так", words="Так", cause="wish")
    assert answer.status_code in (403, 404)
    assert row(walk, route_id).status is RouteStatus.active


def test_a_case_says_when_its_route_ended_and_by_whom(walk: Walk) -> None:
    route_id, w = active(walk), walk.world
    case, planner = row(walk, route_id).participation_id, walk.client("planner")
    routes.end_early(w.session, w.teacher, route_id=route_id, words="Тайная причина")
    w.session.commit()
    walk.sync()
    page = walk.page(planner, f"/case/?id={case}")
    assert page.count("Маршрут завершён досрочно 04.09.2026 по решению педагога.") == 2
    assert "Если нужен другой, его можно составить." in page
    assert "Составить маршрут" in page
    assert "по решению педагога" in walk.page(planner, f"/routes/route/?id={route_id}")
    school = walk.page(walk.client("head"), f"/approvals/route/?id={route_id}")
    assert "04.09.2026" in school
    assert "решил" not in school


def test_a_case_says_that_the_centre_ended_its_route(walk: Walk) -> None:
    route_id, w = active(walk), walk.world
    routes.end_early(w.session, w.planner, route_id=route_id, words="Уволилась", cause=EndCause.left)
    w.session.commit()
    walk.sync()
    page = walk.page(walk.client("operator"), f"/case/?id={row(walk, route_id).participation_id}")
    assert "Маршрут завершён досрочно 04.09.2026: его завершил центр." in page


def test_a_route_being_drawn_up_says_by_when_in_the_register_and_on_its_page(walk: Walk) -> None:
    w, planner = walk.world, walk.client("planner")
    route_id = routes.draw_up(w.session, w.planner, participation_id=w.published_case())
    w.session.commit()
    w.later(working_days=30)
    walk.sync()
    for address in ("/routes/?status=drafting", f"/routes/route/?id={route_id}"):
        assert "просрочено на" in walk.page(planner, address), address


@pytest.mark.parametrize("proposal", [True, False])
def test_the_next_step_says_that_everybody_has_answered(walk: Walk, proposal: bool) -> None:
    w, planner = walk.world, walk.client("planner")
    route_id = sent(walk)
    address, tile = f"/routes/route/?id={route_id}", "/routes/?round=closable"
    assert "изучают маршрут" in walk.page(planner, address)
    assert f'<a class="tile calm" href="{tile}">' in walk.page(planner, "/")
    for ctx in (w.teacher_id, w.curator_id):
        routes.answer(w.session, w.ctx(ctx), route_id=route_id, agreed=True)
    routes.answer(w.session, w.head, route_id=route_id, agreed=not proposal, comment="Перенесите" if proposal else "")
    w.session.commit()
    walk.sync()
    page = walk.page(planner, address)
    assert "изучают маршрут" not in page
    told = "ответьте на предложение и закройте" if proposal else "закройте согласование"
    assert f"Все ответили: {told}" in page
    assert "разработчик закрывает согласование" in walk.page(walk.client("operator"), address)
    assert f'<a class="tile warn" href="{tile}">' in walk.page(planner, "/")
    assert f"?id={route_id}" in walk.page(planner, tile)


def test_a_proposal_that_was_answered_is_proposed_no_more(walk: Walk) -> None:
    w, route_id = walk.world, sent(walk)
    routes.answer(w.session, w.teacher, route_id=route_id, agreed=False, comment="Перенесите семинар")
    for ctx in (w.curator_id, w.head_id):
        routes.answer(w.session, w.ctx(ctx), route_id=route_id, agreed=True)
    routes.close_round(w.session, w.planner, route_id=route_id)
    w.session.commit()
    assert "предлагает изменения" in walk.page(walk.client("head"), f"/approvals/route/?id={route_id}")
    w.later(hours=1)
    routes.reply_to_proposal(w.session, w.planner, route_id=route_id, party=Party.teacher, text="Перенесли на март")
    w.send_for_approval(route_id)
    routes.approve(w.session, w.head, route_id=route_id)
    w.session.commit()
    walk.sync()
    for name, address in (("head", "/approvals/route/"), ("planner", "/routes/route/")):
        page = walk.page(walk.client(name), f"{address}?id={route_id}")
        assert "были предложения, разработчик ответил" in page
        assert "согласие дано" in page
        assert "предлагает изменения" not in page


@pytest.mark.rule("К-05")
def test_a_guideline_is_never_said_to_be_late_and_a_norm_is(walk: Walk) -> None:
    w, head = walk.world, walk.client("head")
    route_id = sent(walk)
    w.later(days=40)
    walk.sync()
    assert "просрочено на" in walk.page(head, f"/approvals/route/?id={route_id}")
    w.close_round(route_id)
    w.send_for_approval(route_id)
    w.later(days=40)
    walk.sync()
    for address in ("/approvals/?part=approval", f"/approvals/route/?id={route_id}"):
        page = walk.page(head, address)
        assert "намеченный день прошёл" in page
        assert "просрочено" not in page
