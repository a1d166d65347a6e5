"""What the chat page is told of as it happens."""

import asyncio
import json

import aiohttp
import pytest
from aiohttp import web

from sandbox.page import control
from tests.sandbox.running import ANNA, Running

#: A topic that waits for the heartbeat comes later than this.
SOON = control.HEARTBEAT / 2


async def told(stream: aiohttp.StreamReader) -> list[str]:
    """The topics of the next event."""
    line = await asyncio.wait_for(stream.readline(), SOON)
    await stream.readline()
    topics: list[str] = json.loads(line.removeprefix(b"data: "))
    return topics


async def test_what_happens_while_an_event_is_written_follows_at_once(
    box: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = web.StreamResponse.write
    message = box.client.person(ANNA.id)

    async def slowly(response: web.StreamResponse, data: bytes) -> None:
        await write(response, data)
        if data == b"data: []\n\n":
            monkeypatch.undo()
            await message.send("привет")

    monkeypatch.setattr(web.StreamResponse, "write", slowly)
    async with aiohttp.ClientSession() as session, session.get(f"{box.url}/sandbox/events") as response:
        assert await told(response.content) == []
        assert f"chat:{ANNA.id}" in await told(response.content)
