"""The outcome table of sending, row by row: nothing lost, nothing sent twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import aiohttp
import pytest
import sqlalchemy as sa
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod
from aiohttp_socks import ProxyConnectionError
from sqlalchemy.orm import Session

from bot.sender import Pace
from locales import language
from models.notices import Notice, NoticeStatus
from models.people import TelegramChat
from services import health, outbox
from services.clock import real_now
from services.context import Context
from services.outbox import Parcel
from tests.bot.chat import Chat, Person
from tests.bot.conftest import OpenChat
from tests.bot.probe import link
from tests.waiting import eventually

Call = TelegramMethod[Any]


@dataclass(frozen=True)
class Words:
    """What a room of notices would answer."""

    text: str
    rows: list[list[tuple[str, Any]]] = field(default_factory=list)


def word(session: Session, ctx: Context, parcel: Parcel) -> Words | None:
    """Word a parcel by its kind; "nothing" has nothing to say and "broken" cannot be worded."""
    if parcel.kind == "broken":
        raise KeyError("secret")
    if parcel.kind == "nothing":
        return None
    return Words(f"<b>{parcel.kind}</b> {language()}", [[("Home", "home")]])


@pytest.fixture
def chat(open_chat: OpenChat, sqlite_url: str) -> Chat:
    """A bot that has words for notices."""
    return open_chat(sqlite_url, compose=word)


@pytest.fixture
async def teacher(chat: Chat) -> Person:
    """A person with a chat."""
    return await known(chat)


async def known(chat: Chat, code: str = "ru") -> Person:
    """A person with a chat, who has started the bot."""
    person = chat.person()
    chat.do(lambda session, ctx: link(session, ctx, chat_id=person.id, name=f"Anna {person.id}", code=code))
    await person.send("/start")
    return person


def post(chat: Chat, person: Person, *kinds: str) -> None:
    """Put notices to a person into the outbox."""

    def act(session: Session, ctx: Context) -> None:
        linked = session.scalars(sa.select(TelegramChat).where(TelegramChat.chat_id == person.id)).one()
        count = session.query(Notice).count()
        for number, kind in enumerate(kinds):
            key = f"{kind}:{count + number}"
            session.add(
                Notice(kind=kind, recipient_id=linked.person_id, dedupe_key=key, created_at=ctx.now, not_before=ctx.now)
            )

    chat.do(act)


def notices(chat: Chat) -> list[Notice]:
    """All notices in the order of their writing."""
    return chat.look(lambda session: list(session.scalars(sa.select(Notice).order_by(Notice.id))))


def statuses(chat: Chat) -> list[NoticeStatus]:
    """What became of all notices."""
    return [notice.status for notice in notices(chat)]


def condition(chat: Chat, part: str) -> health.Condition:
    """How a part is."""
    found = chat.do(lambda session, ctx: health.conditions(session, ctx))
    return next(condition for condition in found if condition.part == part)


def unreachable_server(call: Call) -> Exception:
    """A connection refused, as aiogram raises it."""
    error = TelegramNetworkError(call, "ClientConnectorError: Cannot connect")
    error.__cause__ = aiohttp.ClientConnectorError(Mock(), OSError("refused"))
    return error


async def test_a_notice_is_sent_once_and_its_words_are_kept(chat: Chat, teacher: Person) -> None:
    post(chat, teacher, "reply")
    await chat.app.sender.flush()
    await chat.app.sender.flush()
    assert [shown.text for shown in teacher.messages[1:]] == ["reply ru"]
    assert teacher.screen.callbacks == {"Home": "home"}
    notice = notices(chat)[0]
    assert (notice.status, notice.message_id) == (NoticeStatus.sent, teacher.screen.message_id)
    assert (notice.text, notice.sent_at) == ("<b>reply</b> ru", chat.clock.now())


async def test_a_notice_is_worded_in_the_language_of_its_reader(chat: Chat) -> None:
    reader = await known(chat, "en")
    post(chat, reader, "reply")
    await chat.app.sender.flush()
    assert reader.screen.text == "reply en"


async def test_not_modified_counts_as_sent(chat: Chat, teacher: Person) -> None:
    post(chat, teacher, "reply")
    chat.telegram.fail(lambda call: TelegramBadRequest(call, "Bad Request: message is not modified: specified new"))
    await chat.app.sender.flush()
    assert statuses(chat) == [NoticeStatus.sent]


async def test_a_limit_pauses_the_chat_and_counts_no_attempt(chat: Chat, teacher: Person) -> None:
    other = await known(chat)
    post(chat, teacher, "first", "second")
    post(chat, other, "third")
    chat.telegram.fail(lambda call: TelegramRetryAfter(call, "Too Many Requests", 40))
    await chat.app.sender.flush()
    await chat.app.sender.flush()
    assert statuses(chat) == [NoticeStatus.pending, NoticeStatus.pending, NoticeStatus.sent]
    first = notices(chat)[0]
    assert first.attempts == 0
    assert first.retry_at is not None
    assert timedelta(seconds=35) < first.retry_at - real_now() <= timedelta(seconds=40)


async def test_two_chats_refused_at_once_pause_everything(chat: Chat, teacher: Person) -> None:
    people = [teacher, await known(chat), await known(chat)]
    for person in people[:2]:
        post(chat, person, "reply")
    chat.telegram.fail(lambda call: TelegramRetryAfter(call, "Too Many Requests", 40), times=2)
    await chat.app.sender.flush()
    post(chat, people[2], "reply")
    assert await chat.app.sender.flush() == 0
    assert statuses(chat) == [NoticeStatus.pending] * 3


@pytest.mark.parametrize("trouble", [unreachable_server, lambda call: ProxyConnectionError("refused")])
async def test_what_never_left_is_tried_again_later(
    chat: Chat, teacher: Person, trouble: Callable[[Call], Exception]
) -> None:
    post(chat, teacher, "first", "second")
    chat.telegram.fail(trouble)
    await chat.app.sender.flush()
    assert await chat.app.sender.flush() == 0
    first = notices(chat)[0]
    assert (first.status, first.attempts) == (NoticeStatus.pending, 1)
    chat.do(lambda session, ctx: session.execute(sa.update(Notice).values(retry_at=real_now())))
    await chat.app.sender.flush()
    await chat.app.sender.flush()
    assert [shown.text for shown in teacher.messages[1:]] == ["first ru", "second ru"]


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (lambda call: TelegramUnauthorizedError(call, "Unauthorized"), "unauthorized"),
        (lambda call: TelegramConflictError(call, "Conflict"), "conflict"),
    ],
)
async def test_a_bot_turned_away_stops_and_consumes_nothing(
    chat: Chat, teacher: Person, trouble: Callable[[Call], Exception], code: str
) -> None:
    post(chat, teacher, "reply")
    chat.telegram.fail(trouble)
    async with asyncio.timeout(60):
        await chat.app.sender.run()
    assert (statuses(chat), notices(chat)[0].attempts) == ([NoticeStatus.pending], 0)
    told = condition(chat, "sender")
    assert (told.well, told.detail) == (False, code)
    assert await chat.app.sender.flush() == 0


async def test_a_person_who_blocked_the_bot_is_unreachable_until_they_write(chat: Chat, teacher: Person) -> None:
    post(chat, teacher, "first", "second")
    chat.telegram.fail(lambda call: TelegramForbiddenError(call, "Forbidden: bot was blocked by the user"))
    await chat.app.sender.flush()
    await chat.app.sender.flush()
    assert statuses(chat) == [NoticeStatus.failed, NoticeStatus.failed]
    await teacher.send("/start")
    post(chat, teacher, "third")
    await chat.app.sender.flush()
    assert teacher.screen.text == "third ru"


@pytest.mark.parametrize(
    "trouble",
    [
        lambda call: TelegramBadRequest(call, "Bad Request: chat not found"),
        lambda call: TelegramEntityTooLarge(call, "Request Entity Too Large"),
    ],
)
async def test_a_bad_request_is_final(chat: Chat, teacher: Person, trouble: Callable[[Call], Exception]) -> None:
    post(chat, teacher, "reply")
    chat.telegram.fail(trouble)
    await chat.app.sender.flush()
    await chat.app.sender.flush()
    assert statuses(chat) == [NoticeStatus.failed]
    assert notices(chat)[0].error


@pytest.mark.parametrize(
    "trouble",
    [
        lambda call: TelegramNetworkError(call, "Request timeout error"),
        lambda call: TelegramNetworkError(call, "ServerDisconnectedError: Server disconnected"),
        lambda call: TelegramServerError(call, "Internal Server Error"),
        lambda call: ClientDecodeError("Failed to decode object", ValueError(), "<html>"),
        lambda call: OSError("the cable"),
    ],
)
async def test_what_may_have_left_is_uncertain_and_never_sent_again(
    chat: Chat, teacher: Person, trouble: Callable[[Call], Exception]
) -> None:
    post(chat, teacher, "reply")
    chat.telegram.fail(trouble)
    await chat.app.sender.flush()
    await chat.app.sender.flush()
    assert statuses(chat) == [NoticeStatus.uncertain]
    assert chat.telegram.names().count("sendMessage") == 2  # the first screen, and the one attempt
    assert notices(chat)[0].text == "<b>reply</b> ru"


async def test_a_lease_that_is_over_is_uncertain(chat: Chat, teacher: Person) -> None:
    post(chat, teacher, "reply")
    long_ago = real_now() - 2 * outbox.LEASE
    chat.do(lambda session, ctx: outbox.start(session, ctx, notice_id=1, real_now=long_ago))
    chat.do(lambda session, ctx: outbox.expire(session, ctx, real_now=real_now()))
    await chat.app.sender.flush()
    assert statuses(chat) == [NoticeStatus.uncertain]


async def test_two_senders_send_a_notice_once(chat: Chat, teacher: Person) -> None:
    post(chat, teacher, "reply")
    due = chat.do(lambda session, ctx: outbox.due(session, ctx, real_now=real_now()))[0]
    await asyncio.gather(chat.app.sender._send(due), chat.app.sender._send(due))
    assert [shown.text for shown in teacher.messages[1:]] == ["reply ru"]


async def test_nothing_to_say_any_more_cancels(chat: Chat, teacher: Person) -> None:
    post(chat, teacher, "nothing", "reply")
    await chat.app.sender.flush()
    await chat.app.sender.flush()
    assert statuses(chat) == [NoticeStatus.cancelled, NoticeStatus.sent]


async def test_what_cannot_be_worded_fails_alone_and_without_its_words(chat: Chat, teacher: Person) -> None:
    post(chat, teacher, "broken", "reply")
    await chat.app.sender.flush()
    await chat.app.sender.flush()
    assert statuses(chat) == [NoticeStatus.failed, NoticeStatus.sent]
    assert notices(chat)[0].error.startswith("KeyError at tests/bot/test_sender.py")


async def test_quiet_hours_are_kept(chat: Chat, teacher: Person) -> None:
    post(chat, teacher, "reply")
    later = chat.clock.now() + timedelta(hours=1)
    chat.do(lambda session, ctx: session.execute(sa.update(Notice).values(not_before=later)))
    assert await chat.app.sender.flush() == 0
    chat.clock.move(hours=1)
    await chat.app.sender.flush()
    assert statuses(chat) == [NoticeStatus.sent]


async def test_one_person_gets_one_message_a_second(open_chat: OpenChat, sqlite_url: str) -> None:
    chat = open_chat(sqlite_url, compose=word, pace=Pace(person_gap=60))
    teacher, other = await known(chat), await known(chat)
    post(chat, teacher, "first", "second")
    post(chat, other, "third")
    assert await chat.app.sender.flush() == 2
    assert await chat.app.sender.flush() == 0
    assert statuses(chat) == [NoticeStatus.sent, NoticeStatus.pending, NoticeStatus.sent]


async def test_all_together_do_not_leave_faster_than_the_limit(open_chat: OpenChat, sqlite_url: str) -> None:
    chat = open_chat(sqlite_url, compose=word, pace=Pace(overall=50))
    for _ in range(6):
        post(chat, await known(chat), "reply")
    started = asyncio.get_running_loop().time()
    await chat.app.sender.flush()
    assert asyncio.get_running_loop().time() - started >= 5 / 50
    assert statuses(chat) == [NoticeStatus.sent] * 6


async def test_a_commit_wakes_the_sender(open_chat: OpenChat, sqlite_url: str) -> None:
    chat = open_chat(sqlite_url, compose=word, pace=Pace(look_every=3600, gap=0))
    teacher = await known(chat)
    running = asyncio.create_task(chat.app.sender.run())
    await asyncio.sleep(0.05)
    post(chat, teacher, "reply")
    await teacher.send("/start")
    await eventually(lambda: statuses(chat) == [NoticeStatus.sent])
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_the_table_holds_on_postgresql(open_chat: OpenChat, url: str) -> None:
    chat = open_chat(url, compose=word)
    teacher = await known(chat)
    post(chat, teacher, "broken", "nothing", "reply")
    for _ in range(3):
        await chat.app.sender.flush()
    assert statuses(chat) == [NoticeStatus.failed, NoticeStatus.cancelled, NoticeStatus.sent]
