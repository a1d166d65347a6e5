"""Screens: put in place of the one that was tapped where that is possible, sent anew where it is not."""

from __future__ import annotations

import pytest
from aiogram import Router
from aiogram.exceptions import TelegramRetryAfter
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.screens import Attachment, Button, Home, Key, Keyboard, Screen, send, show, ways_out
from tests.bot.chat import Chat
from tests.bot.conftest import OpenChat


async def test_a_tap_changes_the_message_it_came_from(chat: Chat) -> None:
    teacher = chat.person()
    await teacher.send("/add Anna")
    await teacher.send("/buttons")
    before = teacher.screen.message_id
    await teacher.tap("Mute")
    assert (teacher.screen.message_id, teacher.screen.text) == (before, "Muted: True")
    assert teacher.alerts == ["Saved"]


async def test_a_screen_above_what_was_said_since_is_followed_by_one_below_and_has_no_buttons(chat: Chat) -> None:
    teacher = chat.person()
    await teacher.send("/add Anna")
    await teacher.send("/buttons")
    above = teacher.screen.message_id
    await teacher.send("Здравствуйте")
    await teacher.tap("Mute", message_id=above)
    assert teacher.screen.text == "Muted: True"
    assert teacher.screen.message_id > above
    assert [shown.buttons for shown in teacher.messages if shown.message_id == above] == [[]]
    below = teacher.screen.message_id
    await teacher.tap("Mute")
    assert teacher.screen.message_id == below


async def test_a_second_tap_above_redraws_what_the_first_one_brought(chat: Chat) -> None:
    teacher = chat.person()
    await teacher.send("/add Anna")
    await teacher.send("/buttons")
    above = teacher.screen
    await teacher.send("Здравствуйте")
    await teacher.tap("Mute", message_id=above.message_id)
    count = len(teacher.messages)
    await teacher.repeat(same_id=False)
    assert len(teacher.messages) == count
    assert teacher.screen.text == "Muted: True"


async def test_a_notice_that_came_meanwhile_is_what_was_said_last(chat: Chat) -> None:
    teacher = chat.person()
    await teacher.send("/buttons")
    above = teacher.screen.message_id
    await send(chat.app.bot, teacher.id, Screen("Вам ответили", [[Button("Home", Home())]]))
    await teacher.tap("🏠 Домой", message_id=above)
    assert [shown.text for shown in teacher.messages][-2:] == ["Вам ответили", "Добрый день!"]


async def test_the_same_screen_again_is_done_not_an_error(chat: Chat) -> None:
    teacher = chat.person()
    await teacher.send("/add Anna")
    await teacher.send("/buttons")
    await teacher.tap("Mute")
    await teacher.tap("Mute")
    assert teacher.alerts == ["Saved", "Saved"]
    assert len(teacher.messages) == 2


async def test_a_message_that_is_gone_is_sent_anew(chat: Chat) -> None:
    teacher = chat.person()
    await teacher.send("/buttons")
    gone = teacher.screen.message_id
    teacher.will_tap("🏠 Домой")
    del chat.world.chat(teacher.id).entries[gone]
    await chat.settle()
    assert teacher.screen.text == "Добрый день!"
    assert teacher.screen.message_id != gone


async def test_a_tap_too_old_to_be_answered_still_redraws(chat: Chat) -> None:
    teacher = chat.person()
    await teacher.send("/buttons")
    teacher.will_tap("🏠 Домой")
    chat.world.queries.clear()
    await chat.settle()
    assert teacher.screen.text == "Добрый день!"


async def test_a_stale_button_redraws(chat: Chat) -> None:
    teacher = chat.person()
    await teacher.send("/buttons")
    await teacher.tap("Lost")
    assert teacher.screen.text == "Добрый день!"
    assert teacher.alerts == ["Эта кнопка устарела. Вот как всё обстоит сейчас."]


async def test_words_nobody_asked_for_get_an_answer(chat: Chat) -> None:
    teacher = chat.person()
    await teacher.send("Здравствуйте")
    assert teacher.screen.text.startswith("Я не понял")
    assert teacher.screen.buttons == ["❓ Помощь", "🏠 Домой"]


async def test_a_sticker_gets_an_answer(chat: Chat) -> None:
    teacher = chat.person()
    await teacher.send_file("cat.webp", b"RIFF0000WEBPVP8 ", kind="sticker")
    assert teacher.screen.text.startswith("Я не понял")


async def test_a_voice_is_not_listened_to(chat: Chat) -> None:
    teacher = chat.person()
    await teacher.send_file("voice.ogg", b"x", kind="voice")
    assert "Голосовые сообщения я не слушаю" in teacher.screen.text


async def test_a_short_limit_is_waited_out(chat: Chat) -> None:
    teacher = chat.person()
    chat.telegram.fail(lambda call: TelegramRetryAfter(call, "Too Many Requests", 0))
    await teacher.send("/language")
    assert teacher.screen.text == "ru"
    assert len(teacher.messages) == 1


async def test_keys_photos_and_documents_come_as_messages_of_their_own(open_chat: OpenChat, sqlite_url: str) -> None:
    router = Router()
    png = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de")
    screens = {
        "phone": Screen("Your phone?", keyboard=Keyboard([[Key("Share", contact=True)]])),
        "plain": Screen("Thank you", keyboard=Keyboard()),
        "photo": Screen("A picture", [[Button("Home", Home())]], photo=Attachment("a.png", png)),
        "file": Screen("A file", document=Attachment("a.txt", b"text")),
    }

    @router.message(Command(*screens))
    async def shows(message: Message) -> None:
        await show(message, screens[(message.text or "/").removeprefix("/")])

    chat = open_chat(sqlite_url, routers=[router])
    teacher = chat.person()
    await teacher.send("/phone")
    assert teacher.keys == ["Share"]
    await teacher.send("/plain")
    assert teacher.keys == []
    await teacher.send("/photo")
    assert "photo" in teacher.screen.raw
    await teacher.tap("Home")
    assert teacher.screen.text == "Добрый день!"
    assert [shown.text for shown in teacher.messages][:3] == ["Your phone?", "Thank you", "A picture"]
    await teacher.send("/file")
    assert teacher.screen.raw["document"]["file_name"] == "a.txt"


async def test_a_tap_may_bring_a_screen_that_cannot_replace_text(open_chat: OpenChat, sqlite_url: str) -> None:
    router = Router()

    @router.callback_query(Home.filter())
    async def never(query: CallbackQuery) -> None:
        raise AssertionError("home is taken by the first router")

    @router.message(Command("go"))
    async def offer(message: Message) -> None:
        await show(message, Screen("Go", [[Button("Phone", "phone")]]))

    @router.callback_query()
    async def ask(query: CallbackQuery) -> None:
        await show(query, Screen("Your phone?", keyboard=Keyboard([[Key("Share")]])))

    chat = open_chat(sqlite_url, routers=[router])
    teacher = chat.person()
    await teacher.send("/go")
    await teacher.tap("Phone")
    assert [shown.text for shown in teacher.messages] == ["Go", "Your phone?"]
    assert teacher.keys == ["Share"]


def test_a_message_takes_buttons_or_keys() -> None:
    with pytest.raises(ValueError, match="not both"):
        Screen("Text", [[Button("Home", Home())]], keyboard=Keyboard())


def test_ways_out_lead_back_and_home() -> None:
    assert [button.text for button in ways_out(Home())] == ["‹ Назад", "🏠 Домой"]
