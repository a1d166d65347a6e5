"""Updates on their way to the bot: numbered, kept until confirmed, handed out by long polling."""

import asyncio
import time
from collections.abc import Callable

from sandbox.errors import ApiError, conflict
from sandbox.limits import KEEP_UPDATES_SECONDS, POLL_SECONDS, POLL_UPDATES
from sandbox.shapes import Json
from sandbox.state import Pending, State

OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
HOOKED = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class UpdateQueue:
    """The queue of one bot."""

    def __init__(self, state: State, changed: Callable[[], None]) -> None:
        self._state = state
        self._changed = changed
        self._poller: asyncio.Future[None] | None = None
        self.arrived = asyncio.Event()

    def put(self, kind: str, payload: Json) -> Json:
        """Number and queue an update unless the bot asked not to get its kind; returns the update."""
        update = {"update_id": self._state.next_update_id, kind: payload}
        self._state.next_update_id += 1
        if not self._state.allowed_updates or kind in self._state.allowed_updates:
            self._state.pending.append(Pending(update, time.time()))
            self._wake()
        return update

    def repeat(self, update: Json) -> None:
        """Queue the very same update again, before all others, whatever offset the bot has reached."""
        self._state.pending.insert(0, Pending(update, time.time(), again=True))
        self._wake()

    async def poll(self, offset: int, limit: int, timeout: float, allowed: list[str] | None) -> list[Json]:  # noqa: ASYNC109 as Telegram calls it
        """Answer one getUpdates; raises the 409 refusals. A newer poller ends the older one, as in Telegram."""
        if self._state.webhook.get("url"):
            raise conflict(HOOKED)
        self.interrupt(conflict(OTHER_POLLER))
        if allowed is not None:
            self._state.allowed_updates = allowed
        self._confirm(offset)
        if not self._state.pending and timeout > 0:
            await self._wait(min(timeout, POLL_SECONDS))
        batch = self._state.pending[: min(max(limit, 1), POLL_UPDATES)]
        for item in batch:
            item.again = False
        return [item.update for item in batch]

    def interrupt(self, refusal: ApiError) -> None:
        """End the long poll under way with the refusal."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(refusal)

    def release(self) -> None:
        """End the long poll under way with whatever there is."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)

    def drop(self, update: Json) -> None:
        """Forget one update that a webhook has taken."""
        self._state.pending[:] = [item for item in self._state.pending if item.update is not update]
        self._changed()

    def clear(self) -> None:
        """Forget all updates."""
        self._state.pending.clear()
        self._changed()

    async def _wait(self, seconds: float) -> None:
        poller: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poller = poller
        try:
            await asyncio.wait_for(poller, seconds)
        except TimeoutError:
            return
        finally:
            if self._poller is poller:
                self._poller = None

    def _confirm(self, offset: int) -> None:
        pending = self._state.pending
        if offset < 0:
            pending[:] = pending[offset:]
        oldest = time.time() - KEEP_UPDATES_SECONDS
        kept = [p for p in pending if (p.again or p.update["update_id"] >= offset) and p.stored_at > oldest]
        if len(kept) != len(pending):
            pending[:] = kept
            self._changed()

    def _wake(self) -> None:
        self._changed()
        self.arrived.set()
        self.release()
