"""How updates reach the bot: long poll, second poller, webhook, repeated delivery."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiogram.exceptions import TelegramConflictError
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiohttp import FormData, MultipartWriter, web

from tests.sandbox.running import ANNA, Running


@pytest.fixture
async def hook() -> AsyncIterator["BotServer"]:
    server = BotServer()
    await server.open()
    yield server
    await server.runner.cleanup()


class BotServer:
    """A bot that listens at an address of its own."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.twice = asyncio.Event()
        self.answers: list[Callable[[], web.Response]] = []
        app = web.Application()
        app.router.add_post("/hook", self._take)
        self.runner = web.AppRunner(app, access_log=None)
        self.url = ""

    async def open(self) -> None:
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self.runner.addresses[0][1]}/hook"

    async def _take(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.updates.append(await request.json())
        if len(self.updates) == 2:
            self.twice.set()
        return self.answers.pop(0)() if self.answers else web.Response()


def form_answer() -> web.Response:
    writer = MultipartWriter("form-data")
    for name, value in {"method": "sendMessage", "chat_id": str(ANNA.id), "text": "ответ формой"}.items():
        writer.append(value).set_content_disposition("form-data", name=name)
    return web.Response(body=writer)


async def test_long_poll_blocks_until_something_comes(box: Running) -> None:
    polling = asyncio.create_task(box.bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    assert not polling.done()
    await box.client.person(ANNA.id).send("вот")
    updates = await asyncio.wait_for(polling, 60)
    assert [update.message and update.message.text for update in updates] == ["вот"]


async def test_long_poll_returns_empty_when_its_time_is_over(box: Running) -> None:
    began = time.monotonic()
    assert await box.bot.get_updates(timeout=1) == []
    assert time.monotonic() - began >= 0.9


async def test_offset_confirms_and_limit_holds_back(box: Running) -> None:
    for word in "абв":
        await box.client.person(ANNA.id).send(word)
    first = await box.bot.get_updates(limit=2)
    assert len(first) == 2
    assert first == await box.bot.get_updates(limit=2), "unconfirmed updates come again"
    rest = await box.bot.get_updates(offset=first[-1].update_id + 1)
    assert [update.message and update.message.text for update in rest] == ["в"]


async def test_kinds_not_asked_for_are_not_sent(box: Running) -> None:
    await box.bot.get_updates(offset=10**9, allowed_updates=["message"])
    await box.client.person(ANNA.id).block()
    assert await box.bot.get_updates() == []


async def test_second_poller_ends_the_first(box: Running) -> None:
    first = asyncio.create_task(box.bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(box.bot.get_updates(timeout=20))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await first
    await box.client.person(ANNA.id).send("второму")
    assert len(await second) == 1


async def test_polling_conflicts_with_a_webhook(box: Running, hook: BotServer) -> None:
    await box.bot.set_webhook(hook.url)
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
        await box.bot.get_updates()
    await box.bot.delete_webhook()
    assert await box.bot.get_updates() == []


async def test_setting_a_webhook_ends_the_poll(box: Running, hook: BotServer) -> None:
    polling = asyncio.create_task(box.bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    await box.bot.set_webhook(hook.url)
    with pytest.raises(TelegramConflictError, match="terminated by setWebhook request"):
        await polling


async def test_webhook_carries_the_secret_and_its_answer_is_carried_out(box: Running, hook: BotServer) -> None:
    reply = {"method": "sendMessage", "chat_id": ANNA.id, "text": "ответ"}
    hook.answers.append(lambda: web.json_response(reply))
    await box.bot.set_webhook(hook.url, secret_token="a-secret")
    await box.client.person(ANNA.id).send("вопрос")
    await box.client.person(ANNA.id).wait_for("ответ")
    assert hook.secrets == ["a-secret"]
    assert hook.updates[0]["message"]["text"] == "вопрос"


async def test_webhook_answer_may_be_a_form(box: Running, hook: BotServer) -> None:
    hook.answers.append(form_answer)
    await box.bot.set_webhook(hook.url)
    await box.client.person(ANNA.id).send("вопрос")
    assert await box.client.person(ANNA.id).wait_for("ответ формой")


async def test_webhook_delivers_again_after_a_failure(box: Running, hook: BotServer) -> None:
    hook.answers.append(lambda: web.Response(status=500))
    await box.bot.set_webhook(hook.url)
    await box.client.person(ANNA.id).send("вопрос")
    await asyncio.wait_for(hook.twice.wait(), 5)
    assert hook.updates[0] == hook.updates[1]
    info = await box.bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 500"


async def test_the_very_same_update_can_come_twice(box: Running) -> None:
    said = await box.client.person(ANNA.id).send("раз")
    assert [update.update_id for update in await box.bot.get_updates()] == [said["update_id"]]
    await box.client.person(ANNA.id).repeat()
    again = await box.bot.get_updates(offset=said["update_id"] + 1)
    assert [update.update_id for update in again] == [said["update_id"]]
    assert await box.bot.get_updates(offset=said["update_id"] + 1) == []


async def test_a_press_resent_by_the_client_has_new_ids_and_the_same_data(box: Running) -> None:
    markup = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Да", callback_data="yes")]])
    await box.bot.send_message(ANNA.id, "?", reply_markup=markup)
    await box.client.person(ANNA.id).tap("Да")
    await box.client.person(ANNA.id).repeat(same_id=False)
    first, second = await box.bot.get_updates()
    assert first.callback_query is not None
    assert second.callback_query is not None
    assert first.update_id != second.update_id
    assert first.callback_query.id != second.callback_query.id
    assert first.callback_query.data == second.callback_query.data == "yes"


async def test_parameters_come_in_any_encoding(box: Running) -> None:
    wanted = {"chat_id": ANNA.id, "text": "слово"}
    form = FormData(wanted | {"chat_id": str(ANNA.id)})
    form.add_field("protect_content", "true", content_type="text/plain")
    ways: list[dict[str, Any]] = [{"json": wanted}, {"data": wanted}, {"params": wanted}, {"data": form}]
    for way in ways:
        assert (await box.call("sendMessage", **way))["ok"], way


async def test_webhook_goes_on_after_a_reset(box: Running, hook: BotServer) -> None:
    await box.bot.set_webhook(hook.url)
    await asyncio.sleep(0.05)
    await box.client.reset()
    for word in ("раз", "два"):
        await box.client.person(ANNA.id).send(word)
    await asyncio.wait_for(hook.twice.wait(), 5)
    assert [update["message"]["text"] for update in hook.updates] == ["раз", "два"]
