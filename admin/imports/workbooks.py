"""The workbooks of an import: the template with its notes, and the rows with errors to correct."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from documents import tables
from locales import catalog
from models.imports import ImportKind
from services.context import Context
from services.imports import COLUMNS, ROWS_MAX, Column, RowCard
from services.words import word

_ = catalog("admin").gettext
FORMATS = {"date": "DD.MM.YYYY", "number": "0", "text": "@"}


def template(ctx: Context, kind: ImportKind, municipalities: Sequence[str]) -> bytes:
    """An empty workbook to fill in: typed columns, a note on each head, lists to choose from, a sheet that explains."""
    book = Workbook()
    sheet, lists = book.worksheets[0], book.create_sheet(_("Lists"))
    sheet.title = word(kind).capitalize()[:31]
    sheet.freeze_panes = "A2"
    for at, column in enumerate(COLUMNS[kind], start=1):
        _head(sheet, at, column)
        options = municipalities if column.key == "municipality" else column.options(ctx) if column.options else ()
        if options:
            _choose(sheet, lists, at, options)
    if kind is ImportKind.people:
        _column(lists, lists.max_column + 1, [_("Subjects"), *(one.name for one in ctx.region.subjects)])
    _explain(book.create_sheet(_("How to fill in")), COLUMNS[kind])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _head(sheet: Worksheet, at: int, column: Column) -> None:
    letter = get_column_letter(at)
    sheet.column_dimensions[letter].width = column.width
    sheet.column_dimensions[letter].number_format = FORMATS[column.kind]
    cell = sheet.cell(1, at, f"{column.head}{' *' if column.required else ''}")
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    cell.fill = PatternFill("solid", start_color="E8EEF7")
    note = Comment(str(column.hint), _("Marshrut"))
    note.width, note.height = 320, 110
    cell.comment = note


def _choose(sheet: Worksheet, lists: Worksheet, at: int, options: Sequence[str]) -> None:
    letter = get_column_letter(at)
    _column(lists, at, options)
    source = f"'{lists.title}'!${letter}$1:${letter}${len(options)}"
    rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
    rule.add(f"{letter}2:{letter}{ROWS_MAX + 1}")
    sheet.add_data_validation(rule)


def _column(sheet: Worksheet, at: int, values: Sequence[str]) -> None:
    for row, value in enumerate(values, start=1):
        tables.as_text(sheet.cell(row, at, tables.safe_cell(value)))


def _explain(sheet: Worksheet, columns: Sequence[Column]) -> None:
    for letter, width in (("A", 36), ("B", 16), ("C", 90)):
        sheet.column_dimensions[letter].width = width
    sheet.append([_("Column"), _("Required"), _("What to write")])
    for column in columns:
        sheet.append([str(column.head), _("yes") if column.required else _("no"), str(column.hint)])


def errors(kind: ImportKind, rows: Iterable[RowCard]) -> bytes:
    """The rows with errors as they were, the number of the row before them and what is wrong behind: to be corrected
    and uploaded again."""
    columns = COLUMNS[kind]
    heads = {column.key: str(column.head) for column in columns}
    shown = [tables.Column(_("Row"), 8), *(tables.Column(str(one.head), one.width) for one in columns),
             tables.Column(_("What to correct"), 70)]  # fmt: skip
    values = (
        [row.line, *(row.cells.get(one.key, "") for one in columns),
         "; ".join(f"{heads[key]}: {text}" for key, text in row.errors.items())]
        for row in rows
    )  # fmt: skip
    return tables.workbook(_("Errors"), shown, values)
