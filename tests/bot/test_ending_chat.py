"""A teacher ends the route early in the chat: asked whether they are sure, then why; what the others see of it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models.applications import DecisionKind
from models.routes import EndCause, Route, RouteStatus
from services import results, routes
from tests.bot.town import CANARIES, Town, has, heard, taps


def route(town: Town) -> Route:
    """The only route."""
    return town.chat.look(lambda session: session.scalars(sa.select(Route)).one())


async def test_a_teacher_ends_the_route_behind_a_question_with_a_reason(active: Town) -> None:
    teacher = active.teacher
    await teacher.send("/start")
    await taps(teacher, "🧭 Мой маршрут", "🛑 Завершить досрочно")
    assert "Завершить маршрут досрочно?" in teacher.screen.text
    assert route(active).status is RouteStatus.active
    await teacher.tap("Да, завершить маршрут")
    await teacher.send_file("cat.webp", b"x", kind="sticker")
    assert "только текст" in teacher.screen.text
    await active.chat.restart()
    await teacher.send("Ухожу <b>в науку</b>")
    assert (route(active).status, route(active).end_cause) == (RouteStatus.ended_early, EndCause.wish)
    assert "Ваш маршрут завершён досрочно 4 сентября 2026, пт: вы завершили его сами." in teacher.screen.text
    assert "«Ухожу <b>в науку</b>»" in teacher.screen.text
    assert not has(teacher.screen, "Завершить досрочно")
    await active.deliver()
    assert "Ухожу" in active.curator.screen.text
    assert "завершён досрочно" in active.head.screen.text
    assert "Ухожу" not in heard(active.head)
    await active.head.press(f"to:{route(active).id}:d:1")
    assert "Завершён досрочно: 4 сентября 2026, пт." in active.head.screen.text
    assert "педагог" not in active.head.screen.text.partition("Завершён досрочно")[2].partition("\n")[0]
    assert not any(canary in heard(active.head) for canary in CANARIES)


async def test_no_is_no(active: Town) -> None:
    await active.teacher.send("/start")
    await taps(active.teacher, "🧭 Мой маршрут", "🛑 Завершить досрочно", "Нет, оставить")
    assert route(active).status is RouteStatus.active
    assert "Мой маршрут" in active.teacher.screen.text


@pytest.mark.parametrize("who", ["curator", "head"])
async def test_nobody_else_ends_it_by_a_forged_button(active: Town, who: str) -> None:
    person = getattr(active, who)
    assert not has(person.screen, "Завершить досрочно")
    await person.press(f"te:{route(active).id}:1")
    await person.send("Хватит")
    assert route(active).status is RouteStatus.active


async def test_an_ended_route_says_so_to_an_old_button(active: Town) -> None:
    with active.acting() as w:
        routes.end_early(w.session, w.planner, route_id=1, words="Уволилась", cause=EndCause.left)
    await active.teacher.press("te:1:1")
    assert "педагог уволился или выбыл" in active.teacher.screen.text
    assert "«Уволилась»" in active.teacher.screen.text


async def test_a_suspended_route_says_since_when_and_takes_no_mark(active: Town) -> None:
    with active.acting() as w:
        routes.suspend(w.session, w.planner, route_id=1, reason="Отпуск")
    await active.deliver()
    assert "Ваш маршрут приостановлен" in active.teacher.screen.text
    await active.teacher.tap("🧭 Открыть маршрут")
    assert "Приостановлен с" in active.teacher.screen.text
    assert "«Отпуск»" in active.teacher.screen.text
    await active.teacher.press("vm:1:1")
    assert "Отмечено" not in active.teacher.screen.text
    await active.head.send("/start")
    await taps(active.head, "🏫 Маршруты школы", "Иванова Анна Петровна · приостановлен")
    assert "Отпуск" not in heard(active.head)


async def test_after_it_the_application_and_the_first_screen_say_what_is_true(active: Town) -> None:
    with active.acting() as w:
        routes.end_early(w.session, w.planner, route_id=1, words="Уволилась", cause=EndCause.left)
    teacher = active.teacher
    await teacher.send("/start")
    assert "Ваш маршрут завершён досрочно 4 сентября 2026, пт: его завершил центр." in teacher.screen.text
    await teacher.tap("📋 Что можно дальше")
    assert "его завершил центр" in teacher.screen.text
    assert "по тому же результату можно составить новый" in teacher.screen.text
    assert "Центр составляет" not in teacher.screen.text
    await teacher.tap("🧭 Открыть мой маршрут")
    assert "его завершил центр" in teacher.screen.text


async def test_a_new_route_begun_after_it_is_what_is_waited_for(active: Town) -> None:
    with active.acting() as w:
        routes.end_early(w.session, w.planner, route_id=1, words="Уволилась", cause=EndCause.left)
        routes.draw_up(w.session, w.planner, participation_id=1)
    await active.teacher.send("/start")
    assert "Центр составляет ваш индивидуальный образовательный маршрут" in active.teacher.screen.text
    await active.teacher.tap("📋 Моя заявка")
    assert "завершён досрочно" not in active.teacher.screen.text


async def test_another_decision_after_it_is_told_instead(active: Town) -> None:
    with active.acting() as w:
        routes.end_early(w.session, w.planner, route_id=1, words="Уволилась", cause=EndCause.left)
        results.decide(w.session, w.planner, participation_id=1, decision=DecisionKind.mentoring,
                       instead_of=DecisionKind.route)  # fmt: skip
    await active.teacher.send("/start")
    assert "завершён досрочно" not in active.teacher.screen.text
    await active.teacher.tap("📋 Моя заявка")
    assert "Что дальше: наставничество" in active.teacher.screen.text


async def test_a_draft_given_up_before_it_was_sent_is_not_waited_for(published: Town) -> None:
    with published.acting() as w:
        number = routes.draw_up(w.session, w.planner, participation_id=1)
        routes.end_early(w.session, w.planner, route_id=number, words="Начат по ошибке", cause=EndCause.other)
    teacher = published.teacher
    await teacher.send("/start")
    assert "ещё до отправки вам" in teacher.screen.text
    assert "Центр составляет" not in teacher.screen.text
    await teacher.tap("📋 Что можно дальше")
    assert "прекращена 4 сентября 2026, пт, ещё до отправки вам" in teacher.screen.text
    assert not has(teacher.screen, "Открыть мой маршрут")
    assert "ошибке" not in heard(teacher)
