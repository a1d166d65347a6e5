"""Reading the page's requests."""

import json

from aiohttp import web

from sandbox.errors import PageError
from sandbox.shapes import Json
from sandbox.state import Chat
from sandbox.world import World


async def body_of(request: web.Request) -> Json:
    """Return the JSON object of a request, empty when there is none; raises PageError when it is no object."""
    text = await request.text()
    try:
        body = json.loads(text or "{}")
    except ValueError as error:
        raise PageError("the request is not JSON") from error
    if not isinstance(body, dict):
        raise PageError("the request is not a JSON object")
    return body


def person_of(world: World, request: web.Request) -> Chat:
    """Return the chat of the person in the address; raises PageError (404)."""
    return world.chat(int(request.match_info["id"]))


def number_of(request: web.Request, name: str, default: float) -> float:
    """Return a number from the query; raises PageError when it is none."""
    try:
        return float(request.query.get(name, default))
    except ValueError as error:
        raise PageError(f"{name} is not a number") from error
