"""Waiting for what another task or process will do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def eventually(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until ``true()`` holds; raises TimeoutError after so many seconds of waiting, not of the clock.

    A machine that was paused, or slow to look, is given its time.
    """
    for _turn in range(round(seconds * 100)):
        if true():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError(f"not in {seconds} s")
