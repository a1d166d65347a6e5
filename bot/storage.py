"""What a chat is in the middle of typing (aiogram's FSM), for the time of one update.

Read once when the update opens, changed in memory, written inside the update's transaction: state and effect can
never disagree. No lock is needed: the inbox hands a chat's updates over one by one.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey


class ChatStorage(BaseStorage):
    """The FSM of one chat; ``changed`` tells whether there is something to write."""

    def __init__(self, state: str | None, data: Mapping[str, Any]) -> None:
        self.state = state
        self.data = dict(data)
        self._before = (state, copy.deepcopy(self.data))

    @property
    def changed(self) -> bool:
        """Whether state or data differ from what was read."""
        return (self.state, self.data) != self._before

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Set the state; None ends it."""
        self.state = state.state if isinstance(state, State) else state

    async def get_state(self, key: StorageKey) -> str | None:
        """The state, or None."""
        return self.state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Replace the data."""
        self.data = dict(data)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """A copy of the data."""
        return copy.deepcopy(self.data)

    async def close(self) -> None:
        """Nothing is held."""
