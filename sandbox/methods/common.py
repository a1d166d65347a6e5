"""What several methods need: finding the chat and the message a call is about."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.errors import bad_request, blocked
from sandbox.formatting import format_text, measured
from sandbox.limits import CAPTION_LENGTH
from sandbox.parameters import Params
from sandbox.shapes import Json
from sandbox.state import Chat, Entry
from sandbox.world import World

Method = Callable[[World, Params], Awaitable[Any]]


def open_chat(world: World, params: Params) -> Chat:
    """Return the chat a call names; raises 400 when unknown or never started, 403 when the person blocked the bot."""
    chat = known_chat(world, params)
    if chat.blocked:
        raise blocked()
    return chat


def known_chat(world: World, params: Params) -> Chat:
    """Return the chat a call names, blocked or not; raises 400 when unknown or never started."""
    chat_id = params.get("chat_id")
    if chat_id is None:
        raise bad_request("chat_id is empty")
    chat = world.reached(chat_id) if isinstance(chat_id, int) else None
    if chat is None:
        raise bad_request("chat not found")
    return chat


def recipient(world: World, params: Params, messages: int = 1) -> Chat:
    """Return the chat to send to, with the messages counted by the limits; raises also 429."""
    chat = open_chat(world, params)
    for _ in range(messages):
        world.limiter.spend(chat.person.id, per_chat=True)
    return chat


def editable(world: World, params: Params) -> tuple[Chat, Entry]:
    """Return the bot's own message to edit; raises 400 when there is none or it is the person's."""
    chat = open_chat(world, params)
    entry = chat.entries.get(params.get("message_id") or 0)
    if entry is None:
        raise bad_request("message to edit not found")
    if not entry.from_bot:
        raise bad_request("message can't be edited")
    world.limiter.spend(chat.person.id, per_chat=False)
    return chat, entry


def caption_fields(params: Params) -> Json:
    """Return caption and its entities; raises 400 on bad markup or beyond 1024."""
    source = params.get("caption") or ""
    text, entities = format_text(source, params.get("parse_mode"), params.get("caption_entities"))
    if not text:
        return {}
    measured(text, CAPTION_LENGTH, "message caption is too long")
    return {"caption": text, "caption_entities": entities} if entities else {"caption": text}


def reply_fields(chat: Chat, params: Params) -> Json:
    """Return the quoted message; raises 400 when it is gone and sending without it was not allowed."""
    given = params.get("reply_parameters") or {}
    wanted = given.get("message_id") or params.get("reply_to_message_id")
    if not wanted:
        return {}
    entry = chat.entries.get(int(wanted))
    if entry is not None:
        return {"reply_to_message": {k: v for k, v in entry.message.items() if k != "reply_to_message"}}
    if given.get("allow_sending_without_reply") or params.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")
