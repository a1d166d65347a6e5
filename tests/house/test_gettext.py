"""The catalogues are complete: whatever a room says, Russian has, in all three plural forms."""

from __future__ import annotations

import ast
import io
import re
import string
from gettext import c2py
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from marshrut import texts

CYRILLIC = re.compile("[а-яёА-ЯЁ]")
NUMBER = "n"


@pytest.fixture(params=texts.ROOMS)
def room(request: pytest.FixtureRequest) -> str:
    """Each room in turn."""
    return str(request.param)


def forms(message: Message) -> list[str]:
    """The translation's forms: one, or one for each plural."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def sources(message: Message) -> list[str]:
    """The message as the code has it: one text, or singular and plural."""
    return [message.id] if isinstance(message.id, str) else list(message.id)


def places(text: str) -> set[str]:
    """Names of the ``{places}`` of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def said(catalogue: Catalog) -> list[Message]:
    """Messages without the header."""
    return [message for message in catalogue if message.id]


def test_every_message_of_the_code_is_in_the_catalogue_and_no_other(room: str) -> None:
    used = {tuple(sources(message)) for message in said(texts.messages_of(room))}
    held = {tuple(sources(message)) for message in said(texts.read(room))}
    assert used - held == set(), f"run: python -m marshrut.texts {room}"
    assert held - used == set(), f"run: python -m marshrut.texts {room} --prune"


def test_nothing_is_kept_that_the_code_no_longer_says(room: str) -> None:
    assert list(texts.read(room).obsolete) == [], f"run: python -m marshrut.texts {room} --prune"


def test_every_message_has_its_translation_in_all_forms(room: str) -> None:
    for message in said(texts.read(room)):
        assert len(forms(message)) == (3 if message.pluralizable else 1), message.id
        assert all(form.strip() for form in forms(message)), message.id
        assert not message.fuzzy, message.id


def test_translations_fill_the_same_places(room: str) -> None:
    for message in said(texts.read(room)):
        wanted = set.union(*(places(source) for source in sources(message)))
        for form in forms(message):
            # A plural may say its number in words or leave it out; it never invents a place.
            assert places(form) | {NUMBER} == wanted | {NUMBER}, message.id
            assert message.pluralizable or places(form) == wanted, message.id


def test_messages_are_english(room: str) -> None:
    """So the English reader, who has no catalogue, is complete by construction."""
    assert [
        text for message in said(texts.messages_of(room)) for text in sources(message) if CYRILLIC.search(text)
    ] == []


def test_the_tool_leaves_a_catalogue_in_step_as_it_is(room: str) -> None:
    path = texts.catalogue_path(room)
    if path.exists():
        assert texts.updated(room) == path.read_text(encoding="utf-8"), f"run: python -m marshrut.texts {room}"


def test_no_message_hides_in_an_f_string(room: str) -> None:
    """The extractor does not look there, so it would stay English."""
    hidden = [
        f"{path.name}:{call.lineno}"
        for path in (texts.ROOT / room).rglob("*.py")
        for part in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(part, ast.JoinedStr)
        for call in ast.walk(part)
        if isinstance(call, ast.Call) and called(call) in texts.KEYWORDS and call.args
        if isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []


def called(call: ast.Call) -> str:
    """The name by which a function is called, without what stands before the dot."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_messages_are_found_behind_every_name_a_file_gives_its_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "screen.py"
    path.write_text(
        'say = catalog("bot").html\nmany = catalog("bot").nhtml\n'
        'say("Hello, {name}", name=_("you"))\nmany("{n} day", "{n} days", 3)\nother("not ours")\n'
    )
    assert {msgid for _, msgid, _, _ in texts._extract(path)} == {"Hello, {name}", "you", ("{n} day", "{n} days")}


def test_the_header_has_the_russian_plurals() -> None:
    catalogue = read_po(io.BytesIO(texts.HEADER.encode()), locale="ru")
    assert [catalogue.num_plurals, *(eval_plural(catalogue, n) for n in (1, 2, 5, 11, 21, 112))] == [
        3,
        0,
        1,
        2,
        2,
        0,
        2,
    ]


def eval_plural(catalogue: Catalog, n: int) -> int:
    """Which form the catalogue's own expression chooses for ``n``."""
    return int(c2py(catalogue.plural_expr)(n))
