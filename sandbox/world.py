"""One running sandbox: its state and everything that works on it."""

import secrets
from dataclasses import dataclass
from typing import Any

from sandbox.bell import Bell
from sandbox.calls import CallLog
from sandbox.errors import PageError, conflict
from sandbox.faults import Faults
from sandbox.files import Files
from sandbox.limits import HISTORY, QUERY_SECONDS
from sandbox.options import Persona, SandboxOptions
from sandbox.rates import Limiter
from sandbox.shapes import Json
from sandbox.specification import MethodSpec, read_specification
from sandbox.state import Chat, Entry, State
from sandbox.storage import Storage
from sandbox.updates import UpdateQueue


@dataclass
class Query:
    """A tap that waits for its answer; its age is counted in real time."""

    person_id: int
    asked_at: float
    answered: bool = False


class World:
    """What the doors share: state, updates, files, clock, limits, faults, call log."""

    def __init__(self, options: SandboxOptions, storage: Storage) -> None:
        self.options = options
        self.clock = options.clock
        self.storage = storage
        self.state: State = storage.load()
        self.closing = False
        self.bell = Bell()
        self.limiter = Limiter(options.rates, options.monotonic)
        self.faults = Faults()
        self.calls = CallLog()
        self.methods: dict[str, MethodSpec] = read_specification()
        self.queries: dict[str, Query] = {}
        self.typing: dict[int, tuple[str, float]] = {}
        self._wire()

    def _wire(self) -> None:
        self.updates = UpdateQueue(self.state, self.storage.touch)
        self.files = Files(self.state, self.storage)
        for person in self.options.people:
            self.add_person(person)

    def reset(self) -> None:
        """Forget chats, updates, files, faults and calls, and bring the people of the options back."""
        self.updates.interrupt(conflict("the sandbox was reset"))
        self.updates.arrived.set()
        fresh = State(next_update_id=self.state.next_update_id, webhook=self.state.webhook)
        self.state = fresh
        self.storage.clear_files()
        self.faults.clear()
        self.calls.clear()
        self.queries.clear()
        self.typing.clear()
        self.limiter.change(self.options.rates)
        self._wire()
        self.storage.touch()
        self.bell.ring("reset")

    def close(self) -> None:
        """Let everybody who waits go, so that a stop does not wait for them."""
        self.closing = True
        self.updates.release()
        self.bell.ring("closing")

    def add_person(self, person: Persona) -> Chat:
        """Let a person in; one already there keeps the chat and gets the new names."""
        chat = self.state.chats.setdefault(person.id, Chat(person))
        chat.person = person
        self.bell.ring("people")
        self.storage.touch()
        return chat

    def chat(self, person_id: int) -> Chat:
        """Return a person's chat; raises PageError (404) when there is no such person."""
        if person_id not in self.state.chats:
            raise PageError(f"no person with id {person_id}", 404)
        return self.state.chats[person_id]

    def reached(self, person_id: int) -> Chat | None:
        """Return the chat the bot may write to, if there is one; somebody unwatched is let in when first written to."""
        if person_id not in self.state.chats and any(person_id in ids for ids in self.options.unwatched):
            self.add_person(Persona(person_id, str(person_id), hidden=True)).started = True
        chat = self.state.chats.get(person_id)
        return chat if chat is not None and chat.started else None

    def bot_user(self) -> Json:
        """Return the bot as a Bot API user."""
        return {
            "id": int(self.options.tokens[0].partition(":")[0]),
            "is_bot": True,
            "first_name": self.state.texts.get("name:", self.options.bot_name),
            "username": self.options.bot_username,
        }

    def ask(self, person_id: int) -> str:
        """Open a query for a tap and return its id; those too old to be answered are forgotten."""
        now = self.options.monotonic()
        while self.queries and now - next(iter(self.queries.values())).asked_at > QUERY_SECONDS:
            del self.queries[next(iter(self.queries))]
        query_id = str(secrets.randbits(62))
        self.queries[query_id] = Query(person_id, now)
        return query_id

    def date(self) -> int:
        """Return the domain's present as Unix time."""
        return int(self.clock.now().timestamp())

    def post(self, chat: Chat, content: Json, *, from_bot: bool) -> Json:
        """Write a message into a chat and return it as the Bot API does."""
        message: Json = {
            "message_id": self.state.next_message_id,
            "from": self.bot_user() if from_bot else user_json(chat.person),
            "chat": chat_json(chat.person),
            "date": self.date(),
            **content,
        }
        self.state.next_message_id += 1
        chat.entries[message["message_id"]] = Entry(message, from_bot, edited=False, version=chat.version + 1)
        while len(chat.entries) > HISTORY:
            del chat.entries[next(iter(chat.entries))]
        if from_bot:
            chat.unread += 1
            self.typing.pop(chat.person.id, None)
        self.changed(chat)
        return message

    def changed(self, chat: Chat) -> None:
        """Note that a chat looks different now."""
        chat.version += 1
        self.storage.touch()
        self.bell.ring(f"chat:{chat.person.id}")
        self.bell.ring("people")

    def inform(self, chat: Chat, kind: str, payload: Json) -> Json:
        """Send the bot an update about a chat and return it."""
        update = self.updates.put(kind, payload)
        chat.last_update = update
        return update


def user_json(person: Persona) -> Json:
    """Return a person as a Bot API user."""
    return _filled({"id": person.id, "is_bot": False, **_names(person), "language_code": person.language_code})


def chat_json(person: Persona) -> Json:
    """Return a person's private chat as the Bot API does."""
    return _filled({"id": person.id, "type": "private", **_names(person)})


def _names(person: Persona) -> Json:
    return {"first_name": person.first_name, "last_name": person.last_name, "username": person.username}


def _filled(data: dict[str, Any]) -> Json:
    return {key: value for key, value in data.items() if value != ""}
