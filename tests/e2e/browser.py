"""A real Chromium for the tests, and what it complained of."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest
from playwright.async_api import BrowserContext, Page, Request, ViewportSize, async_playwright

from tests.e2e.conftest import House

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
#: What every module of browser tests is marked with.
NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on PATH: install the package chromium to run these tests"),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
LAPTOP = ViewportSize(width=1440, height=900)
PATIENCE_MS = 60_000


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
        page.set_default_timeout(PATIENCE_MS)
        return page

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.netloc not in self._home:
            self.foreign.append(request.url)


@asynccontextmanager
async def chromium(size: ViewportSize = LAPTOP, *, touch: bool = False) -> AsyncIterator[BrowserContext]:
    """A browser with a window of that size."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = await browser.new_context(viewport=size, locale="ru-RU", has_touch=touch)
        context.set_default_timeout(PATIENCE_MS)
        yield context
        await browser.close()
