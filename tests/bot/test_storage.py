"""The state of typing of one update: changed in memory, written by its transaction."""

from __future__ import annotations

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import StorageKey

from bot.storage import ChatStorage


class Asking(StatesGroup):
    """Something asked for."""

    phone = State()


def _context(storage: ChatStorage) -> FSMContext:
    return FSMContext(storage, StorageKey(bot_id=1, chat_id=2, user_id=2))


async def test_reading_changes_nothing() -> None:
    storage = ChatStorage("Asking:phone", {"tries": 1})
    context = _context(storage)
    assert await context.get_state() == "Asking:phone"
    assert await context.get_data() == {"tries": 1}
    assert not storage.changed


async def test_what_is_read_is_a_copy() -> None:
    storage = ChatStorage(None, {"blocks": ["a"]})
    (await _context(storage).get_data())["blocks"].append("b")
    assert not storage.changed


async def test_state_and_data_are_changed() -> None:
    storage = ChatStorage(None, {})
    context = _context(storage)
    await context.set_state(Asking.phone)
    await context.update_data(tries=2)
    assert (storage.state, storage.data, storage.changed) == ("Asking:phone", {"tries": 2}, True)
    assert await context.get_value("tries") == 2


async def test_clearing_what_is_clear_changes_nothing() -> None:
    storage = ChatStorage(None, {})
    await _context(storage).clear()
    assert not storage.changed
