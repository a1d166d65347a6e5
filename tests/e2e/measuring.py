"""A page of the back office in a real Chromium, measured: rows, labels, headings, focus, width at 200 % and a phone."""

from __future__ import annotations

from typing import Any

from playwright.async_api import BrowserContext, Page, ViewportSize

from tests.e2e.browser import LAPTOP, Watch
from tests.e2e.conftest import House

ZOOMED, PHONE = ViewportSize(width=720, height=450), ViewportSize(width=390, height=844)
MEASURE = """() => {
  const seen = (one) => { const box = one.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; };
  const rows = [...document.querySelectorAll("table.register:not(.roomy) tbody tr")];
  const fields = [...document.querySelectorAll("input:not([type=hidden]), select, textarea")];
  return {
    rows: rows.length, visible: rows.filter(seen).length,
    out: [...document.querySelectorAll(".me form button")].every(seen),
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


async def measured(page: Page, address: str, status: int = 200) -> dict[str, Any]:
    """A page as it stands, with its policy."""
    answer = await page.goto(address)
    assert answer is not None
    assert answer.status == status, address
    return await standing(page) | {"policy": (await answer.all_headers())["content-security-policy"]}


async def standing(page: Page) -> dict[str, Any]:
    """The page at hand on a laptop, with how much wider than the window it is at 200 % and on a phone, and how the
    focus is seen on what the key Tab comes to first."""
    found: dict[str, Any] = await page.evaluate(MEASURE)
    await page.keyboard.press("Tab")
    found["focus"] = await page.evaluate(FOCUS)
    for name, size in (("zoomed", ZOOMED), ("phone", PHONE)):
        await page.set_viewport_size(size)
        found[name] = await page.evaluate(WIDER)
    await page.set_viewport_size(LAPTOP)
    return found


def sound(found: dict[str, Any], where: str) -> None:
    """What must hold of every page: its language, one heading, named fields, a focus that is seen, and no page wider
    than its window."""
    assert (found["zoomed"], found["phone"]) == (0, 0), (where, found)
    assert (found["lang"], found["heads"], found["unnamed"]) == ("ru", 1, []), (where, found)
    assert found["out"], (where, "the way out is not in sight")
    assert (found["focus"]["style"], found["focus"]["width"] >= 2) == ("solid", True), (where, found)
    if "policy" in found:
        assert "default-src 'none'" in found["policy"]
        assert "unsafe" not in found["policy"]
