"""A teacher ends the route early in the chat: asked whether they are sure, then why; what the others see of it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models.routes import EndCause, Route, RouteStatus
from services import routes
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
    assert "Завершён досрочно: желание педагога." in teacher.screen.text
    assert "«Ухожу <b>в науку</b>»" in teacher.screen.text
    assert not has(teacher.screen, "Завершить досрочно")
    await active.deliver()
    assert "Ухожу" in active.curator.screen.text
    assert "завершён досрочно" in active.head.screen.text
    assert "Ухожу" not in heard(active.head)
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
