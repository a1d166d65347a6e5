"""Reading an uploaded workbook: what it must be by its bytes, and its rows one by one. Nothing in it is computed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import openpyxl

from locales import catalog
from services.errors import Invalid

_ = catalog("services").lazy
MEGABYTE = 1024 * 1024
SIZE_MAX = 10 * MEGABYTE
ROWS_MAX = 100_000
COLUMNS_MAX = 60
#: An honest workbook of 100,000 people unpacks to about 70 MB; a bomb to gigabytes.
UNPACKED_MAX = 300 * MEGABYTE
PARTS_MAX = 2_000
_NEEDED = {"[Content_Types].xml", "xl/workbook.xml"}


def checked(content: bytes) -> bytes:
    """The bytes, if they are a workbook that can be read safely; raises Invalid and says what is wrong with them."""
    if not content:
        raise Invalid(_("The file is empty. Please choose another one."), "file")
    if len(content) > SIZE_MAX:
        raise Invalid(_("The file is too large: at most {most} MB.", most=SIZE_MAX // MEGABYTE), "file")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeError, RuntimeError, EOFError, OSError):
        raise _foreign() from None
    return content


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if not names >= _NEEDED or any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise _foreign()
    # What a part unpacks to is never more than it declares: the reader of the archive stops there.
    if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_MAX:
        raise Invalid(_("This file unpacks to something far too large. Please save the table anew."), "file")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                if b"<!DOCTYPE" in stream.read(1024):
                    raise _foreign()


def _foreign() -> Invalid:
    return Invalid(_("This is not an Excel workbook (XLSX). Please fill in the template and save it as XLSX."), "file")


@contextmanager
def opened(content: bytes) -> Iterator[tuple[int, Iterator[tuple[int, Sequence[Any]]]]]:
    """How many rows the first sheet says it has, and its rows with their numbers, values as they are typed.

    Raises Invalid for a workbook that breaks off, and, while it is read, for one of more rows than may be.
    """
    book = None
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        expected = min(int(sheet.max_row or 0), ROWS_MAX)
        yield expected, _rows(sheet)
    except Invalid:
        raise
    except (
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        AttributeError,
        SyntaxError,
        zipfile.BadZipFile,
        EOFError,
        OSError,
    ):
        # Whatever openpyxl and the XML under it say of a workbook that somebody's program wrote wrongly.
        raise _foreign() from None
    finally:
        if book is not None:
            book.close()


def _rows(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    # The sheet's own word on its size is not trusted: it may name a million columns.
    for number, row in enumerate(sheet.iter_rows(max_col=COLUMNS_MAX, values_only=True), start=1):
        if all(value is None or value == "" for value in row):
            if number > 10 * ROWS_MAX:
                return
            continue
        if number > ROWS_MAX + 1:
            raise Invalid(_("More than {most} rows. Please split the table into parts.", most=ROWS_MAX), "file")
        yield number, row
