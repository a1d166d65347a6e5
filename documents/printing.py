"""From a dataclass to paper: values as words, a DOCX filled in, a PDF or a picture typeset.

Values never become markup: a template of Word gets them escaped, a template of typst as data it reads from JSON.
Everything here is slow (tens of milliseconds): call it outside transactions.
"""

from __future__ import annotations

import dataclasses
import enum
import io
import json
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import typst
from docxtpl import DocxTemplate

from locales import dates
from services.words import word

TEMPLATES = Path(__file__).parent / "templates"
#: Official papers are in the language of the orders, whoever asks for them.
OFFICIAL = "ru"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
NAME_MAX = 120
_FORBIDDEN_IN_NAMES = frozenset('\\/:*?"<>|')


@dataclasses.dataclass(frozen=True)
class Paper:
    """A finished document: the name to save it under, its media type and its bytes."""

    name: str
    media_type: str
    content: bytes


def printable(value: Any) -> Any:
    """A value as a template takes it: dates as «03.05.2026», members of enumerations as words, None as nothing,
    dataclasses as mappings, text without signs that no document may hold."""
    if value is None:
        return ""
    if isinstance(value, enum.StrEnum):
        return word(value)
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, date):
        return dates.short_day(value)
    if isinstance(value, tuple | list):
        return [printable(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {field.name: printable(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value


def clean(text: str) -> str:
    """The text without control signs, which neither XML nor a reader can take; line breaks stay."""
    lines = text.replace("\r\n", "\n").replace("\t", " ")
    return "".join(letter for letter in lines if letter == "\n" or unicodedata.category(letter)[0] != "C")


def file_name(stem: str, ending: str) -> str:
    """A name that every file system takes: ``stem`` without separators and control signs, then ``.ending``."""
    seen = "".join("-" if letter in _FORBIDDEN_IN_NAMES else letter for letter in clean(stem))
    return f"{' '.join(seen.split())[:NAME_MAX].strip(' .') or 'document'}.{ending}"


def fill_docx(template: str, values: Mapping[str, Any]) -> bytes:
    """Fill ``templates/<template>.docx`` with ``values``; returns the file's bytes."""
    document = DocxTemplate(TEMPLATES / f"{template}.docx")
    document.render(dict(values), autoescape=True)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def typeset_pdf(template: str, values: Mapping[str, Any]) -> bytes:
    """Typeset ``templates/<template>.typ`` with ``values`` as a PDF."""
    return _single(_typeset(template, values, format="pdf"))


def typeset_png(template: str, values: Mapping[str, Any], *, ppi: float = 144) -> bytes:
    """Typeset the single page of ``templates/<template>.typ`` as a picture of ``ppi`` points an inch."""
    return _single(_typeset(template, values, format="png", ppi=ppi))


def _typeset(template: str, values: Mapping[str, Any], **how: Any) -> object:
    """Only the fonts inside the wheel are used: a paper looks the same on every machine."""
    inputs = {"data": json.dumps(values, ensure_ascii=False)}
    path = str(TEMPLATES / f"{template}.typ")
    made: object = typst.compile(path, root=str(TEMPLATES), sys_inputs=inputs, ignore_system_fonts=True, **how)
    return made


def _single(made: object) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError("a single document was expected")
    return made
