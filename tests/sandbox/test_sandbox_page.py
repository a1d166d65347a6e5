"""The chat page in a real Chromium: what a person at the stand-in sees and does."""

import shutil
from collections.abc import AsyncIterator

import pytest
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup
from playwright.async_api import Error, FilePayload, Page, async_playwright, expect

from tests.sandbox.running import ANNA, BORIS, STRANGER, Running, png

pytestmark = pytest.mark.browser
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
PHONE = {"width": 390, "height": 844}
BUTTONS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Да", callback_data="yes")]])


@pytest.fixture
async def page(box: Running) -> AsyncIterator[Page]:
    """Anna's phone; fails on any error in the console and on any request that leaves the stand-in."""
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        except Error as error:
            pytest.skip(f"no Chromium here: {error.message.splitlines()[0]}")
        page = await browser.new_page(viewport={"width": PHONE["width"], "height": PHONE["height"]})
        trouble: list[str] = []
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda line: trouble.append(line.text) if line.type == "error" else None)
        page.on("request", lambda request: None if request.url.startswith(box.url) else trouble.append(request.url))
        await page.goto(f"{box.url}/#{ANNA.id}")
        yield page
        await browser.close()
        assert trouble == []


async def test_person_writes_reads_and_taps(box: Running, page: Page) -> None:
    await page.fill("#text", "привет")
    await page.keyboard.press("Enter")
    await expect(page.locator(".from-person .words").last).to_have_text("привет")
    await box.bot.send_message(ANNA.id, "<b>Придёте?</b>", parse_mode="HTML", reply_markup=BUTTONS)
    await expect(page.locator(".from-bot strong")).to_have_text("Придёте?")
    await page.click("text=Да")
    updates = await box.bot.get_updates(timeout=5)
    query = updates[-1].callback_query
    assert query is not None
    assert query.data == "yes"
    await box.bot.answer_callback_query(query.id, "Ждём вас", show_alert=True)
    await expect(page.locator("#alert-text")).to_have_text("Ждём вас")


async def test_draft_and_badge_stay_with_their_person(box: Running, page: Page) -> None:
    await page.fill("#text", "не дописала")
    await box.bot.send_message(BORIS.id, "вам письмо")
    await expect(page.locator("#others-badge")).to_have_text("1")
    await page.click("[data-open=people-side]")
    await page.click(f"[data-person='{BORIS.id}']")
    await expect(page.locator("#text")).to_have_value("")
    await expect(page.locator(".from-bot .words")).to_have_text("вам письмо")
    await expect(page.locator("#others-badge")).to_be_hidden()
    await page.click("[data-open=people-side]")
    await page.click(f"[data-person='{ANNA.id}']")
    await expect(page.locator("#text")).to_have_value("не дописала")


async def test_newcomer_starts_and_files_go_both_ways(box: Running, page: Page) -> None:
    await page.goto(f"{box.url}/#{STRANGER.id}")
    await page.click("#start")
    await expect(page.locator("#text")).to_be_visible()
    await box.bot.send_photo(STRANGER.id, BufferedInputFile(png(40, 30), "a.png"), caption="вот")
    await expect(page.locator(".photo img")).to_be_visible()
    await page.click("#attach-button")
    async with page.expect_file_chooser() as chooser:
        await page.locator("#attach button").nth(1).click()
    plan: FilePayload = {"name": "план.txt", "mimeType": "text/plain", "buffer": b"x"}
    await (await chooser.value).set_files(plan)
    await expect(page.locator(".from-person .file-name b")).to_have_text("план.txt")


async def test_page_fits_a_phone_and_its_clock_moves(box: Running, page: Page) -> None:
    before = await page.locator("#now").text_content()
    await page.locator("#steps button").nth(3).click()
    await expect(page.locator("#now")).not_to_have_text(before or "")
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


async def test_refusals_are_red_in_the_log(box: Running, page: Page) -> None:
    await box.call("sendMessage", json={"chat_id": 999, "text": "?"})
    await page.click("[data-open=tools-side]")
    await expect(page.locator(".refusal .log-reason")).to_have_text("Bad Request: chat not found")


@pytest.mark.parametrize("address", ["{box}/?start=i_AbC123", "https://t.me/{bot}?start=i_AbC123"])
async def test_an_invite_link_of_the_stand_opens_the_bot(box: Running, page: Page, address: str) -> None:
    bot = (await box.bot.me()).username
    await page.click("#chat-menu-button")
    await page.click("text=Открыть по ссылке")
    await page.fill("#link-text", address.format(box=box.url.rstrip("/"), bot=bot))
    await page.keyboard.press("Enter")
    await expect(page.locator(".from-person .words").last).to_have_text("/start i_AbC123")


@pytest.mark.parametrize(
    ("told", "words"),
    [("the message is empty", "сообщение пустое"), ("the file is larger than 50 MB", "файл больше 50 МБ")],
)
async def test_a_refusal_speaks_the_language_of_the_page(page: Page, told: str, words: str) -> None:
    assert await page.evaluate("told => import('/static/js/api.js').then(api => api.reason(told))", told) == words


async def test_a_size_is_written_with_a_comma(page: Page) -> None:
    assert await page.evaluate("import('/static/js/texts.js').then(texts => texts.decimal(44.84))") == "44,8"
