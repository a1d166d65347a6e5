"""The registers of the back office in a real Chromium: how much is seen, on which windows, by keyboard alone.

On a laptop at least 24 rows of a register are wholly visible; at 200 % and on a phone no page is wider than the
window; every field has its label, focus is seen, nothing is asked of another host and the policy finds nothing to
complain of.
"""

from __future__ import annotations

import re

import pytest
from playwright.async_api import BrowserContext

from marshrut import demo
from tests.e2e.browser import NEEDS_CHROMIUM
from tests.e2e.conftest import House
from tests.e2e.measuring import FOCUS, entered, measured, places, sound

pytestmark = NEEDS_CHROMIUM
ROWS = 24
LOGINS = [login.email for login in demo.logins("smolensk") if not login.email.startswith("operator2")]


@pytest.mark.parametrize("email", LOGINS)
async def test_pages_fit_the_window_and_say_what_they_are(window: BrowserContext, office: House, email: str) -> None:
    page, watch = await entered(window, office, email)
    full = 0
    for address in await places(page):
        found = await measured(page, address)
        assert found["visible"] >= min(ROWS, found["rows"]), (address, found)
        full += found["rows"] >= ROWS
        sound(found, address)
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
        if await page.locator("table.register tbody tr").count() < 2:
            continue
        seen = []
        for key in ("j", "j", "k"):
            await page.keyboard.press(key)
            seen.append(await page.evaluate(FOCUS))
        assert all(one["row"] == "row" or one["tag"] == "TR" for one in seen), (address, seen)
        assert seen[0]["text"] == seen[2]["text"], address
        assert all(one["style"] == "solid" and one["width"] >= 2 for one in seen), address
        walked += 1
        await page.keyboard.press("Enter")
        if seen[2]["tag"] == "A":
            await page.wait_for_url(re.compile(r"[?&](id|municipality)=\d+"))
            assert await page.locator("h1").count() == 1
        else:
            await page.wait_for_timeout(200)
            assert page.url == address, "Enter leads to the first button of the row and does not press it"
    assert walked > 0, "no register has rows"
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
