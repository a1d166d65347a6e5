"""The same command with a token: real Telegram's place is taken by our own Bot API server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from sandbox.app import create_app
from sandbox.client import SandboxClient
from sandbox.options import Persona, SandboxOptions
from tests.marshrut.conftest import free_port
from tests.marshrut.test_supervisor import Run, opens

pytestmark = pytest.mark.e2e
TOKEN = "515151:sandbox-" + "t" * 27


@pytest.fixture
async def bot_api() -> AsyncIterator[str]:
    """Address of a Bot API server."""
    options = SandboxOptions(people=(Persona(7, "Вера", label="Newcomer"),), tokens=(TOKEN,), port=free_port())
    runner = web.AppRunner(create_app(options))
    await runner.setup()
    await web.TCPSite(runner, options.host, options.port).start()
    yield f"http://{options.host}:{options.port}"
    await runner.cleanup()


async def test_with_a_token_the_same_command_serves_a_fresh_installation(bot_api: str, tmp_path: Path) -> None:
    run = Run(tmp_path, admin_port=free_port(), sandbox_port=free_port())
    (tmp_path / ".env").write_text(f"BOT_TOKEN={TOKEN}\nTELEGRAM_API_URL={bot_api}\n", encoding="utf-8")
    try:
        await asyncio.to_thread(run.start)
        assert "marshrut init" in run.output()
        assert run.room("sandbox") is None
        assert await asyncio.to_thread(opens, run.office)
        async with SandboxClient(bot_api) as client:
            newcomer = client.person(7)
            await newcomer.send("/start")
            assert "согласие" in (await newcomer.wait_for("согласие", 30)).text
    finally:
        assert await asyncio.to_thread(run.stop) == 0
