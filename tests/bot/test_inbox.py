"""Updates: stored first, handled once, in order per chat, retried, set aside; a restart goes on."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa
from aiogram.exceptions import TelegramNetworkError, TelegramServerError
from sqlalchemy.orm import Session

from bot.inbox import chat_of
from bot.screens import Screen
from bot.work import Work
from models.inbox import InboxUpdate, UpdateStatus
from services import inbox
from services.clock import real_now
from services.context import Context
from services.inbox import AlreadyHandled, Arrival
from tests.bot.chat import Chat
from tests.bot.conftest import OpenChat
from tests.bot.probe import Probe, names
from tests.waiting import eventually


def updates(session: Session) -> list[InboxUpdate]:
    """All rows in the order of their arrival."""
    return list(session.scalars(sa.select(InboxUpdate).order_by(InboxUpdate.id)))


async def test_updates_of_a_chat_are_handled_in_order(chat: Chat, probe: Probe) -> None:
    teacher = chat.person()
    teacher.will_send(*(f"/add {number}" for number in range(20)))
    await chat.settle()
    assert probe.order == [f"{teacher.id}:{number}" for number in range(20)]
    assert chat.look(names) == [str(number) for number in range(20)]


async def test_a_slow_chat_does_not_hold_up_another(chat: Chat, probe: Probe) -> None:
    slow, quick = chat.person(), chat.person()
    probe.gate = asyncio.Event()
    slow.will_send("/add Slow", "/language")
    quick.will_send("/language")
    await chat.app.poller.fetch(0)
    await eventually(lambda: bool(quick.messages))
    assert slow.messages == []
    probe.gate.set()
    await chat.app.inbox.idle()
    assert [shown.text for shown in slow.messages] == ["Added Slow", "ru"]


async def test_an_update_delivered_twice_has_one_effect(chat_on_both: Chat) -> None:
    teacher = chat_on_both.person()
    await teacher.send("/add Вера")
    await teacher.repeat()
    assert chat_on_both.look(names) == ["Вера"]
    assert len(chat_on_both.look(updates)) == 1
    assert len(teacher.messages) == 1


async def test_an_update_that_is_handled_elsewhere_has_no_effect_here(chat_on_both: Chat, probe: Probe) -> None:
    teacher = chat_on_both.person()
    probe.gate = asyncio.Event()
    teacher.will_send("/add Вера")
    await chat_on_both.app.poller.fetch(0)
    row = chat_on_both.look(updates)[0]
    chat_on_both.do(lambda session, ctx: inbox.handle(session, ctx, row_id=row.id, real_now=real_now(), answered=True))
    probe.gate.set()
    await chat_on_both.app.inbox.idle()
    assert chat_on_both.look(names) == []
    assert teacher.messages == []


async def test_a_tap_resent_under_a_new_id_has_one_effect(chat: Chat) -> None:
    teacher = chat.person()
    await teacher.send("/add Anna")
    await teacher.send("/buttons")
    await teacher.tap("Mute")
    await teacher.repeat(same_id=False)
    assert teacher.screen.text == "Muted: True"
    assert len(teacher.messages) == 2


async def test_ids_may_jump_down(chat: Chat) -> None:
    teacher = chat.person()
    await teacher.send("/add First")
    chat.world.state.next_update_id = 5
    chat.app.poller._offset = None
    await teacher.send("/add Second")
    assert chat.look(names) == ["First", "Second"]


async def test_what_breaks_once_is_tried_again_before_later_updates(chat: Chat, probe: Probe) -> None:
    teacher = chat.person()
    probe.broken = 1
    teacher.will_send("/add First", "/add Second")
    await chat.settle()
    assert chat.look(names) == ["First", "Second"]
    assert [row.attempts for row in chat.look(updates)] == [1, 0]


async def test_a_poison_update_is_set_aside_without_its_words(chat_on_both: Chat, probe: Probe) -> None:
    teacher = chat_on_both.person()
    probe.broken = 3
    teacher.will_send("/add secret", "/add Second")
    await chat_on_both.settle()
    poison, later = chat_on_both.look(updates)
    assert (poison.status, poison.payload, poison.attempts) == (UpdateStatus.set_aside, None, 3)
    assert poison.error.startswith("ZeroDivisionError at tests/bot/probe.py:")
    assert "secret" not in poison.error
    assert later.status is UpdateStatus.handled
    assert chat_on_both.look(names) == ["Second"]


async def test_the_person_of_a_poison_update_is_told_kindly(chat: Chat, probe: Probe) -> None:
    teacher = chat.person()
    probe.broken = 3
    await teacher.send("/add Вера")
    assert teacher.screen.text.startswith("Простите, не получилось")
    assert teacher.screen.buttons == ["🏠 Домой"]


async def test_an_update_aiogram_cannot_read_is_set_aside(chat: Chat) -> None:
    await chat.app.inbox.arrive([{"update_id": 1, "message": {"chat": {"id": 7}}}])
    await chat.app.inbox.idle()
    assert chat.look(updates)[0].status is UpdateStatus.set_aside


async def test_telegram_out_of_reach_is_no_poison(chat: Chat) -> None:
    teacher = chat.person()
    chat.telegram.fail(lambda call: TelegramServerError(call, "Bad Gateway"), times=3)
    await teacher.send("/language")
    assert teacher.screen.text == "ru"
    assert chat.look(updates)[0].status is UpdateStatus.handled


async def test_an_unknown_kind_of_update_is_handled_by_nobody(chat: Chat) -> None:
    with pytest.warns(RuntimeWarning, match="unknown update type"):
        await chat.app.inbox.arrive([{"update_id": 1, "from_the_future": {"chat": {"id": 7, "type": "private"}}}])
        await chat.app.inbox.idle()
    assert chat.look(updates)[0].status is UpdateStatus.handled


async def test_groups_are_not_answered(chat: Chat) -> None:
    group = {"id": -100, "type": "group", "title": "Staff room"}
    sender = {"id": 7, "is_bot": False, "first_name": "Anna"}
    message = {"message_id": 1, "date": 0, "chat": group, "from": sender, "text": "/start"}
    await chat.app.inbox.arrive([{"update_id": 1, "message": message}])
    await chat.app.inbox.idle()
    assert chat.look(updates)[0].status is UpdateStatus.handled
    assert chat.telegram.names() == []


async def test_what_was_stored_and_not_handled_goes_on_after_a_start(chat_on_both: Chat) -> None:
    teacher = chat_on_both.person()
    teacher.will_send("/add First", "/add Second")
    batch = [pending.update for pending in chat_on_both.world.state.pending]
    arrivals = [Arrival(update["update_id"], teacher.id, update) for update in batch]
    chat_on_both.do(lambda session, ctx: inbox.store(session, ctx, arrivals=arrivals, real_now=real_now()))
    await chat_on_both.restart()
    assert chat_on_both.look(names) == ["First", "Second"]


async def test_what_took_effect_unseen_is_said_once_after_a_start(chat_on_both: Chat) -> None:
    teacher = chat_on_both.person()
    await teacher.send("/add Вера")
    chat_on_both.do(lambda session, ctx: session.execute(sa.update(InboxUpdate).values(answered_at=None)))
    await chat_on_both.restart()
    await chat_on_both.restart()
    assert [shown.text for shown in teacher.messages] == ["Added Вера", "Добрый день!"]


async def test_an_answer_that_did_not_come_is_made_good_at_once(chat: Chat) -> None:
    teacher = chat.person()
    chat.telegram.fail(lambda call: TelegramNetworkError(call, "Request timeout error"), times=2)
    await teacher.send("/add Вера")
    assert chat.look(names) == ["Вера"]
    assert teacher.screen.text == "Добрый день!"
    assert all(row.answered_at for row in chat.look(updates))


async def test_a_handler_that_breaks_after_its_effect_is_not_repeated(chat: Chat) -> None:
    teacher = chat.person()
    await teacher.send("/addbreak Вера")
    assert chat.look(names) == ["Вера"]
    assert teacher.screen.text == "Добрый день!"


async def test_the_screen_of_a_state_of_typing_is_what_is_said_again(
    open_chat: OpenChat, sqlite_url: str, probe: Probe
) -> None:

    async def ask_again(work: Work) -> Screen:
        return Screen(f"Your {work.opening.data['asked']} again?")

    chat = open_chat(sqlite_url, routers=[probe.router], resumes={"Typing:name": ask_again})
    teacher = chat.person()
    await teacher.send("/ask")
    chat.do(lambda session, ctx: session.execute(sa.update(InboxUpdate).values(answered_at=None)))
    await chat.restart()
    assert teacher.screen.text == "Your name again?"


async def test_stopping_lets_the_handler_in_flight_end(chat: Chat, probe: Probe) -> None:
    teacher = chat.person()
    probe.gate = asyncio.Event()
    teacher.will_send("/add First", "/add Second")
    await chat.app.poller.fetch(0)
    await asyncio.sleep(0.05)
    closing = asyncio.create_task(chat.app.inbox.close())
    await asyncio.sleep(0)
    probe.gate.set()
    await closing
    assert chat.look(names) == ["First"]
    assert [row.status for row in chat.look(updates)] == [UpdateStatus.handled, UpdateStatus.pending]


async def test_logs_carry_ids_and_never_words(chat: Chat, probe: Probe, caplog: pytest.LogCaptureFixture) -> None:
    teacher = chat.person()
    caplog.set_level("INFO")
    probe.broken = 1
    await teacher.send("/add secret")
    record = next(record for record in caplog.records if record.name == "marshrut.bot" and record.levelname == "INFO")
    assert record.__dict__["user_id"] == teacher.id
    assert record.__dict__["handler"] == "tests.bot.probe.Probe.add"
    assert "secret" not in caplog.text


def test_handled_updates_are_forgotten_after_a_while(session: Session, system: Context) -> None:
    inbox.store(session, system, arrivals=[Arrival(1, 7, {}), Arrival(2, 7, {})], real_now=real_now())
    inbox.handle(session, system, row_id=1, real_now=real_now(), answered=True)
    assert inbox.expire(session, system, before=real_now()) == 1
    assert [letter.update_id for letter in inbox.pending(session, system)] == [2]


def test_an_update_is_handled_once(session: Session, system: Context) -> None:
    inbox.store(session, system, arrivals=[Arrival(1, 7, {})], real_now=real_now())
    inbox.handle(session, system, row_id=1, real_now=real_now(), answered=True)
    with pytest.raises(AlreadyHandled):
        inbox.handle(session, system, row_id=1, real_now=real_now(), answered=True)


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ({"update_id": 1, "message": {"chat": {"id": 5}, "from": {"id": 6}}}, 5),
        ({"update_id": 1, "callback_query": {"from": {"id": 6}, "message": {"chat": {"id": 5}}}}, 5),
        ({"update_id": 1, "callback_query": {"from": {"id": 6}}}, 6),
        ({"update_id": 1, "poll": {"id": "1"}}, 0),
    ],
)
def test_an_update_waits_behind_its_chat(update: dict[str, object], expected: int) -> None:
    assert chat_of(update) == expected
