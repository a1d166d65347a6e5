"""The whole house as ``make run`` starts it: real processes on free ports, with demonstration data of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Generator, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext

import regions
from marshrut.clock import CLOCK_FILE, MovedClock
from regions import Region
from sandbox.client import SandboxClient
from services import calendar
from services.clock import real_now
from tests.e2e.office import Office
from tests.marshrut.conftest import free_port
from tests.marshrut.test_supervisor import ROOT, Run

REGION: Region = regions.load("smolensk")


def noon(day: date) -> datetime:
    """Noon of a day in the region: a time at which notices leave, if the day is a working one."""
    return calendar.at(REGION, day, REGION.workday[0]) + timedelta(hours=3)


class House:
    """A run, its clock, its chat page and its back office."""

    def __init__(self, directory: Path) -> None:
        self.run = Run(directory, admin_port=free_port(), sandbox_port=free_port())
        self.clock = MovedClock(directory / "var" / CLOCK_FILE, REGION)
        self.client = SandboxClient(self.run.chat)
        self._offices: list[Office] = []

    @property
    def password(self) -> str:
        """What everybody of the demonstration signs in with, as the panel says it."""
        found = re.search(r"пароль у всех один: (\S+)", self.run.output())
        assert found
        return found[1]

    @property
    def today(self) -> date:
        """Today in the region."""
        return REGION.today(self.clock.now())

    async def office(self, email: str) -> Office:
        """A browser in which somebody has signed in."""
        self._offices.append(Office(self.run.office))
        await self._offices[-1].sign_in(email, self.password)
        return self._offices[-1]

    def told(self) -> dict[str, str]:
        """What was printed, and what each process logged, by the name of the log."""
        logs = (self.run.directory / "var" / "log").glob("*")
        return {"output": self.run.output()} | {
            path.name: path.read_text(encoding="utf-8") for path in logs if path.is_file()
        }

    def faults(self) -> list[str]:
        """What the processes said or logged of things that broke, each with what came after it."""
        fault = re.compile(r"Traceback.*?(?:\n(?=\S)|\Z)\S.*", re.DOTALL)
        return [found[-3000:] for one in self.told().values() for found in fault.findall(one)]

    async def close(self) -> None:
        """Close the browsers and stop everything."""
        for one in self._offices:
            await one.close()
        await self.client.close()
        self.run.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show with a failed test the ends of the logs of its house: what failed once may not fail again."""
    report = yield
    house = getattr(item, "funcargs", {}).get("house")
    if report.failed and isinstance(house, House):
        report.sections += [(name, text[-4000:]) for name, text in house.told().items()]
    return report


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory in which the demonstration is filled, at noon of a working day; tests take copies."""
    home = tmp_path_factory.mktemp("demonstration")
    clock = MovedClock(home / "var" / CLOCK_FILE, REGION)
    clock.set(noon(calendar.add_working_days(REGION, REGION.today(real_now()), 1)))
    made = Run(home, admin_port=free_port(), sandbox_port=free_port())
    subprocess.run(
        [sys.executable, "-m", "marshrut", "demo"], cwd=home, env=made._environment, check=True, capture_output=True
    )
    assert (ROOT / "marshrut").is_dir()
    return home


@pytest.fixture(scope="module")
def home(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the filled directory for the tests of a module."""
    copy = tmp_path_factory.mktemp("house")
    shutil.copytree(filled, copy, dirs_exist_ok=True)
    yield copy
    shutil.rmtree(copy, ignore_errors=True)


@pytest.fixture
async def house(home: Path) -> AsyncIterator[House]:
    """Everything runs, at noon of a working day."""
    made = House(home)
    made.clock.set(noon(calendar.nearest_working_day(REGION, made.today)))
    made.run.start()
    yield made
    await made.close()


@pytest.fixture(scope="module")
def office(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for what only reads."""
    copy = tmp_path_factory.mktemp("office")
    shutil.copytree(filled, copy, dirs_exist_ok=True)
    made = House(copy)
    made.run.start()
    yield made
    made.run.stop()


@pytest.fixture
async def window() -> AsyncIterator[BrowserContext]:
    """A browser with a laptop's window."""
    from tests.e2e.browser import chromium  # it knows the house, which is here

    async with chromium() as found:
        yield found
