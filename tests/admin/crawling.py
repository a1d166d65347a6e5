"""Reading pages as a person or a browser would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

#: Latin words a Russian page may show: addresses, what has no Russian name, and the name of a language in itself.
LATIN_ALLOWED = re.compile(r"https?://\S+|\b[\w.+-]+@[\w.-]+\b|\bXLSX\b|\bPDF\b|\bEnglish\b")
LATIN = re.compile(r"[A-Za-z]{2,}")
SHOWN_ATTRIBUTES = ("title", "placeholder", "aria-label", "alt")
LINKING_ATTRIBUTES = ("href", "src", "action", "formaction", "data", "poster", "srcset")


class Page(HTMLParser):
    """What a page shows, where it links, and what is inline in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self.inline: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the tag shows, links to and carries inline."""
        values = {name: value or "" for name, value in attrs}
        self.tags.append((tag, values))
        self._open.append(tag)
        self.texts += [values[name] for name in SHOWN_ATTRIBUTES if values.get(name)]
        self.links += [values[name] for name in LINKING_ATTRIBUTES if values.get(name)]
        self.inline += [f"{tag} {name}" for name in values if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and not values.get("src")):
            self.inline.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the tag and what was left open in it."""
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note text that is seen."""
        if data.strip() and not {"script", "style"} & set(self._open):
            self.texts.append(data.strip())

    def latin(self) -> list[str]:
        """Latin words that are not on the list."""
        return [word for text in self.texts for word in LATIN.findall(LATIN_ALLOWED.sub("", text))]

    def foreign(self) -> list[str]:
        """Links that leave for another host, but for those that a person put there and that say nothing of us."""
        brought = {values.get("href") for tag, values in self.tags if "noreferrer" in values.get("rel", "")}
        away = (link for link in self.links if re.match(r"(?:[a-z]+:)?//|data:|javascript:", link))
        return [link for link in away if link not in brought]

    def local(self) -> Iterator[str]:
        """Addresses of this site that a click would open."""
        for tag, values in self.tags:
            if tag == "a" and values.get("href", "").startswith("/"):
                yield values["href"]
