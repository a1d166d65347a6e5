"""Inner pages of the back office in a real Chromium: cases, results, people, routes, previews, forms, refusals.

One page of each kind that links lead to from the navigation, as whoever comes to it first; forms also as they answer
what is missing in them, and pages of errors.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urljoin

import pytest
from playwright.async_api import BrowserContext, Page

from tests.e2e.browser import NEEDS_CHROMIUM, Watch
from tests.e2e.conftest import House
from tests.e2e.measuring import entered, measured, places, sound, standing
from tests.e2e.test_office_browser import LOGINS

pytestmark = NEEDS_CHROMIUM
#: Inner pages that must have been seen, so that the walk proves what it says.
KINDS = ("/case/", "/case/step/", "/people/details/", "/routes/route/", "/approvals/route/", "/curated/route/",
         "/imports/preview/", "/accounts/")  # fmt: skip
LEFT_OUT = re.compile(r"/export/|/static/|/login/|file=|/template/|/paper/|/errors/")
#: How many forms were sent with nothing in them and answered with what is missing.
REFUSED_AT_LEAST = 8
#: What Chromium says of an answer that is not 200 is no fault of the page.
SAID_OF_STATUS = "Failed to load resource"
EMPTY_FORM = """() => {
  const forms = [...document.querySelectorAll("main form[method=post]")];
  const form = forms.find((one) => one.querySelector("input[type=text], input[type=date], textarea, input[type=file]"));
  if (!form) return false;
  form.querySelectorAll("input[type=text], input[type=date], textarea, input[type=email], input[type=tel]")
    .forEach((one) => { one.value = ""; });
  form.noValidate = true;
  form.requestSubmit();
  return true;
}"""
RESULT = "main form[method=post][action*='/result/?']"
seen: Counter[str] = Counter()
refused: Counter[str] = Counter()


def kind_of(address: str) -> str:
    """Pages that differ in numbers and typed words only are of one kind."""
    path, _sign, query = re.sub(r"https?://[^/]+", "", address).partition("#")[0].partition("?")
    keys = sorted(one if one.startswith("act=") else one.partition("=")[0] for one in query.split("&") if one)
    return f"{path}?{'&'.join(keys)}"


async def links(page: Page) -> list[str]:
    """Where the content of the page leads, one of each kind that nobody has seen yet."""
    found: list[str] = await page.eval_on_selector_all("main a[href]", "all => all.map((one) => one.href)")
    new = {kind_of(one): one for one in reversed(found) if not seen[kind_of(one)] and not LEFT_OUT.search(one)}
    return [one for one in new.values() if "://" in one]


async def send_empty(page: Page, where: str) -> None:
    """Send the page's form with nothing in it; the page that answers must be as sound, its errors among the rest."""
    async with page.expect_navigation():
        assert await page.evaluate(EMPTY_FORM)
    if await page.locator(".error").count():
        sound(await standing(page), f"{where}, sent empty")
        refused[kind_of(where)] += 1


@pytest.mark.parametrize("email", LOGINS)
async def test_inner_pages_fit_the_window_and_say_what_they_are(
    window: BrowserContext, office: House, email: str
) -> None:
    page, watch = await entered(window, office, email)
    nav = await places(page)
    seen.update(kind_of(one) for one in nav)
    waiting: list[str] = []
    for address in nav:
        await page.goto(address)
        waiting += await links(page)
    while waiting:
        address = waiting.pop(0)
        if seen[kind_of(address)] or not address.startswith(office.run.office):
            continue
        seen[kind_of(address)] += 1
        sound(await measured(page, address), address)
        waiting += await links(page)
        if "id=" in address or "/new/" in address:
            await inner_forms(page, address)
    quiet(watch)


async def inner_forms(page: Page, address: str) -> None:
    """The result behind a button, and the form of the page sent empty."""
    if "/case/?" in address and not seen["result"] and await page.locator(RESULT).count():
        async with page.expect_navigation():
            await page.locator(f"{RESULT} button").first.click()
        sound(await standing(page), "the result")
        seen["result"] += 1
        return
    fields = "main form[method=post] :is(input[type=text], input[type=date], textarea, input[type=file])"
    if await page.locator(fields).count():
        await send_empty(page, address)


async def test_the_inner_pages_that_were_seen_are_those_that_matter() -> None:
    paths = {kind.partition("?")[0] for kind in seen}
    assert set(KINDS) <= paths, sorted(seen)
    assert seen["result"], sorted(seen)
    assert sum(refused.values()) >= REFUSED_AT_LEAST, refused


async def test_pages_of_errors_fit_the_window_and_say_what_they_are(window: BrowserContext, office: House) -> None:
    page, watch = await entered(window, office, "head@example.org")
    for path, status in (("/nothing/here/", 404), ("/approvals/route/?id=999999", 404), ("/queue/", 403)):
        sound(await measured(page, urljoin(office.run.office, path), status), path)
    quiet(watch)


async def test_the_page_of_signing_in_says_what_is_wrong(window: BrowserContext, office: House) -> None:
    page = await window.new_page()
    await page.goto(f"{office.run.office}/login/")
    sound(await standing(page), "/login/")
    await page.locator("input[name=email]").fill("head@example.org")
    await page.locator("input[name=password]").fill("не тот пароль, что надо")
    await page.keyboard.press("Enter")
    await page.locator(".error, .notice").first.wait_for()
    sound(await standing(page), "/login/, refused")


def quiet(watch: Watch) -> None:
    """The browser complained of nothing and asked nobody else."""
    assert [one for one in watch.errors if SAID_OF_STATUS not in one] == []
    assert watch.foreign == []
