"""Every refusal and limit that design.md names, one test each, seen by aiogram's own client."""

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup

from sandbox.options import Rates
from tests.sandbox.running import ANNA, BORIS, STRANGER, Running, Start, png

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def keyboard(*rows: int, data: str = "x") -> InlineKeyboardMarkup:
    buttons = [[InlineKeyboardButton(text=f"{row}", callback_data=data) for _ in range(row)] for row in rows]
    return InlineKeyboardMarkup(inline_keyboard=buttons)


async def tapped(box: Running, data: str = "x") -> str:
    await box.bot.send_message(ANNA.id, "?", reply_markup=keyboard(1, data=data))
    return str((await box.client.person(ANNA.id).tap(data=data))["query_id"])


async def test_text_of_4096_code_points_passes_whatever_the_markup(box: Running) -> None:
    sent = await box.bot.send_message(ANNA.id, f"<b>{'🙂' * 4096}</b>", parse_mode="HTML")
    assert sent.text == "🙂" * 4096


async def test_text_of_4097_code_points_is_too_long(box: Running) -> None:
    with pytest.raises(TelegramBadRequest, match="message is too long"):
        await box.bot.send_message(ANNA.id, "я" * 4097)


async def test_edited_text_of_4097_code_points_is_too_long(box: Running) -> None:
    sent = await box.bot.send_message(ANNA.id, "было")
    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await box.bot.edit_message_text("я" * 4097, chat_id=ANNA.id, message_id=sent.message_id)


@pytest.mark.parametrize("text", ["", "   ", "<b></b>"])
async def test_empty_text_is_refused(box: Running, text: str) -> None:
    with pytest.raises(TelegramBadRequest, match="message text is empty"):
        await box.bot.send_message(ANNA.id, text, parse_mode="HTML")


async def test_caption_of_1024_code_points_passes(box: Running) -> None:
    photo = BufferedInputFile(png(), "a.png")
    sent = await box.bot.send_photo(ANNA.id, photo, caption=f"<i>{'🙂' * 1024}</i>", parse_mode="HTML")
    assert sent.caption == "🙂" * 1024


async def test_caption_of_1025_code_points_is_too_long(box: Running) -> None:
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await box.bot.send_photo(ANNA.id, BufferedInputFile(png(), "a.png"), caption="я" * 1025)


async def test_callback_data_of_64_bytes_passes(box: Running) -> None:
    assert await tapped(box, "я" * 32)


async def test_callback_data_of_65_bytes_is_invalid(box: Running) -> None:
    with pytest.raises(TelegramBadRequest, match="BUTTON_DATA_INVALID"):
        await box.bot.send_message(ANNA.id, "?", reply_markup=keyboard(1, data="я" * 32 + "x"))


async def test_hundred_buttons_in_rows_of_eight_pass(box: Running) -> None:
    assert await box.bot.send_message(ANNA.id, "?", reply_markup=keyboard(*[8] * 12, 4))


async def test_hundred_and_one_buttons_are_too_many(box: Running) -> None:
    with pytest.raises(TelegramBadRequest, match="reply markup is too long"):
        await box.bot.send_message(ANNA.id, "?", reply_markup=keyboard(*[8] * 12, 5))


async def test_nine_buttons_in_a_row_are_too_many(box: Running) -> None:
    with pytest.raises(TelegramBadRequest, match="reply markup is too long"):
        await box.bot.send_message(ANNA.id, "?", reply_markup=keyboard(9))


async def test_button_without_action_is_refused(box: Running) -> None:
    with pytest.raises(TelegramBadRequest, match="Text buttons are unallowed"):
        await box.bot.send_message(
            ANNA.id, "?", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="?")]])
        )


async def test_toast_of_200_code_points_passes(box: Running) -> None:
    assert await box.bot.answer_callback_query(await tapped(box), "я" * 200)


async def test_toast_of_201_code_points_is_too_long(box: Running) -> None:
    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await box.bot.answer_callback_query(await tapped(box), "я" * 201)


async def test_photo_over_ten_megabytes_is_refused(box: Running) -> None:
    photo = BufferedInputFile(png() + b"\0" * 10 * 1024 * 1024, "big.png")
    with pytest.raises(TelegramBadRequest, match="is too big for a photo"):
        await box.bot.send_photo(ANNA.id, photo)


async def test_upload_over_fifty_megabytes_is_refused(box: Running) -> None:
    with pytest.raises(TelegramEntityTooLarge):
        await box.bot.send_document(ANNA.id, BufferedInputFile(b"\0" * (50 * 1024 * 1024 + 1), "big.bin"))


async def test_download_over_twenty_megabytes_is_refused(box: Running) -> None:
    sent = await box.bot.send_document(ANNA.id, BufferedInputFile(b"\0" * (20 * 1024 * 1024 + 1), "big.bin"))
    assert sent.document is not None
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await box.bot.get_file(sent.document.file_id)


async def test_edit_that_changes_nothing_is_refused(box: Running) -> None:
    sent = await box.bot.send_message(ANNA.id, "<b>то же</b>", parse_mode="HTML", reply_markup=keyboard(2))
    with pytest.raises(TelegramBadRequest, match=NOT_MODIFIED):
        await box.bot.edit_message_text(
            "<b>то же</b>",
            chat_id=ANNA.id,
            message_id=sent.message_id,
            parse_mode="HTML",
            reply_markup=keyboard(2),
        )


async def test_query_older_than_150_seconds_is_too_old(box: Running) -> None:
    query = await tapped(box)
    box.real_time.at += 151
    with pytest.raises(TelegramBadRequest, match="query is too old and response timeout expired"):
        await box.bot.answer_callback_query(query)


async def test_query_is_answered_once(box: Running) -> None:
    query = await tapped(box)
    assert await box.bot.answer_callback_query(query)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await box.bot.answer_callback_query(query)


async def test_person_who_blocked_the_bot_is_forbidden(box: Running) -> None:
    await box.client.person(ANNA.id).block()
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await box.bot.send_message(ANNA.id, "?")


@pytest.mark.parametrize("chat_id", [STRANGER.id, 999])
async def test_person_who_never_started_the_bot_is_not_found(box: Running, chat_id: int) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await box.bot.send_message(chat_id, "?")


async def test_message_to_edit_must_exist(box: Running) -> None:
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await box.bot.edit_message_text("?", chat_id=ANNA.id, message_id=10_000)


async def test_message_of_the_person_cannot_be_edited(box: Running) -> None:
    said = await box.client.person(ANNA.id).send("моё")
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await box.bot.edit_message_text("?", chat_id=ANNA.id, message_id=said["message_id"])


async def test_chat_takes_a_short_burst_and_then_one_message_a_second(box: Running) -> None:
    for number in range(20):
        await box.bot.send_message(ANNA.id, str(number))
    with pytest.raises(TelegramRetryAfter) as refusal:
        await box.bot.send_message(ANNA.id, "ещё")
    assert refusal.value.retry_after == 1
    assert "Too Many Requests: retry after 1" in str(refusal.value)
    box.real_time.at += 1
    assert await box.bot.send_message(ANNA.id, "ещё")


async def test_all_chats_together_take_thirty_messages_a_second(box: Running) -> None:
    for number in range(30):
        await box.bot.send_message((ANNA.id, BORIS.id)[number % 2], str(number))
    with pytest.raises(TelegramRetryAfter):
        await box.bot.send_message(ANNA.id, "ещё")


async def test_rates_can_be_lifted(start: Start) -> None:
    box = await start(rates=Rates(enabled=False))
    await box.client.person(ANNA.id).start()
    for number in range(60):
        await box.bot.send_message(ANNA.id, str(number))
    assert len((await box.client.person(ANNA.id).chat()).from_bot()) == 60


async def test_wrong_token_is_unauthorized(box: Running) -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(box.url))
    async with Bot("1:sandbox-other", session=session).context(auto_close=True) as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.get_me()


async def test_method_that_returns_bool_says_true_unsimulated(box: Running) -> None:
    assert await box.bot.leave_chat(ANNA.id) is True


async def test_method_that_is_not_simulated_says_so(box: Running) -> None:
    with pytest.raises(TelegramServerError, match="the sandbox does not simulate sendDice"):
        await box.bot.send_dice(ANNA.id)


async def test_unknown_method_is_not_found(box: Running) -> None:
    answer = await box.call("makeCoffee")
    assert (answer["error_code"], answer["description"]) == (404, "Not Found: method not found")


@pytest.mark.parametrize(
    ("method", "refusal"),
    [
        ("sendMessage", "chat_id is empty"),
        ("getFile", "file_id is not specified"),
        ("restrictChatMember", "chat_id is empty"),
        ("setMyCommands", 'parameter "commands" is required'),
    ],
)
async def test_missing_parameter_is_named(box: Running, method: str, refusal: str) -> None:
    assert (await box.call(method))["description"] == f"Bad Request: {refusal}"
