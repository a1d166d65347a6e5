"""Keeps the Russian catalogues in step with the code: ``python -m marshrut.texts [room …] [--prune]``.

Each room's Python files and Jinja templates are read for messages; new ones come into
``locales/ru/LC_MESSAGES/<room>.po`` empty, translations that exist stay, those no longer used are kept as comments
until ``--prune``. The files carry no dates and no line numbers, so a change in one place is a change of one line.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
ROOMS = ("admin", "bot", "documents", "marshrut", "notices", "scheduler", "services")
SINGULAR, PLURAL = None, (1, 2)
#: Names by which code and templates call the catalogue, beside those that a file itself gives its methods.
KEYWORDS = {
    **dict.fromkeys(("_", "N_", "gettext", "html", "lazy"), SINGULAR),
    **dict.fromkeys(("n_", "_n", "ngettext", "nhtml"), PLURAL),
}
ALIAS = re.compile(r"^\s*(\w+)\s*(?::[^=\n]+)?=\s*catalog\([^)]*\)\.(gettext|ngettext|html|nhtml|lazy)\b", re.MULTILINE)
PLURALS = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
HEADER = f"""\
msgid ""
msgstr ""
"Language: ru\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {PLURALS}\\n"

"""


def catalogue_path(room: str, language: str = "ru") -> Path:
    """Where the catalogue of a room lies."""
    return ROOT / "locales" / language / "LC_MESSAGES" / f"{room}.po"


def messages_of(room: str) -> Catalog:
    """Extract every message of a room: its Python files and its ``.html`` and ``.txt`` templates."""
    found = Catalog(locale="ru")
    for path in _sources(room):
        for line, msgid, comments, context in _extract(path):
            found.add(msgid, locations=[(str(path.relative_to(ROOT)), line)], auto_comments=comments, context=context)
    return found


def _sources(room: str) -> list[Path]:
    return sorted(path for path in (ROOT / room).rglob("*") if path.suffix in {".py", ".html", ".txt"})


def _extract(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    content = path.read_bytes()
    keywords = dict(KEYWORDS)
    for name, method in ALIAS.findall(content.decode("utf-8")):
        keywords[name] = PLURAL if method.startswith("n") else SINGULAR
    method = "python" if path.suffix == ".py" else "jinja2"
    yield from extract(method, io.BytesIO(content), keywords=keywords, options={"encoding": "utf-8", "silent": "false"})


def read(room: str) -> Catalog:
    """Read the Russian catalogue of a room as it stands; an empty one when there is none yet."""
    path = catalogue_path(room)
    if not path.exists():
        return Catalog(locale="ru")
    with path.open("rb") as source:
        return read_po(source, locale="ru")


def updated(room: str, *, prune: bool = False) -> str:
    """The text of the room's catalogue brought up to date; ``prune`` drops translations no longer used."""
    catalogue = read(room)
    catalogue.update(messages_of(room), no_fuzzy_matching=True, keep_user_comments=True)
    if prune:
        catalogue.obsolete.clear()
    body = io.BytesIO()
    write_po(body, catalogue, width=0, omit_header=True, sort_by_file=True, include_lineno=False)
    return (HEADER + body.getvalue().decode("utf-8").lstrip("\n")).rstrip("\n") + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Bring catalogues up to date and print what lacks a translation; returns 1 while something does."""
    parser = argparse.ArgumentParser(prog="python -m marshrut.texts", description="Bring the catalogues up to date.")
    parser.add_argument("rooms", nargs="*", metavar="room", help=f"all of them by default: {', '.join(ROOMS)}")
    parser.add_argument("--prune", action="store_true", help="drop translations that are no longer used")
    options = parser.parse_args(arguments)
    missing = 0
    for room in options.rooms or ROOMS:
        if room not in ROOMS:
            parser.error(f"unknown room: {room}")
        missing += _bring_up_to_date(room, prune=options.prune)
    return 1 if missing else 0


def _bring_up_to_date(room: str, *, prune: bool) -> int:
    text = updated(room, prune=prune)
    path = catalogue_path(room)
    if not messages_of(room) and not path.exists():
        return 0
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    catalogue = read(room)
    empty = [message for message in catalogue if message.id and not _complete(message.string)]
    sys.stdout.write(f"{path.relative_to(ROOT)}: {len(catalogue)} messages, {len(empty)} without a translation\n")
    for message in empty:
        sys.stdout.write(f"  {message.id if isinstance(message.id, str) else message.id[0]}\n")
    return len(empty)


def _complete(string: str | Sequence[str] | None) -> bool:
    return bool(string) and (isinstance(string, str) or all(string or ()))


if __name__ == "__main__":
    sys.exit(main())
