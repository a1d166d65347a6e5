"""Applying a preview: all of it or nothing, in one transaction of a few statements over the staging table."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.imports import Import, ImportKind, ImportStatus
from services import audit
from services.context import Context
from services.errors import Refused, Stale
from services.imports import organizations, people, recording
from services.imports.keeping import own

_ = catalog("services").lazy


@dataclass(frozen=True)
class Applied:
    """What an import did."""

    new: int
    changed: int
    same: int


def apply(session: Session, ctx: Context, *, import_id: int) -> Applied:
    """Enter and change what the preview shows. Raises Refused while a row has an error or nothing would change, Stale
    when it has been applied, or when somebody has changed one of its rows since the preview.

    The audit has an entry for the import, with its counts and the digest of the workbook, and entries for each row of
    one that is not large: 100,000 rows would chain their digests under the write lock. What each row changed stays in
    the staging table beside it.
    """
    row = own(session, ctx, import_id)
    if row.rows_error:
        raise Refused(_("Rows with errors are left. An import is applied whole: please correct them and upload again."))
    if row.status is ImportStatus.ready and not row.rows_new + row.rows_changed:
        raise Refused(_("Nothing in this workbook differs from what is known."))
    taken = (
        sa.update(Import)
        .where(Import.id == import_id, Import.status == ImportStatus.ready)
        .values(status=ImportStatus.applied, applied_at=ctx.now)
    )
    result = session.execute(taken, execution_options={"synchronize_session": False})
    if getattr(result, "rowcount", 0) != 1:
        raise Stale(_("This import has been applied or put away already."))
    room = organizations if row.kind is ImportKind.organizations else people
    if any(session.scalar(sa.select(condition)) for condition in room.stale(ctx, import_id)):
        raise Stale(_("Since this preview somebody has changed what it is about. Nothing was applied. Please upload "
                      "the workbook again to see how it stands now."))  # fmt: skip
    before = recording.seen(session, row) if recording.recorded(row) else None
    room.apply(session, ctx, import_id)
    if before is not None:
        recording.record(session, row, before)
    _record(session, row)
    session.expire(row)
    return Applied(row.rows_new, row.rows_changed, row.rows_same)


def _record(session: Session, row: Import) -> None:
    before = {"status": ImportStatus.ready, "rows_new": 0, "rows_changed": 0, "sha256": None}
    after = {"status": ImportStatus.applied, "rows_new": row.rows_new, "rows_changed": row.rows_changed,
             "sha256": row.sha256}  # fmt: skip
    audit.record(session, "import", row, {name: (before[name], after[name]) for name in after})
