"""Messages from the bot to a person."""

from typing import Any

from sandbox.errors import bad_request
from sandbox.files import describe
from sandbox.formatting import format_text, measured
from sandbox.limits import ALBUM, TEXT_LENGTH
from sandbox.markup import Markup, read_markup
from sandbox.methods.common import caption_fields, open_chat, recipient, reply_fields
from sandbox.parameters import Params
from sandbox.shapes import Json
from sandbox.state import Chat, StoredFile
from sandbox.world import World


async def send_message(world: World, params: Params) -> Json:
    """Send text."""
    content = text_fields(params, "message is too long")
    markup = read_markup(params.get("reply_markup"))
    chat = recipient(world, params)
    return _post(world, chat, {**reply_fields(chat, params), **content}, markup)


async def send_photo(world: World, params: Params) -> Json:
    """Send a photo, uploaded or by file id."""
    return _send_file(world, params, "photo")


async def send_document(world: World, params: Params) -> Json:
    """Send a document, uploaded or by file id."""
    return _send_file(world, params, "document")


async def send_media_group(world: World, params: Params) -> list[Json]:
    """Send an album of photos or documents."""
    media = params.get("media")
    if not isinstance(media, list) or not ALBUM[0] <= len(media) <= ALBUM[1]:
        raise bad_request("there must be 2-10 items in the media group")
    open_chat(world, params)
    contents = [media_fields(world, params, item) for item in media]
    chat = recipient(world, params, len(media))
    group = {"media_group_id": str(world.state.next_message_id)}
    return [_post(world, chat, {**group, **content}, Markup()) for content in contents]


async def send_chat_action(world: World, params: Params) -> bool:
    """Show "typing…" for a few seconds."""
    chat = open_chat(world, params)
    world.typing[chat.person.id] = (str(params.get("action")), world.options.monotonic())
    world.changed(chat)
    return True


async def copy_message(world: World, params: Params) -> Json:
    """Send the content of a message again; returns its id only."""
    source = _source(world, params)
    chat = recipient(world, params)
    kept = {key: source[key] for key in CONTENT if key in source}
    message = _post(world, chat, {**kept, **caption_fields(params)}, read_markup(params.get("reply_markup")))
    return {"message_id": message["message_id"]}


async def forward_message(world: World, params: Params) -> Json:
    """Forward a message, with its sender named."""
    source = _source(world, params)
    chat = recipient(world, params)
    origin = {"type": "user", "date": source["date"], "sender_user": source["from"]}
    kept = {key: source[key] for key in CONTENT if key in source}
    return _post(world, chat, {"forward_origin": origin, **kept}, Markup())


CONTENT = (
    "text",
    "entities",
    "caption",
    "caption_entities",
    "photo",
    "document",
    "sticker",
    "voice",
    "contact",
)


def text_fields(params: Params, refusal: str) -> Json:
    """Return text and entities of a request; raises 400 when empty, too long or badly marked up."""
    text, entities = format_text(str(params.get("text") or ""), params.get("parse_mode"), params.get("entities"))
    if not text:
        raise bad_request("message text is empty")
    measured(text, TEXT_LENGTH, refusal)
    return {"text": text, "entities": entities} if entities else {"text": text}


def media_fields(world: World, params: Params, item: Any) -> Json:
    """Return the fields of one InputMedia; raises 400 when it is none the sandbox shows."""
    kind = item.get("type") if isinstance(item, dict) else None
    if kind not in ("photo", "document"):
        raise bad_request("the sandbox shows only photos and documents in albums and edits")
    stored = take_file(world, params, kind, item.get("media"), "")
    return {**describe(stored), **caption_fields(Params(values=item))}


def take_file(world: World, params: Params, kind: str, reference: Any, name: str) -> StoredFile:
    """Return the file a request sends: uploaded now, or known by id; raises 400 otherwise."""
    upload = params.upload(reference, name)
    if upload is not None:
        return world.files.add(kind, upload)
    if not reference:
        raise bad_request(f"there is no {kind} in the request")
    if str(reference).startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    stored = world.files.find(str(reference))
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if stored.kind != kind:
        raise bad_request(f"can't use file of type {stored.kind.capitalize()} as {kind.capitalize()}")
    return stored


def _send_file(world: World, params: Params, kind: str) -> Json:
    caption = caption_fields(params)
    markup = read_markup(params.get("reply_markup"))
    open_chat(world, params)
    stored = take_file(world, params, kind, params.get(kind), kind)
    chat = recipient(world, params)
    return _post(world, chat, {**reply_fields(chat, params), **describe(stored), **caption}, markup)


def _post(world: World, chat: Chat, content: Json, markup: Markup) -> Json:
    if markup.keyboard is not None:
        chat.keyboard = markup.keyboard or None
    if markup.inline:
        content = {**content, "reply_markup": markup.inline}
    return world.post(chat, content, from_bot=True)


def _source(world: World, params: Params) -> Json:
    chat = world.state.chats.get(params.get("from_chat_id"))
    entry = chat.entries.get(params.get("message_id")) if chat else None
    if entry is None:
        raise bad_request("message to copy not found")
    return entry.message
