"""Lists that staff bring in as workbooks: written, uploaded, previewed and applied by the import, as in the office."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from documents import tables
from models.imports import ImportKind, StagedPerson
from services import imports
from services.audit import acting
from services.context import Context

#: The first row of a sheet is its head.
FIRST_LINE = 2


def upload(session: Session, ctx: Context, kind: ImportKind, rows: Sequence[dict[str, Any]], *, file_name: str) -> int:
    """Upload a workbook of ``rows`` by the keys of columns and read it to its preview; returns the import."""
    columns = [column for column in imports.COLUMNS[kind] if any(column.key in row for row in rows)]
    heads = [tables.Column(str(column.head), column.width) for column in columns]
    values = ([row.get(column.key) for column in columns] for row in rows)
    content = imports.checked(tables.workbook(file_name, heads, values))

    def call(service: Callable[..., Any], **given: Any) -> Any:
        return service(session, ctx, **given)

    acting(session, ctx)
    digest = hashlib.sha256(content).hexdigest()
    number = imports.begin(session, ctx, kind=kind, file_name=file_name, sha256=digest, now=ctx.now)
    imports.read_workbook(
        ctx, kind=kind, import_id=number, content=content, read=call, run=call, now=lambda: ctx.now
    )  # fmt: skip
    return number


def bring_in(
    session: Session, ctx: Context, kind: ImportKind, rows: Sequence[dict[str, Any]], *, file_name: str
) -> int:
    """Upload a workbook and apply its preview; returns the import. Raises Refused for rows with errors."""
    number = upload(session, ctx, kind, rows, file_name=file_name)
    imports.apply(session, ctx, import_id=number)
    return number


def entered(session: Session, import_id: int) -> list[int]:
    """The people that an import of people entered, in the order of its rows."""
    query = sa.select(StagedPerson.person_id).where(StagedPerson.import_id == import_id).order_by(StagedPerson.line)
    return [number for number in session.scalars(query) if number is not None]
