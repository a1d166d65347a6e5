"""Workbooks as files: their columns, their length, and everything that is no workbook by its bytes."""

from __future__ import annotations

import io
import zipfile

import pytest

from models.imports import ImportStatus
from services import imports
from services.errors import Invalid
from services.imports.workbook import ROWS_MAX
from tests import workbooks
from tests.workbooks import PEOPLE, people, upload, workbook
from tests.world import World


def test_a_workbook_without_its_columns_says_which(w: World) -> None:
    content = workbook(PEOPLE, [workbooks.PERSON], without=("organization",))
    number = upload(w.session, w.operator, PEOPLE, content)
    card = imports.card(w.session, w.operator, import_id=number)
    assert card.status is ImportStatus.failed
    assert "Организация" in card.failure


def test_too_many_rows_are_refused(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.imports.workbook.ROWS_MAX", 2)
    number = upload(w.session, w.operator, PEOPLE, people({}, {"first_name": "Анна"}, {"first_name": "Инна"}))
    card = imports.card(w.session, w.operator, import_id=number)
    assert (card.status, "2" in card.failure) == (ImportStatus.failed, True)
    assert imports.rows(w.session, w.operator, import_id=number) == []
    assert ROWS_MAX == 100_000


def archive(parts: dict[str, bytes]) -> bytes:
    """A zip archive of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return target.getvalue()


WHOLE = {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"name;school\n",
        b"PK\x03\x04 broken",
        archive({"word/document.xml": b"<x/>"}),
        archive(WHOLE | {"xl/vbaProject.bin": b"x"}),
        archive(WHOLE | {"xl/sharedStrings.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        archive(WHOLE | {"xl/worksheets/sheet1.xml": bytes(301 * 1024 * 1024)}),
        b"PK\x03\x04" + b"\0" * (10 * 1024 * 1024),
    ],
    ids=["empty", "pdf", "csv", "broken", "docx", "macros", "entities", "bomb", "large"],
)
def test_what_is_no_workbook_is_refused_by_its_bytes(content: bytes) -> None:
    with pytest.raises(Invalid):
        imports.checked(content)


def test_a_workbook_that_breaks_off_fails_and_says_so(w: World) -> None:
    number = upload(w.session, w.operator, PEOPLE, archive(WHOLE))
    assert imports.card(w.session, w.operator, import_id=number).failure
