"""Words typed where the form awaits a button: at which question it stands is kept, and that question is put anew."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import TelegramObject

from bot.applications.calls import (
    Asking,
    BlocksOf,
    Calendar,
    ChooseBlock,
    ChooseBlockOf,
    ChooseSubject,
    Discard,
    PickDay,
    SameBlocks,
    Send,
    Step,
)
from bot.calls import Nothing
from bot.taking import LetGo, Typing, stand
from services.applications.draft import DraftStep

#: Taps after which a question stays that the form itself has answered already, or could have.
STAYING: Mapping[type[CallbackData], DraftStep] = {
    ChooseSubject: DraftStep.subjects,
    ChooseBlock: DraftStep.blocks,
    ChooseBlockOf: DraftStep.blocks,
    BlocksOf: DraftStep.blocks,
    SameBlocks: DraftStep.blocks,
    Calendar: DraftStep.period,
    PickDay: DraftStep.period,
    Nothing: DraftStep.period,
}


class Standing(LetGo):
    """A tap within the form lets go of what was typed before; from then on the chat stands at a question of it."""

    async def __call__(
        self, handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]], event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # fmt: skip
        """Handle the tap with the question noted at which the form stands after it."""

        async def noted(event: TelegramObject, data: dict[str, Any]) -> Any:
            state: FSMContext = data["state"]
            await stand(state, at(data["callback_data"]))
            return await handler(event, data)

        return await super().__call__(noted, event, data)


def at(tap: CallbackData) -> Typing:
    """Where the form stands after a tap: at a question of its own, at the one that it names, or nowhere any more."""
    if isinstance(tap, Send) or (isinstance(tap, Discard) and tap.sure):
        return Typing(None, {})
    chosen = isinstance(tap, PickDay) and tap.since
    step = tap.step if isinstance(tap, Step) else None if chosen else STAYING.get(type(tap))
    if step is None or step is DraftStep.review:
        return Typing(Asking.button, {})
    return Typing(Asking.button, {"step": step.value, "every": isinstance(tap, Step | ChooseSubject) and tap.every})
