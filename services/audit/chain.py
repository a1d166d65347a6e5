"""The chain of digests that the entries of the audit stand in, and whether it is whole."""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.audit import AuditEntry, AuditHead

GENESIS = "0" * 64


class Damage(enum.Enum):
    """How a chain is broken."""

    changed = enum.auto()  #: the entry, or one before it, is not what was written
    cut_off = enum.auto()  #: what was written after the entry is gone (0: after none)
    beyond = enum.auto()  #: the entry stands behind the head, which was set back or lost


@dataclass(frozen=True)
class Break:
    """Where the chain is broken, and how."""

    entry_id: int
    damage: Damage


def entry_digest(
    previous: str, at: datetime, actor_id: int | None, act: str, table: str, row_id: int, fields: Iterable[str]
) -> str:
    """SHA-256 (hex) that links an entry to the one before it."""
    told = json.dumps([previous, at.astimezone(UTC).isoformat(), actor_id, act, table, row_id, list(fields)])
    return hashlib.sha256(told.encode()).hexdigest()


def broken_at(session: Session) -> Break | None:
    """Walk the whole chain and hold its end against the head; where it is broken first, or None when it is whole.

    Each entry must follow from the one before it, and the last of them must be the one that the head names.
    """
    # Asked before the entries: where there are none at all, no row of theirs brings the head along.
    head = session.scalar(sa.select(AuditHead.digest)) or GENESIS
    last_id, last, beyond = 0, GENESIS, None
    with session.execute(_entries()) as rows:
        for entry, at_reading in rows:
            # Entries may be written while these are read: what one query sees of both is of one moment.
            head = at_reading or GENESIS
            if entry.previous_digest != last or entry.digest != _follows(last, entry):
                return Break(entry.id, Damage.changed)
            if last == head:
                beyond = entry.id
            last_id, last = entry.id, entry.digest
    if last == head:
        return None
    return Break(last_id, Damage.cut_off) if beyond is None else Break(beyond, Damage.beyond)


def _entries() -> sa.Select[AuditEntry, str | None]:
    head = sa.select(AuditHead.digest).scalar_subquery()
    return sa.select(AuditEntry, head).order_by(AuditEntry.id).execution_options(yield_per=1000)


def _follows(previous: str, entry: AuditEntry) -> str:
    return entry_digest(previous, entry.at, entry.actor_id, entry.act, entry.table, entry.row_id, entry.fields)
