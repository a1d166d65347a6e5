"""Callback data and states of typing of conversations."""

from __future__ import annotations

import enum

from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import State, StatesGroup

from bot.calls import Id, MaybeId, Page


class Topic(enum.StrEnum):
    """What a question is about; the curator answers about a route and an activity, an operator about the rest.
    ``absence``: that one cannot come to the assessment, and when it would suit; ``called``: when one may be called."""

    route = "r"
    activity = "v"
    case = "c"
    absence = "n"
    called = "t"
    centre = "o"


class Ask(CallbackData, prefix="qa"):
    """Ask a question about a thing of one's own; the centre in general has no id."""

    topic: Topic
    id: MaybeId = 0


class PassOn(CallbackData, prefix="qp"):
    """Pass what was typed out of place on to the centre, as a question."""


class OpenThread(CallbackData, prefix="qt"):
    """Show a conversation; page 0 is the latest."""

    thread_id: Id
    page: MaybeId = 0


class WriteThread(CallbackData, prefix="qw"):
    """Write on in a conversation: an answer of the desk, or one more question."""

    thread_id: Id


class CloseThread(CallbackData, prefix="qc"):
    """No written answer is needed any more."""

    thread_id: Id


class Threads(CallbackData, prefix="ql"):
    """Show the questions that others asked, or with ``mine`` one's own."""

    mine: bool
    page: Page = 1


class Talking(StatesGroup):
    """What of a conversation is being typed."""

    said = State()
    question = State()
    answer = State()
