"""The crawl of the chat: somebody who presses every button they are ever shown and answers every question.

After each of them there is a screen with words, all of them in the reader's language, and a way home; nothing is logged
as a fault and nothing is set aside.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from models.inbox import ChatState, InboxUpdate, UpdateStatus
from tests.bot.chat import Person
from tests.bot.tongues import RUSSIAN, Tongue
from tests.bot.town import CANARIES, Town, heard
from tests.documents.reading import docx_text, pdf_text, squeezed, unzipped

#: How each kind of document is read, to look for what must not stand in it.
READ: dict[str, Callable[[bytes], str]] = {
    ".txt": lambda content: content.decode("utf-8-sig"),
    ".pdf": pdf_text,
    ".docx": lambda content: docx_text(content) + unzipped(content),
}
#: A valid answer to each question that is not answered by whatever words.
ANSWERS = {
    "Filling:name": "Соколова Вера Павловна",
    "Filling:patronymic": "Соколова Вера Павловна",
    "Filling:renaming": "Соколова Вера Павловна",
    "Filling:organization": "школа",
    "Filling:position": "Учитель астрономии",
    "Filling:teaching_since": "12",
    "Filling:phone": "+7 910 123-45-67",
    "Filling:email": "vera@example.ru",
    "Walking:teaching_since": "12",
    "Walking:phone": "+7 910 123-45-67",
    "Walking:email": "vera@example.ru",
    "Writing:ward": "Иванова",
}
WORDS = "В среду после обеда, пожалуйста"
TOO_LONG = "очень длинно " * 400
HTML = "<b>жирно</b> & <i>"
#: Acts after which others are not offered any more: they are pressed when nothing else is left.
LAST = ("amw:", "api:1", "apg:", "ama:", "tg:", "ta:", "tk:", "pcg:", "sw:1")
#: Another language, and a chat that is nobody's any more: walked elsewhere.
NEVER = ("sl:", "su:1")
#: Days, subjects and positions are alike, and there are hundreds of them: so many buttons of each kind are pressed.
ALIKE = {"apd": 4, "apc": 4, "apj": 4, "prj": 4, "prc": 3, "apb": 4, "va": 3, "vm": 3, "vl": 3, "vq": 2, "vk": 3}


#: The profile and the form are the same at every stage: they are gone through at these, and not anew at each.
BEGINNING = ("registered", "draft")
BEGUN = ("pr", "prg", "prf", "prs", "prn", "prp", "prc", "prj", "prd", "pre", "prw", "prv", "prq",
         "aps", "apr", "apf", "apj", "apb", "apx",
         "app", "apc", "apd", "apt")  # fmt: skip


class Crawl:
    """Somebody who presses everything they are ever shown and answers everything they are asked."""

    def __init__(
        self,
        town: Town,
        person: Person,
        caplog: pytest.LogCaptureFixture,
        leave: tuple[str, ...] = (),
        tongue: Tongue = RUSSIAN,
    ) -> None:
        self.town = town
        self.person = person
        self._leave = leave
        self._tongue = tongue
        self.pressed: list[str] = []
        self.told = heard(person)
        self._waiting: list[str] = []
        self._answered: set[str] = set()
        self._keys: set[str] = set()
        self._alerts = len(person.alerts)
        self._shown = ""
        self._caplog = caplog
        caplog.clear()  # notices to people who never wrote to the bot

    async def run(self) -> None:
        """Go through everything from /start."""
        for words in ("/start", "абракадабра", "/help", "/cancel"):
            await self.person.send(words)
            self._look(words)
        while (data := self._next()) is not None:
            self.pressed.append(data)
            await self.person.press(data)
            self._look(data)
            await self._tap_keys(data)
            await self._answer(data)
        self._nothing_set_aside()

    async def forge(self, data: list[str]) -> None:
        """Press what others were shown."""
        await self.person.send("/start")
        for one in data:
            await self.person.press(one)
            self._look(f"forged {one}")
        self._nothing_set_aside()

    def _next(self) -> str | None:
        self._waiting.sort(key=lambda data: data.startswith(LAST))
        while self._waiting:
            data = self._waiting.pop(0)
            prefix = data.partition(":")[0]
            alike = len([one for one in self.pressed if one.partition(":")[0] == prefix])
            left = data.startswith(NEVER) or prefix in self._leave
            if data not in self.pressed and not left and alike < ALIKE.get(prefix, 1000):
                return data
        return None

    def _look(self, after: str) -> None:
        """What must hold of whatever is on the screen now."""
        shown = self.person.screen
        new = self.person.alerts[self._alerts :]
        self._alerts += len(new)
        assert re.search(r"[A-Za-zА-Яа-яЁё]", shown.text), (after, shown.raw)
        assert self._tongue.sorry not in shown.text, after
        words = " ".join([shown.text, *shown.buttons, *self.person.keys, *new, _file_name(shown.raw)])
        assert self._tongue.strange(words) == [], (after, words)
        unchanged = bool(new) and shown.text == self._shown
        root = shown.text.startswith(self._tongue.roots)
        assert root or unchanged or self.person.keys or "home" in shown.callbacks.values(), (after, shown.text)
        faults = [record.getMessage() for record in self._caplog.records if record.name.startswith("marshrut")]
        assert faults == [], after
        self._shown = shown.text
        self.told += words + self._content(shown.raw)
        for message in self.person.messages[-3:]:
            self._waiting += [data for data in message.callbacks.values() if data not in self._waiting]

    async def _tap_keys(self, data: str) -> None:
        for key in [key for key in self.person.keys if key not in self._keys]:
            if key not in self.person.keys:
                await self.person.press(data)
            if key not in self.person.keys:
                continue  # a walk has gone on: the key is met again
            self._keys.add(key)
            await (self.person.share_contact() if key == self._tongue.share else self.person.send(key))
            self._look(f"{data}, then {key}")
            assert self.person.keys == [], "the keys stay below the chat"

    async def _answer(self, data: str) -> None:
        """Answer what is asked: too long, a sticker, HTML, and then as it should be."""
        while (state := self._state()) is not None and state not in self._answered:
            self._answered.add(state)
            await self.person.send(TOO_LONG[:5000])
            self._still_asks(state, data)
            await self.person.send_file("cat.webp", b"cat", kind="sticker")
            self._still_asks(state, data)
            await self.person.send(HTML)
            self._look(f"{data}, then HTML")
            if self._state() == state:
                await self.person.send(ANSWERS.get(state, WORDS))
                self._look(f"{data}, then a good answer to {state}")

    def _still_asks(self, state: str, data: str) -> None:
        self._look(f"{data}, then nonsense")
        assert self.person.screen.text.startswith("❗"), (state, self.person.screen.text)
        assert self._state() == state

    def _state(self) -> str | None:
        query = sa.select(ChatState.state).where(ChatState.chat_id == self.person.id)
        return self.town.chat.look(lambda session: session.scalar(query))

    def _nothing_set_aside(self) -> None:
        query = sa.select(InboxUpdate.error).where(InboxUpdate.status != UpdateStatus.handled)
        assert self.town.chat.look(lambda session: session.scalars(query).all()) == []

    def _content(self, raw: dict[str, Any]) -> str:
        return document_in(self.town, raw)


def document_in(town: Town, raw: dict[str, Any]) -> str:
    """What stands in the document of a message, opened as its kind is; nothing where there is none."""
    if "document" not in raw:
        return ""
    files = town.chat.world.files
    stored = files.find(raw["document"]["file_id"])
    assert stored is not None
    return READ[Path(stored.name).suffix](files.read(stored))


def _file_name(raw: dict[str, Any]) -> str:
    return str(raw.get("document", {}).get("file_name", ""))


def canaries_in(told: str) -> list[str]:
    """What of a result was said; papers break lines where they like."""
    whole = squeezed(told)
    return [canary for canary in CANARIES if squeezed(canary) in whole]
