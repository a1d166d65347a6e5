"""The bot about itself, and the less common ways to send."""

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BotCommand, MenuButtonCommands, ReplyParameters

from tests.sandbox.running import ANNA, BORIS, Running


async def test_texts_about_the_bot_are_kept_per_language(box: Running) -> None:
    await box.bot.set_my_name("Маршрут")
    await box.bot.set_my_description("Для всех")
    await box.bot.set_my_description("For all", language_code="en")
    await box.bot.set_my_short_description("Коротко")
    assert (await box.bot.get_my_name()).name == "Маршрут"
    assert (await box.bot.get_my_description(language_code="en")).description == "For all"
    assert (await box.bot.get_my_description(language_code="ru")).description == "Для всех"
    assert (await box.bot.get_my_short_description()).short_description == "Коротко"
    assert (await box.bot.get_me()).first_name == "Маршрут"


async def test_menu_button_is_kept(box: Running) -> None:
    await box.bot.set_chat_menu_button(chat_id=ANNA.id, menu_button=MenuButtonCommands())
    assert (await box.bot.get_chat_menu_button(chat_id=ANNA.id)).type == "commands"
    assert (await box.bot.get_chat_menu_button(chat_id=BORIS.id)).type == "default"


async def test_chat_tells_who_the_person_is(box: Running) -> None:
    chat = await box.bot.get_chat(ANNA.id)
    assert (chat.type, chat.full_name, chat.username) == ("private", "Анна Петрова", "anna")


@pytest.mark.parametrize("command", ["Help", "", "по-русски", "x" * 33])
async def test_bad_command_is_refused(box: Running, command: str) -> None:
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await box.bot.set_my_commands([BotCommand(command=command, description="Помощь")])


async def test_deleted_commands_are_gone(box: Running) -> None:
    await box.bot.set_my_commands([BotCommand(command="help", description="Помощь")])
    await box.bot.delete_my_commands()
    assert await box.bot.get_my_commands() == []


async def test_message_is_copied_and_forwarded(box: Running) -> None:
    said = await box.client.person(ANNA.id).send("моё")
    copied = await box.bot.copy_message(BORIS.id, ANNA.id, said["message_id"])
    forwarded = await box.bot.forward_message(BORIS.id, ANNA.id, said["message_id"])
    assert forwarded.forward_origin is not None
    shown = (await box.client.person(BORIS.id).chat()).from_bot()
    assert [(m.id, m.text) for m in shown] == [(copied.message_id, "моё"), (forwarded.message_id, "моё")]


async def test_reply_quotes_its_message(box: Running) -> None:
    said = await box.client.person(ANNA.id).send("вопрос")
    reply = ReplyParameters(message_id=said["message_id"])
    sent = await box.bot.send_message(ANNA.id, "ответ", reply_parameters=reply)
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "вопрос"


async def test_reply_to_a_missing_message_is_refused(box: Running) -> None:
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await box.bot.send_message(ANNA.id, "ответ", reply_parameters=ReplyParameters(message_id=10_000))


async def test_several_messages_are_deleted_and_missing_ones_skipped(box: Running) -> None:
    sent = [await box.bot.send_message(ANNA.id, word) for word in "аб"]
    await box.bot.delete_messages(ANNA.id, [sent[0].message_id, sent[1].message_id, 10_000])
    assert (await box.client.person(ANNA.id).chat()).from_bot() == []


async def test_missing_message_cannot_be_deleted(box: Running) -> None:
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await box.bot.delete_message(ANNA.id, 10_000)
