"""Imports of workbooks: the staging tables are the preview, and once applied the record of what each row changed."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Numbered, confidential, enum_column, technical
from models.people import Education, Person, Qualification, StaffKind


class ImportKind(enum.StrEnum):
    """What a workbook holds."""

    organizations = "organizations"
    people = "people"


class ImportStatus(enum.StrEnum):
    """How far an import is: read in the background, previewed, applied whole, or put away."""

    reading = "reading"
    ready = "ready"
    failed = "failed"
    applied = "applied"
    discarded = "discarded"


class RowState(enum.StrEnum):
    """What applying would do with a row."""

    new = "new"
    changed = "changed"
    same = "same"
    error = "error"


class Import(Numbered, Base):
    """A workbook that somebody uploaded, with the counts of its preview."""

    __tablename__ = "imports"

    kind: Mapped[ImportKind] = mapped_column(enum_column(ImportKind))
    status: Mapped[ImportStatus] = mapped_column(enum_column(ImportStatus), default=ImportStatus.reading)
    file_name: Mapped[str] = mapped_column(sa.String(200))
    sha256: Mapped[str] = mapped_column(sa.String(64), comment="of the workbook")
    failure: Mapped[str] = mapped_column(default="", comment="why it could not be read, in words")
    rows_expected: Mapped[int] = mapped_column(default=0, info=technical())
    rows_read: Mapped[int] = mapped_column(default=0, info=technical())
    rows_new: Mapped[int] = mapped_column(default=0)
    rows_changed: Mapped[int] = mapped_column(default=0)
    rows_same: Mapped[int] = mapped_column(default=0)
    rows_error: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None] = mapped_column(info=technical(), comment="real time of the last batch")
    applied_at: Mapped[datetime | None]
    created_by: Mapped[Person | None] = relationship()


class StagedRow:
    """What a staged row of either kind has; ``seen`` is a fingerprint of the row it would change, as it was."""

    import_id: Mapped[int] = mapped_column(sa.ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="number of the row in the sheet")
    state: Mapped[RowState] = mapped_column(enum_column(RowState))
    cells: Mapped[dict[str, Any]] = mapped_column(sa.JSON(), comment="texts as read, by column")
    errors: Mapped[dict[str, Any]] = mapped_column(sa.JSON(), comment="words by column")
    before: Mapped[dict[str, Any]] = mapped_column(sa.JSON(), comment="former texts of changed columns")
    seen: Mapped[str | None] = mapped_column(info=confidential())


class StagedOrganization(StagedRow, Base):
    """A row of a workbook of organisations."""

    __tablename__ = "staged_organizations"
    __table_args__ = (sa.Index("ix_staged_organizations_state", "import_id", "state", "line"),)

    organization_id: Mapped[int | None] = mapped_column(comment="changed; none for a new one")
    municipality_id: Mapped[int | None]
    name: Mapped[str | None]
    folded_name: Mapped[str | None]
    full_name: Mapped[str | None]
    inn: Mapped[str | None] = mapped_column(sa.String(12))
    founder: Mapped[str | None]
    closed: Mapped[bool | None]


class StagedPerson(StagedRow, Base):
    """A row of a workbook of people: a person and their place of work."""

    __tablename__ = "staged_people"
    __table_args__ = (sa.Index("ix_staged_people_state", "import_id", "state", "line"),)

    person_id: Mapped[int | None] = mapped_column(comment="changed, or entered by this row once it is applied")
    employment_id: Mapped[int | None]
    organization_id: Mapped[int | None]
    last_name: Mapped[str | None]
    first_name: Mapped[str | None]
    patronymic: Mapped[str | None]
    folded_name: Mapped[str | None]
    folded_last: Mapped[str | None]
    folded_first: Mapped[str | None]
    folded_patronymic: Mapped[str | None]
    position: Mapped[str | None]
    staff_kind: Mapped[StaffKind | None] = mapped_column(enum_column(StaffKind))
    subjects: Mapped[list[str] | None] = mapped_column(sa.JSON())
    phone: Mapped[str | None]
    email: Mapped[str | None]
    education: Mapped[Education | None] = mapped_column(enum_column(Education))
    teaching_since: Mapped[int | None]
    qualification: Mapped[Qualification | None] = mapped_column(enum_column(Qualification))
    consented_at: Mapped[datetime | None]
