"""What a person can do and see."""

import asyncio

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from sandbox.client import SandboxRefused
from tests.sandbox.running import ANNA, BORIS, STRANGER, Running, Start


def inline(*texts: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=t, callback_data=f"do:{t}") for t in texts]]
    )


CONTACT = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Поделиться", request_contact=True)]])


async def test_tap_sends_the_data_of_the_newest_button_of_that_name(box: Running) -> None:
    await box.bot.send_message(ANNA.id, "старое", reply_markup=inline("Да"))
    newest = await box.bot.send_message(ANNA.id, "новое", reply_markup=inline("Да"))
    made = await box.client.person(ANNA.id).tap("Да")
    query = (await box.bot.get_updates())[0].callback_query
    assert query is not None
    assert query.message is not None
    assert (query.id, query.data, query.message.message_id) == (made["query_id"], "do:Да", newest.message_id)


async def test_tap_can_name_an_older_message(box: Running) -> None:
    old = await box.bot.send_message(ANNA.id, "старое", reply_markup=inline("Да"))
    await box.bot.send_message(ANNA.id, "новое", reply_markup=inline("Да"))
    assert (await box.client.person(ANNA.id).tap("Да", message_id=old.message_id))["message_id"] == old.message_id


async def test_tap_on_a_missing_button_tells_which_there_are(box: Running) -> None:
    await box.bot.send_message(ANNA.id, "?", reply_markup=inline("Да", "Нет"))
    with pytest.raises(SandboxRefused, match="there are: Да, Нет"):
        await box.client.person(ANNA.id).tap("Может быть")


async def test_forged_data_reaches_the_bot(box: Running) -> None:
    await box.bot.send_message(ANNA.id, "?")
    await box.client.person(ANNA.id).forge("admin:1")
    query = (await box.bot.get_updates())[0].callback_query
    assert query is not None
    assert query.data == "admin:1"


async def test_answer_pops_up(box: Running) -> None:
    await box.bot.send_message(ANNA.id, "?", reply_markup=inline("Да"))
    made = await box.client.person(ANNA.id).tap("Да")
    await box.bot.answer_callback_query(made["query_id"], "Готово", show_alert=True)
    assert await box.client.person(ANNA.id).wait_popup("Готово")
    assert (await box.client.person(ANNA.id).chat()).raw["popups"][-1]["alert"] is True


async def test_contact_is_shared_by_the_button_below(box: Running) -> None:
    await box.bot.send_message(ANNA.id, "Ваш телефон?", reply_markup=CONTACT)
    assert (await box.client.person(ANNA.id).chat()).keyboard == ["Поделиться"]
    await box.client.person(ANNA.id).tap("Поделиться")
    message = (await box.bot.get_updates())[0].message
    assert message is not None
    assert message.contact is not None
    assert (message.contact.phone_number, message.contact.user_id) == ("+79001112233", ANNA.id)


async def test_keyboard_below_goes_when_removed(box: Running) -> None:
    await box.bot.send_message(ANNA.id, "Ваш телефон?", reply_markup=CONTACT)
    await box.bot.send_message(ANNA.id, "Спасибо", reply_markup=ReplyKeyboardRemove())
    assert (await box.client.person(ANNA.id).chat()).keyboard == []


async def test_deep_link_starts_with_its_payload(box: Running) -> None:
    await box.client.person(STRANGER.id).start("invite-7")
    message = (await box.bot.get_updates())[0].message
    assert message is not None
    assert message.text == "/start invite-7"


async def test_blocking_and_coming_back_are_told_to_the_bot(box: Running) -> None:
    await box.client.person(ANNA.id).block()
    await box.client.person(ANNA.id).send("/start")
    gone, back, said = await box.bot.get_updates()
    assert gone.my_chat_member is not None
    assert back.my_chat_member is not None
    assert gone.my_chat_member.new_chat_member.status == "kicked"
    assert back.my_chat_member.new_chat_member.status == "member"
    assert said.message is not None


async def test_badge_counts_until_read(box: Running) -> None:
    await box.bot.send_message(BORIS.id, "раз")
    await box.bot.send_message(BORIS.id, "два")
    badges = {person["id"]: person["unread"] for person in await box.client.people()}
    assert badges == {ANNA.id: 0, BORIS.id: 2, STRANGER.id: 0}
    await box.client.person(BORIS.id).read()
    assert (await box.client.person(BORIS.id).chat()).unread == 0


async def test_edited_text_is_marked_and_changed_buttons_are_not(box: Running) -> None:
    sent = await box.bot.send_message(ANNA.id, "раз", reply_markup=inline("Да"))
    await box.bot.edit_message_reply_markup(chat_id=ANNA.id, message_id=sent.message_id, reply_markup=inline("Нет"))
    shown = await box.client.person(ANNA.id).last()
    assert (shown.edited, shown.buttons) == (False, [["Нет"]])
    await box.bot.edit_message_text("два", chat_id=ANNA.id, message_id=sent.message_id)
    shown = await box.client.person(ANNA.id).last()
    assert (shown.text, shown.edited, shown.buttons) == ("два", True, [])


async def test_deleted_message_is_gone(box: Running) -> None:
    sent = await box.bot.send_message(ANNA.id, "раз")
    await box.bot.delete_message(ANNA.id, sent.message_id)
    assert (await box.client.person(ANNA.id).chat()).from_bot() == []


async def test_typing_shows_until_the_message_comes(box: Running) -> None:
    await box.bot.send_chat_action(ANNA.id, "typing")
    assert (await box.client.person(ANNA.id).chat()).raw["typing"] == "typing"
    await box.bot.send_message(ANNA.id, "раз")
    assert (await box.client.person(ANNA.id).chat()).raw["typing"] == ""


async def test_commands_menu_is_the_narrowest_one(box: Running) -> None:
    await box.bot.set_my_commands([BotCommand(command="help", description="Помощь")])
    await box.bot.set_my_commands(
        [BotCommand(command="queue", description="Очередь")], scope=BotCommandScopeChat(chat_id=BORIS.id)
    )
    menus = [(await box.client.person(p.id).chat()).raw["commands"][0]["command"] for p in (ANNA, BORIS)]
    assert menus == ["help", "queue"]


async def test_waiting_for_words_ends_when_they_come(box: Running) -> None:
    waiting = asyncio.create_task(box.client.person(ANNA.id).wait_for("наконец"))
    await asyncio.sleep(0.05)
    await box.bot.send_message(ANNA.id, "вот наконец")
    assert (await waiting).text == "вот наконец"


async def test_waiting_can_ask_for_a_new_message(box: Running) -> None:
    old = await box.bot.send_message(ANNA.id, "то же")
    with pytest.raises(TimeoutError):
        await box.client.person(ANNA.id).wait_for("то же", timeout=0.05, after=old.message_id)


async def test_waiting_in_vain_tells_what_came_instead(box: Running) -> None:
    await box.bot.send_message(ANNA.id, "другое")
    with pytest.raises(TimeoutError, match="другое"):
        await box.client.person(ANNA.id).wait_for("наконец", timeout=0.05)


async def test_newcomer_can_be_added(box: Running) -> None:
    person = await box.client.add_person("Глеб", label="Newcomer")
    await person.send("/start")
    assert await box.bot.send_message(person.id, "Здравствуйте")
    assert any(item["id"] == person.id and item["label"] == "Newcomer" for item in await box.client.people())


async def test_somebody_unwatched_takes_what_they_are_sent_and_stands_in_no_list(start: Start) -> None:
    running = await start(unwatched=(range(500, 600),))
    await running.bot.send_message(501, "Здравствуйте")
    assert 501 not in {person["id"] for person in await running.client.people()}
    with pytest.raises(TelegramBadRequest):
        await running.bot.send_message(601, "Здравствуйте")
