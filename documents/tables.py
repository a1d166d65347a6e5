"""Workbooks (XLSX) to count in: written row by row, cells with real types, nothing that a spreadsheet would execute."""

from __future__ import annotations

import enum
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from services.words import word

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 24
TITLE_MAX = 31
CELL_MAX = 32_767
_FORBIDDEN_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_FORMATS: tuple[tuple[type, str], ...] = ((datetime, "DD.MM.YYYY HH:MM"), (date, "DD.MM.YYYY"))


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, and its width in characters."""

    head: str
    width: float = WIDTH


def workbook(title: str, columns: Sequence[Column | str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The bytes of a workbook with one sheet: a bold first row that stays in sight, then typed rows.

    ``rows`` are read one by one. Moments are taken as they read: bring them to the region's zone first.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(safe_cell(title.translate(_FORBIDDEN_IN_TITLES).strip("' "))[:TITLE_MAX] or None)
    sheet.freeze_panes = "A2"
    known = [column if isinstance(column, Column) else Column(column) for column in columns]
    for number, column in enumerate(known, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.append([_head(sheet, column.head) for column in known])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _head(sheet: Any, text: str) -> Any:
    cell = as_text(WriteOnlyCell(sheet, value=safe_cell(text)))
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    """A number stays a number, a date a date that Excel shows as people here write it; the rest is text."""
    value = typed(value)
    pattern = next((pattern for kind, pattern in _FORMATS if isinstance(value, kind)), None)
    if pattern is None and isinstance(value, str) and value.startswith(_DANGEROUS):
        return as_text(WriteOnlyCell(sheet, value=value))
    if pattern is None:
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = pattern
    return cell


def typed(value: Any) -> Any:
    """A value as a cell holds it: numbers, dates and naive moments as they are, members of enumerations as words."""
    if isinstance(value, enum.StrEnum):
        return safe_cell(word(value))
    if isinstance(value, datetime):
        return value.replace(tzinfo=None, microsecond=0)
    if value is None or isinstance(value, bool | int | float | Decimal | date):
        return value
    return safe_cell(str(value))


def safe_cell(text: str) -> str:
    """Text without signs that a cell may not hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:CELL_MAX]


def as_text(cell: Any) -> Any:
    """Keep a cell's text from being taken for a formula, now and when it is edited: the mark that a spreadsheet itself
    makes of a typed apostrophe, which is not seen and is no part of the text."""
    if isinstance(cell.value, str) and cell.value.startswith(_DANGEROUS):
        cell.data_type, cell.number_format, cell.quotePrefix = "s", "@", True
    return cell
