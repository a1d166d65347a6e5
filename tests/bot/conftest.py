"""Fixtures of the bot's tests."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiogram import Router

import regions
from bot import rooms
from models.people import Person
from services.context import Actor, Context
from tests import stages as way
from tests.bot.chat import Chat
from tests.bot.probe import Probe
from tests.bot.town import WIRING, Stages, Town
from tests.conftest import START

OpenChat = Callable[..., Chat]
OpenTown = Callable[..., Awaitable[Town]]


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


@pytest.fixture(scope="session")
def stages(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Stages:
    """Databases with the world at a stage of a case's way."""
    system = Context(Actor(None), START, regions.load("smolensk"))
    return Stages(sqlite_template, tmp_path_factory.mktemp("stages"), system)


@pytest.fixture
async def open_town(open_chat: OpenChat, stages: Stages, tmp_path: Path) -> AsyncIterator[OpenTown]:
    """Opens the whole bot, as the wiring builds it, on a copy of a stage's database."""
    opened: list[Town] = []

    async def build(stage: str) -> Town:
        path, world = stages.at(stage)
        url = f"sqlite:///{shutil.copy(path, tmp_path / 'town.sqlite3')}"
        opened.append(Town(open_chat(url, **WIRING, files=tmp_path / "files"), world))
        await opened[-1].open()
        return opened[-1]

    yield build
    for town in opened:
        town.close()


@pytest.fixture
async def town(open_town: OpenTown) -> Town:
    """A town whose people have registered."""
    return await open_town("people")


@pytest.fixture
async def published(open_town: OpenTown) -> Town:
    """A town in which the teacher's result is published, and the notice has come."""
    return await _with_notices(open_town, "published")


@pytest.fixture
async def agreeing(open_town: OpenTown) -> Town:
    """A town in which a route of ten activities awaits agreement, and the notices have come."""
    return await _with_notices(open_town, "agreeing")


@pytest.fixture
async def approving(open_town: OpenTown) -> Town:
    """A town in which that route awaits approval, and the notices have come."""
    return await _with_notices(open_town, "approving")


@pytest.fixture
async def active(open_town: OpenTown) -> Town:
    """A town in which that route is active, and the notices have come."""
    return await _with_notices(open_town, "active")


async def _with_notices(open_town: OpenTown, stage: str) -> Town:
    town = await open_town(stage)
    await town.deliver()
    return town


@pytest.fixture(scope="session")
def at_stage(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> way.Stages:
    """Databases with a case at each stage of its way, and the whole cast around it."""
    system = Context(Actor(None), START, regions.load("smolensk"))
    return way.Stages(sqlite_template, tmp_path_factory.mktemp("way"), system)


@pytest.fixture
async def open_stage(open_chat: OpenChat, at_stage: way.Stages, tmp_path: Path) -> AsyncIterator[OpenTown]:
    """Opens the whole bot on a copy of a stage's database, the notices delivered, everybody reading in a language;
    ``routers``: more of them than the bot has."""
    opened: list[Town] = []

    async def build(stage: str, language: str = "ru", routers: Sequence[Router] = ()) -> Town:
        path, found = at_stage.at(stage)
        url = f"sqlite:///{shutil.copy(path, tmp_path / f'{len(opened)}.sqlite3')}"
        wiring = WIRING | {"routers": [*rooms.ROUTERS, *routers], "files": tmp_path / "files"}
        opened.append(Town(open_chat(url, **wiring), found))
        with opened[-1].acting() as w:
            w.session.execute(sa.update(Person).values(language=language))
        await opened[-1].open()
        await opened[-1].deliver()
        return opened[-1]

    yield build
    for town in opened:
        town.close()
