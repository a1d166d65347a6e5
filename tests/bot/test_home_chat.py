"""The first screen: one next step, the rooms that are open, the ways back, and a walk over every button."""

from __future__ import annotations

import re
from datetime import date

import pytest
import sqlalchemy as sa

from bot.home.screens import home_screen
from bot.routes.calls import MarkEarly
from locales import NBSP, dates
from models.accounts import Role
from models.routes import Activity
from sandbox.shapes import Json
from services.home import Home, NextStep
from tests.bot.chat import Person
from tests.bot.town import CANARIES, Town, has, heard, taps

#: Latin letters that may stand on a Russian screen: commands and the example of an address.
LATIN = {"start", "cancel", "link", "name", "mail", "ru", "English"}
#: Acts that end a walk: they are walked elsewhere.
ENDING = ("ap:", "amw:1", "api:1", "tg:", "tr:", "ta:", "sm:", "su:1", "sw:1", "sl:")


@pytest.mark.parametrize(
    ("stage", "teacher", "curator", "head"),
    [
        ("people", "📝 Подать заявку на диагностику", "👥 Мои подопечные", "🏫 Маршруты школы"),
        ("published", "📋 Посмотреть заявку", "👥 Мои подопечные", "🏫 Маршруты школы"),
        ("agreeing", "🧭 Посмотреть маршрут", "✍️ Согласовать (1)", "✍️ Согласовать (1)"),
        ("approving", "🧭 Мой маршрут", "👥 Мои подопечные", "✍️ Утвердить (1)"),
        ("active", "🧭 Открыть мероприятие", "👥 Мои подопечные", "🏫 Маршруты школы"),
    ],
)
async def test_the_next_step_is_the_first_button(
    open_town: object, stage: str, teacher: str, curator: str, head: str
) -> None:  # fmt: skip
    town: Town = await open_town(stage)  # type: ignore[operator]  # a factory fixture
    assert town.curator.screen.rows[0] == [curator]
    assert town.head.screen.rows[0] == [head]
    if stage != "approving":
        assert town.teacher.screen.rows[0] == [teacher]


async def test_the_greeting_is_by_name_and_patronymic(town: Town) -> None:
    assert town.teacher.screen.text.startswith("Здравствуйте, Анна Петровна!")


def test_one_who_waits_is_told_of_what_awaits_them() -> None:
    facts = Home("Анна", NextStep.wait_result, 1, None, None, None, (Role.head,), False, True, 2, 1)
    assert home_screen(facts).rows[0][0].text == "✍️ Утвердить (1)"


def test_ones_own_urgent_step_comes_before_other_peoples() -> None:
    facts = Home("Анна", NextStep.answer_terms, 1, None, None, None, (Role.head,), False, True, 2, 1)
    assert home_screen(facts).rows[0][0].text == "📅 Посмотреть день"
    assert [row[0].text for row in home_screen(facts).rows[1:3]] == ["✍️ Утвердить (1)", "✍️ Согласовать (2)"]


@pytest.mark.parametrize(
    ("step", "room"),
    [
        (NextStep.wait_result, "📋 Моя заявка"),
        (NextStep.apply, "📝 Подать заявку"),
        (NextStep.agree_route, "🧭 Мой маршрут"),
    ],
)
def test_no_two_buttons_lead_to_the_same_screen(step: NextStep, room: str) -> None:
    facts = Home("Анна", step, 1, 1, None, None, (), step is NextStep.agree_route, step is not NextStep.apply, 0, 0)
    assert room not in [button.text for row in home_screen(facts).rows for button in row]


def test_a_term_of_the_centre_is_not_told_as_ones_own() -> None:
    facts = Home("Анна", NextStep.wait_result, 1, None, None, date(2026, 12, 11), (), False, True, 0, 0)
    assert f"Центр ответит до {dates.day(date(2026, 12, 11))}" in home_screen(facts).text


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (NextStep.answer_terms, "⏰ Ответьте, пожалуйста, до 11 декабря"),
        (NextStep.come_to_assessment, "⏰ 11 декабря"),
        (NextStep.confirm_entry, None),
    ],
)
def test_a_day_says_whose_it_is_and_is_not_told_where_it_is_neither(step: NextStep, told: str | None) -> None:
    text = home_screen(Home("Анна", step, 1, None, None, date(2026, 12, 11), (), False, True, 0, 0)).text.replace(
        NBSP, " "
    )
    assert told in text if told else "⏰" not in text


async def test_no_day_of_the_centre_stands_beside_a_result_that_is_ready(town: Town) -> None:
    with town.acting() as w:
        number = w.assessed_case()
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
