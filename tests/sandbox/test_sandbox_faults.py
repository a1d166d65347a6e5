"""Trouble on order, as aiogram's client meets it."""

import asyncio
import time

import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from tests.sandbox.running import ANNA, BORIS, Running

KINDS: list[tuple[str, type[Exception]]] = [
    ("500", TelegramServerError),
    ("502", ClientDecodeError),
    ("401", TelegramUnauthorizedError),
    ("403", TelegramForbiddenError),
    ("429", TelegramRetryAfter),
    ("disconnect", TelegramNetworkError),
]


async def words(box: Running) -> list[str]:
    return [message.text for message in (await box.client.person(ANNA.id).chat()).from_bot()]


@pytest.mark.parametrize(("kind", "error"), KINDS)
async def test_fault_strikes_once_and_nothing_was_sent(box: Running, kind: str, error: type[Exception]) -> None:
    await box.client.fault(kind)
    with pytest.raises(error):
        await box.bot.send_message(ANNA.id, "раз")
    await box.bot.send_message(ANNA.id, "два")
    assert await words(box) == ["два"]


@pytest.mark.parametrize(("kind", "error"), [k for k in KINDS if k[0] in ("500", "502", "disconnect")])
async def test_fault_after_execution_loses_only_the_answer(box: Running, kind: str, error: type[Exception]) -> None:
    await box.client.fault(kind, executed=True)
    with pytest.raises(error):
        await box.bot.send_message(ANNA.id, "раз")
    assert await words(box) == ["раз"]


async def test_timeout_hangs_until_the_client_gives_up(box: Running) -> None:
    await box.client.fault("timeout")
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await box.bot.send_message(ANNA.id, "раз", request_timeout=1)
    assert await words(box) == []


async def test_slow_answer_comes_late(box: Running) -> None:
    await box.client.fault("slow", ms=200)
    began = time.monotonic()
    await box.bot.send_message(ANNA.id, "раз")
    assert time.monotonic() - began >= 0.2


async def test_retry_after_is_as_ordered(box: Running) -> None:
    await box.client.fault("429", retry_after=17)
    with pytest.raises(TelegramRetryAfter) as refusal:
        await box.bot.send_message(ANNA.id, "раз")
    assert refusal.value.retry_after == 17


async def test_fault_can_be_kept_to_one_method_and_chat(box: Running) -> None:
    await box.client.fault("500", "sendMessage", chat_id=BORIS.id, count=None)
    await box.bot.send_message(ANNA.id, "раз")
    for _ in range(2):
        with pytest.raises(TelegramServerError):
            await box.bot.send_message(BORIS.id, "раз")
    await box.client.clear_faults()
    await box.bot.send_message(BORIS.id, "раз")


async def test_messages_fault_spares_polling_and_all_fault_does_not(box: Running) -> None:
    await box.client.fault("500", count=None)
    assert await box.bot.get_updates() == []
    await box.client.fault("500", "*", count=None)
    with pytest.raises(TelegramServerError):
        await box.bot.get_updates()


async def test_unknown_fault_is_refused(box: Running) -> None:
    with pytest.raises(Exception, match="unknown fault"):
        await box.client.fault("earthquake")


async def test_expired_taps_cannot_be_answered(box: Running) -> None:
    await box.bot.send_message(ANNA.id, "?")
    made = await box.client.person(ANNA.id).forge("x")
    await box.client.expire_queries()
    with pytest.raises(TelegramAPIError, match="query is too old"):
        await box.bot.answer_callback_query(made["query_id"])


async def test_call_log_shows_refusals_with_their_words(box: Running) -> None:
    with pytest.raises(TelegramAPIError):
        await box.bot.send_message(999, "раз")
    await box.bot.send_message(ANNA.id, "два")
    refused, passed = await box.client.calls("sendMessage")
    assert (refused["ok"], refused["code"], refused["description"]) == (False, 400, "Bad Request: chat not found")
    assert (passed["ok"], passed["chat_id"], passed["params"]["text"]) == (True, ANNA.id, "два")


async def test_a_poll_left_behind_by_a_stopped_bot_is_no_refusal(box: Running) -> None:
    polling = asyncio.create_task(box.bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    polling.cancel()
    assert isinstance(box.bot.session, AiohttpSession)
    assert box.bot.session._session is not None
    await box.bot.session._session.close()
    await asyncio.sleep(0.05)
    await box.bot.get_updates()
    assert await box.client.calls("getUpdates") == []
