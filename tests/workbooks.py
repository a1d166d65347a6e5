"""Workbooks as people upload them: made row by row, read into an import, asked for their preview."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
from sqlalchemy.orm import Session

from models.imports import ImportKind
from services import imports
from services.audit import acting
from services.context import Context
from tests.world import World

ORGANIZATIONS, PEOPLE = ImportKind.organizations, ImportKind.people
CONSENTED = date(2026, 8, 20)
PERSON: dict[str, Any] = {
    "last_name": "Кузнецова", "first_name": "Ольга", "patronymic": "Игоревна",
    "organization": "Средняя школа № 1 г. Вязьмы", "position": "Учитель", "subjects": "Физика; Математика",
    "phone": "8 (910) 123-45-67", "email": "Olga@Example.test", "education": "высшее педагогическое",
    "teaching_since": 2014, "qualification": "первая категория", "consented_on": CONSENTED,
}  # fmt: skip


def heads(kind: ImportKind) -> dict[str, str]:
    """Heads of the template by the keys of columns."""
    return {column.key: str(column.head) for column in imports.COLUMNS[kind]}


def workbook(kind: ImportKind, rows: Sequence[dict[str, Any]], *, without: Sequence[str] = ()) -> bytes:
    """The bytes of a workbook with the template's heads and ``rows`` by the keys of columns."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    columns = {key: head for key, head in heads(kind).items() if key not in without}
    sheet.append([f"{head} *" for head in columns.values()])
    for row in rows:
        sheet.append([row.get(key) for key in columns])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def people(*rows: dict[str, Any]) -> bytes:
    """A workbook of people, each the usual one with something else."""
    return workbook(PEOPLE, [PERSON | row for row in rows])


def upload(session: Session, ctx: Context, kind: ImportKind, content: bytes) -> int:
    """Upload and read a workbook to its end; returns the import."""
    acting(session, ctx)

    def read(service: Callable[..., Any], **values: Any) -> Any:
        return service(session, ctx, **values)

    def run(service: Callable[..., Any], **values: Any) -> Any:
        result = service(session, ctx, **values)
        session.commit()
        return result

    now = datetime(2026, 9, 1, 9, tzinfo=UTC)
    number: int = run(imports.begin, kind=kind, file_name="списки.xlsx", sha256="0" * 64, now=now)
    imports.read_workbook(
        ctx, kind=kind, import_id=number, content=imports.checked(content), read=read, run=run, now=lambda: now
    )
    return number


def preview(w: World, content: bytes, kind: Any = PEOPLE) -> tuple[int, imports.ImportCard, list[imports.RowCard]]:
    """The import, its card and its rows."""
    number = upload(w.session, w.operator, kind, content)
    card = imports.card(w.session, w.operator, import_id=number)
    return number, card, list(imports.rows(w.session, w.operator, import_id=number))


def apply(w: World, number: int) -> imports.Applied:
    """Apply and commit."""
    found = imports.apply(w.session, w.operator, import_id=number)
    w.session.commit()
    return found
