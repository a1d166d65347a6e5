"""Waiting for what another task or process will do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def eventually(true: Callable[[], bool], seconds: float = 5) -> None:
    """Wait until ``true()`` holds; raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 what is waited for knows no event
            await asyncio.sleep(0.01)
