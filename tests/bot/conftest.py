"""Fixtures of the bot's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from tests.bot.chat import Chat
from tests.bot.probe import Probe
from tests.bot.town import WIRING, Town

OpenChat = Callable[..., Chat]


@pytest.fixture
async def open_chat() -> AsyncIterator[OpenChat]:
    """Builds a bot on a database URL with what ``Wiring`` takes; all closed at the end."""
    opened: list[Chat] = []

    def build(url: str, **wiring: Any) -> Chat:
        opened.append(Chat(url, **wiring))
        return opened[-1]

    yield build
    for chat in opened:
        await chat.close()


@pytest.fixture
def probe() -> Probe:
    """Handlers that do one thing each, for tests of what surrounds handlers."""
    return Probe()


@pytest.fixture
def chat(open_chat: OpenChat, sqlite_url: str, probe: Probe) -> Chat:
    """The bot with the probe's handlers on an SQLite file."""
    return open_chat(sqlite_url, routers=[probe.router])


@pytest.fixture
def chat_on_both(open_chat: OpenChat, url: str, probe: Probe) -> Chat:
    """The bot with the probe's handlers on SQLite and on PostgreSQL."""
    return open_chat(url, routers=[probe.router])


@pytest.fixture
async def town(open_chat: OpenChat, sqlite_url: str) -> AsyncIterator[Town]:
    """The whole bot as the wiring builds it, on an SQLite file, with the people of the world."""
    town = Town(open_chat(sqlite_url, **WIRING))
    await town.open()
    yield town
    town.close()
