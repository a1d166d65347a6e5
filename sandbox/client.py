"""A typed client for tests: be a person of the sandbox, look at chats, move the clock, order trouble."""

import asyncio
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import aiohttp

from sandbox.client_views import ChatView, MessageView
from sandbox.shapes import Json

PATIENCE = 60.0


class SandboxRefused(Exception):
    """The sandbox could not do what was wished; the message says why and the status how it answered."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status


class Person:
    """The phone of one person."""

    def __init__(self, client: "SandboxClient", person_id: int) -> None:
        self._client = client
        self.id = person_id

    async def send(self, text: str) -> Json:
        """Write a message; returns `update_id` and `message_id`."""
        return await self._act("text", {"text": text})

    async def start(self, payload: str = "") -> Json:
        """Open the bot, by a deep link when there is a payload."""
        return await self._act("start", {"payload": payload})

    async def tap(self, text: str | None = None, *, data: str | None = None, message_id: int | None = None) -> Json:
        """Tap a visible button by its words or data, newest first; raises SandboxRefused (404) without one."""
        return await self._act("tap", {"text": text, "data": data, "message_id": message_id})

    async def forge(self, data: str, message_id: int | None = None) -> Json:
        """Send callback data no button offers."""
        return await self._act("forge", {"data": data, "message_id": message_id})

    async def repeat(self, *, same_id: bool = True) -> Json:
        """Deliver the last update again: the very same one, or under new ids as a client resends a press."""
        return await self._act("repeat", {"same_id": same_id})

    async def share_contact(self, contact: Json | None = None) -> Json:
        """Share one's own contact, or another's."""
        return await self._act("contact", {"contact": contact})

    async def send_file(self, name: str, content: bytes, *, kind: str = "document", caption: str = "") -> Json:
        """Send a document, photo, sticker or voice."""
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("kind", kind)
        form.add_field("caption", caption)
        form.add_field("file", content, filename=name)
        return await self._client.request("POST", f"/sandbox/people/{self.id}/file", data=form)

    async def block(self) -> Json:
        """Block the bot."""
        return await self._act("block", {})

    async def unblock(self) -> Json:
        """Let the bot in again."""
        return await self._act("unblock", {})

    async def read(self) -> Json:
        """See the chat: the badge goes."""
        return await self._act("read", {})

    async def chat(self, *, after: int = -1, timeout: float = 0) -> ChatView:  # noqa: ASYNC109 - the server waits
        """Return the whole chat; with `after` and `timeout` wait until it is newer than that version."""
        query = {"after": str(after), "timeout": str(timeout), "limit": "1000"}
        raw = await self._client.request("GET", f"/sandbox/people/{self.id}/chat", params=query)
        return ChatView([MessageView(item) for item in raw["messages"]], int(raw["version"]), raw)

    async def last(self) -> MessageView:
        """Return the bot's newest message; raises LookupError when there is none."""
        found = (await self.chat()).from_bot()
        if not found:
            raise LookupError(f"the bot has not written to {self.id}")
        return found[-1]

    async def wait_for(self, text: str, timeout: float = PATIENCE, *, after: int = 0) -> MessageView:  # noqa: ASYNC109 passed on
        """Return the bot's newest message with the text and an id beyond `after`, waiting for it; raises TimeoutError.

        An edited message keeps its id, so leave `after` out when the bot edits.
        """
        deadline = asyncio.get_running_loop().time() + timeout
        chat = await self.chat()
        while True:
            found = [message for message in chat.from_bot() if text in message.text and message.id > after]
            if found:
                return found[-1]
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                seen = [message.text for message in chat.from_bot()][-3:]
                raise TimeoutError(f"{text!r} did not come; the bot's last words: {seen}")
            chat = await self.chat(after=chat.version, timeout=left)

    async def wait_popup(self, text: str, timeout: float = PATIENCE) -> str:  # noqa: ASYNC109 how long a person looks
        """Return the newest toast or alert that contains the text, waiting for it; raises TimeoutError."""
        deadline = asyncio.get_running_loop().time() + timeout
        chat = await self.chat()
        while True:
            found = [words for words in chat.popups if text in words]
            if found:
                return found[-1]
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                raise TimeoutError(f"{text!r} did not pop up; there were: {chat.popups[-3:]}")
            chat = await self.chat(after=chat.version, timeout=left)

    async def _act(self, act: str, body: Json) -> Json:
        return await self._client.request("POST", f"/sandbox/people/{self.id}/{act}", json=body)


class SandboxClient:
    """One connection to a running sandbox; close it or use it as an async context."""

    def __init__(self, base_url: str) -> None:
        self._base = base_url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connection."""
        if self._session is not None:
            await self._session.close()

    def person(self, person_id: int) -> Person:
        """Return the phone of a person."""
        return Person(self, person_id)

    async def add_person(self, first_name: str, **fields: Any) -> Person:
        """Let a newcomer in; the other fields are those of `sandbox.options.Persona`."""
        answer = await self.request("POST", "/sandbox/people", json={"first_name": first_name, **fields})
        return self.person(int(answer["id"]))

    async def people(self) -> list[Json]:
        """Return the people with badges."""
        found: list[Json] = (await self.state())["people"]
        return found

    async def state(self) -> Json:
        """Return bot, people, clock, faults, rates and the number of updates the bot has not confirmed."""
        return await self.request("GET", "/sandbox/state")

    async def clock_shift(self, step: str) -> datetime:
        """Move the domain clock by hour, day, working_day or month; returns the new instant."""
        return datetime.fromisoformat((await self.request("POST", "/sandbox/clock", json={"step": step}))["now"])

    async def clock_set(self, instant: datetime) -> datetime:
        """Set the domain clock; returns the new instant."""
        body = {"instant": instant.isoformat()}
        return datetime.fromisoformat((await self.request("POST", "/sandbox/clock", json=body))["now"])

    async def fault(self, kind: str, method: str = "messages", **fields: Any) -> None:
        """Order trouble; the other fields are those of `sandbox.faults.Fault` (count=None: all until cleared)."""
        await self.request("POST", "/sandbox/faults", json={"kind": kind, "method": method, **fields})

    async def clear_faults(self) -> None:
        """Cancel all trouble."""
        await self.request("DELETE", "/sandbox/faults")

    async def rates(self, **fields: Any) -> None:
        """Change message rates: the fields of `sandbox.options.Rates`; `enabled=False` lifts them."""
        await self.request("POST", "/sandbox/rates", json=fields)

    async def expire_queries(self) -> None:
        """Make every tap that waits for an answer too old."""
        await self.request("POST", "/sandbox/queries/expire")

    async def calls(self, method: str = "", after: int = 0) -> list[Json]:
        """Return the bot's calls, oldest first."""
        query = {"method": method, "after": str(after)}
        found: list[Json] = (await self.request("GET", "/sandbox/calls", params=query))["calls"]
        return found

    async def clear_calls(self) -> None:
        """Empty the call log."""
        await self.request("DELETE", "/sandbox/calls")

    async def file(self, file_id: str) -> bytes:
        """Return a file's content."""
        async with self._open().get(f"{self._base}/sandbox/files/{file_id}") as response:
            response.raise_for_status()
            return await response.read()

    async def reset(self) -> None:
        """Forget everything but the people the sandbox was started with."""
        await self.request("POST", "/sandbox/reset")

    async def request(self, verb: str, path: str, **given: Any) -> Json:
        """Call an endpoint and return its JSON; raises SandboxRefused."""
        async with self._open().request(verb, self._base + path, **given) as response:
            body: Any = await response.json()
            if response.status >= 400:
                raise SandboxRefused(response.status, str(body.get("error")))
            answer: Json = body
            return answer

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session
