"""Import of 100,000 people over HTTP: a real back office reads a workbook, shows the preview and applies it.

Beside it one client opens pages and another asks for the writer all the time: how long they wait is what others notice.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import sqlalchemy as sa

from benchmarks.lists import FIRST, LAST, letters
from benchmarks.people import REGION
from benchmarks.processes import ROOT, answers, free_ports
from documents import tables
from marshrut import database
from models.audit import Installation
from models.engine import sync_engine
from models.imports import ImportKind
from services import accounts, imports, passwords
from services.audit import AuditedSession, acting
from services.context import Actor, Context
from tests import world
from tests.e2e.office import TOKEN

SIZES = (10_000, 100_000)
EMAIL, PASSWORD = "operator@example.org", "a long phrase of the benchmark"
SCHOOLS = ("Средняя школа № 1 г. Вязьмы", "Гимназия «Исток»")
PAUSE = 0.02
PATIENCE = 900


def workbook(size: int, today: Any) -> bytes:
    """A workbook of people as a school system would export it, every column filled."""
    columns = imports.COLUMNS[ImportKind.people]
    rows = (
        [
            LAST[number % 10] + letters(number // 10), FIRST[number // 7 % 10], "Сергеевна", "",
            SCHOOLS[number % 2], "Учитель", "педагогический работник", "Физика; Математика", f"+7999{number:07d}",
            f"teacher{number}@example.org", "высшее педагогическое", 1990 + number % 30, "первая категория",
            today - timedelta(days=30),
        ]
        for number in range(size)
    )  # fmt: skip
    return tables.workbook("Люди", [str(column.head) for column in columns], rows)


def prepare(url: str) -> datetime:
    """A migrated database with a town and an operator who can sign in; returns the moment of it."""
    database.upgrade(url)
    now = datetime.now(UTC)
    system = Context(Actor(None), now, REGION)
    engine = sync_engine(url)
    with AuditedSession(engine, expire_on_commit=False) as session:
        session.add(Installation(id=1, region=REGION.code, demo=True, created_at=now))
        town = world.build(session, system)
        acting(session, system)
        accounts.create_account(
            session, system, person_id=town.operator_id, email=EMAIL, password=passwords.chosen(PASSWORD)
        )
        session.commit()
    engine.dispose()
    return now


@dataclass
class Watch:
    """What a process and the database go through: peak memory, waits for the writer, times of pages; by phase."""

    process: psutil.Process
    url: str
    phase: str = "rest"
    memory: dict[str, int] = field(default_factory=dict)
    waits: dict[str, list[float]] = field(default_factory=dict)
    pages: dict[str, list[float]] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[Watch]:
        """Watch in threads of its own."""
        threads = [threading.Thread(target=one) for one in (self._weigh, self._ask_for_the_writer)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self.over.set()
            for thread in threads:
                thread.join()

    def _weigh(self) -> None:
        while not self.over.wait(PAUSE):
            self.memory[self.phase] = max(self.memory.get(self.phase, 0), self.process.memory_info().rss)

    def _ask_for_the_writer(self) -> None:
        engine = sync_engine(self.url)
        while not self.over.wait(PAUSE):
            phase, started = self.phase, time.perf_counter()
            with engine.begin() as connection:
                connection.execute(sa.text("SELECT 1"))
            self.waits.setdefault(phase, []).append(time.perf_counter() - started)
        engine.dispose()


class Browser:
    """An operator's browser."""

    def __init__(self, base: str, session: aiohttp.ClientSession) -> None:
        self.base, self.session, self.token, self.address = base, session, "", ""

    async def get(self, path: str) -> aiohttp.ClientResponse:
        """Open a page; its text is read."""
        return await self._keep(await self.session.get(self.base + path))

    async def post(self, path: str, content: bytes | None = None, **fields: str) -> aiohttp.ClientResponse:
        """Send a form, with a file when there is ``content``."""
        form = aiohttp.FormData({"csrf_token": self.token, **fields})
        if content is not None:
            form.add_field("file", content, filename="люди.xlsx", content_type=tables.MEDIA_TYPE)
        return await self._keep(await self.session.post(self.base + path, data=form))

    async def _keep(self, response: aiohttp.ClientResponse) -> aiohttp.ClientResponse:
        text = await response.text()
        if response.status != 200:
            raise RuntimeError(f"{response.status} at {response.url}: {text[:300]}")
        self.address = str(response.url).removeprefix(self.base)
        if found := TOKEN.search(text):
            self.token = found[1]
        return response


async def _open_pages(browser: Browser, watch: Watch) -> None:
    while True:
        phase, started = watch.phase, time.perf_counter()
        await browser.get("/people/")
        watch.pages.setdefault(phase, []).append(time.perf_counter() - started)
        await asyncio.sleep(10 * PAUSE)


async def _import(base: str, watch: Watch, content: bytes) -> dict[str, float]:
    """Seconds until each phase is over."""
    seconds: dict[str, float] = {}
    options: dict[str, Any] = {
        "cookie_jar": aiohttp.CookieJar(unsafe=True), "timeout": aiohttp.ClientTimeout(total=PATIENCE)
    }  # fmt: skip
    async with aiohttp.ClientSession(**options) as session:
        browser = Browser(base, session)
        await browser.get("/login/")
        await browser.post("/login/", email=EMAIL, password=PASSWORD)
        beside = asyncio.create_task(_open_pages(Browser(base, session), watch))
        await asyncio.sleep(1)
        await browser.get("/imports/upload/?kind=people")
        watch.phase, started = "upload", time.perf_counter()
        await browser.post("/imports/upload/?kind=people", content)
        seconds["upload"], preview = time.perf_counter() - started, browser.address
        watch.phase = "reading"
        while "Refresh" in (await browser.get(preview)).headers:  # noqa: ASYNC110 another process reads
            await asyncio.sleep(0.2)
        seconds["reading"] = time.perf_counter() - started
        watch.phase, started = "apply", time.perf_counter()
        await browser.post(preview.replace("preview", "apply"))
        seconds["apply"] = time.perf_counter() - started
        watch.phase = "rest"
        beside.cancel()
        await asyncio.gather(beside, return_exceptions=True)
    return seconds


def measure(folder: Path) -> list[tuple[str, str]]:
    """Rows of the table, for each size."""
    return [row for size in SIZES for row in _measure(folder / str(size), size)]


def _measure(folder: Path, size: int) -> list[tuple[str, str]]:
    folder.mkdir()
    url = f"sqlite:///{folder / 'demo.sqlite3'}"
    content = workbook(size, REGION.today(prepare(url)))
    port = free_ports(1)[0]
    environment = os.environ | {"VAR_DIR": str(folder), "ADMIN_PORT": str(port), "BOT_TOKEN": "", "DATABASE_URL": ""}
    command = [sys.executable, "-m", "marshrut", "admin"]
    office = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not answers(port):
            if office.poll() is not None:
                raise RuntimeError(f"the back office ended with {office.returncode}")
            time.sleep(0.1)
        with Watch(psutil.Process(office.pid), url).running() as watch:
            seconds = asyncio.run(_import(f"http://127.0.0.1:{port}", watch, content))
    finally:
        office.terminate()
        office.wait(30)
    return _rows(f"{size:,} rows", len(content), seconds, watch)


def _rows(of: str, length: int, seconds: dict[str, float], watch: Watch) -> list[tuple[str, str]]:
    rows = [(f"{of}: workbook, MB", f"{length / 2**20:.1f}")]
    rows += [(f"{of}: {name}, s", f"{value:.1f}") for name, value in seconds.items()]
    rows += [(f"{of}: memory, {name}, MiB", f"{value / 2**20:.0f}") for name, value in watch.memory.items()]
    for what, found in (("waits for the writer", watch.waits), ("opening a page", watch.pages)):
        rows += [
            (
                f"{of}: {what}, {name}, longest, p95, s",
                f"{max(values):.2f} {statistics.quantiles(values, n=20)[-1]:.2f}",
            )
            for name, values in found.items()
            if len(values) > 1
        ]
    return rows
