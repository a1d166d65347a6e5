"""What a message's text becomes: parsed, trimmed, measured, with commands and links found."""

import re
from typing import Any

from sandbox.errors import ApiError, bad_request
from sandbox.html_text import parse_html, utf16_length
from sandbox.shapes import Json

FOUND = (
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,32}(?:@\w+)?")),
    ("url", re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
)


def format_text(text: str, parse_mode: str | None, entities: Any) -> tuple[str, list[Json]]:
    """Return the plain text and its entities; raises ApiError on bad markup.

    Given entities win only when there is no parse mode, as in Telegram.
    """
    found: list[Json] = []
    if parse_mode:
        if parse_mode.lower() != "html":
            raise ApiError(501, f"Not Implemented: the sandbox does not parse {parse_mode}")
        text, found = parse_html(text)
    elif isinstance(entities, list):
        found = [dict(entity) for entity in entities]
    text, found = _trim(text, found)
    return text, found + find_entities(text, found)


def measured(text: str, limit: int, refusal: str) -> str:
    """Return the text; raises a 400 with the refusal when it is longer than the limit in code points."""
    if len(text) > limit:
        raise bad_request(refusal)
    return text


def find_entities(text: str, taken: list[Json]) -> list[Json]:
    """Return the commands, addresses and e-mails in the text outside of entities already there."""
    busy = [(item["offset"], item["offset"] + item["length"]) for item in taken if item["type"] in _OPAQUE]
    found: list[Json] = []
    for kind, pattern in FOUND:
        for match in pattern.finditer(text):
            start = utf16_length(text[: match.start()])
            end = start + utf16_length(match[0])
            if all(end <= left or start >= right for left, right in busy):
                busy.append((start, end))
                found.append({"type": kind, "offset": start, "length": end - start})
    return sorted(found, key=lambda item: int(item["offset"]))


_OPAQUE = {"text_link", "code", "pre"}


def _trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    lead = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    total = utf16_length(text)
    kept: list[Json] = []
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        end = min(total, entity["offset"] + entity["length"] - lead)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return text, kept
