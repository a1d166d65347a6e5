"""A running sandbox on a free port, with aiogram's own client and the hands of its people."""

import struct
import zlib
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import web

from sandbox.app import create_app
from sandbox.client import SandboxClient
from sandbox.options import DEFAULT_TOKEN, Persona, SandboxOptions

ANNA = Persona(11, "Анна", "Петрова", username="anna", phone="+79001112233", label="Teacher")
BORIS = Persona(12, "Борис", label="Curator")
STRANGER = Persona(13, "Вера", label="Newcomer")


@dataclass
class Clockwork:
    """Real time that a test can move on."""

    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


@dataclass
class Running:
    """One sandbox and its callers."""

    url: str
    bot: Bot
    client: SandboxClient
    real_time: Clockwork
    close: Callable[[], Awaitable[None]] = field(repr=False)
    stop: Callable[[], Coroutine[Any, Any, None]] = field(repr=False)

    async def call(self, method: str, token: str = DEFAULT_TOKEN, **given: Any) -> dict[str, Any]:
        """Call the bot door without aiogram and return whatever JSON comes."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.url}/bot{token}/{method}", **given) as response,
        ):
            body: dict[str, Any] = await response.json()
            return body


Start = Callable[..., Awaitable[Running]]


async def start_sandbox(**changes: object) -> Running:
    """Start a sandbox with people and an aiogram client."""
    real_time = Clockwork()
    options = SandboxOptions(people=(ANNA, BORIS, STRANGER), monotonic=real_time, port=0)
    runner = web.AppRunner(create_app(_changed(options, changes)), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    bot = Bot(DEFAULT_TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    client = SandboxClient(url)

    async def close() -> None:
        await client.close()
        session = bot.session
        if isinstance(session, AiohttpSession) and session._session is not None:
            # aiogram's own close() sleeps a quarter of a second for TLS connections; there are none here.
            await session._session.close()
        await runner.cleanup()

    return Running(url, bot, client, real_time, close, runner.cleanup)


def _changed(options: SandboxOptions, changes: dict[str, object]) -> SandboxOptions:
    return SandboxOptions(**{**vars(options), **changes})


def png(width: int = 2, height: int = 2) -> bytes:
    """Return a small grey PNG picture."""
    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    chunks = [struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
