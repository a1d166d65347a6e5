"""What a person does with the phone in hand: writes, taps, shares, blocks."""

from typing import Any

from sandbox.errors import PageError
from sandbox.files import describe
from sandbox.formatting import find_entities
from sandbox.parameters import Upload
from sandbox.shapes import Json
from sandbox.state import Chat, Entry
from sandbox.world import World, chat_json, user_json


class Phone:
    """One person's hands; every act returns the ids it made."""

    def __init__(self, world: World, person_id: int) -> None:
        self._world = world
        self._chat = world.chat(person_id)

    def send_text(self, text: str) -> Json:
        """Write a message; raises PageError when it is empty."""
        if not text.strip():
            raise PageError("the message is empty")
        entities = find_entities(text, [])
        return self._say({"text": text, "entities": entities} if entities else {"text": text})

    def start(self, payload: str) -> Json:
        """Open the bot by a deep link."""
        return self.send_text(f"/start {payload}".strip())

    def send_file(self, kind: str, upload: Upload, caption: str, album: str = "") -> Json:
        """Send a photo, document, sticker or voice, one of an ``album`` where that is named; raises PageError or
        ApiError when it is none."""
        stored = self._world.files.add(kind, upload)
        content = describe(stored) | ({"media_group_id": album} if album else {})
        return self._say({**content, "caption": caption} if caption else content)

    def share_contact(self, other: Json | None = None) -> Json:
        """Send one's own contact, or another's when given."""
        person = self._chat.person
        own = {
            "phone_number": person.phone or f"+7900{person.id % 10_000_000:07d}",
            "first_name": person.first_name,
            "user_id": person.id,
        }
        if person.last_name:
            own["last_name"] = person.last_name
        return self._say({"contact": other or own})

    def tap(self, text: str | None, data: str | None, message_id: int | None) -> Json:
        """Tap a button by its words or data, newest first; raises PageError (404) when nobody can see it."""
        found = self._find_button(text, data, message_id)
        if found is not None:
            entry, button = found
            return self._press(entry, button)
        below = self._keyboard_button(text) if message_id is None else None
        if below is None:
            raise PageError(f"no button {text or data!r}; there are: {', '.join(self._visible()) or 'none'}", 404)
        if below.get("request_contact"):
            return self.share_contact()
        return self.send_text(below["text"])

    def forge(self, data: str, message_id: int | None) -> Json:
        """Send callback data that no button offers, from a message (the bot's newest by default)."""
        own = [entry for entry in self._chat.entries.values() if entry.from_bot]
        if message_id is not None:
            own = [entry for entry in own if entry.message["message_id"] == message_id]
        if not own:
            raise PageError("no message of the bot to press on", 404)
        return self._query(own[-1], data)

    def set_blocked(self, blocked: bool) -> Json:
        """Block the bot or let it in again; nothing happens when it is so already."""
        if self._chat.blocked == blocked:
            return {}
        self._chat.blocked = blocked
        me = self._world.bot_user()
        kicked: Json = {"user": me, "status": "kicked", "until_date": 0}
        member: Json = {"user": me, "status": "member"}
        old, new = (member, kicked) if blocked else (kicked, member)
        update = self._world.inform(
            self._chat,
            "my_chat_member",
            {**self._envelope(), "old_chat_member": old, "new_chat_member": new},
        )
        self._world.changed(self._chat)
        return {"update_id": update["update_id"]}

    def repeat(self, same_id: bool) -> Json:
        """Deliver the last update again: the very same one, or as a client resends it, under new ids."""
        last = self._chat.last_update
        if last is None:
            raise PageError("nothing was sent yet", 404)
        if same_id:
            self._world.updates.repeat(last)
            return {"update_id": last["update_id"]}
        kind = next(key for key in last if key != "update_id")
        payload = dict(last[kind])
        if kind == "callback_query":
            payload["id"] = self._world.ask(self._chat.person.id)
        update = self._world.inform(self._chat, kind, payload)
        return {"update_id": update["update_id"], "query_id": payload.get("id")}

    def _say(self, content: Json) -> Json:
        if self._chat.blocked:
            self.set_blocked(False)
        self._chat.started = True
        if self._chat.keyboard and self._chat.keyboard.get("one_time_keyboard"):
            self._chat.keyboard = None
        message = self._world.post(self._chat, content, from_bot=False)
        update = self._world.inform(self._chat, "message", message)
        return {"update_id": update["update_id"], "message_id": message["message_id"]}

    def _envelope(self) -> Json:
        person = self._chat.person
        return {"from": user_json(person), "chat": chat_json(person), "date": self._world.date()}

    def _press(self, entry: Entry, button: Json) -> Json:
        if "callback_data" in button:
            return self._query(entry, button["callback_data"])
        return {"url": button.get("url", ""), "message_id": entry.message["message_id"]}

    def _query(self, entry: Entry, data: str) -> Json:
        if self._chat.blocked:
            raise PageError("the person has blocked the bot")
        query_id = self._world.ask(self._chat.person.id)
        payload = {
            "id": query_id,
            "from": user_json(self._chat.person),
            "message": entry.message,
            "chat_instance": str(self._chat.person.id),
            "data": data,
        }
        update = self._world.inform(self._chat, "callback_query", payload)
        return {
            "update_id": update["update_id"],
            "query_id": query_id,
            "message_id": entry.message["message_id"],
        }

    def _find_button(self, text: str | None, data: str | None, message_id: int | None) -> tuple[Entry, Json] | None:
        for entry, button in inline_buttons(self._chat):
            if message_id not in (None, entry.message["message_id"]):
                continue
            if (text is None or button["text"] == text) and (data is None or button.get("callback_data") == data):
                return entry, button
        return None

    def _keyboard_button(self, text: str | None) -> Json | None:
        buttons = keyboard_buttons(self._chat)
        return next((button for button in buttons if button["text"] == text), None)

    def _visible(self) -> list[str]:
        return [button["text"] for _, button in inline_buttons(self._chat)] + [
            button["text"] for button in keyboard_buttons(self._chat)
        ]


def inline_buttons(chat: Chat) -> list[tuple[Entry, Json]]:
    """Return all inline buttons of a chat with their messages, newest message first."""
    return [
        (entry, button)
        for entry in reversed(chat.entries.values())
        for row in entry.message.get("reply_markup", {}).get("inline_keyboard", [])
        for button in row
    ]


def keyboard_buttons(chat: Chat) -> list[Any]:
    """Return the buttons of the keyboard below the chat."""
    return [button for row in (chat.keyboard or {}).get("keyboard", []) for button in row]
