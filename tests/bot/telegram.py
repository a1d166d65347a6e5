"""Telegram within the test's own process: the sandbox's rules behind aiogram's session, without HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import TelegramMethod

from sandbox.bot_door import BotDoor
from sandbox.errors import ApiError
from sandbox.parameters import Params, Upload, decode
from sandbox.world import World

Trouble = Callable[[TelegramMethod[Any]], Exception | None]


class FakeSession(BaseSession):
    """Answers aiogram's calls from a sandbox world; ``calls`` remembers them, ``trouble`` spoils them."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.calls: list[TelegramMethod[Any]] = []
        self.troubles: list[Trouble] = []
        self._door = BotDoor(world)

    def names(self) -> list[str]:
        """Names of the calls made so far, polls left out."""
        return [call.__api_method__ for call in self.calls if call.__api_method__ != "getUpdates"]

    def fail(self, error: Callable[[TelegramMethod[Any]], Exception], *, method: str = "", times: int = 1) -> None:
        """Let the next calls of ``method`` (any when empty) raise, instead of reaching the world."""
        left = [times]

        def trouble(call: TelegramMethod[Any]) -> Exception | None:
            if call.__api_method__ == "getUpdates" or (method and call.__api_method__ != method) or not left[0]:
                return None
            left[0] -= 1
            return error(call)

        self.troubles.append(trouble)

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:  # noqa: ASYNC109 aiogram's signature
        """Run a call on the world and return what Telegram would; raises aiogram's errors."""
        self.calls.append(method)
        for trouble in self.troubles:
            if error := trouble(method):
                raise error
        spec = self.world.methods[method.__api_method__.lower()]
        try:
            params = await self._params(bot, method)
            decode(params, spec)
            status, body = 200, {"ok": True, "result": await self._door.execute(spec, params)}
        except ApiError as refusal:
            status, body = refusal.code, refusal.body()
        return self.check_response(bot, method, status, json.dumps(body)).result

    async def _params(self, bot: Bot, method: TelegramMethod[Any]) -> Params:
        files: dict[str, Any] = {}
        params = Params()
        for name, value in method.model_dump(warnings=False).items():
            prepared = self.prepare_value(value, bot=bot, files=files)
            if prepared:
                params.values[name] = prepared.encode().decode()  # an enum becomes plain text, as in a form
        for name, file in files.items():
            content = b"".join([chunk async for chunk in file.read(bot)])
            params.uploads[name] = Upload(file.filename or name, "application/octet-stream", content)
        return params

    async def close(self) -> None:
        """Nothing is held."""

    async def stream_content(self, *args: Any, **kwargs: Any) -> AsyncGenerator[bytes, None]:
        """Hand out the file whose path ends the URL."""
        url = str(args[0] if args else kwargs["url"])
        path = url.partition("/file/bot")[2].partition("/")[2]
        yield (self.world.storage.folder / path).read_bytes()
