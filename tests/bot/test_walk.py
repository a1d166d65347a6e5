"""README's walk for a newcomer is what one tap really executes, in that order."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import sqlalchemy as sa

from bot.routes.calls import MarkActivity
from models.routes import Activity
from tests.bot.town import Town

ROOT = Path(__file__).parent.parent.parent
MOST = 8


def _listed() -> list[str]:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## A newcomer's walk")[1].split("\n## ")[0]
    return re.findall(r"^\d+\. `([^`]+)`", section, re.MULTILINE)


@contextmanager
def _executed() -> Iterator[list[str]]:
    """Our files in the order in which a function of each is first called within the block, on all threads."""
    found: dict[str, None] = {}

    def note(frame: FrameType, event: str, _argument: object) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(ROOT):
            found.setdefault(path.relative_to(ROOT).as_posix())

    names: list[str] = []
    sys.setprofile(note)
    threading.setprofile(note)
    try:
        yield names
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
        names.extend(found)


async def test_the_walk_of_readme_is_the_way_of_a_tick(active: Town) -> None:
    activity_id = active.chat.look(lambda session: session.scalars(sa.select(sa.func.min(Activity.id))).one())
    await active.chat.restart()
    with _executed() as executed:
        await active.teacher.press(MarkActivity(activity_id=activity_id, done=True).pack())
    listed = _listed()
    assert 1 <= len(listed) <= MOST
    assert [name for name in executed if name in listed] == listed
