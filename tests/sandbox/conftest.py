"""Fixtures of the sandbox tests."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.running import ANNA, BORIS, Running, Start, start_sandbox


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Return a function that starts sandboxes, all stopped at the end."""
    started: list[Running] = []

    async def begin(**changes: object) -> Running:
        started.append(await start_sandbox(**changes))
        return started[-1]

    yield begin
    for running in started:
        await running.close()


@pytest.fixture
async def box(start: Start) -> Running:
    """A sandbox in which Anna and Boris have started the bot, and their updates are confirmed."""
    running = await start()
    for persona in (ANNA, BORIS):
        await running.client.person(persona.id).send("/start")
    await running.bot.get_updates(offset=10**9)
    return running
