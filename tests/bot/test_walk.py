"""README's walk for a newcomer is what one tap executes of its own, in that order."""

from __future__ import annotations

import re
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Self

import sqlalchemy as sa

from bot.applications.calls import MyApplication
from bot.routes.calls import MarkActivity
from bot.screens import Home
from bot.settings.calls import Mute
from models.routes import Activity
from services.notices import NoticeKind
from tests.bot.town import Town

ROOT = Path(__file__).parent.parent.parent
MOST = 8


def _listed() -> list[str]:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## A newcomer's walk")[1].split("\n## ")[0]
    return re.findall(r"^\d+\. `([^`]+)`", section, re.MULTILINE)


class Trace:
    """Our files in the order in which a function of each is first called, on all threads begun under it."""

    def __init__(self) -> None:
        self._found: dict[str, None] = {}

    def __enter__(self) -> Self:
        threading.setprofile(self._note)
        sys.setprofile(self._note)
        return self

    def __exit__(self, *_error: object) -> None:
        sys.setprofile(None)
        threading.setprofile(None)

    def _note(self, frame: FrameType, event: str, _argument: object) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(ROOT):
            self._found.setdefault(path.relative_to(ROOT).as_posix())

    def take(self) -> list[str]:
        """What was called since the last time."""
        found = [name for name in self._found if not name.startswith(("tests/", "sandbox/", "."))]
        self._found.clear()
        return found


async def test_the_walk_of_readme_is_what_a_tick_runs_and_other_taps_do_not(active: Town) -> None:
    activity_id = active.chat.look(lambda session: session.scalars(sa.select(sa.func.min(Activity.id))).one())
    tick = MarkActivity(activity_id=activity_id, done=True)
    ran: list[list[str]] = []
    active.chat.clock.move(days=40)  # its day is over: nothing is asked first
    with Trace() as trace:
        await active.chat.restart()
        for call in (tick, Home(), MyApplication(), Mute(kind=NoticeKind.activity_soon, muted=True)):
            trace.take()
            await active.teacher.press(call.pack())
            ran.append(trace.take())
    shared = {name for names in ran[1:] for name in names}
    own = [name for name in ran[0] if name not in shared]
    assert own == _listed()
    assert 1 <= len(own) <= MOST
