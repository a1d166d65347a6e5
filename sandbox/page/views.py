"""How the page and the tests see people, chats, calls and the clock."""

import dataclasses

from sandbox.calls import Call
from sandbox.faults import describe_fault
from sandbox.limits import TYPING_SECONDS
from sandbox.shapes import Json
from sandbox.state import Chat, Entry
from sandbox.world import World

SHOWN = 100


def people_view(world: World) -> list[Json]:
    """Return the people with their badges."""
    return [
        {
            **dataclasses.asdict(chat.person),
            "unread": chat.unread,
            "started": chat.started,
            "blocked": chat.blocked,
            "version": chat.version,
            "preview": _preview(chat),
        }
        for chat in world.state.chats.values()
        if not chat.person.hidden
    ]


def chat_view(world: World, chat: Chat, *, limit: int = SHOWN, before: int | None = None) -> Json:
    """Return one chat: its newest messages, or those before a message, and what surrounds them."""
    entries = [entry for key, entry in chat.entries.items() if before is None or key < before]
    shown = entries[-limit:] if limit else []
    return {
        "person": dataclasses.asdict(chat.person),
        "version": chat.version,
        "started": chat.started,
        "blocked": chat.blocked,
        "unread": chat.unread,
        "earlier": len(entries) > len(shown),
        "messages": [message_view(entry) for entry in shown],
        "keyboard": chat.keyboard,
        "popups": [vars(popup) for popup in chat.popups],
        "typing": _typing(world, chat),
        "commands": commands_for(world, chat),
        "description": _text(world, chat, "description"),
    }


def message_view(entry: Entry) -> Json:
    """Return a message with what the page adds to it."""
    return {**entry.message, "from_bot": entry.from_bot, "edited": entry.edited, "version": entry.version}


def commands_for(world: World, chat: Chat) -> list[Json]:
    """Return the commands menu a person sees: the narrowest scope set, in the person's language if there is one."""
    scopes = (f"chat:{chat.person.id}", "all_private_chats", "default")
    keys = [f"{scope}|{language}" for scope in scopes for language in (chat.person.language_code, "")]
    return next((world.state.commands[key] for key in keys if world.state.commands.get(key)), [])


def state_view(world: World) -> Json:
    """Return what the page needs at the start and whenever something beside a chat changed."""
    return {
        "bot": world.bot_user(),
        "people": people_view(world),
        "now": world.clock.now().isoformat(),
        "time_zone": world.options.time_zone,
        "faults": [describe_fault(fault) for fault in world.faults.waiting],
        "rates": dataclasses.asdict(world.limiter.rates),
        "pending": len(world.state.pending),
        "webhook": world.state.webhook.get("url", ""),
    }


def call_view(call: Call) -> Json:
    """Return one line of the call log."""
    return {**dataclasses.asdict(call), "ok": call.code == 200}


def _typing(world: World, chat: Chat) -> str:
    action, at = world.typing.get(chat.person.id, ("", 0.0))
    return action if action and world.options.monotonic() - at < TYPING_SECONDS else ""


def _text(world: World, chat: Chat, field: str) -> str:
    texts = world.state.texts
    return texts.get(f"{field}:{chat.person.language_code}") or texts.get(f"{field}:", "")


def _preview(chat: Chat) -> Json:
    if not chat.entries:
        return {"text": "", "date": None, "from_bot": False}
    entry = next(reversed(chat.entries.values()))
    text = entry.message.get("text") or entry.message.get("caption") or ""
    return {"text": text[:80], "date": entry.message["date"], "from_bot": entry.from_bot}
