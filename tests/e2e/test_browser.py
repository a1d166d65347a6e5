"""A real Chromium: the chat page and the back office by hand, and every link of the back office as each role."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import yaml
from playwright.async_api import BrowserContext, Page, Request, async_playwright

from marshrut import demo
from services import calendar
from tests.admin.crawling import Page as Markup
from tests.e2e.conftest import REGION, House
from tests.e2e.office import Office

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on PATH: install the package chromium to run these tests"),
]
NAME = "Новикова Нина Львовна"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
#: As many pages of one kind are opened: a register has hundreds of rows that look alike.
ALIKE = 3
MOST_PAGES = 150


class Watch:
    """What a browser complained of, and whom it asked."""

    def __init__(self, house: House) -> None:
        self._home = {urlsplit(house.run.chat).netloc, urlsplit(house.run.office).netloc}
        self.errors: list[str] = []
        self.foreign: list[str] = []

    def over(self, page: Page) -> Page:
        """Watch a page."""
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._asked)
        page.set_default_timeout(60_000)
        return page

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.netloc not in self._home:
            self.foreign.append(request.url)


@asynccontextmanager
async def chromium() -> AsyncIterator[BrowserContext]:
    """A browser with a window of a laptop."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="ru-RU")
        yield context
        await browser.close()


async def apply(page: Page, house: House) -> None:
    """The newcomer registers and applies on the chat page."""
    await page.goto(f"{house.run.chat}/")
    await page.get_by_text("Новый человек").first.click()

    messages = page.locator("#messages")

    async def say(text: str) -> None:
        await page.locator("#text").fill(text)
        await page.keyboard.press("Enter")

    async def tap(words: str) -> None:
        await messages.get_by_role("button", name=words, exact=True).last.click()

    await page.get_by_role("button", name="Начать", exact=True).click()
    for words in ("📄 Прочитать согласие", "✅ Согласен (согласна)"):
        await tap(words)
    await messages.get_by_text("фамилию, имя и отчество").last.wait_for()
    await say(NAME)
    await messages.get_by_text("Где вы работаете").last.wait_for()
    await say("101")
    for words in (
        "Школа № 101 · город Смоленск", "Учитель", "▫️ Физика", "✅ Физика", "▫️ Физика", "Готово",
        "📝 Подать заявку на диагностику", "Стандартизированная диагностика", "⭐ Все блоки", "📅 В течение месяца",
        "✅ Даю согласие и отправляю",
    ):  # fmt: skip
        await tap(words)
    await messages.get_by_text("Заявка принята").last.wait_for()


async def propose(page: Page, house: House) -> None:
    """The operator signs in, finds the case in the queue and proposes terms."""
    await page.goto(f"{house.run.office}/")
    await page.locator("input[name=email]").fill("operator@example.org")
    await page.locator("input[name=password]").fill(house.password)
    await page.keyboard.press("Enter")
    await page.locator("h1").wait_for()
    await page.goto(f"{house.run.office}/queue/?tab=new")
    await page.get_by_role("link", name=re.compile(NAME)).first.click()
    await page.get_by_role("link", name="Предложить условия").click()
    day = calendar.nearest_working_day(REGION, house.today + timedelta(days=3))
    await page.locator("input[name=day]").fill(day.isoformat())
    await page.locator("input[name=clock]").fill("15:00")
    await page.locator("input[name=place]").fill("Смоленск, улица Примерная, 1")
    await page.locator("main form button.primary").click()
    await page.get_by_text("Ждём ответа").first.wait_for()


async def test_from_the_chat_page_to_the_proposed_terms(house: House) -> None:
    watch = Watch(house)
    async with chromium() as browser:
        chat = watch.over(await browser.new_page())
        await apply(chat, house)
        await propose(watch.over(await browser.new_page()), house)
        messages = chat.locator("#messages")
        await messages.get_by_text("Вам предлагают день диагностики").wait_for()
        await messages.get_by_role("button", name="✅ Мне подходит", exact=True).last.click()
        await messages.get_by_text("Вас ждут").wait_for()
    assert watch.errors == []
    assert watch.foreign == []


def kind_of(link: str) -> str:
    """Pages that differ in numbers only are of one kind."""
    return re.sub(r"\d+", "0", link)


def deficits() -> list[str]:
    """What results of the demonstration hold: the words of deficits and the recommendations."""
    script = yaml.safe_load((Path(demo.__file__).parent / "smolensk.yaml").read_text(encoding="utf-8"))
    return [*(row["text"] for row in script["deficits"]), *script["advice"]]


async def crawl(office: Office, base: str) -> dict[str, str]:
    """Open every link that is shown, a few of each kind; returns the pages by address."""
    seen: dict[str, str] = {}
    kinds: dict[str, int] = {}
    waiting = ["/"]
    while waiting and len(seen) < MOST_PAGES:
        link = waiting.pop(0)
        kind = kind_of(link)
        if link in seen or kinds.get(kind, 0) >= ALIKE or "/export/" in link or link.startswith("/static/"):
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        page = await office.get(link)
        if office.kind != "text/html":
            continue
        seen[link] = page
        waiting += [urljoin(base + link, one).removeprefix(base) for one in Markup(seen[link]).local()]
    return seen


@pytest.fixture(scope="module")
def standing(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for the crawls, which change nothing."""
    copy = tmp_path_factory.mktemp("standing")
    shutil.copytree(filled, copy, dirs_exist_ok=True)
    made = House(copy)
    made.run.start()
    yield made
    made.run.stop()


@pytest.mark.parametrize("email", [login.email for login in demo.logins("smolensk")])
async def test_every_link_of_the_back_office_leads_to_a_sound_page(standing: House, email: str) -> None:
    office = await standing.office(email)
    try:
        pages = await crawl(office, standing.run.office)
    finally:
        await office.close()
    assert len(pages) > 3
    for link, text in pages.items():
        page = Markup(text)
        tags = [tag for tag, _values in page.tags]
        assert tags.count("h1") == 1, link
        assert ("html", {"lang": "ru"}) in page.tags, link
        assert page.latin() == [], link
        assert page.foreign() == [], link
    if email.partition("@")[0] in ("head", "department", "admin"):
        shown = " ".join(pages.values())
        assert [one for one in deficits() if one in shown] == []
