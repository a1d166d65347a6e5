"""What every table shares: the declarative base, column types, and the folding of names for search."""

from __future__ import annotations

import enum
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC on both databases; a naive value is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Turn any aware moment into UTC; raise ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must carry its time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Give the moment back aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The declarative base of all tables."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: UTCDateTime(),
        str: sa.String(),
        dict[str, Any]: sa.JSON(),
        list[str]: sa.JSON(),
    }


class Numbered:
    """A table with a plain integer key."""

    id: Mapped[int] = mapped_column(primary_key=True)


def enum_column(kind: type[enum.StrEnum]) -> sa.Enum:
    """A text column that holds only the members of ``kind`` (names equal values), checked by the database."""
    name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in kind.__name__).lstrip("_")
    return sa.Enum(kind, native_enum=False, create_constraint=True, length=40, name=name)


def exactly_one(*columns: str) -> sa.CheckConstraint:
    """A CHECK that exactly one of ``columns`` is set: a row is about one thing."""
    total = " + ".join(f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)" for column in columns)
    return sa.CheckConstraint(f"{total} = 1", name="about_one_thing")


def fold(text: str) -> str:
    """Fold a name for search and sorting: lower case, ё as е, single spaces. SQLite's lower() leaves Cyrillic alone."""
    return " ".join(text.casefold().replace("ё", "е").split())


def confidential() -> dict[str, bool]:
    """Column info: the value is never written to the audit (a result, a secret, a message)."""
    return {"confidential": True}


def in_confidence() -> dict[str, Any]:
    """Table arguments: a row is a part of somebody's case. The audit says that it changed and which fields did, and no
    value is ever written there: whoever reads the audit sees no application, route or result (К-01)."""
    return {"info": {"confidential": True}}


def is_confidential(column: sa.Column[Any]) -> bool:
    """Whether the audit keeps the values of this column to itself."""
    return bool(column.info.get("confidential") or column.table.info.get("confidential"))


def technical() -> dict[str, bool]:
    """Column info: bookkeeping of the system, not a change worth an audit row."""
    return {"technical": True}
