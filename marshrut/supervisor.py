"""``marshrut run``: everything in one command, each room in a process of its own.

A room that ends with a line about what is wrong stops the rest; one that falls is begun again, with growing waits, and
when that does not help everything stops.
"""

from __future__ import annotations

import signal
import sys
import threading
from functools import partial

from locales import Text, catalog
from marshrut import database, installation, panel, ports, secrets, telegram
from marshrut.children import Child
from marshrut.settings import Settings
from marshrut.telegram import Me
from marshrut.trouble import EXIT_CODE

_ = catalog("marshrut").lazy
LOOK_SECONDS = 0.2
READY_SECONDS = 60.0
LOOPBACK = "127.0.0.1"


def run(settings: Settings) -> int:
    """Start everything, print the panel, stay until Ctrl+C or SIGTERM; returns the exit code."""
    ready, me = _prepare(settings)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_args: stopping.set())
    rooms = ("sandbox", "admin", "bot") if ready.offline else ("admin", "bot")
    children = [Child(room) for room in rooms]
    try:
        code = _started(ready, children, stopping)
        if code is None:
            sys.stdout.write(panel.text(ready, me))
            sys.stdout.flush()
            code = _watched(children, stopping)
    finally:
        _stop(children)
    _say(_("Stopped. The next start goes on from here: make run"))
    return code


def _stop(children: list[Child]) -> None:
    # The sandbox last: the bot still sends what it has begun.
    doing = [child for child in children if child.room != "sandbox"]
    for child in doing:
        child.ask_to_stop()
    for child in (*doing, *children):
        child.stop()


def _prepare(settings: Settings) -> tuple[Settings, Me | None]:
    ports.require_free(settings.admin_host, settings.admin_port, "ADMIN_PORT")
    if settings.offline:
        ports.require_free(LOOPBACK, settings.sandbox_port, "SANDBOX_PORT")
        ready = secrets.ensure(settings, generate=True)
        installation.fill_demo(ready)
        return ready, None
    me = telegram.me(settings)
    held = database.held(settings.database)
    if held is not None:
        installation.require_kind(settings, held)
    # A new installation has nobody whom new secrets would log out.
    ready = secrets.ensure(settings, generate=held is None)
    installation.begin(ready)
    installation.require_fit(ready)
    return ready, me


def _started(settings: Settings, children: list[Child], stopping: threading.Event) -> int | None:
    """Start the rooms and wait for those that have a door; returns an exit code when it is over already, else None."""
    doors = {"sandbox": (LOOPBACK, settings.sandbox_port), "admin": (settings.admin_host, settings.admin_port)}
    for child in children:
        child.start()
    for child in children:
        door = doors.get(child.room)
        if door and not ports.wait_for(*door, seconds=READY_SECONDS, going_on=partial(_going_on, child, stopping)):
            if stopping.is_set():
                return 0
            _say(_("The room {room} does not start.", room=child.room))
            return EXIT_CODE
    return None


def _going_on(child: Child, stopping: threading.Event) -> bool:
    return child.runs() and not stopping.is_set()


def _watched(children: list[Child], stopping: threading.Event) -> int:
    while not stopping.wait(LOOK_SECONDS):
        for child in children:
            child.restart_when_due()
            code = child.code()
            if code is None:
                continue
            if child.told():
                return EXIT_CODE
            wait = child.fell()
            if wait is None:
                _say(
                    _(
                        "The room {room} fell too often (last code {code}): everything stops.",
                        room=child.room,
                        code=code,
                    )
                )
                return EXIT_CODE
            _say(
                _(
                    "The room {room} ended with code {code} and starts again in {seconds} s.",
                    room=child.room,
                    code=code,
                    seconds=wait,
                )
            )
    return 0


def _say(text: Text) -> None:
    sys.stderr.write(f"{text}\n")
