"""The pictures of ``docs/``: ``make pictures`` takes them anew, each from the demonstration as it is filled.

They are listed by file: whose chat or desk, what is tapped or clicked there, and words to wait for; the chat is seen
on a phone, the back office on a laptop.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page

from services import calendar
from tests.e2e.browser import LAPTOP, NEEDS_CHROMIUM, chromium
from tests.e2e.conftest import REGION, House
from tests.e2e.hands import Album, ChatHands, OfficeHands, at_the_chat
from tests.e2e.test_path import WINDOWS

pytestmark = NEEDS_CHROMIUM
PICTURES = Path(__file__).parent.parent.parent / "docs" / "pictures"
NEWCOMER, TEACHER, SECOND, CURATOR, HEAD = (
    "Новый человек", "Педагог", "Второй педагог", "Куратор", "Руководитель школы",
)  # fmt: skip
#: What README shows side by side.
OVERVIEW, BOTH = "overview", ("teacher-route", "operator-case")
#: The time for a window to settle: a bubble slides in, a page scrolls to its end.
SETTLED_MS = 700


@dataclass(frozen=True)
class ChatPicture:
    """A screen of somebody's chat: the buttons after /start, and words of the screen they lead to."""

    who: str
    taps: tuple[str, ...]
    sees: str


@dataclass(frozen=True)
class DeskPicture:
    """A page of the back office: who signs in, where they begin and what they click there."""

    login: str
    path: str
    clicks: tuple[str, ...] = ()


CHAT = {
    "teacher-start": ChatPicture(NEWCOMER, (), "Здравствуйте"),
    "teacher-home": ChatPicture(TEACHER, (), "Здравствуйте"),
    "teacher-terms": ChatPicture(SECOND, ("📋 Моя заявка",), "Вам подходит"),
    "teacher-route": ChatPicture(TEACHER, ("🧭 Мой маршрут",), "Выполнено"),
    "teacher-settings": ChatPicture(TEACHER, ("⚙️ Настройки",), "Нажмите на уведомление"),
    "curator-home": ChatPicture(CURATOR, (), "Здравствуйте"),
    "curator-activity": ChatPicture(
        CURATOR, ("👥 Мои подопечные", "Берёзкина", "Мастер-класс учителя-методиста"), "ещё не смотрел"
    ),
    "head-home": ChatPicture(HEAD, (), "Здравствуйте"),
    "head-chat": ChatPicture(HEAD, ("Утвердить", "Зимин"), "Ждёт утверждения"),
}
#: What comes by itself on the morning of the next working day.
DIGEST = ("curator-digest", ChatPicture(CURATOR, (), "Доброе утро"))
#: The first row of a list.
ROW = "a.row"
DESK = {
    "operator-today": DeskPicture("operator", "/"),
    "operator-case": DeskPicture("operator", "/queue/?tab=proposed&q=Ёлкина", (ROW,)),
    "operator-result": DeskPicture("operator", "/queue/?tab=assessed", (ROW, ".primary", ':text-is("Изменить")')),
    "operator-deadlines": DeskPicture("operator", "/deadlines/"),
    "planner-routes": DeskPicture("planner", "/routes/"),
    "planner-drafting": DeskPicture("planner", "/routes/?status=drafting", (ROW,)),
    "planner-agreement": DeskPicture("planner", "/routes/?q=Лескова", (ROW,)),
    "curator-route": DeskPicture("curator", "/curated/", (ROW,)),
    "head-office": DeskPicture("head", "/approvals/", (ROW,)),
    "department-organizations": DeskPicture("department", "/organizations/"),
    "department-municipalities": DeskPicture("department", "/municipalities/"),
    "administrator-accounts": DeskPicture("admin", "/accounts/"),
    "administrator-account": DeskPicture("admin", "/accounts/?q=Кузьмин", (ROW,)),
    "administrator-audit": DeskPicture("admin", "/audit/"),
}


async def show(chat: ChatHands, picture: ChatPicture) -> None:
    """Begin anew and tap on to the screen."""
    await chat.be(picture.who)
    await chat.page.wait_for_timeout(SETTLED_MS)
    before = await chat.page.locator("#messages article").count()
    await chat.start()
    await chat.page.locator("#messages article").nth(before + 1).wait_for()
    for words in picture.taps:
        await chat.tap(re.compile(re.escape(words)))
        await chat.page.wait_for_timeout(SETTLED_MS)
    await chat.see(picture.sees)


async def save(page: Page, name: str) -> None:
    """Keep what the window shows."""
    await page.wait_for_timeout(SETTLED_MS)
    await page.screenshot(path=PICTURES / f"{name}.png")


async def at_the_desk(browser: BrowserContext, house: House, login: str) -> OfficeHands:
    """A window in which somebody has signed in."""
    await browser.clear_cookies()
    desk = OfficeHands(await browser.new_page(), Album(login), house.run.office)
    await desk.sign_in(f"{login}@example.org", house.password)
    return desk


async def test_the_chat(house: House) -> None:
    async with chromium(WINDOWS["phone"], touch=True) as browser:
        chat = await at_the_chat(browser, house.run.chat, Album("guides"))
        for name, picture in CHAT.items():
            await show(chat, picture)
            await save(chat.page, name)
        name, picture = DIGEST
        morning = calendar.at(REGION, calendar.add_working_days(REGION, house.today, 1), REGION.workday[0])
        await house.client.clock_set(morning)
        await chat.be(picture.who)
        await chat.see(picture.sees)
        await save(chat.page, name)


@pytest.mark.parametrize("login", dict.fromkeys(picture.login for picture in DESK.values()))
async def test_the_back_office(house: House, login: str) -> None:
    async with chromium(LAPTOP) as browser:
        desk = await at_the_desk(browser, house, login)
        for name, picture in DESK.items():
            if picture.login == login:
                await desk.open(picture.path)
                for one in picture.clicks:
                    await desk.page.locator(f"main {one}").first.click()
                    await desk.page.wait_for_load_state()
                await save(desk.page, name)


async def test_both_doors_side_by_side() -> None:
    """The picture of README."""
    async with chromium(LAPTOP) as browser:
        page = await browser.new_page()
        shown = "".join(f'<img height="675" src="data:image/png;base64,{_encoded(name)}">' for name in BOTH)
        await page.set_content(
            f'<body style="margin:0"><div id="both" style="display:inline-flex;gap:4px">{shown}</div>'
        )
        await page.locator("#both").screenshot(path=PICTURES / f"{OVERVIEW}.png")


def _encoded(name: str) -> str:
    return b64encode((PICTURES / f"{name}.png").read_bytes()).decode()
