"""A sandbox, and bots in processes of their own that die and start again."""

from __future__ import annotations

import asyncio
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
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
    """The process that forks bots, one at a time; what they say of faults goes to a file."""

    def __init__(self, said: Path) -> None:
        self._said = said
        with said.open("w", encoding="utf-8") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.torture.runner"], cwd=ROOT, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
            )  # fmt: skip
        self._lines: queue.Queue[str] = queue.Queue()
        # A daemon of its own, so that a bot which never ends fails its test and holds nothing after it.
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._next()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line.strip())

    def _next(self) -> str:
        for _second in range(PATIENCE):  # a machine that was paused for a minute has not waited for a minute
            with suppress(queue.Empty):
                return self._lines.get(timeout=1)
        raise TimeoutError

    def _fork(self, told: str) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(told + "\n")
        self._process.stdin.flush()
        return int(self._next())

    async def fork(self, **options: object) -> int:
        """Start a bot with the runner's options; returns its process id."""
        return await asyncio.to_thread(self._fork, json.dumps(options))

    async def exit_code(self) -> int:
        """Wait for the bot to end; raises TimeoutError when it does not."""
        return int(await asyncio.to_thread(self._next))

    def said(self) -> str:
        """The end of what bots said of faults."""
        return self._said.read_text(encoding="utf-8")[-8000:]

    def close(self) -> None:
        """End the process; raises TimeoutExpired when a bot still runs."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=PATIENCE)
        self._listener.join(PATIENCE)
        self._process.stdout.close()


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
        pid, self.pid = self.pid, 0
        try:
            return await self.nursery.exit_code()
        except TimeoutError:
            os.kill(pid, signal.SIGABRT)  # the runner has it write down where each of its threads stands
            await self.nursery.exit_code()
            pytest.fail(f"the bot goes on after {PATIENCE} s:\n{self.nursery.said()}")

    async def abandon(self) -> None:
        """End a bot that a failing test left behind."""
        if self.pid:
            with suppress(ProcessLookupError):  # it may have died at a moment the test did not expect
                os.kill(self.pid, signal.SIGKILL)
            await self._ended()

    def look(self, ask: Callable[[Session], T]) -> T:
        """Ask the database."""
        engine = sync_engine(self.database, synchronous="OFF")
        try:
            with Session(engine, expire_on_commit=False) as session:
                return ask(session)
        finally:
            engine.dispose()


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """What forks the bots of all tests."""
    nursery = Nursery(tmp_path_factory.mktemp("nursery") / "said.log")
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
