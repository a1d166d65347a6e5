"""The registers of the back office in a real Chromium: how much is seen, on which windows, by keyboard alone.

On a laptop at least 24 rows of a register are wholly visible; at 200 % and on a phone no page is wider than the
window; every field has its label, focus is seen, nothing is asked of another host and the policy finds nothing to
complain of.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, ViewportSize

from marshrut import demo
from tests.e2e.browser import LAPTOP, NEEDS_CHROMIUM, Watch, chromium
from tests.e2e.conftest import House

pytestmark = NEEDS_CHROMIUM
ROWS = 24
ZOOMED, PHONE = ViewportSize(width=720, height=450), ViewportSize(width=390, height=844)
LOGINS = [login.email for login in demo.logins("smolensk") if not login.email.startswith("operator2")]
MEASURE = """() => {
  const seen = (one) => { const box = one.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; };
  const rows = [...document.querySelectorAll("table.register:not(.roomy) tbody tr")];
  const fields = [...document.querySelectorAll("input:not([type=hidden]), select, textarea")];
  return {
    rows: rows.length, visible: rows.filter(seen).length,
    lang: document.documentElement.lang, heads: document.querySelectorAll("h1").length,
    unnamed: fields.filter((one) => !one.labels?.length && !one.ariaLabel).map((one) => one.name || one.id),
    links: document.querySelectorAll("a.row").length,
  };
}"""
WIDER = "() => document.documentElement.scrollWidth - innerWidth"
FOCUS = """() => {
  const style = getComputedStyle(document.activeElement);
  return { style: style.outlineStyle, width: parseFloat(style.outlineWidth), row: document.activeElement.className,
           text: document.activeElement.textContent, tag: document.activeElement.tagName };
}"""


@pytest.fixture(scope="module")
def office(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for what only reads."""
    copy = tmp_path_factory.mktemp("office")
    shutil.copytree(filled, copy, dirs_exist_ok=True)
    made = House(copy)
    made.run.start()
    yield made
    made.run.stop()


@pytest.fixture
async def window() -> AsyncIterator[BrowserContext]:
    """A browser with a laptop's window."""
    async with chromium() as found:
        yield found


async def entered(window: BrowserContext, office: House, email: str) -> tuple[Page, Watch]:
    """A page on which somebody has signed in, watched."""
    watch = Watch(office)
    page = watch.over(await window.new_page())
    await page.goto(f"{office.run.office}/login/")
    await page.locator("input[name=email]").fill(email)
    await page.locator("input[name=password]").fill(office.password)
    await page.keyboard.press("Enter")
    await page.locator("nav.sections").wait_for(state="attached")
    return page, watch


async def places(page: Page) -> list[str]:
    """The addresses of the navigation, and one's own page."""
    links: list[str] = await page.eval_on_selector_all("nav.sections a, .me a", "all => all.map((one) => one.href)")
    return list(dict.fromkeys(links))


async def measured(page: Page, address: str) -> dict[str, Any]:
    """A page as it stands on a laptop, with how much wider than the window it is at 200 % and on a phone."""
    answer = await page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    policy = (await answer.all_headers())["content-security-policy"]
    found: dict[str, Any] = await page.evaluate(MEASURE)
    for name, size in (("zoomed", ZOOMED), ("phone", PHONE)):
        await page.set_viewport_size(size)
        found[name] = await page.evaluate(WIDER)
    await page.set_viewport_size(LAPTOP)
    return found | {"policy": policy}


@pytest.mark.parametrize("email", LOGINS)
async def test_pages_fit_the_window_and_say_what_they_are(window: BrowserContext, office: House, email: str) -> None:
    page, watch = await entered(window, office, email)
    full = 0
    for address in await places(page):
        found = await measured(page, address)
        assert found["visible"] >= min(ROWS, found["rows"]), (address, found)
        full += found["rows"] >= ROWS
        assert (found["zoomed"], found["phone"]) == (0, 0), (address, found)
        assert (found["lang"], found["heads"], found["unnamed"]) == ("ru", 1, []), (address, found)
        assert "default-src 'none'" in found["policy"]
        assert "unsafe" not in found["policy"]
    assert full > 0 or not email.startswith(("operator", "planner")), "no register was full"
    assert watch.errors == []
    assert watch.foreign == []


@pytest.mark.parametrize("email", LOGINS)
async def test_registers_are_walked_by_keyboard(window: BrowserContext, office: House, email: str) -> None:
    page, watch = await entered(window, office, email)
    walked = 0
    for address in await places(page):
        await page.goto(address)
        await page.keyboard.press("/")
        focus = await page.evaluate(FOCUS)
        if await page.locator("[data-search], [data-search-everywhere]").count():
            assert focus["tag"] == "INPUT", address
            await page.keyboard.press("Escape")
        if await page.locator("a.row").count() < 2:
            continue
        seen = []
        for key in ("j", "j", "k"):
            await page.keyboard.press(key)
            seen.append(await page.evaluate(FOCUS))
        assert [one["row"] for one in seen] == ["row"] * 3, address
        assert seen[0]["text"] == seen[2]["text"], address
        assert all(one["style"] == "solid" and one["width"] >= 2 for one in seen), address
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile(r"[?&](id|municipality)=\d+"))
        assert await page.locator("h1").count() == 1
        walked += 1
    assert walked > 0 or email.startswith(("department", "head", "deputy", "admin"))
    assert watch.errors == []


async def test_a_filter_is_a_link_and_the_table_has_the_same_filter(window: BrowserContext, office: House) -> None:
    page, _watch = await entered(window, office, "operator@example.org")
    await page.goto(f"{office.run.office}/people/")
    await page.locator("#q").fill("иван")
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile(r"q="))
    kept = page.url
    told = await page.locator(".tally").inner_text()
    link = await page.get_by_role("link", name="Скачать таблицу").get_attribute("href")
    assert link is not None
    assert "q=" in link
    await page.goto(f"{office.run.office}/")
    await page.goto(kept)
    assert await page.locator(".tally").inner_text() == told
    assert await page.locator("#q").input_value() == "иван"
