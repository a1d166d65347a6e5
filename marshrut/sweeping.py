"""Files that were brought and never registered, because a process ended in between, are taken away after a day."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from services import files
from services.clock import real_now
from services.context import Context

log = logging.getLogger("marshrut.sweeping")
EVERY_HOURS = 6
BATCH = 500


class Transact(Protocol):
    """Runs a service in a transaction of its own."""

    async def __call__(self, ctx: Context, service: Callable[..., Any], /, **kwargs: Any) -> Any:
        """Run ``service(session, ctx, **kwargs)`` and commit."""
        ...


async def sweep(transact: Transact, ctx: Context, folder: Path) -> int:
    """Remove what lies below ``folder`` for a day and belongs to nothing; returns how many files that were."""
    names = await asyncio.to_thread(files.names_before, folder, real_now() - files.UNREGISTERED_LIVES)
    gone = 0
    for begin in range(0, len(names), BATCH):
        lost = await transact(ctx, files.unregistered, stored_names=names[begin : begin + BATCH])
        await asyncio.to_thread(files.remove, folder, lost)
        gone += len(lost)
    if gone:
        log.info("%s files that nothing was registered for are removed", gone)
    return gone
