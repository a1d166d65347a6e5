"""What the sandbox remembers: plain data that goes to JSON and back."""

import json
from dataclasses import dataclass, field
from typing import Any

from sandbox.options import Persona
from sandbox.shapes import Json


@dataclass
class Entry:
    """One message of a chat as the Bot API describes it, with what the chat page adds."""

    message: Json
    from_bot: bool
    edited: bool
    version: int


@dataclass
class Popup:
    """A toast or alert the bot answered a tap with."""

    text: str
    alert: bool
    version: int
    query_id: str


@dataclass
class Chat:
    """One person's chat with the bot."""

    person: Persona
    entries: dict[int, Entry] = field(default_factory=dict)
    popups: list[Popup] = field(default_factory=list)
    keyboard: Json | None = None
    started: bool = False
    blocked: bool = False
    unread: int = 0
    version: int = 0
    last_update: Json | None = None
    menu_button: Json | None = None


@dataclass
class Pending:
    """An update the bot has not confirmed; `again` marks a repeated delivery that ignores the offset once."""

    update: Json
    stored_at: float
    again: bool = False


@dataclass
class StoredFile:
    """A file that passed through the sandbox, found by its file id."""

    file_id: str
    unique_id: str
    kind: str
    path: str
    name: str
    mime: str
    size: int
    width: int = 0
    height: int = 0


@dataclass
class State:
    """Everything that survives a restart."""

    chats: dict[int, Chat] = field(default_factory=dict)
    next_message_id: int = 1
    next_update_id: int = 1000
    next_file: int = 1
    pending: list[Pending] = field(default_factory=list)
    files: dict[str, StoredFile] = field(default_factory=dict)
    commands: dict[str, list[Json]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    menu_button: Json | None = None
    webhook: Json = field(default_factory=dict)
    allowed_updates: list[str] = field(default_factory=list)

    def to_text(self) -> str:
        """Return the state as JSON text."""
        return json.dumps(self, default=vars, ensure_ascii=False)

    @classmethod
    def from_json(cls, data: Json) -> "State":
        """Build the state from `to_text`'s data; raises TypeError or KeyError when it is of another shape."""
        fields = dict(data)
        fields["chats"] = {int(key): _chat(value) for key, value in data["chats"].items()}
        fields["pending"] = [Pending(**value) for value in data["pending"]]
        fields["files"] = {key: StoredFile(**value) for key, value in data["files"].items()}
        return cls(**fields)


def _chat(data: Json) -> Chat:
    fields: dict[str, Any] = dict(data)
    fields["person"] = Persona(**data["person"])
    fields["entries"] = {int(key): Entry(**value) for key, value in data["entries"].items()}
    fields["popups"] = [Popup(**value) for value in data["popups"]]
    return Chat(**fields)
