"""The bot about itself: name, descriptions, commands, menu button, and chats it may look up."""

from sandbox.errors import bad_request
from sandbox.limits import COMMANDS
from sandbox.methods.common import Method, known_chat
from sandbox.parameters import Params
from sandbox.shapes import Json
from sandbox.world import World, chat_json


async def get_me(world: World, params: Params) -> Json:
    """Tell who the bot is."""
    can = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    return {**world.bot_user(), **can, "can_connect_to_business": False, "has_main_web_app": False}


async def get_chat(world: World, params: Params) -> Json:
    """Tell about one chat."""
    chat = known_chat(world, params)
    return {**chat_json(chat.person), "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": GIFTS}


GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


async def set_my_commands(world: World, params: Params) -> bool:
    """Set the commands menu for a scope and language."""
    commands = params.get("commands") or []
    if len(commands) > COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for item in commands:
        name = str(item.get("command", "")).removeprefix("/")
        if not 1 <= len(name) <= 32 or not 1 <= len(str(item.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_INVALID")
        if name != name.lower() or not name.replace("_", "a").isalnum() or not name.isascii():
            raise bad_request("BOT_COMMAND_INVALID")
    world.state.commands[_scope(params)] = [
        {"command": str(item["command"]).removeprefix("/"), "description": item["description"]} for item in commands
    ]
    _everyone(world)
    return True


async def get_my_commands(world: World, params: Params) -> list[Json]:
    """Return the commands of a scope and language."""
    return world.state.commands.get(_scope(params), [])


async def delete_my_commands(world: World, params: Params) -> bool:
    """Remove the commands of a scope and language."""
    world.state.commands.pop(_scope(params), None)
    _everyone(world)
    return True


async def set_chat_menu_button(world: World, params: Params) -> bool:
    """Set the menu button for one chat or by default."""
    button = params.get("menu_button") or {"type": "default"}
    if params.get("chat_id") is None:
        world.state.menu_button = button
    else:
        known_chat(world, params).menu_button = button
    _everyone(world)
    return True


async def get_chat_menu_button(world: World, params: Params) -> Json:
    """Return the menu button of one chat or the default one."""
    chat = known_chat(world, params) if params.get("chat_id") is not None else None
    return (chat and chat.menu_button) or world.state.menu_button or {"type": "default"}


def setter(field: str) -> Method:
    """Return the method that sets one text about the bot, per language."""

    async def set_text(world: World, params: Params) -> bool:
        key = f"{field}:{params.get('language_code') or ''}"
        world.state.texts[key] = params.get(field) or ""
        _everyone(world)
        return True

    return set_text


def getter(field: str) -> Method:
    """Return the method that reads one text about the bot, falling back to the one for all languages."""

    async def get_text(world: World, params: Params) -> Json:
        texts = world.state.texts
        exact = texts.get(f"{field}:{params.get('language_code') or ''}")
        fallback = world.options.bot_name if field == "name" else ""
        return {field: exact or texts.get(f"{field}:") or fallback}

    return get_text


def _scope(params: Params) -> str:
    scope = params.get("scope") or {"type": "default"}
    chat = f":{scope['chat_id']}" if "chat_id" in scope else ""
    return f"{scope['type']}{chat}|{params.get('language_code') or ''}"


def _everyone(world: World) -> None:
    for chat in world.state.chats.values():
        world.changed(chat)
