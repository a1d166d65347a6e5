"""What an entry of the audit changed, in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from admin.audit.fields import FIELDS, HIDDEN
from admin.audit.tables import DOORS
from admin.cells import HOLD_REASONS
from admin.show import DASH, shown
from admin.work import options
from locales import catalog
from models.audit import AuditEntry
from models.base import Base, UTCDateTime, is_confidential

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
LONGEST = 120
#: Names by table and id.
Names = Mapping[tuple[str, int], str]


@dataclass(frozen=True)
class Difference:
    """A field in words, its value before and after; ``secret``: the value was never written down."""

    field: str
    before: str
    after: str
    secret: bool


def numbered(number: object) -> str:
    """What has no name, by its number."""
    return _("No. {number}", number=number)


def field_word(name: str) -> str:
    """A field in words."""
    return str(FIELDS.get(name, lazy("another field")))


def value_words(table: str, name: str, value: str | None, names: Names) -> str:
    """A value as the audit holds it, in words: members of enums, dates, yes and no; people and places by name."""
    if value is None or value in ("", "null"):
        return DASH
    column = Base.metadata.tables[table].columns.get(name) if table in Base.metadata.tables else None
    kind = column.type if column is not None else None
    if isinstance(kind, sa.Enum) and kind.enum_class and value in kind.enum_class.__members__:
        try:
            return str(shown(kind.enum_class[value]))
        except KeyError:
            return value
    if isinstance(kind, sa.Boolean):
        return str(shown(value == "true"))
    if isinstance(kind, UTCDateTime):
        return str(shown(datetime.fromisoformat(value)))
    if isinstance(kind, sa.Date):
        return ".".join(reversed(value.strip('"').split("-")))
    if isinstance(kind, sa.JSON):
        return ", ".join(code_words(name, str(item)) for item in json.loads(value)) or DASH
    if column is not None and column.foreign_keys:
        return names.get((target_of(column), int(value))) or numbered(value) if value.isdecimal() else value
    return code_words(name, value if len(value) <= LONGEST else f"{value[:LONGEST]}…")


def code_words(name: str, code: str) -> str:
    """A code of the region's profile, of a language or of a door by its name; anything else as it is."""
    region = options().region
    if name == "door" and code in DOORS:
        return str(DOORS[code])
    if name in ("subject", "subjects"):
        return region.subject_name(code)
    if name in ("block", "blocks", "chosen_blocks"):
        return region.block_name(code)
    if name == "hold_reason" and code in HOLD_REASONS:
        return str(HOLD_REASONS[code])
    if name == "language":
        return {"ru": _("Russian"), "en": _("English")}.get(code, code)
    return code


def target_of(column: sa.Column[Any]) -> str:
    """The table that a key points to; empty for a column that is no key."""
    return next((key.column.table.name for key in column.foreign_keys), "")


def differences(entry: AuditEntry, names: Names) -> tuple[Difference, ...]:
    """What an entry changed, without bookkeeping."""
    # What was written before a field was kept in confidence stays unread.
    known = {value.field: value for value in entry.values if not _confidential(entry.table, value.field)}
    found = (
        Difference(
            field_word(name),
            value_words(entry.table, name, known[name].before, names) if name in known else "",
            value_words(entry.table, name, known[name].after, names) if name in known else "",
            name not in known and _confidential(entry.table, name),
        )
        for name in entry.fields
        if name not in HIDDEN and (name in known or _confidential(entry.table, name))
    )
    # A row that is entered has fields that stay empty: they say nothing.
    return tuple(one for one in found if one.secret or not one.before == one.after == DASH)


def _confidential(table: str, name: str) -> bool:
    found = Base.metadata.tables.get(table)
    column = found.columns.get(name) if found is not None else None
    return column is not None and is_confidential(column)
