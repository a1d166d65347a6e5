"""Somebody who opens every page they are led to and presses every button of every form they find there.

A form is sent first as it stands, and while it is refused, once with every empty field filled, and then mended as the
page says. What pages say after a button was pressed is opened too: new buttons are pressed as they appear.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.admin.crawling import Page
from tests.admin.forming import Button, Files, Fill, Forms, Key, found_in, kind_of, sent

#: So many pages of a kind are opened, and so many are opened anew after a button.
ALIKE_PAGES, REOPENED = 20, 4
#: So often each button is pressed, so often one that has led nowhere yet, and so often a form is mended.
ENOUGH, TRIES, MENDED = 2, 8, 4
#: Buttons after which others are not offered any more: those that move a thing on are pressed after those that leave it
#: where it is, and those that end it are pressed when nothing else is left.
ORDER = (
    re.compile(
        r"absent|accept|agreed|agreement|answer|apply|approv|back|close|decide|held|hold|leave|move|no_show|record|refuse|reset"
        r"|return|send|sign|undo"
    ),
    re.compile(
        r"archive|cancel|delete|discard|dismiss|/end/|erase|handover|merge|recall|revoke|roles|suspend|unlink|withdraw"
    ),
)
#: Ends the session, or is limited by the number of tries.
LEFT_OUT = ("/login/", "/me/password/", "/static/")
#: What a page says where it will not take a form.
REFUSAL = re.compile(r'role="alert">(.*?)</div></div>|class="error"[^>]*>(.*?)</p>', re.DOTALL)
#: Where a button stands: a page, and the button of it that showed the other one, if it did.
Place = tuple[str, Key | None]


@dataclass
class Presser:
    """Somebody in a browser. ``look`` is given every answer with the address and how it came to be; ``files`` is what
    they have to upload; ``first`` are the kinds of buttons that they came for.

    By kinds of buttons: how often each was ``pressed`` and ``taken``, what was said where it was not (``refused``), and
    which were not there any more when their turn came (``gone``).
    """

    sign_in: Callable[[], FlaskClient]
    look: Callable[[str, TestResponse], str]
    files: Files
    today: date
    first: frozenset[str] = frozenset()
    pressed: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    gone: Counter[str] = field(default_factory=Counter)
    refused: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    _opened: Counter[str] = field(default_factory=Counter)
    _kinds: Counter[str] = field(default_factory=Counter)
    _again: Counter[str] = field(default_factory=Counter)
    _found: dict[Key, Place] = field(default_factory=dict)
    _pages: list[str] = field(default_factory=lambda: ["/"])
    #: How many buttons had been pressed when each address was last linked.
    _linked: dict[str, int] = field(default_factory=lambda: {"/": 0})

    def run(self) -> None:
        """Open and press until nothing is left, or until all is pressed that they came for."""
        self.client = self.sign_in()
        while not self.first or self.first - set(self.taken):
            if self._pages:
                self._open(self._pages.pop(0))
            elif (found := self._next()) is not None:
                self._press(*found)
            else:
                return

    def _next(self) -> tuple[Place, Key] | None:
        waiting = [key for key in self._found if self._waits(kind_of(key))]
        if not waiting:
            return None
        first = min(waiting, key=self._turn)
        return self._found.pop(first), first

    def _waits(self, kind: str) -> bool:
        return self.pressed[kind] < (ENOUGH if self.taken[kind] else TRIES)

    def _turn(self, key: Key) -> tuple[bool, int, int]:
        kind = kind_of(key)
        rank = next((at for at in range(len(ORDER), 0, -1) if ORDER[at - 1].search(kind)), 0)
        return kind not in self.first, rank, self.pressed[kind]

    def _open(self, path: str) -> None:
        kind = re.sub(r"\d+", "0", path)
        if path in self._opened or self._kinds[kind] >= (2 if "/export/" in path else ALIKE_PAGES):
            return
        self._opened[path] += 1
        self._kinds[kind] += 1
        self._read((path, None), self.client.get(path))

    def _read(self, place: Place, answer: TestResponse) -> None:
        """Note where a page leads to and which buttons it has. A page may be gone only when a button was pressed since
        it was linked, and what is linked is never another's."""
        path = place[0]
        text = self.look(path, answer)
        missed = answer.status_code == 404 and self._linked[path] < self.pressed.total()
        if answer.status_code >= 400 and not missed:
            self.faults.append(f"{path} is linked and answered {answer.status_code}")
        if answer.mimetype != "text/html":
            return
        for button in Forms(path, text).buttons:
            if not button.action.startswith(LEFT_OUT):
                self._found.setdefault(button.key, place)
        self._link([link for link in Page(text).local() if not link.startswith(LEFT_OUT)])

    def _link(self, paths: list[str]) -> None:
        self._linked |= dict.fromkeys(paths, self.pressed.total())
        self._pages += paths

    def _page(self, place: Place) -> TestResponse:
        """The page on which a button stands, opened anew: what was on it may be gone by now."""
        path, shown_by = place
        page = self.client.get(path)
        if page.status_code == 302:
            self.client = self.sign_in()
            page = self.client.get(path)
        shown = found_in(path, page, shown_by) if shown_by else None
        return self._send(path, shown, Fill.all) if shown else page

    def _press(self, place: Place, key: Key) -> None:
        kind, path = kind_of(key), place[0]
        if found_in(path, self._page(place), key) is None:
            self.gone[kind] += 1
            return
        self.pressed[kind] += 1
        for fills in ((Fill.nothing, Fill.all), (Fill.nothing, *[Fill.mended] * MENDED)):
            page = self._page(place)
            for fill in fills:
                button = found_in(path, page, key)
                if button is None or (fill is Fill.mended and not any(one.wrong for one in button.fields)):
                    break
                page = self._send(path, button, fill)
                if self._leads_on(kind, place, key, page):
                    return

    def _leads_on(self, kind: str, place: Place, key: Key, answer: TestResponse) -> bool:
        """Whether what a button is for was done or shown; a page that shows it is read too."""
        said = self._said(answer)
        if said:
            self.refused[kind] = said
            return False
        self.taken[kind] += 1
        if answer.status_code in (302, 303):
            self._follow(place[0], answer.headers["Location"])
        elif answer.mimetype == "text/html" and place[1] is None:
            self._read((place[0], key), answer)
        return True

    def _said(self, answer: TestResponse) -> str:
        """What was said against a button that was pressed; nothing where it led on."""
        if answer.status_code in (302, 303):
            with self.client.session_transaction() as cookie:
                told = [text for tone, text in cookie.get("_flashes", ()) if tone == "warning"]
        elif answer.mimetype == "text/html":
            told = ["".join(found.groups("")) for found in REFUSAL.finditer(answer.get_data(as_text=True))]
            told += [f"answered {answer.status_code}"] if answer.status_code != 200 else []
        else:
            told = []
        return " | ".join(re.sub(r"<[^>]+>", "", html.unescape(str(one))).strip() for one in told)

    def _send(self, path: str, button: Button, fill: Fill) -> TestResponse:
        answer = self.client.post(
            button.action, data=sent(button, self.files, fill, self.today), content_type="multipart/form-data",
            headers={"Referer": f"http://localhost{path}"},
        )  # fmt: skip
        where = f"POST {button.action} {button.name}={button.value} from {path}"
        self.look(where, answer)
        if answer.status_code not in (200, 302, 303, 409):
            self.faults.append(f"{where} answers {answer.status_code}")
        return answer

    def _follow(self, path: str, location: str) -> None:
        """Read where the button led to, and once more the page on which it stood."""
        self._linked[location] = self.pressed.total()
        for one in (location, path):
            kind = re.sub(r"\d+", "0", one)
            if one.startswith("/") and not one.startswith(LEFT_OUT) and self._again[kind] < REOPENED:
                self._again[kind] += 1
                self._read((one, None), self.client.get(one))
