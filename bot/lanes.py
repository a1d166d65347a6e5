"""Order: one lane per chat, so a person's updates are handled one by one while chats go on side by side."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Lanes(Generic[T]):
    """Hands items over in order within a lane, at most ``width`` at a time in all.

    ``handle`` returns None when an item is done with, or the seconds to wait before it is tried again: the later
    items of that lane wait with it, other lanes do not.
    """

    def __init__(self, handle: Callable[[T], Awaitable[float | None]], *, width: int = 32) -> None:
        self._handle = handle
        self._slots = asyncio.Semaphore(width)
        self._queues: dict[int, deque[T]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._closing = asyncio.Event()
        self._fewer = asyncio.Condition()

    @property
    def length(self) -> int:
        """How many items wait or are being handled."""
        return sum(map(len, self._queues.values()))

    def waiting(self, lane: int) -> int:
        """How many items a lane holds, the one being handled included."""
        return len(self._queues.get(lane, ()))

    def put(self, lane: int, item: T) -> None:
        """Put an item at the end of a lane; one that arrives while closing is left for the next start."""
        if self._closing.is_set():
            return
        self._queues.setdefault(lane, deque()).append(item)
        if lane not in self._tasks:
            self._tasks[lane] = asyncio.create_task(self._run(lane))

    def replace_first(self, lane: int, item: T) -> None:
        """Put another item in place of the one being handled: the same thing, knowing more of its past."""
        self._queues[lane][0] = item

    async def shorter_than(self, length: int) -> None:
        """Wait until fewer than ``length`` items are left."""
        async with self._fewer:
            await self._fewer.wait_for(lambda: self.length < length)

    async def close(self, patience: float) -> None:
        """Let what is being handled end, for at most ``patience`` seconds; what waits stays where it is stored."""
        self._closing.set()
        tasks = list(self._tasks.values())
        if not tasks:
            return
        _done, late = await asyncio.wait(tasks, timeout=patience)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, lane: int) -> None:
        queue = self._queues[lane]
        try:
            while queue and not self._closing.is_set():
                async with self._slots:
                    again_in = await self._handle(queue[0])
                if again_in is None:
                    queue.popleft()
                    async with self._fewer:
                        self._fewer.notify_all()
                else:
                    await self._rest(again_in)
        finally:
            del self._queues[lane], self._tasks[lane]

    async def _rest(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except TimeoutError:
            return
