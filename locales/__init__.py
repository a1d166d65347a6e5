"""Gettext catalogues (msgids English, ru complete) and the one helper that reads them.

Each room has a catalogue of its own name: ``_ = catalog("bot").html``. The language is the reader's, kept in a context
variable that a door sets for each update or request. Catalogues are read from the .po files themselves, so a compiled
copy can never be stale.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import Markup

HERE = Path(__file__).parent
DEFAULT_LANGUAGE = "ru"
LANGUAGES = ("ru", "en")
#: A space at which a line does not break: inside a date, between a number and what it counts.
NBSP = "\u00a0"
_language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


def language() -> str:
    """The reader's language code, one of ``LANGUAGES``."""
    return _language.get()


@contextmanager
def reading_in(code: str) -> Iterator[None]:
    """Within the block, texts are in the language ``code``; an unknown code means the default."""
    token = _language.set(code if code in LANGUAGES else DEFAULT_LANGUAGE)
    try:
        yield
    finally:
        _language.reset(token)


@cache
def _translations(domain: str, code: str) -> gettext.NullTranslations:
    path = HERE / code / "LC_MESSAGES" / f"{domain}.po"
    if not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as source:
        messages = read_po(source, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@dataclass(frozen=True)
class Text:
    """A message translated only when it is read: for errors and tables of words."""

    domain: str
    msgid: str
    params: dict[str, Any] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return catalog(self.domain).gettext(self.msgid, **self.params)


@dataclass(frozen=True)
class Catalog:
    """The messages of one room."""

    domain: str

    def gettext(self, msgid: str, **params: object) -> str:
        """Translate and fill ``{named}`` places, as plain text."""
        return _translations(self.domain, language()).gettext(msgid).format(**params)

    def ngettext(self, singular: str, plural: str, n: int, **params: object) -> str:
        """Translate with the plural form for ``n``, which is also the place ``{n}``; plain text. The number and what it
        counts stay on one line."""
        return self._counted(singular, plural, n).format(n=n, **params)

    def html(self, msgid: str, **params: object) -> Markup:
        """Translate as HTML: the message may hold tags, what fills its places is escaped."""
        return Markup(_translations(self.domain, language()).gettext(msgid)).format(**params)  # noqa: S704 our own text

    def nhtml(self, singular: str, plural: str, n: int, **params: object) -> Markup:
        """``ngettext`` as HTML, what fills its places is escaped."""
        return Markup(self._counted(singular, plural, n)).format(n=n, **params)  # noqa: S704 our own text

    def _counted(self, singular: str, plural: str, n: int) -> str:
        message = _translations(self.domain, language()).ngettext(singular, plural, n)
        return message.replace("{n} ", "{n}" + NBSP)

    def lazy(self, msgid: str, **params: object) -> Text:
        """A text that is translated when it is read."""
        return Text(self.domain, msgid, params)


@cache
def catalog(domain: str) -> Catalog:
    """The catalogue of a room: ``bot``, ``admin``, ``notices``, ``documents``, ``services``, ``marshrut``."""
    return Catalog(domain)
