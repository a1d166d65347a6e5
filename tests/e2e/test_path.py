"""The whole path by hand in Chromium, as each of the five, on a phone and on a laptop: from /start to a tick.

``MARSHRUT_PICTURES=folder`` keeps a picture of every screen.
"""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import ViewportSize

from services import calendar
from tests.e2e.browser import LAPTOP, NEEDS_CHROMIUM, Watch, chromium
from tests.e2e.conftest import REGION, House
from tests.e2e.hands import Album, ChatHands, OfficeHands, at_the_chat

pytestmark = NEEDS_CHROMIUM
NAME = "Новикова Нина Львовна"
NEWCOMER, CURATOR, HEAD = "Новый человек", "Куратор", "Руководитель школы"
FIRST, SECOND = "Курс по волновой оптике", "Мастер-класс по опытам"
CHECK_AND_PUBLISH = (
    "Просмотреть и подтвердить", "Всё верно, подтвердить", "Просмотреть и опубликовать", "Опубликовать для педагога",
)  # fmt: skip
DEFICIT = "Затрудняется в волновой оптике"


WINDOWS = {"phone": ViewportSize(width=390, height=844), "laptop": LAPTOP}


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    """A copy of the filled directory for each walk: its newcomer is new once."""
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    return tmp_path


async def register(chat: ChatHands) -> None:
    """First contact: what this is, the consent, the four questions."""
    await chat.be(NEWCOMER)
    await chat.start()
    await chat.see("личный план")
    await chat.tap("📄 Прочитать согласие", "Согласие на обработку")
    await chat.tap("✅ Согласен (согласна)", "фамилию, имя и отчество")
    await chat.say(NAME)
    await chat.see("Где вы работаете")
    await chat.say("101")
    await chat.tap("Школа № 101 · город Смоленск", "Кем вы работаете")
    await chat.tap("Учитель", "Что вы преподаёте")
    for words in ("▫️ Физика", "✅ Физика", "▫️ Физика"):
        await chat.tap(words, "Что вы преподаёте")
    await chat.tap("Готово", "Нина Львовна")


async def apply(chat: ChatHands) -> int:
    """One subject, all blocks, a preset period; returns how many taps it took."""
    chat.taps = 0
    await chat.tap("📝 Подать заявку на диагностику", "Какая форма")
    await chat.tap("Стандартизированная диагностика", "Какие блоки")
    await chat.tap("⭐ Все блоки", "Когда вам удобно")
    await chat.tap("📅 В течение месяца", "Проверьте, пожалуйста")
    await chat.tap("✅ Даю согласие и отправляю", "Заявка принята")
    return chat.taps


async def propose(house: House, office: OfficeHands) -> str:
    """The operator finds the application and proposes terms; returns the address of the case."""
    await office.open("/queue/?tab=new")
    await office.follow(re.compile(NAME))
    case = office.page.url
    await office.follow("Предложить условия")
    day = calendar.add_working_days(REGION, house.today, 2)
    await office.fill(day=day.isoformat(), clock="15:00", place="Смоленск, улица Примерная, 1")
    await office.press()
    await office.page.get_by_text("Ждём ответа").first.wait_for()
    return case


async def publish(office: OfficeHands, case: str) -> None:
    """The day has come: held, entered, checked, published, decided."""
    await office.page.goto(case)
    await office.look("case")
    await office.next()
    await office.press()
    await office.next()
    for number in range(5):
        await office.page.locator("main [name^=percent-]").nth(number).fill(("55,5", "80", "61", "72", "90")[number])
    await office.fill(**{"code-0": "7.1", "text-0": DEFICIT, "recommendations": "Курс по оптике"})
    await office.press("Сохранить")
    for words in (
        "Просмотреть и подтвердить",
        "Всё верно, подтвердить",
        "Просмотреть и опубликовать",
        "Опубликовать для педагога",
    ):
        await office.act(words)
    await office.page.goto(case)
    await office.next()
    await office.fill(decision="route")
    await office.press()


async def draw_up(house: House, office: OfficeHands, case: str) -> str:
    """The planner draws the route up and sends it for agreement; returns its address."""
    await office.page.goto(case)
    await office.look("case")
    await office.next()
    route = office.page.url
    await office.follow("Условия и куратор")
    curator = office.page.locator("main [name=curator_id] option", has_text="Кузьмин").first
    number = str(await curator.get_attribute("value"))
    await office.fill(model="a", term_months="9", starts_on=house.today.isoformat(), curator_id=number)
    await office.press()
    await office.act("Открыть дефициты")
    for title, days in ((FIRST, 0), (SECOND, 30)):
        await office.page.goto(route)
        await office.follow("Добавить мероприятие")
        day = calendar.nearest_working_day(REGION, house.today + timedelta(days=days))
        await office.fill(category="knowledge", title=title, starts_on=day.isoformat(), place="Смоленск")
        await office.page.locator("main [name=deficit_ids]").first.check()
        await office.press()
    await office.page.goto(route)
    await office.look("route")
    await office.act("Отправить на согласование")
    return route


async def agree(chat: ChatHands, name: str) -> None:
    """Open the route from its notice and agree."""
    await chat.be(name)
    await chat.tap("🧭 Открыть маршрут", "На согласовании")
    await chat.tap("✅ Согласен (согласна)")
    await chat.page.locator("#toasts").get_by_text("согласие записано").last.wait_for()
    await chat.see("На согласовании")


@pytest.mark.parametrize("window", WINDOWS)
async def test_from_the_first_word_to_a_tick_as_each_of_the_five(house: House, window: str) -> None:
    watch = Watch(house)
    album = Album(window)
    opened = partial(chromium, WINDOWS[window], touch=window == "phone")
    async with opened() as browser, opened() as second, opened() as third:
        chat = await at_the_chat(browser, house.run.chat, album)
        watch.over(chat.page)
        for name in (CURATOR, HEAD):
            await chat.be(name)
            await chat.start()
            await chat.see("Здравствуйте")
        await register(chat)
        assert await apply(chat) <= 9

        operator = OfficeHands(watch.over(await second.new_page()), album, house.run.office)
        await operator.sign_in("operator@example.org", house.password)
        case = await propose(house, operator)
        await chat.see("Вам предлагают день диагностики")
        await chat.tap("✅ Мне подходит", "Вас ждут")
        for _ in range(3):
            await house.client.clock_shift("working_day")
        await publish(operator, case)
        await chat.see("Ваш результат готов")
        await chat.tap("📊 Открыть результат", "волновой оптике")

        planner = OfficeHands(watch.over(await third.new_page()), album, house.run.office)
        await planner.sign_in("planner@example.org", house.password)
        route = await draw_up(house, planner, case)
        for name in (NEWCOMER, CURATOR, HEAD):
            await agree(chat, name)
        await planner.page.goto(route)
        await approve(planner, chat)

        await chat.be(NEWCOMER)
        await chat.see("Ваш маршрут утверждён")
        await tick_from_the_menu(chat)
        await tick_from_a_reminder(house, chat)
        await confirm(chat)
        assert watch.errors == []
        assert watch.foreign == []
    assert house.faults() == []


async def approve(planner: OfficeHands, head: ChatHands) -> None:
    """The planner closes the agreement and sends the route; the head, who sees nothing of the result, approves it."""
    await planner.act("Закрыть согласование")
    await planner.act("Зарегистрировать и отправить на утверждение")
    await head.see("ждёт вашего утверждения")
    await head.tap("🧭 Открыть маршрут", "Маршрут №")
    await head.tap("✅ Утвердить", "Действует")
    assert "Затрудняется" not in await head.page.locator("#messages").inner_text()


async def tick_from_the_menu(chat: ChatHands) -> None:
    """From the first screen at most three taps."""
    await chat.say("/start")
    await chat.see("Ваш маршрут действует")
    chat.taps = 0
    await chat.tap("🧭 Мой маршрут", "Мой маршрут")
    await chat.tap(re.compile(FIRST), "Пока не отмечено")
    await chat.tap("✅ Отметить выполненным", "Отмечено")
    assert chat.taps <= 3


async def tick_from_a_reminder(house: House, chat: ChatHands) -> None:
    """The day of the second activity comes and goes; the reminder carries the button that settles it."""
    await house.client.clock_shift("month")
    for _ in range(4):
        await house.client.clock_shift("working_day")
    await chat.see("Как прошло?")
    chat.taps = 0
    await chat.tap("✅ Отметить выполненным", "Отмечено")
    assert chat.taps == 1


async def confirm(chat: ChatHands) -> None:
    """The curator finds the ward and confirms what the teacher marked."""
    await chat.be(CURATOR)
    await chat.say("/start")
    await chat.tap("👥 Мои подопечные", "Мои подопечные")
    await chat.tap(re.compile(NAME), "Маршрут №")
    await chat.tap(re.compile(FIRST), "куратор ещё не смотрел")
    await chat.tap("✅ Подтвердить", "подтверждено куратором")
