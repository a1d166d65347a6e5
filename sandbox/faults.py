"""Trouble on order: the next calls of a method fail in a chosen way."""

import asyncio
from dataclasses import dataclass

from aiohttp import web

from sandbox.errors import ApiError, blocked, too_many
from sandbox.shapes import Json

KINDS = ("500", "502", "401", "403", "429", "timeout", "disconnect", "slow")
HANG_SECONDS = 3600.0
MESSAGE_PREFIXES = ("send", "edit", "delete", "copy", "forward")
NOT_MESSAGES = {"sendchataction", "deletewebhook", "deletemycommands"}
BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass
class Fault:
    """One ordered trouble.

    `method` is a method's name, `messages` for all that write to a chat, or `*` for all. `count` calls are struck,
    None means all until reset. With `executed` the call takes effect first and only its answer is spoilt.
    """

    kind: str
    method: str = "messages"
    count: int | None = 1
    executed: bool = False
    retry_after: int = 5
    ms: int = 2000
    chat_id: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown fault: {self.kind}; known: {', '.join(KINDS)}")
        if self.count is not None and self.count < 1:
            raise ValueError("a fault strikes at least one call")

    def fits(self, method: str, chat_id: object) -> bool:
        """Tell whether a call is among those to strike."""
        name = method.lower()
        wanted = self.method.lower()
        named = wanted in ("*", name) or (wanted == "messages" and writes_message(name))
        return named and self.chat_id in (None, chat_id)


def writes_message(name: str) -> bool:
    """Tell whether a lower-cased method writes to a chat."""
    return name.startswith(MESSAGE_PREFIXES) and name not in NOT_MESSAGES


class Faults:
    """The troubles still to come, oldest first."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Order one more."""
        self.waiting.append(fault)

    def take(self, method: str, chat_id: object) -> Fault | None:
        """Return the first that fits this call and count it."""
        fault = next((item for item in self.waiting if item.fits(method, chat_id)), None)
        if fault is not None and fault.count is not None:
            fault.count -= 1
            if fault.count == 0:
                self.waiting.remove(fault)
        return fault

    def take_unread(self, method: str) -> Fault | None:
        """Return a disconnect that comes before the request's body is read, if it is the next to strike."""
        fault = next((item for item in self.waiting if item.fits(method, None)), None)
        if fault is None or fault.kind != "disconnect" or fault.executed:
            return None
        return self.take(method, None)

    def clear(self) -> None:
        """Cancel all of them."""
        self.waiting.clear()


REFUSALS = {
    "500": lambda fault: ApiError(500, "Internal Server Error"),
    "401": lambda fault: ApiError(401, "Unauthorized"),
    "403": lambda fault: blocked(),
    "429": lambda fault: too_many(fault.retry_after),
}


async def spoil(fault: Fault, request: web.Request) -> web.Response:
    """Answer a call the way the fault wants; `slow` is no answer and is not asked here."""
    if fault.kind in REFUSALS:
        refusal = REFUSALS[fault.kind](fault)
        return web.json_response(refusal.body(), status=refusal.code)
    if fault.kind == "502":
        return web.Response(status=502, text=BAD_GATEWAY, content_type="text/html")
    if fault.kind == "timeout":
        await _hang(request)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def _hang(request: web.Request) -> None:
    waited = 0.0
    while waited < HANG_SECONDS and request.transport is not None and not request.transport.is_closing():
        await asyncio.sleep(0.1)
        waited += 0.1


def describe_fault(fault: Fault) -> Json:
    """Return a fault as JSON for the page."""
    return dict(vars(fault))
