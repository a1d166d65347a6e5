"""The door for the bot: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.errors import ApiError
from sandbox.faults import Fault, spoil
from sandbox.methods.table import SIMULATED
from sandbox.parameters import Params, read_params
from sandbox.shapes import Json
from sandbox.specification import MethodSpec
from sandbox.world import World


@dataclass
class _Visit:
    """One request on its way through the door."""

    request: web.Request
    spec: MethodSpec
    params: Params = field(default_factory=Params)
    fault: Fault | None = None
    started: float = field(default_factory=time.perf_counter)


class BotDoor:
    """Answers the bot's calls, each the way aiogram's specification and Telegram's limits want it."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[web.RouteDef]:
        """Return the door's routes."""
        method = r"/bot{token:[^/]+}/{method:[^/]+}"
        return [
            web.get(method, self.call),
            web.post(method, self.call),
            web.get(r"/file/bot{token:[^/]+}/{path:.+}", self.download),
        ]

    async def call(self, request: web.Request) -> web.Response:
        """Answer one call, a fault on order first."""
        name = request.match_info["method"]
        if request.match_info["token"] not in self.world.options.tokens:
            return self._turn_away(name, ApiError(401, "Unauthorized"))
        spec = self.world.methods.get(name.lower())
        if spec is None:
            return self._turn_away(name, ApiError(404, "Not Found: method not found"))
        return await self._answer(_Visit(request, spec))

    async def execute(self, spec: MethodSpec, params: Params) -> Any:
        """Run one call on the world and return its result; raises ApiError."""
        simulated = SIMULATED.get(spec.name)
        if simulated is not None:
            return await simulated(self.world, params)
        if spec.returns_bool:
            return True
        raise ApiError(501, f"Not Implemented: the sandbox does not simulate {spec.name}")

    def log(self, name: str, params: Params, *, code: int, description: str, ms: float, fault: str = "") -> None:
        """Write a call down; polls that went well are too many to keep."""
        if name == "getUpdates" and code == 200 and not fault:
            self.world.calls.counts[name] += 1
            return
        at = self.world.clock.now().isoformat()
        summary = params.summary()
        self.world.calls.add(name, summary, at=at, ms=ms, code=code, description=description, fault=fault)
        self.world.bell.ring("calls")

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Hand a file out."""
        if request.match_info["token"] not in self.world.options.tokens:
            return _refuse(ApiError(401, "Unauthorized"))
        stored = self.world.files.find_path(request.match_info["path"])
        if stored is None:
            return _refuse(ApiError(404, "Not Found"))
        return web.FileResponse(self.world.storage.folder / stored.path)

    def _turn_away(self, name: str, refusal: ApiError) -> web.Response:
        self.log(name, Params(), code=refusal.code, description=refusal.description, ms=0)
        return _refuse(refusal)

    async def _answer(self, visit: _Visit) -> web.Response:
        unread = self.world.faults.take_unread(visit.spec.name)
        if unread is not None:
            visit.fault = unread
            return await self._spoil(visit)
        try:
            visit.params = await read_params(visit.request, visit.spec)
        except ApiError as refusal:
            return self._finish(visit, refusal.code, refusal.body())
        visit.fault = self.world.faults.take(visit.spec.name, visit.params.get("chat_id"))
        return await self._strike(visit) if visit.fault else await self._run(visit)

    async def _strike(self, visit: _Visit) -> web.Response:
        fault = visit.fault
        if fault is None or fault.kind == "slow":
            await asyncio.sleep((fault.ms if fault else 0) / 1000)
            return await self._run(visit)
        if fault.executed:
            await self._run(visit, write_down=False)
        return await self._spoil(visit)

    async def _spoil(self, visit: _Visit) -> web.Response:
        if visit.fault is None:
            raise AssertionError("spoiling needs a fault")
        kind = visit.fault.kind
        self._write_down(visit, int(kind) if kind.isdecimal() else 0, f"fault: {kind}")
        return await spoil(visit.fault, visit.request)

    async def _run(self, visit: _Visit, *, write_down: bool = True) -> web.Response:
        try:
            result = await self.execute(visit.spec, visit.params)
        except ApiError as refusal:
            return self._finish(visit, refusal.code, refusal.body(), write_down=write_down)
        return self._finish(visit, 200, {"ok": True, "result": result}, write_down=write_down)

    def _finish(self, visit: _Visit, code: int, body: Json, *, write_down: bool = True) -> web.Response:
        if write_down:
            self._write_down(visit, code, body.get("description", ""))
        return web.json_response(body, status=code)

    def _write_down(self, visit: _Visit, code: int, description: str) -> None:
        if visit.spec.name == "getUpdates" and _has_left(visit.request):
            return  # a stopped bot left its poll behind; that it was ended is nobody's refusal
        ms = (time.perf_counter() - visit.started) * 1000
        fault = visit.fault.kind if visit.fault else ""
        self.log(visit.spec.name, visit.params, code=code, description=description, ms=ms, fault=fault)


def _refuse(refusal: ApiError) -> web.Response:
    return web.json_response(refusal.body(), status=refusal.code)


def _has_left(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()
