"""``marshrut run`` with real processes: started, watched, stopped; the next start goes on."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

import regions
from marshrut import database, wiring
from marshrut import settings as reading
from models.engine import sync_engine
from tests.marshrut.conftest import free_port, only_flag

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).parents[2]
PATIENCE = 120.0


class Run:
    """One ``marshrut run`` in a directory of its own."""

    def __init__(self, directory: Path, *, admin_port: int, sandbox_port: int) -> None:
        around = {name: value for name, value in os.environ.items() if name not in reading.names()}
        self.directory = directory
        self.office = f"http://127.0.0.1:{admin_port}"
        self.chat = f"http://127.0.0.1:{sandbox_port}"
        self._environment = {
            **around, "PYTHONPATH": str(ROOT), "ADMIN_PORT": str(admin_port), "SANDBOX_PORT": str(sandbox_port)
        }  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait for the panel."""
        self._output = (self.directory / "output").open("w+b")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "marshrut", "run"],
            cwd=self.directory, env=self._environment, stdout=self._output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        wait_until(lambda: "Ctrl+C" in self.output() or self.process.poll() is not None)
        assert self.process.poll() is None, self.output()

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The supervising process."""
        assert self._process is not None
        return self._process

    def output(self) -> str:
        """What was printed so far, by whichever process."""
        return (self.directory / "output").read_text(encoding="utf-8")

    def room(self, name: str) -> psutil.Process | None:
        """The process of a room, if it runs."""
        for child in psutil.Process(self.process.pid).children():
            if child.status() != psutil.STATUS_ZOMBIE and child.cmdline()[-1:] == [name]:
                return child
        return None

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        self._output.close()
        return code


def wait_until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until something holds; fail after ``seconds``."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


def opens(url: str) -> bool:
    """Whether a page opens there."""
    with urllib.request.urlopen(url, timeout=60) as response:  # noqa: S310 our own address
        return bool(response.status == 200)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """A run that has printed its panel."""
    made = Run(tmp_path, admin_port=free_port(), sandbox_port=free_port())
    url = f"sqlite:///{tmp_path}/var/demo.sqlite3"
    database.upgrade(url)
    engine = sync_engine(url)
    only_flag(wiring.sessions(engine), regions.load("smolensk"), datetime.now(UTC), password="")
    engine.dispose()
    try:
        made.start()
        yield made
    finally:
        made.stop()


def test_chat_and_back_office_open_and_the_panel_says_how_to_sign_in(run: Run) -> None:
    assert opens(run.chat)
    assert opens(run.office)
    password = re.search(r"пароль у всех один: (\S+)", run.output())
    assert password
    assert password[1] in (run.directory / "var" / "secrets.env").read_text()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_and_the_next_start_goes_on(run: Run, number: signal.Signals) -> None:
    rooms = psutil.Process(run.process.pid).children()
    assert run.stop(number) == 0
    assert not [room for room in rooms if room.is_running()]
    assert "Traceback" not in run.output()
    run.start()
    assert opens(run.office)


def test_a_killed_bot_is_begun_again(run: Run) -> None:
    killed = run.room("bot")
    assert killed
    killed.kill()
    wait_until(lambda: (again := run.room("bot")) is not None and again.pid != killed.pid)
    assert "bot" in run.output()
    assert run.process.poll() is None


def test_no_room_outlives_a_killed_parent(run: Run) -> None:
    rooms = psutil.Process(run.process.pid).children()
    assert len(rooms) == 3
    run.process.kill()
    wait_until(lambda: not [room for room in rooms if room.is_running()])


def test_a_second_start_beside_the_first_says_that_the_port_is_taken(run: Run) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "marshrut", "run"],
        cwd=run.directory, env=run._environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert second.returncode != 0
    assert len(second.stderr.splitlines()) == 1
    assert opens(run.chat)
