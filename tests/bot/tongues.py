"""What a chat may show in each language: in Russian no Latin word, in English nothing Russian but names and data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

import regions
from models import Base

#: What a Russian chat may show in Latin letters: commands, addresses of e-mail, a file's extension, tags people typed.
LATIN_ALLOWED = re.compile(r"/start|/cancel|/link|English|[\w.+-]+@[\w.-]+|\.(?:txt|pdf|docx)\b|</?[bi]>")
LATIN = re.compile(r"[A-Za-z]+")
CYRILLIC = re.compile(r"[А-Яа-яЁё]+(?:[\s-]+[А-Яа-яЁё]+)*")
LETTER = "[А-Яа-яЁё]"
#: A name or a datum of fewer letters stands inside too many words to tell one from the other.
SHORTEST = 4
#: Rows in which stands what people are called and what they wrote, and nothing that the program says.
DATA = (
    "people", "organizations", "municipalities", "centres", "employments", "appointments", "activities", "evidence",
    "messages", "found_deficits", "results", "routes", "personal_data_consents", "stored_files", "applications",
)  # fmt: skip


@dataclass(frozen=True)
class Tongue:
    """A language of the chat: how its first screens begin, what it says of a fault, the key that sends one's number,
    and which words of a text are of another language."""

    roots: tuple[str, ...]
    sorry: str
    share: str
    strange: Callable[[str], list[str]]


RUSSIAN = Tongue(
    ("Здравствуйте, ", "Здравствуйте!", "Добрый день!"),
    "Простите, не получилось",
    "📱 Отправить мой номер",
    lambda words: LATIN.findall(LATIN_ALLOWED.sub(" ", words)),
)


def english(session: Session, typed: tuple[str, ...]) -> Tongue:
    """English, beside the names and data of a database, the region's own words, and what the walker types."""
    own = sorted(_known(session, typed), key=len, reverse=True)
    known = re.compile(rf"(?<!{LETTER})(?:{'|'.join(map(re.escape, own))})(?!{LETTER})")
    return Tongue(
        ("Good day, ", "Good day!"), "Sorry, this did not work", "📱 Share my number", partial(_russian, known)
    )


def _known(session: Session, typed: tuple[str, ...]) -> set[str]:
    """What may be shown: the region's words, in the middle of a sentence too, but for ``spelling``, by which one only
    searches; data whole, and of people each of their names."""
    region = set(_strings(regions.load("smolensk").model_dump(mode="json", exclude={"spelling"})))
    whole = region | {one[:1].lower() + one[1:] for one in region}
    for name in DATA:
        table = Base.metadata.tables[name]
        for row in session.execute(sa.select(table)):
            whole |= set(_strings(list(row)))
    people = {
        part
        for row in session.execute(sa.select(Base.metadata.tables["people"]))
        for text in _strings(list(row))
        for part in text.split()
        if part.istitle()
    }
    return {*typed, *(one for one in whole | people if len(re.findall(LETTER, one)) >= SHORTEST)}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (" ".join(value.split()), *(line for line in value.splitlines() if line.strip()))
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from (*_strings(key), *_strings(one))
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _strings(one)


def _russian(known: re.Pattern[str], words: str) -> list[str]:
    return CYRILLIC.findall(known.sub(" ", words.replace("\u00a0", " ")))
