"""A register as a typed workbook to save: the values as this back office shows them, the table by ``documents``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Response

from admin.show import exported
from documents import tables
from documents.tables import MEDIA_TYPE

__all__ = ["MEDIA_TYPE", "download", "gathered", "workbook"]
Row = TypeVar("Row")
BATCH = 100
MOST = 20_000


def gathered(part: Callable[[int, int], Sequence[Row]]) -> Iterator[Row]:
    """All rows of a list that is read in parts: ``part(limit, offset)``; no more than is ever exported."""
    for offset in range(0, MOST, BATCH):
        rows = part(BATCH, offset)
        yield from rows
        if len(rows) < BATCH:
            return


def workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The bytes of a workbook with one sheet: a bold first row that stays in sight, then typed rows."""
    return tables.workbook(title, heads, ([exported(value) for value in row] for row in rows))


def download(content: bytes, name: str) -> Response:
    """The workbook as a file to save, under a name that may be Cyrillic."""
    disposition = f"attachment; filename=\"register.xlsx\"; filename*=UTF-8''{quote(name)}.xlsx"
    return Response(content, mimetype=MEDIA_TYPE, headers={"Content-Disposition": disposition})
