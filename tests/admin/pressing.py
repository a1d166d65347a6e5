"""Somebody who opens every page they are led to and presses every button of every form they find there.

A form is sent first as it stands, and when the page has something to say against it, once more with every empty field
filled. What pages say after a button was pressed is opened too: new buttons are pressed as they appear.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from urllib.parse import urljoin

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.admin.crawling import Page

#: So many pages of a kind are opened, so many are opened anew after a button, and so often each button is pressed.
ALIKE_PAGES, REOPENED, ALIKE_BUTTONS = 20, 60, 2
#: Buttons after which others are not offered any more: they are pressed when nothing else is left.
LAST = re.compile(
    r"end|delete|merge|withdraw|cancel|close|unlink|recall|erase|dismiss|suspend|handover|held|reset|roles"
)
#: Ends the session, or is limited by the number of tries.
LEFT_OUT = ("/login/", "/me/password/", "/static/")
DAY, WORDS = "2026-09-15", "В среду после обеда"
TYPED = {"date": DAY, "time": "10:00", "datetime-local": f"{DAY}T10:00", "number": "12", "tel": "+7 910 123-45-67",
         "email": "vera@example.ru"}  # fmt: skip
SCAN, WORKBOOK = ("scan.pdf", b"%PDF-1.4 scan"), "file"


@dataclass
class Field:
    """A field of a form: what is sent of it as it stands, and what could be."""

    name: str
    kind: str
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
    def kind(self) -> str:
        """Buttons that differ in numbers only are of one kind."""
        return re.sub(r"\d+", "0", f"{self.action} {self.name}={self.value}")


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
        return self._fields.setdefault(values.get("name", ""), Field(values.get("name", ""), kind))

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


def sent(button: Button, workbook: bytes, *, filled: bool) -> dict[str, object]:
    """What a browser would send: the form as it stands, or with every empty field filled."""
    data: dict[str, object] = {button.name: button.value} if button.name else {}
    for one in button.fields:
        if not one.name:
            continue
        values: Sequence[object] = one.standing
        if filled and not any(one.standing):
            values = _filling(one, workbook)
        if one.kind != "file" or filled:
            data[one.name] = values
    return data


def _filling(one: Field, workbook: bytes) -> Sequence[object]:
    if one.kind == "file":
        name, content = ("people.xlsx", workbook) if one.name == WORKBOOK else SCAN
        return [(io.BytesIO(content), name)]
    if one.offered:
        return [value for value in one.offered if value][:1]
    return [TYPED.get(one.kind, WORDS)]


@dataclass
class Presser:
    """Somebody in a browser. ``look`` is given every answer with the address and how it came to be."""

    sign_in: Callable[[], FlaskClient]
    look: Callable[[str, TestResponse], str]
    workbook: bytes
    pressed: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    _opened: Counter[str] = field(default_factory=Counter)
    _kinds: Counter[str] = field(default_factory=Counter)
    _again: int = 0
    _found: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _pages: list[str] = field(default_factory=lambda: ["/"])

    def run(self) -> None:
        """Open and press until nothing is left."""
        self.client = self.sign_in()
        while True:
            if self._pages:
                self._open(self._pages.pop(0))
            elif (found := self._next()) is not None:
                self._press(*found)
            else:
                return

    def _next(self) -> tuple[str, tuple[str, str, str]] | None:
        waiting = [key for key in self._found if self.pressed[_kind(key)] < ALIKE_BUTTONS]
        if not waiting:
            return None
        first = min(waiting, key=lambda key: bool(LAST.search(_kind(key))))
        return self._found.pop(first), first

    def _open(self, path: str) -> str:
        kind = re.sub(r"\d+", "0", path)
        if path in self._opened or self._kinds[kind] >= (2 if "/export/" in path else ALIKE_PAGES):
            return ""
        self._opened[path] += 1
        self._kinds[kind] += 1
        return self._read(path, self.client.get(path))

    def _read(self, path: str, answer: TestResponse) -> str:
        text = self.look(path, answer)
        if answer.status_code in (403, 404) and not self.pressed:
            self.faults.append(f"{path} is linked and answered {answer.status_code}")
        if answer.mimetype != "text/html":
            return text
        for button in Forms(path, text).buttons:
            if not button.action.startswith(LEFT_OUT):
                self._found.setdefault((button.action, button.name, button.value), path)
        self._pages += [link for link in Page(text).local() if not link.startswith(LEFT_OUT)]
        return text

    def _press(self, path: str, key: tuple[str, str, str]) -> None:
        """The page is opened anew: what was on it may be gone by now, and a form is sent once."""
        page = self.client.get(path)
        if page.status_code == 302:
            self.client = self.sign_in()
            page = self.client.get(path)
        found = _button(path, page, key)
        if found is None:
            return
        kind = _kind(key)
        self.pressed[kind] += 1
        answer = self._send(path, found, filled=False)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            again = _button(path, answer, key)
            if again is not None:
                answer = self._send(path, again, filled=True)
        if answer.status_code in (302, 303):
            self.taken[kind] += 1
            self._follow(path, answer.headers["Location"])

    def _send(self, path: str, button: Button, *, filled: bool) -> TestResponse:
        answer = self.client.post(
            button.action, data=sent(button, self.workbook, filled=filled), content_type="multipart/form-data",
            headers={"Referer": f"http://localhost{path}"},
        )  # fmt: skip
        where = f"POST {button.action} {button.name}={button.value} from {path}"
        self.look(where, answer)
        if answer.status_code not in (200, 302, 303, 409):
            self.faults.append(f"{where} answers {answer.status_code}")
        return answer

    def _follow(self, path: str, location: str) -> None:
        """Read where the button led to, and once more the page on which it stood."""
        for one in (location, path):
            if one.startswith("/") and not one.startswith(LEFT_OUT) and self._again < REOPENED:
                self._again += 1
                self._read(one, self.client.get(one))


def _kind(key: tuple[str, str, str]) -> str:
    return Button(*key, fields=()).kind


def _button(path: str, page: TestResponse, key: tuple[str, str, str]) -> Button | None:
    if page.mimetype != "text/html":
        return None
    there = Forms(path, page.get_data(as_text=True)).buttons
    return next((replace(one) for one in there if (one.action, one.name, one.value) == key), None)
