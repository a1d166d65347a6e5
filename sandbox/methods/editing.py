"""Changes of messages the bot has sent."""

from sandbox.errors import bad_request
from sandbox.markup import read_markup
from sandbox.methods.common import caption_fields, editable, open_chat
from sandbox.methods.sending import media_fields, text_fields
from sandbox.parameters import Params
from sandbox.shapes import Json
from sandbox.state import Chat, Entry
from sandbox.world import World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TEXT = {"text", "entities"}
CAPTION = {"caption", "caption_entities"}
MEDIA = {"photo", "document"}


async def edit_message_text(world: World, params: Params) -> Json:
    """Replace the text and the buttons."""
    chat, entry = editable(world, params)
    if "text" not in entry.message:
        raise bad_request("there is no text in the message to edit")
    return _replace(world, chat, entry, params, TEXT, text_fields(params, "MESSAGE_TOO_LONG"))


async def edit_message_caption(world: World, params: Params) -> Json:
    """Replace the caption and the buttons."""
    chat, entry = editable(world, params)
    if not MEDIA & entry.message.keys():
        raise bad_request("there is no caption in the message to edit")
    return _replace(world, chat, entry, params, CAPTION, caption_fields(params))


async def edit_message_media(world: World, params: Params) -> Json:
    """Replace the photo or document, its caption and the buttons."""
    chat, entry = editable(world, params)
    content = media_fields(world, params, params.get("media"))
    return _replace(world, chat, entry, params, TEXT | CAPTION | MEDIA, content)


async def edit_message_reply_markup(world: World, params: Params) -> Json:
    """Replace the buttons only; the chat does not call that an edit."""
    chat, entry = editable(world, params)
    return _replace(world, chat, entry, params, set(), {})


async def delete_message(world: World, params: Params) -> bool:
    """Delete one message."""
    chat = open_chat(world, params)
    if chat.entries.pop(params.get("message_id"), None) is None:
        raise bad_request("message to delete not found")
    world.changed(chat)
    return True


async def delete_messages(world: World, params: Params) -> bool:
    """Delete several messages; those not found are skipped, as in Telegram."""
    chat = open_chat(world, params)
    for message_id in params.get("message_ids") or []:
        chat.entries.pop(message_id, None)
    world.changed(chat)
    return True


def _replace(world: World, chat: Chat, entry: Entry, params: Params, out: set[str], content: Json) -> Json:
    inline = read_markup(params.get("reply_markup")).inline
    gone = out | {"reply_markup", "edit_date"}
    fresh = {key: value for key, value in entry.message.items() if key not in gone} | content
    if inline:
        fresh["reply_markup"] = inline
    before = {key: value for key, value in entry.message.items() if key != "edit_date"}
    if fresh == before:
        raise bad_request(NOT_MODIFIED)
    entry.message = {**fresh, "edit_date": world.date()}
    entry.edited = entry.edited or bool(out)
    entry.version = chat.version + 1
    world.changed(chat)
    return entry.message
