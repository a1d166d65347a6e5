"""Workbooks: real types, nothing to execute."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from documents.tables import Column, workbook
from models.routes import RouteStatus
from tests.documents.reading import unzipped


def opened(*rows: Sequence[Any], title: str = "Маршруты") -> Workbook:
    """A workbook of two columns, read back."""
    return load_workbook(io.BytesIO(workbook(title, [Column("Имя", 40), "Срок"], rows)))


def test_the_head_is_bold_and_stays_in_sight_and_columns_have_widths() -> None:
    sheet = opened().worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["Имя", "Срок"]
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.freeze_panes == "A2"
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [40, 24]


@pytest.mark.parametrize(
    ("value", "kept", "kind"),
    [
        (7, 7, "n"), (-7, -7, "n"), (Decimal("43.21"), 43.21, "n"), (None, None, "n"),
        (date(2026, 9, 1), datetime(2026, 9, 1), "d"),  # noqa: DTZ001 a cell knows no zone
        (datetime(2026, 9, 1, 12, 30, 5, 9, tzinfo=UTC), datetime(2026, 9, 1, 12, 30, 5), "d"),  # noqa: DTZ001 as above
        (RouteStatus.active, "действует", "s"),
    ],
)  # fmt: skip
def test_a_value_keeps_its_type(value: Any, kept: Any, kind: str) -> None:
    cell = opened([value, ""]).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == (kept, kind)


def test_a_date_is_shown_as_people_here_write_it() -> None:
    sheet = opened([date(2026, 9, 1), datetime(2026, 9, 1, 12)]).worksheets[0]  # noqa: DTZ001 a cell knows no zone
    assert [cell.number_format for cell in sheet[2]] == ["DD.MM.YYYY", "DD.MM.YYYY HH:MM"]


@pytest.mark.parametrize("text", ["=1+1", "+7 910", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x00=1"])
def test_text_is_never_a_formula(text: str) -> None:
    cell = opened([text, ""]).worksheets[0]["A2"]
    assert (cell.data_type, cell.number_format, cell.quotePrefix) == ("s", "@", True)
    assert cell.value == text.replace("\0", "")


def test_a_phone_is_shown_without_an_apostrophe() -> None:
    assert opened(["+79991112233", ""]).worksheets[0]["A2"].value == "+79991112233"


def test_a_head_is_never_a_formula() -> None:
    assert "<f>" not in unzipped(workbook("=1", ["=1+1"], []))


@pytest.mark.parametrize("text", ["<b>Анна</b> & Ко", "{{ 7 * 7 }}", "  «Исток»", "строка\nвторая"])
def test_other_text_is_kept_as_it_is(text: str) -> None:
    assert opened([text, ""]).worksheets[0]["A2"].value == text


def test_signs_that_a_workbook_may_not_hold_are_left_out() -> None:
    assert opened(["Анна\x07\x0bПетровна", "а" * 40_000]).worksheets[0]["A2"].value == "АннаПетровна"


@pytest.mark.parametrize("title", ["Очень длинное название реестра маршрутов", "а/б: [в]*?\\", "''", ""])
def test_any_title_names_a_sheet(title: str) -> None:
    assert 1 <= len(opened(title=title).sheetnames[0]) <= 31


def test_rows_are_read_one_by_one() -> None:
    def rows() -> Iterator[list[int]]:
        yield from ([number, number] for number in range(1000))

    sheet = load_workbook(io.BytesIO(workbook("Числа", ["a", "b"], rows()))).worksheets[0]
    assert sheet.max_row == 1001
