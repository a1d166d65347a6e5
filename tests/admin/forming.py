"""Forms of a page as a browser reads them, and as somebody with little imagination fills them."""

from __future__ import annotations

import enum
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from html.parser import HTMLParser
from urllib.parse import urljoin

from werkzeug.test import TestResponse

#: A button: where it sends its form, its name and its value.
Key = tuple[str, str, str]
#: What is chosen for the file of a form, by where the form is sent: its name and its bytes; elsewhere a scan.
Files = Mapping[str, tuple[str, bytes]]
SCAN = ("scan.pdf", b"%PDF-1.4 scan")
LATER = timedelta(days=30)
WORDS = "В среду после обеда"
TYPED = {"time": "10:00", "number": "12", "tel": "+7 910 123-45-67", "email": "vera@example.ru"}
#: Fields for which any words will not do, by their names.
NAMED = {"hours": "36", "inn": "7707083893", "url": "https://school.ru/seminar", r"percent-\d+": "67,5",
         "plan": "Предметный; задача; что проверяется"}  # fmt: skip

#: A page that refuses a form leads to each field that is wrong.
WRONG = re.compile(r'<li><a href="#([\w-]+)">')


class Fill(enum.Enum):
    """How a form is filled: not at all; every empty field; or what the page says is wrong, in another way."""

    nothing = enum.auto()
    all = enum.auto()
    mended = enum.auto()


@dataclass
class Field:
    """A field of a form: what is sent of it as it stands, and what could be."""

    name: str
    kind: str
    wrong: bool = False
    standing: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Button:
    """A button of a form that is sent by POST: where to, what the button itself says, and the fields."""

    action: str
    name: str
    value: str
    fields: tuple[Field, ...]

    @property
    def key(self) -> Key:
        """What tells it from other buttons, wherever it stands."""
        return self.action, self.name, self.value


def kind_of(key: Key) -> str:
    """Buttons that differ in numbers only are of one kind."""
    action, name, value = key
    return re.sub(r"\d+", "0", f"{action} {name}={value}" if name else action)


class Forms(HTMLParser):
    """The buttons of the forms of a page."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self.buttons: list[Button] = []
        self._path = path
        self._form: dict[str, str] | None = None
        self._fields: dict[str, Field] = {}
        self._said: list[tuple[str, str, str]] = []
        self._list: Field | None = None
        self._area: Field | None = None
        self._wrong = set(WRONG.findall(text))
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, its fields and its buttons."""
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form, self._fields, self._said = values, {}, []
        elif self._form is None or "disabled" in values:
            return
        elif tag == "button" and values.get("type", "submit") == "submit":
            self._said.append((values.get("name", ""), values.get("value", ""), values.get("formaction", "")))
        elif tag == "input":
            self._input(values)
        elif tag == "select":
            self._list = self._field(values, "select")
        elif tag == "textarea":
            self._area = self._field(values, "textarea")
        elif tag == "option" and self._list is not None:
            self._list.offered.append(values.get("value", ""))
            if "selected" in values:
                self._list.standing.append(values.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """A form that ends is kept with each of its buttons."""
        if tag == "select" and self._list is not None:
            self._list.standing = self._list.standing or self._list.offered[:1]
            self._list = None
        elif tag == "textarea":
            self._area = None
        elif tag == "form" and self._form is not None:
            if self._form.get("method", "").lower() == "post":
                usual = self._form.get("action") or self._path
                for name, value, action in self._said or [("", "", "")]:
                    to = urljoin(self._path, action or usual)
                    self.buttons.append(Button(to, name, value, tuple(self._fields.values())))
            self._form = None

    def handle_data(self, data: str) -> None:
        """The words of a large field."""
        if self._area is not None and data.strip():
            self._area.standing = [data.strip()]

    def _field(self, values: dict[str, str], kind: str) -> Field:
        name = values.get("name", "")
        return self._fields.setdefault(name, Field(name, kind, values.get("id", name) in self._wrong))

    def _input(self, values: dict[str, str]) -> None:
        kind = values.get("type", "text")
        if kind == "submit":
            self._said.append((values.get("name", ""), values.get("value", ""), ""))
        elif kind in ("checkbox", "radio"):
            one = self._field(values, kind)
            one.offered.append(values.get("value", "on"))
            if "checked" in values:
                one.standing.append(values.get("value", "on"))
        else:
            self._field(values, kind).standing = [values["value"]] if values.get("value") else []


def found_in(path: str, page: TestResponse, key: Key) -> Button | None:
    """The button of a page that an answer shows, if it is there."""
    if page.mimetype != "text/html":
        return None
    there = Forms(path, page.get_data(as_text=True)).buttons
    return next((one for one in there if one.key == key), None)


def sent(button: Button, files: Files, fill: Fill, today: date) -> dict[str, object]:
    """What a browser would send of a form that was filled so; ``today`` is typed wherever a day is asked for."""
    data: dict[str, object] = {button.name: button.value} if button.name else {}
    for one in button.fields:
        empty = not any(one.standing)
        if not one.name:
            continue
        if fill is Fill.mended and one.wrong and not empty:
            data[one.name] = _otherwise(one, today)
        elif empty and one.kind != "hidden" and (fill is Fill.all or one.wrong):
            data[one.name] = _filling(one, files.get(button.action, SCAN), today)
        elif one.kind != "file":
            data[one.name] = one.standing
    return data


def _filling(one: Field, file: tuple[str, bytes], today: date) -> Sequence[object]:
    if one.kind == "file":
        return [(io.BytesIO(file[1]), file[0])]
    if one.offered:
        return [value for value in one.offered if value][:1]
    named = next((words for name, words in NAMED.items() if re.fullmatch(name, one.name)), "")
    return [named or (today.isoformat() if one.kind == "date" else TYPED.get(one.kind, WORDS))]


def _otherwise(one: Field, today: date) -> Sequence[object]:
    """Another choice than the one that is wrong; a day that is not today's but later."""
    if one.kind == "date":
        return [(today + LATER).isoformat()]
    at = one.offered.index(one.standing[0]) + 1 if one.offered else 0
    return (one.offered[at:] + one.offered)[:1] or [WORDS]
