"""Who waits for what: topics with a counter and a bell for those who wait."""

import asyncio
from collections import Counter


class Bell:
    """Counts changes per topic and wakes everyone who waits for any of them."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._event = asyncio.Event()

    def ring(self, topic: str) -> None:
        """Count one change of the topic and wake all who wait."""
        self.counts[topic] += 1
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """Wait for the next ring of any topic; returns False when the time passed first."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return False
        return True
