"""Bots in processes of their own that kill themselves with SIGKILL at a chosen point.

``python -m tests.torture.runner`` imports everything once (that costs seconds) and then forks a bot for each line of
JSON on its input: it answers with the process id and, when the bot has ended, with its exit code. The points are
hooked from here, around the product's own code: the product knows nothing of them. A bot is either the whole one, as
the wiring builds it, or one with handlers that do one thing each.
"""

from __future__ import annotations

from marshrut import sqlite

sqlite.replace()

import asyncio  # noqa: E402 the fixed SQLite must be in place before anything imports the module
import faulthandler  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable  # noqa: E402
from datetime import UTC, datetime  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402
from unittest.mock import patch  # noqa: E402

from sqlalchemy import event  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

import bot.rooms  # noqa: E402, F401 with the next ones: the wiring imports them late, a fork has them ready
import notices  # noqa: E402, F401
import regions  # noqa: E402
import scheduler.ticking  # noqa: E402, F401
from bot.app import App, Wiring, build_bot  # noqa: E402
from bot.database import Database  # noqa: E402
from bot.screens import send  # noqa: E402
from marshrut import wiring as whole_wiring  # noqa: E402
from marshrut.settings import Settings  # noqa: E402
from services import inbox  # noqa: E402
from services.audit import AuditedSession  # noqa: E402
from services.outbox import Parcel  # noqa: E402
from tests.bot.probe import Probe  # noqa: E402
from tests.bot.test_sender import Words  # noqa: E402

#: Around the transaction of an update, of a batch that was fetched, and around a notice on its way.
POINTS = ("before_commit", "after_commit", "after_store", "before_send", "after_send", "never")


class Killer:
    """Kills the process when its point is reached for the n-th time."""

    def __init__(self, point: str, nth: int) -> None:
        self.point = point
        self.left = nth

    def reached(self, point: str) -> None:
        """Say where the process is."""
        if point != self.point:
            return
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(self) -> None:
        """Watch the transactions of updates and the sending of notices."""
        event.listen(AuditedSession, "before_commit", lambda session: self._transaction(session, "before_commit"))
        event.listen(AuditedSession, "after_commit", lambda session: self._transaction(session, "after_commit"))
        patch("services.inbox.store", self._noting(inbox.store)).start()
        patch("bot.sender.send", self._around(send)).start()

    def _transaction(self, session: Session, point: str) -> None:
        if session.info.get("stored"):
            self.reached(point.replace("commit", "store"))
        elif session.info["ctx"].correlation_id.startswith("update:"):
            self.reached(point)

    @staticmethod
    def _noting(store: Callable[..., Any]) -> Callable[..., Any]:
        def noted(session: Session, *args: Any, **kwargs: Any) -> Any:
            session.info["stored"] = True
            return store(session, *args, **kwargs)

        return noted

    def _around(self, send: Callable[..., Any]) -> Callable[..., Any]:
        async def watched(*args: Any, **kwargs: Any) -> Any:
            self.reached("before_send")
            message = await send(*args, **kwargs)
            self.reached("after_send")
            return message

        return watched


def word(session: Session, ctx: object, parcel: Parcel) -> Words:
    """The kind of a notice is all it says."""
    return Words(parcel.kind)


class Noon:
    """A noon of a working day, whenever the tests run: in quiet hours notices wait."""

    def now(self) -> datetime:
        """The same moment always."""
        return datetime(2027, 9, 1, 9, tzinfo=UTC)


async def run_probe(database: str, port: int, token: str) -> None:
    """Run the bot with the probe's handlers until SIGTERM."""
    opened = Database(database)
    wiring = Wiring(
        database=opened, clock=Noon(), region=regions.load("smolensk"), compose=word, press=str,
        routers=[Probe().router],
    )  # fmt: skip
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    await App(build_bot(token, api_url=f"http://127.0.0.1:{port}"), wiring).run(stop)
    await opened.close()


def run_whole(database: str, port: int, var_dir: str) -> None:
    """Run the bot and the scheduler as ``marshrut bot`` does, until SIGTERM."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    whole_wiring.serve_bot(
        Settings(database_url=database, sandbox_port=port, var_dir=Path(var_dir), tick_seconds=1)
    )  # fmt: skip


def run(database: str, port: int, token: str, kill: str, nth: int, var_dir: str) -> None:
    """Run a bot, the whole one when there is a ``var_dir``, until SIGTERM or until it kills itself."""
    Killer(kill, nth).hook()
    if var_dir:
        run_whole(database, port, var_dir)
    else:
        asyncio.run(run_probe(database, port, token))


def main() -> None:
    """Fork a bot for each line until the input ends."""
    faulthandler.enable()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # a bot told to stop before it can hear hears it later
    say("ready")
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            run(**json.loads(line))
            os._exit(0)
        say(str(pid))
        say(str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])))


def say(line: str) -> None:
    """Answer the test."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
