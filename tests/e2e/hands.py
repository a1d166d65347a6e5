"""Somebody at a real Chromium: what they tap and fill, how often, and what each screen looked like."""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.async_api import BrowserContext, Page

#: Where pictures of every screen go, when somebody wants to look at them.
PICTURES = os.environ.get("MARSHRUT_PICTURES", "")


class Album:
    """Numbered pictures of the screens of one walk."""

    def __init__(self, name: str) -> None:
        self._folder = Path(PICTURES) / name if PICTURES else None
        self._taken = 0

    async def take(self, page: Page, what: str) -> None:
        """Take a picture of what the window shows and, of a page that is longer, of the whole."""
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        self._taken += 1
        long = await page.evaluate("document.documentElement.scrollHeight > innerHeight + 40")
        await page.wait_for_timeout(250)
        await page.screenshot(path=self._folder / f"{self._taken:03d}-{what}.png", full_page=bool(long))


class ChatHands:
    """Somebody in the chat page; ``taps`` counts buttons touched since it was last set to nought."""

    def __init__(self, page: Page, album: Album) -> None:
        self.page = page
        self.taps = 0
        self._album = album

    async def be(self, name: str) -> None:
        """Take another person's phone."""
        opener = self.page.locator("[data-open=people-side]")
        if await opener.is_visible():
            await opener.click()
        person = self.page.locator("#people .person", has_text=name).first
        # What a drawer that is still opening holds has no visible text yet.
        full_name = await person.locator("b").text_content()
        assert full_name
        await person.click()
        await self.page.locator("#viewer", has_text=full_name).wait_for()

    async def start(self) -> None:
        """Open the bot for the first time, or send /start."""
        if await self.page.locator("#start").is_visible():
            await self.page.locator("#start").click()
        else:
            await self.say("/start")

    async def say(self, text: str) -> None:
        """Type and send."""
        await self.page.locator("#text").fill(text)
        await self.page.locator("#text").press("Enter")

    async def see(self, words: str) -> None:
        """Wait until the newest message that holds the words is there."""
        await self.page.locator("#messages").get_by_text(words).last.wait_for()
        await self._album.take(self.page, "chat")

    async def tap(self, words: str | re.Pattern[str], then: str = "") -> None:
        """Touch the newest button of these words, and wait for what it leads to."""
        await self.page.locator("#messages").get_by_role("button", name=words, exact=True).last.click()
        self.taps += 1
        if then:
            await self.see(then)


class OfficeHands:
    """Somebody in the back office."""

    def __init__(self, page: Page, album: Album, base: str) -> None:
        self.page = page
        self._album = album
        self._base = base

    async def sign_in(self, email: str, password: str) -> None:
        """Sign in through the page."""
        await self.page.goto(f"{self._base}/")
        await self.look("login")
        await self.page.locator("input[name=email]").fill(email)
        await self.page.locator("input[name=password]").fill(password)
        await self.page.keyboard.press("Enter")
        await self.page.wait_for_url(lambda url: "login" not in url)
        await self.look("today")

    async def look(self, what: str = "office") -> None:
        """See the page."""
        await self.page.locator("h1").first.wait_for()
        await self._album.take(self.page, what)

    async def open(self, path: str) -> None:
        """Open a page by its address, as from a bookmark."""
        await self.page.goto(self._base + path)
        await self.look()

    async def follow(self, words: str | re.Pattern[str]) -> None:
        """Follow a link by its words."""
        await self.page.locator("main").get_by_role("link", name=words).first.click()
        await self.page.wait_for_load_state()
        await self.look()

    async def fill(self, **fields: str) -> None:
        """Fill fields by name."""
        for name, value in fields.items():
            field = self.page.locator(f"main [name={name}]").first
            kind = await field.evaluate("e => e.tagName + '/' + (e.type || '')")
            if kind.startswith("SELECT"):
                await field.select_option(value)
            elif "radio" in kind:
                await self.page.locator(f"main [name={name}][value='{value}']").check()
            else:
                await field.fill(value)

    async def next(self) -> None:
        """Take the next step of the page: its one primary button or link."""
        await self.page.locator("main .primary").first.click()
        await self.page.wait_for_load_state()
        await self.look()

    async def act(self, words: str) -> None:
        """Press a button, or follow a link, of these words."""
        main = self.page.locator("main")
        found = main.get_by_role("button", name=words).or_(main.get_by_role("link", name=words))
        await found.first.click()
        await self.page.wait_for_load_state()
        await self.look()

    async def press(self, words: str = "") -> None:
        """Press the page's primary button, or the one of these words."""
        main = self.page.locator("main")
        button = main.get_by_role("button", name=words).first if words else main.locator("form button.primary").first
        await button.click()
        await self.page.wait_for_load_state()
        await self.look()


async def at_the_chat(browser: BrowserContext, base: str, album: Album) -> ChatHands:
    """A window with the chat page."""
    page = await browser.new_page()
    await page.goto(f"{base}/")
    return ChatHands(page, album)
