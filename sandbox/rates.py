"""Token buckets: about one message a second per chat with short bursts, and thirty a second over all."""

import math
from collections.abc import Callable

from sandbox.errors import too_many
from sandbox.options import Rates


class Bucket:
    """Holds up to `burst` permissions and gains `per_second` of them every second of real time."""

    def __init__(self, burst: float, per_second: float, now: float) -> None:
        self.burst = burst
        self.per_second = per_second
        self._level = burst
        self._at = now

    def lacking(self, now: float) -> float:
        """Return how many seconds are missing until one permission is there; zero when it is."""
        self._level = min(self.burst, self._level + (now - self._at) * self.per_second)
        self._at = now
        return max(0.0, (1 - self._level) / self.per_second)

    def take(self) -> None:
        """Use one permission up."""
        self._level -= 1


class Limiter:
    """Refuses a message that comes too soon, for its chat or for all chats together."""

    def __init__(self, rates: Rates, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self.change(rates)

    def change(self, rates: Rates) -> None:
        """Replace the rates and start with full buckets."""
        self.rates = rates
        self._chats: dict[int, Bucket] = {}
        self._overall = Bucket(rates.overall_burst, rates.overall_per_second, self._monotonic())

    def spend(self, chat_id: int, *, per_chat: bool) -> None:
        """Count one message; raises the 429 refusal when a bucket is empty. Edits count for all chats only."""
        if not self.rates.enabled:
            return
        now = self._monotonic()
        buckets = [self._overall, self._chat(chat_id, now)] if per_chat else [self._overall]
        missing = max(bucket.lacking(now) for bucket in buckets)
        if missing > 0:
            raise too_many(math.ceil(missing))
        for bucket in buckets:
            bucket.take()

    def _chat(self, chat_id: int, now: float) -> Bucket:
        if chat_id not in self._chats:
            self._chats[chat_id] = Bucket(self.rates.chat_burst, self.rates.chat_per_second, now)
        return self._chats[chat_id]
