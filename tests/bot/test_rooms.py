"""What the wiring gets of the subjects is whole: a screen for every state of typing, a button for every act."""

from __future__ import annotations

import re
from pathlib import Path

from aiogram.filters.callback_data import CallbackData

import notices
from bot import rooms
from bot.applications.calls import Asking
from bot.conversations.calls import Talking
from bot.people.calls import Filling, Linking, Walking
from bot.routes.calls import Writing
from notices import Action

ACT = re.compile(r'Action\("([a-z.]+)"')


def test_every_state_of_typing_has_its_screen_after_a_break() -> None:
    groups = (Filling, Walking, Linking, Asking, Writing, Talking)
    states = {state.state for group in groups for state in group.__states__}
    assert set(rooms.resumes()) == states


def test_every_act_of_a_notice_has_its_button_and_no_other() -> None:
    folder = Path(notices.__file__).parent
    acts = {act for path in folder.glob("*.py") for act in ACT.findall(path.read_text(encoding="utf-8"))}
    assert acts <= set(rooms.PRESSES) | set(rooms.OFFICE)
    assert set(rooms.OFFICE) <= acts
    for act in (*rooms.PRESSES, *rooms.OFFICE):
        assert len(rooms.press(Action(act, 2**31 - 1, 2**31 - 1)).encode()) <= 64


def test_prefixes_of_callback_data_are_short_and_unlike() -> None:
    prefixes = [kind.__prefix__ for kind in CallbackData.__subclasses__() if kind.__module__.startswith("bot.")]
    assert len(prefixes) == len(set(prefixes))
    assert max(map(len, prefixes)) <= 4
