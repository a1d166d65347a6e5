"""The first screen: one next step, the rooms that are open, the ways back, and a walk over every button."""

from __future__ import annotations

import re
from datetime import date

import pytest
import sqlalchemy as sa

import regions
from bot.home.screens import home_screen
from bot.routes.calls import MarkEarly
from locales import NBSP, dates
from models.accounts import Grant, Role
from models.deadlines import Deadline, DeadlineKind
from models.people import TelegramChat
from models.routes import Activity, Route, RouteStatus
from sandbox.shapes import Json
from services import accounts, applications, routes
from services.home import Home
from services.next_step import BY_ROUTE, Following, NextStep
from tests.bot.chat import Person
from tests.bot.town import CANARIES, Town, has, heard, taps
from tests.world import World

#: Latin letters that may stand on a Russian screen: commands and the example of an address.
LATIN = {"start", "cancel", "link", "name", "mail", "ru", "English"}
REGION = regions.load("smolensk")
#: Acts that end a walk: they are walked elsewhere.
ENDING = ("ap:", "amw:1", "api:1", "tg:", "tr:", "ta:", "sm:", "su:1", "sw:1", "sl:")


@pytest.mark.parametrize(
    ("stage", "teacher", "curator", "head"),
    [
        ("people", "📝 Подать заявку на диагностику", "👥 Мои подопечные", "🏫 Маршруты школы"),
        ("published", "📋 Посмотреть заявку", "👥 Мои подопечные", "🏫 Маршруты школы"),
        ("agreeing", "🧭 Посмотреть маршрут", "✍️ Согласовать (1)", "✍️ Согласовать (1)"),
        ("approving", "🧭 Посмотреть маршрут", "👥 Мои подопечные", "✍️ Утвердить (1)"),
        ("active", "🧭 Открыть мероприятие", "👥 Мои подопечные", "🏫 Маршруты школы"),
    ],
)
async def test_the_next_step_is_the_first_button(
    open_town: object, stage: str, teacher: str, curator: str, head: str
) -> None:  # fmt: skip
    town: Town = await open_town(stage)  # type: ignore[operator]  # a factory fixture
    assert town.curator.screen.rows[0] == [curator]
    assert town.head.screen.rows[0] == [head]
    assert town.teacher.screen.rows[0] == [teacher]


async def test_the_greeting_is_by_name_and_patronymic(town: Town) -> None:
    assert town.teacher.screen.text.startswith("Здравствуйте, Анна Петровна!")


def test_one_who_waits_is_told_of_what_awaits_them() -> None:
    facts = Home("Анна", Following(NextStep.wait_result, 1), (Role.head,), False, True, 2, 1)
    assert home_screen(facts, REGION).rows[0][0].text == "✍️ Утвердить (1)"


def test_ones_own_urgent_step_comes_before_other_peoples() -> None:
    facts = Home("Анна", Following(NextStep.answer_terms, 1), (Role.head,), False, True, 2, 1)
    assert home_screen(facts, REGION).rows[0][0].text == "📅 Посмотреть день"
    assert [row[0].text for row in home_screen(facts, REGION).rows[1:3]] == ["✍️ Утвердить (1)", "✍️ Согласовать (2)"]


@pytest.mark.parametrize(
    ("step", "room"),
    [
        (NextStep.wait_result, "📋 Моя заявка"),
        (NextStep.wait_record, "📋 Моя заявка"),
        (NextStep.apply, "📝 Подать заявку"),
        (NextStep.agree_route, "🧭 Мой маршрут"),
    ],
)
def test_no_two_buttons_lead_to_the_same_screen(step: NextStep, room: str) -> None:
    facts = Home("Анна", Following(step, 1, 1), (), step is NextStep.agree_route, step is not NextStep.apply)
    assert room not in [button.text for row in home_screen(facts, REGION).rows for button in row]


def test_a_term_of_the_centre_is_not_told_as_ones_own() -> None:
    facts = Home("Анна", Following(NextStep.wait_result, 1, by=date(2026, 12, 11)), (), False, True)
    assert "Центр ответит до 11 декабря" in home_screen(facts, REGION).text.replace(NBSP, " ")


#: One's own route by its state, and what the first screen says of it, with the term that tells by when.
ROUTE_STATES = {
    "in_agreement": ("Ваш ответ по маршруту записан", "⏰ Они ответят до", DeadlineKind.correct),
    "finalizing": ("Центр дорабатывает ваш маршрут", "⏰ Центр закончит до", DeadlineKind.finalize),
    "awaiting_approval": ("Ваш маршрут ждёт утверждения", "⏰ Утвердят до", DeadlineKind.approve),
    "suspended": ("Ваш маршрут приостановлен", "", None),
}


def _reach(w: World, route_id: int, state: str) -> None:
    routes.answer(w.session, w.teacher, route_id=route_id, agreed=True)
    if state == "in_agreement":
        return
    for ctx in (w.ctx(w.curator_id), w.ctx(w.head_id)):
        routes.answer(w.session, ctx, route_id=route_id, agreed=True)
    routes.close_round(w.session, w.planner, route_id=route_id)
    if state == "finalizing":
        return
    routes.send_for_approval(w.session, w.planner, route_id=route_id)
    if state == "suspended":
        routes.approve(w.session, w.head, route_id=route_id)
        routes.suspend(w.session, w.planner, route_id=route_id, reason="Длительный отпуск")


@pytest.mark.parametrize("state", ROUTE_STATES)
async def test_the_first_screen_and_the_application_say_how_ones_own_route_stands(agreeing: Town, state: str) -> None:
    number = agreeing.chat.look(lambda session: session.scalars(sa.select(Route.id)).one())
    with agreeing.acting() as w:
        _reach(w, number, state)
    words, day, kind = ROUTE_STATES[state]
    due = agreeing.chat.look(
        lambda session: session.scalar(
            sa.select(Deadline.due_on).where(Deadline.route_id == number, Deadline.kind == kind)
        )
    )
    told = dates.day(due).replace(NBSP, " ") if due else ""
    await agreeing.teacher.send("/start")
    first = agreeing.teacher.screen
    assert words in first.text
    assert not day or f"{day} {told}" in first.text
    assert first.rows[0] == ["🧭 Посмотреть маршрут"]
    assert not has(first, "Подать заявку")
    await agreeing.teacher.tap("📋 Моя заявка")
    case = agreeing.teacher.screen
    assert words in case.text
    assert "скажите, согласны ли вы" not in case.text
    assert not day or f"⏰ До {told}" in case.text


async def test_a_route_that_awaits_ones_own_word_says_by_when(agreeing: Town) -> None:
    await agreeing.teacher.send("/start")
    assert "⏰ Ответьте, пожалуйста, до" in agreeing.teacher.screen.text
    await agreeing.teacher.tap("📋 Моя заявка")
    assert "скажите, согласны ли вы" in agreeing.teacher.screen.text
    agreeing.chat.clock.move(days=30)
    await agreeing.teacher.send("/start")
    assert "Ответьте сейчас: это ещё можно" in agreeing.teacher.screen.text


def test_every_living_state_of_a_route_has_a_step() -> None:
    over = {RouteStatus.completed, RouteStatus.ended_early, RouteStatus.erased}
    assert set(BY_ROUTE) == set(RouteStatus) - over - {RouteStatus.drafting}


async def test_every_day_on_the_first_screen_says_what_it_is(town: Town) -> None:
    with town.acting() as w:
        number = w.apply()
        w.propose(number)
    await town.teacher.send("/start")
    assert "⏰ Ответьте, пожалуйста, до" in town.teacher.screen.text
    assert "📅 Предлагаемый день:" in town.teacher.screen.text
    await taps(town.teacher, "📅 Посмотреть день", "✅ Мне подходит", "🏠 Домой")
    assert "📅 Вас ждут:" in town.teacher.screen.text
    assert "⏰" not in town.teacher.screen.text


async def test_after_the_agreed_hour_nobody_is_expected_any_more(town: Town) -> None:
    with town.acting() as w:
        number = w.apply()
        w.propose(number)
        applications.accept_terms(w.session, w.teacher, participation_id=number)
        w.later(days=3, hours=6)
    await town.teacher.send("/start")
    assert "Час вашей диагностики наступил" in town.teacher.screen.text
    await town.teacher.tap("📋 Посмотреть заявку")
    assert "Вас ждут" not in town.teacher.screen.text
    assert not has(town.teacher.screen, "Не смогу прийти")
    assert has(town.teacher.screen, "Задать вопрос")


async def test_the_nearest_activity_is_named_and_a_missed_one_is_told_so(active: Town) -> None:
    await active.teacher.send("/start")
    assert "Ближайшее мероприятие:\nСеминар № 1" in active.teacher.screen.text
    assert "📅 Когда:" in active.teacher.screen.text
    active.chat.clock.move(days=25)
    await active.teacher.send("/start")
    assert "День этого мероприятия прошёл. Если оно выполнено, отметьте:\nСеминар № 1" in active.teacher.screen.text
    assert "Ближайшее" not in active.teacher.screen.text


@pytest.mark.parametrize(
    ("role", "first"),
    [(Role.operator, "💬 Вопросы"), (Role.planner, "⚙️ Настройки"), (Role.curator, "👥 Мои подопечные")],
)
async def test_staff_who_are_no_teachers_are_asked_for_no_profile(town: Town, role: Role, first: str) -> None:
    chat = town.chat.person("Ольга", id=950)
    with town.acting() as w:
        number = accounts.create_person(w.session, w.ctx(None), last_name="Новикова", first_name="Ольга")
        w.session.add(Grant(person_id=number, role=role, centre_id=w.centre_id))
        w.session.add(TelegramChat(chat_id=chat.id, person_id=number, linked_at=w.now))
    await chat.send("/start")
    assert chat.screen.rows[0] == [first]
    assert "профиль: " not in chat.screen.text
    assert not has(chat.screen, "Подать заявку")


async def test_no_day_of_the_centre_stands_beside_a_result_that_is_ready(town: Town) -> None:
    with town.acting() as w:
        number = w.apply()
        w.propose(number)
        w.assess(number)
        w.publish(number, decide=False)
    await town.teacher.send("/start")
    assert "Ваш результат готов" in town.teacher.screen.text
    assert "⏰" not in town.teacher.screen.text


@pytest.mark.parametrize("command", ["/start", "/cancel"])
async def test_commands_work_in_any_state(town: Town, command: str) -> None:
    await taps(town.teacher, "👤 Мой профиль", "Электронная почта")
    await town.teacher.send(command)
    assert "Здравствуйте, Анна Петровна!" in town.teacher.screen.text
    await town.teacher.send("vera@example.org")
    assert "Не понимаю" in town.teacher.screen.text or has(town.teacher.screen, "Домой")


async def test_help_in_the_middle_of_typing_loses_nothing(town: Town) -> None:
    await taps(town.teacher, "👤 Мой профиль", "Электронная почта")
    await town.teacher.send("/help")
    assert "+7 4812 00-00-00" in town.teacher.screen.text
    await town.teacher.send("vera@example.org")
    assert "Сохранено: электронная почта." in town.teacher.screen.text


@pytest.mark.parametrize("data", ["", "zzz:1", "to:abc", "tl:x:1", "home:1", "vm:1:maybe", "am:1"])
async def test_a_button_nobody_made_leads_home(town: Town, data: str) -> None:
    await town.teacher.press(data or "?")
    assert "Здравствуйте, Анна Петровна!" in town.teacher.screen.text


async def walk(person: Person, most: int = 90) -> set[str]:
    """Tap every button there is, screen by screen; returns the callback data tapped."""
    await person.send("/start")
    tapped: set[str] = set()
    left = list(person.screen.callbacks.values())
    while left and len(tapped) < most:
        data = left.pop(0)
        if data in tapped or data.startswith(ENDING) or data in ENDING:
            continue
        tapped.add(data)
        await person.press(data)
        screen = person.screen
        words = screen.text + " ".join(screen.buttons)
        assert "Простите" not in words, data
        assert set(re.findall("[A-Za-z]+", words)) <= LATIN, (data, words)
        assert has(screen, "Домой") or person.keys or screen.rows == home_rows(person), data
        left += screen.callbacks.values()
    return tapped


def home_rows(person: Person) -> list[list[str]]:
    """Rows of the first screen: the only one without a way home."""
    raw: Json = person.screen.raw
    return person.screen.rows if "Здравствуйте" in str(raw.get("text")) else []


@pytest.mark.rule("К-01")
async def test_a_head_walks_over_every_button_and_meets_no_result(active: Town) -> None:
    tapped = await walk(active.head)
    assert any(data.startswith("va:") for data in tapped)
    assert not any(canary in heard(active.head) for canary in CANARIES)


async def test_a_teacher_walks_over_every_button(active: Town) -> None:
    tapped = await walk(active.teacher)
    assert {"ro", "rl", "qa", "tm", "to", "va", "vm", "am", "pr", "he"} <= {data.partition(":")[0] for data in tapped}


async def test_a_curator_walks_over_every_button(active: Town) -> None:
    first = active.chat.look(lambda session: session.scalar(sa.select(sa.func.min(Activity.id)))) or 0
    await active.teacher.press(MarkEarly(activity_id=first).pack())
    tapped = await walk(active.curator, most=150)
    assert {"tl", "to", "va", "vl", "vq", "ro"} <= {data.partition(":")[0] for data in tapped}


async def test_the_form_is_walked_over_every_button(town: Town) -> None:
    await town.teacher.press("ap")
    tapped: set[str] = set()
    left = list(town.teacher.screen.callbacks.values())
    while left and len(tapped) < 80:
        data = left.pop(0)
        if data in tapped or data.startswith(("home", "api:1", "apg")):
            continue
        tapped.add(data)
        await town.teacher.press(data)
        assert "Простите" not in town.teacher.screen.text, data
        assert has(town.teacher.screen, "Домой"), data
        left += town.teacher.screen.callbacks.values()
    assert {"aps", "apf", "apj", "apb", "apx", "app", "apc", "apd"} <= {data.partition(":")[0] for data in tapped}
