"""A register as a typed workbook to save: the values as this back office shows them, the table by ``documents``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from flask import Response

from admin.show import exported
from documents import tables
from documents.tables import MEDIA_TYPE

__all__ = ["MEDIA_TYPE", "download", "workbook"]


def workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The bytes of a workbook with one sheet: a bold first row that stays in sight, then typed rows."""
    return tables.workbook(title, heads, ([exported(value) for value in row] for row in rows))


def download(content: bytes, name: str) -> Response:
    """The workbook as a file to save, under a name that may be Cyrillic."""
    disposition = f"attachment; filename=\"register.xlsx\"; filename*=UTF-8''{quote(name)}.xlsx"
    return Response(content, mimetype=MEDIA_TYPE, headers={"Content-Disposition": disposition})
