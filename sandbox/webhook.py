"""Delivery of updates to the bot's own address, with the secret, and the answer inside the response carried out."""

import asyncio

import aiohttp

from sandbox.bot_door import BotDoor
from sandbox.errors import ApiError
from sandbox.parameters import Params, decode
from sandbox.shapes import Json
from sandbox.webhook_answer import read_answer
from sandbox.world import World

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 10.0
TIMEOUT = aiohttp.ClientTimeout(total=60)


class WebhookSender:
    """Sends pending updates in order, one at a time, again until the bot's server takes them."""

    def __init__(self, world: World, door: BotDoor) -> None:
        self._world = world
        self._door = door

    async def run(self) -> None:
        """Deliver until cancelled."""
        pause = FIRST_PAUSE
        async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
            while True:
                update = await self._next()
                if await self._deliver(session, update):
                    pause = FIRST_PAUSE
                else:
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)

    async def _next(self) -> Json:
        updates = self._world.updates
        while not (self._world.state.webhook.get("url") and self._world.state.pending):
            updates = self._world.updates
            updates.arrived.clear()
            await updates.arrived.wait()
        return self._world.state.pending[0].update

    async def _deliver(self, session: aiohttp.ClientSession, update: Json) -> bool:
        hook = self._world.state.webhook
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook["secret"]} if hook["secret"] else {}
        try:
            async with session.post(hook["url"], json=update, headers=headers) as response:
                status = response.status
                answer = await read_answer(response)
        except (aiohttp.ClientError, TimeoutError) as error:
            return self._failed(f"Connection failed: {type(error).__name__}")
        if not 200 <= status < 300:
            return self._failed(f"Wrong response from the webhook: {status}")
        self._world.updates.drop(update)
        await self._carry_out(answer)
        return True

    def _failed(self, reason: str) -> bool:
        if self._world.state.webhook:
            self._world.state.webhook |= {"last_error_date": self._world.date(), "last_error_message": reason}
        return False

    async def _carry_out(self, params: Params) -> None:
        spec = self._world.methods.get(str(params.values.pop("method", "")).lower())
        if spec is None:
            return
        try:
            decode(params, spec)
            await self._door.execute(spec, params)
        except ApiError as refusal:
            self._door.log(spec.name, params, code=refusal.code, description=refusal.description, ms=0)
        else:
            self._door.log(spec.name, params, code=200, description="", ms=0)
