"""One copy of each command in a directory of data. The lock is the system's: it ends with the process, even killed."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from locales import catalog
from marshrut.settings import Settings
from marshrut.trouble import Trouble

_ = catalog("marshrut").lazy
COMMANDS = frozenset({"run", "bot", "admin", "sandbox"})
FOLDER = "lock"


@contextmanager
def alone(settings: Settings, command: str) -> Iterator[None]:
    """Hold the directory of data for ``command``; raises Trouble while another process does the same with it."""
    folder = settings.var_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    # Not inherited by the rooms, so it ends with this process.
    with (folder / command).open("a+", encoding="utf-8") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            held.seek(0)
            raise _running(settings, held.read().strip()) from None
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        yield


def _running(settings: Settings, number: str) -> Trouble:
    return Trouble(
        _(
            "Marshrut is running already with the data of {folder} (process {number}). Open {address}, or stop that "
            "one first: Ctrl+C in its window.",
            folder=settings.var_dir, number=number or "?", address=settings.office_url,
        )
    )  # fmt: skip
