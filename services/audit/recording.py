"""The audit: every change of a row is recorded, whoever makes it, with no service having to remember.

Changes made through the ORM are collected at each flush; conditional updates are recorded by ``record``. Entries are
written just before the commit: the head of the chain is then the last lock taken, and writers cannot deadlock on it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, object_mapper
from sqlalchemy.orm.attributes import History

from models.audit import AuditEntry, AuditHead, AuditValue, Installation
from models.base import Base, is_confidential
from models.counters import Counter
from models.engine import insert_into
from models.imports import StagedOrganization, StagedPerson
from models.inbox import ChatState, InboxUpdate
from models.notices import Notice
from services.audit.chain import GENESIS, entry_digest
from services.context import Context

#: Bookkeeping that is a log itself.
NOT_AUDITED = (
    AuditEntry, AuditValue, AuditHead, Installation, InboxUpdate, ChatState, Notice, Counter, StagedOrganization,
    StagedPerson,
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A change waiting for the commit: who, act, table, row, and the values before and after by field."""

    ctx: Context | None
    act: str
    table: str
    row_id: int
    fields: tuple[str, ...]
    values: dict[str, tuple[Any, Any]]


class AuditedSession(Session):
    """A session that writes the audit of what it commits; ``session.info["ctx"]`` says who acts."""


def acting(session: Session, ctx: Context) -> Session:
    """Say who acts in this session's transaction; returns the session."""
    session.info["ctx"] = ctx
    return session


def record(session: Session, act: str, row: Base, values: dict[str, tuple[Any, Any]]) -> None:
    """Record a change that did not go through the ORM: ``values`` maps a field to (before, after)."""
    record_row(session, act, type(row), sa.inspect(row).mapper.primary_key_from_instance(row)[0], values)


def record_row(session: Session, act: str, model: type[Base], row_id: int, values: dict[str, tuple[Any, Any]]) -> None:
    """The same for a row that is not loaded."""
    values = {name: pair for name, pair in values.items() if pair[0] != pair[1]}
    if not values:
        return
    columns = sa.inspect(model).columns
    shown = {name: pair for name, pair in values.items() if not is_confidential(columns[name])}
    change = Change(session.info.get("ctx"), act, model.__tablename__, row_id, tuple(values), shown)
    session.info.setdefault("changes", []).append(change)


@event.listens_for(AuditedSession, "after_flush")
def _collect(session: Session, _flush: object) -> None:
    changes = session.info.setdefault("changes", [])
    for act, rows in (("create", session.new), ("update", session.dirty), ("delete", session.deleted)):
        changes.extend(change for row in rows if (change := _change(session.info.get("ctx"), act, row)))


def _change(ctx: Context | None, act: str, row: Any) -> Change | None:
    if isinstance(row, NOT_AUDITED):
        return None
    values: dict[str, tuple[Any, Any]] = {}
    fields: list[str] = []
    for column in object_mapper(row).column_attrs:
        own = cast(sa.Column[Any], column.columns[0])
        history: History = sa.inspect(row).attrs[column.key].history
        # What is folded follows from what it folds.
        unsaid = own.info.get("technical") or column.key.startswith("folded_")
        if unsaid or (act == "update" and not history.has_changes()):
            continue
        fields.append(column.key)
        if not is_confidential(own):
            before = history.deleted[0] if history.deleted else None
            values[column.key] = (before, history.added[0] if history.added else None)
    identity = sa.inspect(row).identity or object_mapper(row).primary_key_from_instance(row)
    return Change(ctx, act, row.__tablename__, identity[0], tuple(fields), values) if fields else None


def _taken_head(session: Session) -> str:
    """The end of the chain, held until the commit; the very first two writers may both find none."""
    query = sa.select(AuditHead.digest).where(AuditHead.id == 1).with_for_update()
    head = session.scalar(query)
    if head is not None:
        return head
    first = insert_into(session, AuditHead).values(id=1, digest=GENESIS)
    session.execute(first.on_conflict_do_nothing(index_elements=["id"]))
    return session.scalars(query).one()


@event.listens_for(AuditedSession, "before_commit")
def _write(session: Session) -> None:
    session.flush()
    changes: list[Change] = session.info.pop("changes", [])
    if not changes:
        return
    rows = _chained(changes, _taken_head(session))
    # SQLite numbers rows as they stand, and asked to say so in that order it would take them one by one.
    in_order = session.get_bind().dialect.name != "sqlite"
    written = sa.insert(AuditEntry).returning(AuditEntry.digest, AuditEntry.id, sort_by_parameter_order=in_order)
    ids = {str(digest): int(number) for digest, number in session.execute(written, rows)}
    values = [
        value
        for row, change in zip(rows, changes, strict=True)
        for value in _values(ids[row["digest"]], change)
    ]  # fmt: skip
    if values:
        session.execute(sa.insert(AuditValue), values)
    session.execute(sa.update(AuditHead).where(AuditHead.id == 1).values(digest=rows[-1]["digest"]))


def _chained(changes: Sequence[Change], previous: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for change in changes:
        ctx = change.ctx
        if ctx is None:
            raise RuntimeError("a change was made in a session that does not know who acts")
        actor = ctx.actor
        digest = entry_digest(
            previous, ctx.now, actor.person_id, change.act, change.table, change.row_id, change.fields
        )
        rows.append(
            {
                "at": ctx.now, "actor_id": actor.person_id, "door": actor.door, "correlation_id": ctx.correlation_id,
                "act": change.act, "table": change.table, "row_id": change.row_id, "fields": list(change.fields),
                "previous_digest": previous, "digest": digest,
            }
        )  # fmt: skip
        previous = digest
    return rows


def _values(entry_id: int, change: Change) -> Iterator[dict[str, Any]]:
    for name, (before, after) in change.values.items():
        told = {"before": _printed(before), "after": _printed(after)}
        if told["before"] != told["after"]:
            yield {"entry_id": entry_id, "field": name} | told


@event.listens_for(AuditedSession, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("changes", None)


def _printed(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
