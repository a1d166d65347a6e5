"""Endpoints that read chats and move the stand-in itself: clock, faults, rates, call log, reset."""

import asyncio
import contextlib
import dataclasses
import json
from collections import Counter
from datetime import datetime
from urllib.parse import quote

from aiohttp import web

from sandbox.errors import PageError
from sandbox.faults import Fault
from sandbox.limits import QUERY_SECONDS
from sandbox.page.reading import body_of, number_of, person_of
from sandbox.page.views import SHOWN, call_view, chat_view, people_view, state_view
from sandbox.world import World

LONGEST_WAIT = 60.0
HEARTBEAT = 15.0


class Control:
    """Reading, waiting and the levers of the stand-in."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Return the routes below `/sandbox`."""
        return [
            web.get("/sandbox/state", self.state),
            web.get("/sandbox/people", self.people),
            web.get(r"/sandbox/people/{id:-?\d+}/chat", self.chat),
            web.get("/sandbox/files/{file_id}", self.file),
            web.get("/sandbox/events", self.events),
            web.get("/sandbox/calls", self.calls),
            web.delete("/sandbox/calls", self.clear_calls),
            web.post("/sandbox/clock", self.clock),
            web.post("/sandbox/faults", self.add_fault),
            web.delete("/sandbox/faults", self.clear_faults),
            web.post("/sandbox/rates", self.rates),
            web.post("/sandbox/queries/expire", self.expire_queries),
            web.post("/sandbox/reset", self.reset),
        ]

    async def state(self, request: web.Request) -> web.Response:
        """Return bot, people, clock, faults and rates."""
        return web.json_response(state_view(self._world))

    async def people(self, request: web.Request) -> web.Response:
        """Return the people with badges."""
        return web.json_response(people_view(self._world))

    async def chat(self, request: web.Request) -> web.Response:
        """Return a chat; with `after` and `timeout` wait until it is newer than that version."""
        chat = person_of(self._world, request)
        after = number_of(request, "after", -1)
        deadline = asyncio.get_running_loop().time() + min(number_of(request, "timeout", 0), LONGEST_WAIT)
        while chat.version <= after and not self._world.closing:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0 or not await self._world.bell.wait(left):
                break
            chat = person_of(self._world, request)
        before = number_of(request, "before", 0)
        limit = int(number_of(request, "limit", SHOWN))
        return web.json_response(chat_view(self._world, chat, limit=limit, before=int(before) or None))

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Hand a file to the page: pictures to look at, everything else to save."""
        stored = self._world.files.find(request.match_info["file_id"])
        if stored is None:
            raise PageError("no such file", 404)
        response = web.FileResponse(self._world.storage.folder / stored.path)
        response.content_type = stored.mime if stored.kind in ("photo", "sticker") else "application/octet-stream"
        if stored.kind not in ("photo", "sticker"):
            response.headers["Content-Disposition"] = _attachment(stored.name)
        return response

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Stream the topics that changed, as server-sent events."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        seen = Counter(self._world.bell.counts)
        with contextlib.suppress(ConnectionResetError):
            await response.write(b"data: []\n\n")
            while not self._world.closing:
                counts = self._world.bell.counts
                if counts == seen:  # else something rang while the last answer was being written
                    await self._world.bell.wait(HEARTBEAT)
                topics = [topic for topic in counts if counts[topic] != seen[topic]]
                seen = Counter(counts)
                await response.write(f"data: {json.dumps(topics)}\n\n".encode())
        return response

    async def calls(self, request: web.Request) -> web.Response:
        """Return the call log after an id, newest last, of one method if named, and counts of all calls."""
        after = number_of(request, "after", 0)
        method = request.query.get("method", "").lower()
        log = self._world.calls
        found = [call for call in log.entries if call.id > after and method in ("", call.method.lower())]
        limit = int(number_of(request, "limit", len(found) or 1))
        shown = [call_view(call) for call in found[-limit:]]
        return web.json_response({"calls": shown, "counts": log.counts, "newest": log.newest})

    async def clear_calls(self, request: web.Request) -> web.Response:
        """Empty the call log."""
        self._world.calls.clear()
        self._world.bell.ring("calls")
        return web.json_response({})

    async def clock(self, request: web.Request) -> web.Response:
        """Move the domain clock by a `step` or to an `instant`; returns the new instant."""
        body = await body_of(request)
        try:
            if "step" in body:
                now = await asyncio.to_thread(self._world.clock.shift, str(body["step"]))
            else:
                instant = datetime.fromisoformat(str(body.get("instant")))
                now = await asyncio.to_thread(self._world.clock.set, instant)
        except ValueError as error:
            raise PageError(str(error)) from error
        self._world.bell.ring("clock")
        return web.json_response({"now": now.isoformat()})

    async def add_fault(self, request: web.Request) -> web.Response:
        """Order trouble: the fields of `sandbox.faults.Fault`."""
        try:
            fault = Fault(**await body_of(request))
        except (TypeError, ValueError) as error:
            raise PageError(str(error)) from error
        self._world.faults.add(fault)
        self._world.bell.ring("faults")
        return web.json_response({})

    async def clear_faults(self, request: web.Request) -> web.Response:
        """Cancel all trouble."""
        self._world.faults.clear()
        self._world.bell.ring("faults")
        return web.json_response({})

    async def rates(self, request: web.Request) -> web.Response:
        """Change the message rates: any fields of `sandbox.options.Rates`."""
        try:
            rates = dataclasses.replace(self._world.limiter.rates, **await body_of(request))
        except TypeError as error:
            raise PageError(str(error)) from error
        self._world.limiter.change(rates)
        return web.json_response(dataclasses.asdict(rates))

    async def expire_queries(self, request: web.Request) -> web.Response:
        """Make every tap that waits for its answer too old to be answered."""
        for query in self._world.queries.values():
            query.asked_at -= QUERY_SECONDS + 1
        return web.json_response({"expired": len(self._world.queries)})

    async def reset(self, request: web.Request) -> web.Response:
        """Forget everything but the people of the options."""
        self._world.reset()
        return web.json_response({})


def _attachment(name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(name)}"
