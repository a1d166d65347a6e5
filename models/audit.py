"""Who changed what and when: names of fields in a chain of digests, values apart so that they can be erased."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, confidential


class AuditEntry(Numbered, Base):
    """One change of one row, linked to the entry before it by a digest."""

    __tablename__ = "audit_entries"
    __table_args__ = (sa.Index("ix_audit_entries_about", "table", "row_id"),)

    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    door: Mapped[str] = mapped_column(sa.String(20))
    correlation_id: Mapped[str] = mapped_column(sa.String(40), index=True)
    act: Mapped[str] = mapped_column(sa.String(60), comment="create, update, delete, or the act of a lifecycle")
    table: Mapped[str] = mapped_column(sa.String(60))
    row_id: Mapped[int]
    fields: Mapped[list[str]] = mapped_column(sa.JSON())
    previous_digest: Mapped[str] = mapped_column(sa.String(64))
    digest: Mapped[str] = mapped_column(sa.String(64))
    values: Mapped[list[AuditValue]] = relationship(cascade="all, delete-orphan", order_by="AuditValue.id")


class AuditValue(Numbered, Base):
    """The value of a field before and after; erasable without breaking the chain, never a confidential one."""

    __tablename__ = "audit_values"

    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_entries.id", ondelete="CASCADE"), index=True)
    field: Mapped[str] = mapped_column(sa.String(60))
    before: Mapped[str | None] = mapped_column(info=confidential())
    after: Mapped[str | None] = mapped_column(info=confidential())


class AuditHead(Base):
    """The last digest of the chain: one row, locked while an entry is added, so the chain never forks."""

    __tablename__ = "audit_head"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(sa.String(64))


class Installation(Base):
    """What this database is: its region and whether its data are a demonstration. One row."""

    __tablename__ = "installation"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    region: Mapped[str] = mapped_column(sa.String(40))
    demo: Mapped[bool]
    created_at: Mapped[datetime]
