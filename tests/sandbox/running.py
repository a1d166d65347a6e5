"""A running sandbox on a free port, with aiogram's own client and the hands of its people."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

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

    return Running(url, bot, client, real_time, close)


def _changed(options: SandboxOptions, changes: dict[str, object]) -> SandboxOptions:
    return SandboxOptions(**{**vars(options), **changes})
