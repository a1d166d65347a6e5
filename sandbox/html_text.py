"""Telegram's HTML parse mode: text with tags becomes plain text and entities counted in UTF-16 units."""

import html
import re
from dataclasses import dataclass

from sandbox.errors import bad_request
from sandbox.shapes import Json

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
TOKEN = re.compile(r"<(/?)([^<>]*)>|<|&(#\d+|#x[0-9a-fA-F]+|lt|gt|amp|quot);")
ATTRIBUTE = re.compile(r"""([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 units, as entities count."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Return plain text and entities; raises the refusal `can't parse entities` as Telegram words it."""
    parser = _Parser(source)
    parser.run()
    return parser.text, [entity for entity in parser.entities if entity["length"] > 0]


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.text = ""
        self.entities: list[Json] = []
        self._length = 0
        self._open: list[_Open] = []

    def run(self) -> None:
        at = 0
        for token in TOKEN.finditer(self.source):
            self._add(self.source[at : token.start()])
            at = token.end()
            self._take(token)
        self._add(self.source[at:])
        if self._open:
            raise _refusal(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))

    def _add(self, piece: str) -> None:
        self.text += piece
        self._length += utf16_length(piece)

    def _take(self, token: re.Match[str]) -> None:
        if token[3]:
            self._add(html.unescape(token[0]))
        elif token[2] is None:
            raise _refusal(f"Unclosed start tag at byte offset {self._bytes(token.start())}")
        elif token[1]:
            self._close(token[2].strip().lower(), token.start())
        else:
            self._start(token[2], token.start())

    def _start(self, inside: str, at: int) -> None:
        name, _, rest = inside.partition(" ")
        tag = name.strip().lower()
        attributes = {m[1].lower(): html.unescape(m[2] or m[3] or m[4] or "") for m in ATTRIBUTE.finditer(rest)}
        if tag not in KINDS or (tag == "span" and attributes.get("class") != "tg-spoiler"):
            raise _refusal(f'Unsupported start tag "{tag}" at byte offset {self._bytes(at)}')
        self._open.append(_Open(tag, attributes, self._length))

    def _close(self, tag: str, at: int) -> None:
        if not self._open:
            raise _refusal(f"Unexpected end tag at byte offset {self._bytes(at)}")
        opened = self._open.pop()
        if tag not in ("", opened.tag):
            where = self._bytes(at)
            raise _refusal(f'Unmatched end tag at byte offset {where}, expected "</{opened.tag}>", found "</{tag}>"')
        entity: Json = {"type": KINDS[opened.tag], "offset": opened.offset, "length": self._length - opened.offset}
        self._finish(opened, entity)

    def _finish(self, opened: _Open, entity: Json) -> None:
        if opened.tag == "a":
            url = opened.attributes.get("href", "")
            if not url:
                return
            entity["url"] = url
        if opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        if opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        language = opened.attributes.get("class", "")
        if opened.tag == "code" and self._open and self._open[-1].tag == "pre":
            self._open[-1].attributes["language"] = language.removeprefix("language-")
            return
        if opened.tag == "pre" and opened.attributes.get("language"):
            entity["language"] = opened.attributes["language"]
        self.entities.append(entity)

    def _bytes(self, at: int) -> int:
        return len(self.source[:at].encode())


def _refusal(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")
