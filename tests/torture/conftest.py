"""A sandbox, and bots in processes of their own that die and start again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy.orm import Session

from marshrut.clock import CLOCK_FILE, MovedClock
from models.engine import sync_engine
from sandbox.client import Person
from sandbox.options import DEFAULT_TOKEN, Persona, Rates
from services.audit import AuditedSession
from services.context import Context
from tests import world
from tests.sandbox.running import Running, start_sandbox
from tests.world import World

T = TypeVar("T")
#: Chats of the people of ``tests.world``.
CHATS = {"teacher": 1000, "operator": 1001, "planner": 1002, "curator": 1003, "head": 1004}
ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60


class Nursery:
    """The process that forks bots, one at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.runner"], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._read()

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def _fork(self, told: str) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(told + "\n")
        self._process.stdin.flush()
        return int(self._read())

    async def fork(self, **options: object) -> int:
        """Start a bot with the runner's options; returns its process id."""
        return await asyncio.to_thread(self._fork, json.dumps(options))

    async def exit_code(self) -> int:
        """Wait for the bot to end."""
        return int(await asyncio.wait_for(asyncio.to_thread(self._read), PATIENCE))

    def close(self) -> None:
        """End the process; raises TimeoutExpired when a bot still runs."""
        self._process.communicate(timeout=PATIENCE)


@dataclass
class Torture:
    """One installation: a sandbox that lives on, a database that lives on, and bots that do not."""

    box: Running
    database: str
    nursery: Nursery
    var_dir: str = ""
    pid: int = 0

    async def start(self, kill: str = "never", nth: int = 1) -> None:
        """Start a bot that kills itself when it reaches the point ``kill`` for the n-th time."""
        self.pid = await self.nursery.fork(
            database=self.database, port=int(self.box.url.rpartition(":")[2]), token=DEFAULT_TOKEN, kill=kill, nth=nth,
            var_dir=self.var_dir,
        )  # fmt: skip

    async def killed(self) -> None:
        """Wait until the bot has killed itself."""
        assert await self._ended() == -signal.SIGKILL

    async def stop(self) -> None:
        """Stop the bot the gentle way; it ends well."""
        os.kill(self.pid, signal.SIGTERM)
        assert await self._ended() == 0

    async def _ended(self) -> int:
        code = await self.nursery.exit_code()
        self.pid = 0
        return code

    async def abandon(self) -> None:
        """End a bot that a failing test left behind."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            await self.nursery.exit_code()

    def look(self, ask: Callable[[Session], T]) -> T:
        """Ask the database."""
        engine = sync_engine(self.database, synchronous="OFF")
        try:
            with Session(engine, expire_on_commit=False) as session:
                return ask(session)
        finally:
            engine.dispose()


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """What forks the bots of all tests."""
    nursery = Nursery()
    yield nursery
    nursery.close()


@asynccontextmanager
async def _installed(url: str, nursery: Nursery, **sandbox: object) -> AsyncIterator[Torture]:
    box = await start_sandbox(rates=Rates(enabled=False), **sandbox)
    torture = Torture(box, url, nursery)
    yield torture
    await torture.abandon()
    await box.close()


@pytest.fixture
async def torture(sqlite_url: str, nursery: Nursery) -> AsyncIterator[Torture]:
    """A bot with the probe's handlers, on SQLite."""
    async with _installed(sqlite_url, nursery) as torture:
        yield torture


@pytest.fixture
async def torture_on_both(url: str, nursery: Nursery) -> AsyncIterator[Torture]:
    """A bot with the probe's handlers, on SQLite and on PostgreSQL."""
    async with _installed(url, nursery) as torture:
        yield torture


@dataclass
class School:
    """The whole bot over the world of the tests, the phones of its people, and the clock of all processes."""

    torture: Torture
    world: World
    clock: MovedClock

    @property
    def teacher(self) -> Person:
        """The phone of the teacher."""
        return self.torture.box.client.person(CHATS["teacher"])

    @property
    def operator(self) -> Person:
        """The phone of the operator."""
        return self.torture.box.client.person(CHATS["operator"])


@asynccontextmanager
async def _opened(url: str, nursery: Nursery, folder: Path, system: Context) -> AsyncIterator[School]:
    clock = MovedClock(folder / CLOCK_FILE, system.region)
    clock.set(system.now)
    engine = sync_engine(url, synchronous="OFF")
    people = tuple(Persona(number, name) for name, number in CHATS.items())
    async with _installed(url, nursery, clock=clock, people=people) as torture:
        torture.var_dir = str(folder)
        with AuditedSession(engine, expire_on_commit=False) as session:
            yield School(torture, world.build(session, system), clock)
    engine.dispose()


@pytest.fixture
async def school(sqlite_url: str, nursery: Nursery, tmp_path: Path, system: Context) -> AsyncIterator[School]:
    """The whole bot on SQLite."""
    async with _opened(sqlite_url, nursery, tmp_path, system) as school:
        yield school


@pytest.fixture
async def school_on_both(url: str, nursery: Nursery, tmp_path: Path, system: Context) -> AsyncIterator[School]:
    """The whole bot on SQLite and on PostgreSQL."""
    async with _opened(url, nursery, tmp_path, system) as school:
        yield school
