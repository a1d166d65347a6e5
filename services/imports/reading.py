"""Reading a workbook into the staging table: batches, each with a short read and a short transaction."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol

from locales import catalog
from models.base import fold
from models.imports import ImportKind
from services.context import Context
from services.errors import Invalid
from services.imports import keeping, organizations, people, workbook
from services.imports.columns import COLUMNS, text_of
from services.imports.staging import Row

_ = catalog("services").lazy
BATCH = 1_000


class Caller(Protocol):
    """How a service is called: with a session of its own, in a transaction of its own."""

    def __call__(self, service: Callable[..., Any], **values: Any) -> Any:
        """Call ``service(session, ctx, **values)``."""


def read_workbook(
    ctx: Context, *, kind: ImportKind, import_id: int, content: bytes, read: Caller, run: Caller,
    now: Callable[[], datetime],
) -> None:  # fmt: skip
    """Read a checked workbook into the import; ``read`` and ``run`` call a service with a session each, ``now`` is the
    real time. A workbook that cannot be read fails the import and says why; nothing is raised for it."""
    desk = read((organizations if kind is ImportKind.organizations else people).Desk.open)
    try:
        with workbook.opened(content) as (expected, rows):
            heads = _heads(kind, rows)
            for batch in _batches(rows):
                examined = [Row(line, {key: row[at] for key, at in heads.items()}) for line, row in batch]
                staged = read(lambda session, _ctx, rows: desk.examine(session, rows), rows=examined)
                run(keeping.keep, import_id=import_id, rows=staged, expected=expected, now=now())
        run(keeping.finish, import_id=import_id)
    except Invalid as error:
        run(keeping.fail, import_id=import_id, reason=str(error))


def _heads(kind: ImportKind, rows: Iterator[tuple[int, Sequence[Any]]]) -> dict[str, int]:
    """Where each column stands, by its head; unknown columns are left alone."""
    _number, first = next(rows, (0, ()))
    places: dict[str, int] = {}
    for at, value in enumerate(first):
        places.setdefault(fold(text_of(value).rstrip("* ")), at)
    found = {column.key: places[fold(str(column.head))] for column in COLUMNS[kind] if fold(str(column.head)) in places}
    missing = [str(column.head) for column in COLUMNS[kind] if column.required and column.key not in found]
    if missing:
        raise Invalid(_("The first row has no column: {names}. Please take the template.", names=", ".join(missing)))
    return found


def _batches(rows: Iterator[tuple[int, Sequence[Any]]]) -> Iterator[list[tuple[int, Sequence[Any]]]]:
    while batch := list(itertools.islice(rows, BATCH)):
        yield batch
