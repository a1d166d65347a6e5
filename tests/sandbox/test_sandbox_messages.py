"""What passes between the bot and a person."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from tests.sandbox.running import ANNA, Running

BUTTONS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Да", callback_data="yes")]])


async def test_bot_introduces_itself(box: Running) -> None:
    me = await box.bot.get_me()
    assert (me.is_bot, me.id, me.username) == (True, 424242, "sandbox_bot")


async def test_person_writes_and_bot_answers(box: Running) -> None:
    await box.client.person(ANNA.id).send("/start привет")
    update = (await box.bot.get_updates())[0]
    assert update.message is not None
    assert update.message.entities is not None
    assert update.message.entities[0].type == "bot_command"
    sent = await box.bot.send_message(ANNA.id, "<b>Здравствуйте</b> 👋", parse_mode="HTML", reply_markup=BUTTONS)
    shown = await box.client.person(ANNA.id).last()
    assert (shown.id, shown.text, shown.buttons) == (sent.message_id, "Здравствуйте 👋", [["Да"]])
