"""Around every handler: the reader's language, refusals, and who has blocked the bot."""

from __future__ import annotations

from aiogram import Router
from aiogram.exceptions import TelegramForbiddenError
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery
from sqlalchemy.orm import Session

from bot.work import Work
from models.people import TelegramChat
from tests.bot.chat import Chat, Person
from tests.bot.conftest import OpenChat
from tests.bot.probe import Probe, add_and_refuse, link, names


class Refuse(CallbackData, prefix="refuse"):
    """A tap that is refused."""

    stale: bool


def _refusing() -> Router:
    router = Router()

    @router.callback_query(Refuse.filter())
    async def refuse(query: CallbackQuery, callback_data: Refuse, work: Work) -> None:
        await work.run(add_and_refuse, name="Half", stale=callback_data.stale)

    return router


def _known(chat: Chat, code: str = "ru") -> Person:
    teacher = chat.person("Анна", language_code="en")
    chat.do(lambda session, ctx: link(session, ctx, chat_id=teacher.id, name="Анна", code=code))
    return teacher


def _is_blocked(session: Session) -> bool:
    return session.query(TelegramChat).one().blocked_at is not None


async def test_a_person_reads_in_their_own_language(chat: Chat) -> None:
    teacher = _known(chat, "ru")
    await teacher.send("/language")
    assert teacher.screen.text == "ru"


async def test_a_newcomer_reads_in_the_language_of_their_phone(chat: Chat) -> None:
    teacher = chat.person(language_code="en-GB")
    await teacher.send("/language")
    assert teacher.screen.text == "en"


async def test_a_language_we_do_not_have_is_russian(chat: Chat) -> None:
    teacher = chat.person(language_code="de")
    await teacher.send("/language")
    assert teacher.screen.text == "ru"


async def test_home_greets_by_name(chat: Chat) -> None:
    teacher = _known(chat)
    await teacher.send("/start")
    assert teacher.screen.text == "Добрый день, Анна!"


async def test_a_refused_tap_shows_an_alert_and_leaves_the_screen(
    open_chat: OpenChat, sqlite_url: str, probe: Probe
) -> None:
    chat = open_chat(sqlite_url, routers=[probe.router, _refusing()])
    teacher = chat.person()
    await teacher.send("/buttons")
    await teacher.press(Refuse(stale=False).pack())
    assert teacher.alerts == ["Not <today>."]
    assert teacher.screen.text == "Buttons"
    assert chat.look(names) == []


async def test_a_stale_tap_says_so_and_redraws(open_chat: OpenChat, sqlite_url: str, probe: Probe) -> None:
    chat = open_chat(sqlite_url, routers=[probe.router, _refusing()])
    teacher = chat.person()
    await teacher.send("/buttons")
    await teacher.press(Refuse(stale=True).pack())
    assert teacher.alerts == ["Not <today>."]
    assert teacher.screen.text == "Добрый день!"


async def test_a_refusal_that_comes_too_late_for_an_alert_is_a_message(
    open_chat: OpenChat, sqlite_url: str, probe: Probe
) -> None:
    chat = open_chat(sqlite_url, routers=[probe.router, _refusing()])
    teacher = chat.person()
    await teacher.send("/buttons")
    teacher.will_press(Refuse(stale=False).pack())
    chat.world.queries.clear()
    await chat.settle()
    assert teacher.screen.text == "Not <today>."


async def test_blocking_and_unblocking_are_noted(chat: Chat) -> None:
    teacher = _known(chat)
    await teacher.send("/start")
    await teacher.block()
    assert chat.look(_is_blocked)
    await teacher.unblock()
    assert not chat.look(_is_blocked)


async def test_any_message_clears_the_block(chat: Chat) -> None:
    teacher = _known(chat)
    chat.do(lambda session, ctx: setattr(session.query(TelegramChat).one(), "blocked_at", ctx.now))
    await teacher.send("/language")
    assert not chat.look(_is_blocked)


async def test_a_person_who_left_while_being_answered_is_no_error(chat: Chat) -> None:
    teacher = chat.person()
    chat.telegram.fail(lambda call: TelegramForbiddenError(call, "Forbidden: bot was blocked by the user"))
    await teacher.send("/add Вера")
    assert chat.look(names) == ["Вера"]
    assert chat.telegram.names() == ["sendMessage"]
