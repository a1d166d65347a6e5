"""What is shown of imports: the actor's own, one preview by pages, and the rows with errors for the file of errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.imports import Import, ImportKind, ImportStatus, RowState
from models.places import Municipality
from services.context import Context
from services.imports.keeping import STAGED, edited_municipalities, may_import, own

#: A reading that was silent for so long was cut off: the server was stopped.
SILENT = timedelta(minutes=2)
LISTED = 50


@dataclass(frozen=True)
class ImportCard:
    """An import; ``counts`` by state, ``read`` of about ``expected`` rows while it is being read."""

    id: int
    kind: ImportKind
    status: ImportStatus
    file_name: str
    failure: str
    expected: int
    read: int
    counts: dict[RowState, int]
    created_at: datetime
    applied_at: datetime | None
    read_at: datetime | None

    @property
    def applicable(self) -> bool:
        """Whether it may be applied as it stands."""
        changes = self.counts[RowState.new] + self.counts[RowState.changed]
        return self.status is ImportStatus.ready and not self.counts[RowState.error] and changes > 0

    def cut_off(self, now: datetime) -> bool:
        """Whether the reading stopped with the server; ``now`` is the real time."""
        return self.status is ImportStatus.reading and (self.read_at is None or now - self.read_at > SILENT)


@dataclass(frozen=True)
class RowCard:
    """A row of a preview: texts, errors and former texts by column; None: one that the actor may not read."""

    line: int
    state: RowState
    cells: dict[str, str]
    errors: dict[str, str]
    before: dict[str, str | None]


def scope(session: Session, ctx: Context) -> Sequence[str]:
    """Names of the municipalities the actor may import into: for the words of the page and the template's list."""
    if not may_import(ctx):
        return []
    query = sa.select(Municipality.name).where(edited_municipalities(ctx)).order_by(Municipality.folded_name)
    return session.scalars(query).all()


def imports(session: Session, ctx: Context) -> Sequence[ImportCard]:
    """The actor's own imports, the newest first, without those put away."""
    if not may_import(ctx):
        return []
    query = sa.select(Import).where(
        Import.created_by_id == ctx.actor.person_id, Import.status != ImportStatus.discarded
    )
    return [_card(row) for row in session.scalars(query.order_by(Import.id.desc()).limit(LISTED))]


def card(session: Session, ctx: Context, *, import_id: int) -> ImportCard:
    """One import of the actor's own; raises NotFound for any other."""
    return _card(own(session, ctx, import_id))


def rows(
    session: Session, ctx: Context, *, import_id: int, state: RowState | None = None, limit: int = 50, offset: int = 0
) -> Sequence[RowCard]:
    """Rows of a preview in the order of the sheet, all or those of one state."""
    staged = STAGED[own(session, ctx, import_id).kind]
    return [RowCard(*one) for one in session.execute(_rows(staged, import_id, state).limit(limit).offset(offset))]


def problems(session: Session, ctx: Context, *, import_id: int) -> Iterator[RowCard]:
    """Every row with an error, read bit by bit."""
    staged = STAGED[own(session, ctx, import_id).kind]
    query = _rows(staged, import_id, RowState.error).execution_options(yield_per=1000)
    return (RowCard(*one) for one in session.execute(query))


def _rows(staged: Any, import_id: int, state: RowState | None) -> sa.Select[Any]:
    query = sa.select(staged.line, staged.state, staged.cells, staged.errors, staged.before)
    query = query.where(staged.import_id == import_id).order_by(staged.line)
    return query.where(staged.state == state) if state is not None else query


def _card(row: Import) -> ImportCard:
    counts = {RowState.new: row.rows_new, RowState.changed: row.rows_changed, RowState.same: row.rows_same,
              RowState.error: row.rows_error}  # fmt: skip
    return ImportCard(
        row.id, row.kind, row.status, row.file_name, row.failure, row.rows_expected, row.rows_read, counts,
        row.created_at, row.applied_at, row.read_at,
    )  # fmt: skip
