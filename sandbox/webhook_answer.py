"""What a bot's server answers a webhook with: nothing, or a method to carry out, as JSON or as a form."""

import json
from typing import Any
from urllib.parse import parse_qsl

import aiohttp

from sandbox.parameters import Params, Upload


async def read_answer(response: aiohttp.ClientResponse) -> Params:
    """Return the method and its parameters, empty when the answer asks for nothing."""
    if response.content_type.startswith("multipart/"):
        return await _read_parts(response)
    text = await response.text()
    if response.content_type == "application/x-www-form-urlencoded":
        return Params(values=dict(parse_qsl(text)))
    try:
        answer: Any = json.loads(text or "{}")
    except ValueError:
        return Params()
    return Params(values=answer if isinstance(answer, dict) else {})


async def _read_parts(response: aiohttp.ClientResponse) -> Params:
    params = Params()
    async for part in aiohttp.MultipartReader.from_response(response):
        if not isinstance(part, aiohttp.BodyPartReader) or not part.name:
            continue
        content = bytes(await part.read(decode=True))
        if part.filename:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            params.uploads[part.name] = Upload(part.filename, mime, content)
        else:
            params.values[part.name] = content.decode()
    return params
