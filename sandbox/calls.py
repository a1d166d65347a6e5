"""The call log: what the bot asked, what it got, and how long it took."""

from collections import Counter, deque
from dataclasses import dataclass

from sandbox.shapes import Json

KEEP = 2000
SHORT = 500


@dataclass(frozen=True)
class Call:
    """One call of the bot; `code` is the HTTP code it was answered with, 0 when it got no answer."""

    id: int
    at: str
    method: str
    chat_id: int | None
    params: Json
    ms: float
    code: int
    description: str
    fault: str


class CallLog:
    """The last calls, and counts of all of them."""

    def __init__(self) -> None:
        self.entries: deque[Call] = deque(maxlen=KEEP)
        self.counts: Counter[str] = Counter()
        self.newest = 0

    def add(self, method: str, params: Json, *, at: str, ms: float, code: int, description: str, fault: str) -> Call:
        """Write one call down with its parameters shortened."""
        chat_id = params.get("chat_id")
        call = Call(
            id=self.newest + 1,
            at=at,
            method=method,
            chat_id=chat_id if isinstance(chat_id, int) else None,
            params={key: _short(value) for key, value in params.items()},
            ms=round(ms, 2),
            code=code,
            description=description,
            fault=fault,
        )
        self.newest += 1
        self.counts[method] += 1
        self.entries.append(call)
        return call

    def clear(self) -> None:
        """Forget the calls and the counts."""
        self.entries.clear()
        self.counts.clear()


def _short(value: object) -> object:
    if isinstance(value, str) and len(value) > SHORT:
        return value[:SHORT] + "…"
    return value
