"""The life of an import before it is applied: begun, kept batch by batch, finished, failed, discarded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.imports import Import, ImportKind, ImportStatus, RowState, StagedOrganization, StagedPerson
from models.places import Municipality
from services import rights
from services.context import Context
from services.errors import NotFound, Stale

_ = catalog("services").lazy
STAGED: dict[ImportKind, type[StagedOrganization] | type[StagedPerson]] = {
    ImportKind.organizations: StagedOrganization,
    ImportKind.people: StagedPerson,
}
#: How long the rows of an applied import stay as the record of what it changed; they are personal data.
KEEP_ROWS = timedelta(days=90)
NAME_MAX = 200


def may_import(ctx: Context) -> bool:
    """Whether the actor imports anywhere: an operator in their municipalities, an administrator in all."""
    return ctx.actor.person_id is not None and ctx.actor.has(Role.operator, Role.administrator)


def edited_municipalities(ctx: Context) -> sa.ColumnElement[bool]:
    """Municipalities whose organisations and people the actor may import."""
    return sa.true() if rights.holds(ctx, Role.administrator) else served_municipalities(ctx)


def served_municipalities(ctx: Context) -> sa.ColumnElement[bool]:
    """Those whose people's data the actor may read; an administrator writes the new and never reads the former."""
    centres = rights.centres_of(ctx, Role.operator)
    return sa.true() if centres is None else Municipality.centre_id.in_(centres)


def begin(session: Session, ctx: Context, *, kind: ImportKind, file_name: str, sha256: str, now: datetime) -> int:
    """Open an import of a workbook that was checked; the actor's earlier previews of the kind are put away, and rows of
    imports applied long ago are let go. ``now`` is the real time. Returns its number."""
    rights.require(may_import(ctx))
    earlier = sa.select(Import.id).where(
        Import.created_by_id == ctx.actor.person_id, Import.kind == kind,
        Import.status.in_((ImportStatus.reading, ImportStatus.ready, ImportStatus.failed)),
    )  # fmt: skip
    for number in session.scalars(earlier).all():
        discard(session, ctx, import_id=number)
    old = sa.select(Import.id).where(Import.applied_at < ctx.now - KEEP_ROWS)
    for staged in STAGED.values():
        session.execute(sa.delete(staged).where(staged.import_id.in_(old)))
    last = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    row = Import(
        kind=kind, file_name="".join(sign for sign in last if sign.isprintable())[:NAME_MAX], sha256=sha256,
        created_by_id=ctx.actor.person_id, created_at=ctx.now, read_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def keep(
    session: Session, ctx: Context, *, import_id: int, rows: Sequence[dict[str, Any]], expected: int, now: datetime
) -> None:
    """Keep a batch of examined rows and say how far the reading is. Raises Stale once the import was put away."""
    row = own(session, ctx, import_id)
    moved = (
        sa.update(Import)
        .where(Import.id == import_id, Import.status == ImportStatus.reading)
        .values(rows_read=Import.rows_read + len(rows), rows_expected=expected, read_at=now)
    )
    if not _one(session, moved):
        raise Stale(_("This preview was put away meanwhile. Please upload the workbook again."))
    if rows:
        session.execute(sa.insert(STAGED[row.kind]), [{"import_id": import_id, **one} for one in rows])


def finish(session: Session, ctx: Context, *, import_id: int) -> None:
    """The whole workbook is read: count the rows by state and show the preview."""
    row = own(session, ctx, import_id)
    staged = STAGED[row.kind]
    totals = sa.select(staged.state, sa.func.count(staged.line)).where(staged.import_id == import_id)
    counts = {row[0]: row[1] for row in session.execute(totals.group_by(staged.state))}
    if row.status is not ImportStatus.reading:
        raise Stale(_("This preview was put away meanwhile. Please upload the workbook again."))
    row.status = ImportStatus.ready
    row.rows_new, row.rows_changed = counts.get(RowState.new, 0), counts.get(RowState.changed, 0)
    row.rows_same, row.rows_error = counts.get(RowState.same, 0), counts.get(RowState.error, 0)
    session.flush()


def fail(session: Session, ctx: Context, *, import_id: int, reason: str) -> None:
    """The workbook could not be read; nothing of it stays but why."""
    row = own(session, ctx, import_id)
    if row.status is ImportStatus.reading:
        row.status, row.failure = ImportStatus.failed, reason
        session.execute(sa.delete(STAGED[row.kind]).where(STAGED[row.kind].import_id == import_id))
        session.flush()


def discard(session: Session, ctx: Context, *, import_id: int) -> None:
    """Put a preview away, its rows with it; said twice, it is put away. Raises Stale for one already applied."""
    row = own(session, ctx, import_id)
    if row.status is ImportStatus.applied:
        raise Stale(_("This import has been applied already."))
    row.status = ImportStatus.discarded
    session.execute(sa.delete(STAGED[row.kind]).where(STAGED[row.kind].import_id == import_id))
    session.flush()


def own(session: Session, ctx: Context, import_id: int) -> Import:
    """An import of the actor's own; raises NotFound for any other: its rows are of the scope of who uploaded it."""
    row = session.get(Import, import_id)
    if row is None or not may_import(ctx) or row.created_by_id != ctx.actor.person_id:
        raise NotFound(_("There is no such import."))
    return row


def _one(session: Session, statement: sa.Update) -> bool:
    result = session.execute(statement, execution_options={"synchronize_session": False})
    return getattr(result, "rowcount", 0) == 1
