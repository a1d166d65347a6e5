"""The audit log, with differences in words; for administrators. Confidential values are not in it at all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from flask import request
from sqlalchemy.orm import selectinload

from admin.audit_words import ACTS, DOORS, FIELDS, HIDDEN, PARTS, STEP, TABLES
from admin.cells import HOLD_REASONS, macro
from admin.listing import Choice, Column
from admin.registers import RegisterView
from admin.show import DASH, shown
from admin.work import Work, context, options, read
from locales import catalog
from models.accounts import Account, Role
from models.audit import AuditEntry
from models.base import Base, UTCDateTime
from models.people import Person
from services.context import Context

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
LONGEST = 120
#: What a sign-in changes of an account, as the column holds it: not worth a line among what people did.
SIGNING_IN = ('["last_login_at"]', '["failed_logins"]', '["failed_logins", "last_login_at"]')


@dataclass(frozen=True)
class Difference:
    """A field in words, its value before and after; ``secret``: the value was never written down."""

    field: str
    before: str
    after: str
    secret: bool


@dataclass(frozen=True)
class AuditRow:
    """An entry in words."""

    id: int
    at: datetime
    who: str
    act: str
    about: str
    where: str
    differences: tuple[Difference, ...]


def field_word(name: str) -> str:
    """A field in words."""
    return str(FIELDS.get(name, lazy("another field")))


def value_words(table: str, name: str, value: str | None, names: Mapping[int, str]) -> str:
    """A value as the audit holds it, in words: members of enums, dates, yes and no, people by name."""
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
        return names.get(int(value), f"№ {value}") if _of_person(column) else f"№ {value}"
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


def _of_person(column: sa.Column[Any]) -> bool:
    return any(key.column.table.name == "people" for key in column.foreign_keys)


def differences(entry: AuditEntry, names: Mapping[int, str]) -> tuple[Difference, ...]:
    """What an entry changed, without bookkeeping."""
    known = {value.field: value for value in entry.values}
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
    return bool(column is not None and column.info.get("confidential"))


def _since(days: int) -> sa.ColumnElement[bool]:
    midnight = datetime.combine(context().today, time(), tzinfo=options().region.zone)
    return AuditEntry.at >= midnight - timedelta(days=days - 1)


def _people() -> list[tuple[str, str]]:
    query = (
        sa.select(Person).where(Person.id.in_(sa.select(AuditEntry.actor_id).distinct())).order_by(Person.folded_name)
    )
    return [
        (str(row.id), row.short_name) for row in read(lambda session, _ctx: session.scalars(query.limit(200)).all())
    ]


def _worth(value: str) -> sa.ColumnElement[bool]:
    """Everything, or what is worth reading: parts that come along with something else are left out unless asked for."""
    if value == "all" or request.args.get("table"):
        return sa.true()
    signing_in = sa.and_(
        AuditEntry.table == "accounts", AuditEntry.act == "update", sa.cast(AuditEntry.fields, sa.Text).in_(SIGNING_IN)
    )
    return sa.and_(AuditEntry.table.not_in(PARTS), sa.not_(signing_in))


class AuditView(RegisterView):
    """Who changed what, and when."""

    allowed = frozenset({Role.administrator})
    title = lazy("Audit log")
    icon = "log"
    empty = lazy("Nothing was changed in this period.")
    can_export = False
    columns = (
        Column("at", lazy("When"), lambda row: row.at, kind="number"),
        Column("who", lazy("Who"), lambda row: row.who),
        Column("act", lazy("What was done"), lambda row: row.act),
        Column("about", lazy("With what"), lambda row: row.about),
        Column(
            "differences", lazy("What has changed"), lambda _row: "", cell=lambda row: macro("changes", row.differences)
        ),
        Column("where", lazy("Where"), lambda row: row.where),
    )
    tabs = Choice(
        "show", lazy("How much"), lambda: [("main", _("What people did")), ("all", _("Every record"))], _worth
    )
    choices = (
        Choice("table", lazy("With what"), lambda: sorted(((name, str(text)) for name, text in TABLES.items()),
               key=lambda pair: pair[1]), lambda value: AuditEntry.table == value),
        Choice("who", lazy("Who"), _people, lambda value: AuditEntry.actor_id == int(value)),
        Choice("period", lazy("Period"), lambda: [("1", _("today")), ("7", _("a week")), ("30", _("30 days"))],
               lambda value: _since(int(value))),
    )  # fmt: skip
    order = (AuditEntry.id.desc(),)
    loads = (selectinload(AuditEntry.values),)

    def __init__(self, work: Work) -> None:
        super().__init__(AuditEntry, work, name="audit", endpoint="audit")

    def scope(self, ctx: Context) -> sa.ColumnElement[bool]:
        """All: only administrators come here."""
        return sa.true() if ctx.actor.has(Role.administrator) else sa.false()

    def prepare(self, rows: Sequence[AuditEntry]) -> Sequence[AuditRow]:
        """Entries in words, their people in one query."""
        accounts = {row.row_id for row in rows if row.table == "accounts"}
        owners = {account.id: account.person_id for account in read(
            lambda session, _ctx: session.scalars(sa.select(Account).where(Account.id.in_(accounts))).all()
        )}  # fmt: skip
        spoken_of = {number for row in rows for number in _people_in(row)} | set(owners.values())
        query = sa.select(Person).where(Person.id.in_(spoken_of))
        names = {person.id: person.short_name for person in read(lambda session, _ctx: session.scalars(query).all())}
        known = {number: name for number, name in names.items() if name}
        return [_row(row, known, owners) for row in rows]


def _people_in(entry: AuditEntry) -> Iterator[int]:
    """Ids of the people an entry speaks of."""
    if entry.actor_id is not None:
        yield entry.actor_id
    if entry.table == "people":
        yield entry.row_id
    table = Base.metadata.tables.get(entry.table)
    for value in entry.values:
        column = table.columns.get(value.field) if table is not None else None
        if column is not None and _of_person(column):
            yield from (int(number) for number in (value.before, value.after) if number and number.isdecimal())


def _row(entry: AuditEntry, names: Mapping[int, str], owners: Mapping[int, int]) -> AuditRow:
    person = {"people": entry.row_id, "accounts": owners.get(entry.row_id)}.get(entry.table)
    return AuditRow(
        id=entry.id,
        at=entry.at,
        who=_who(entry, names, person),
        act=str(ACTS.get(entry.act, STEP)),
        about=_about(entry, names.get(person or 0)),
        where=str(DOORS.get(entry.door, lazy("by itself"))),
        differences=differences(entry, names),
    )


def _who(entry: AuditEntry, names: Mapping[int, str], person: int | None) -> str:
    """Who did it: a person; whoever wrote to the chat before they had a name here; whoever was signing in to the
    account of ``person``; else the system itself."""
    if entry.actor_id is not None:
        return names.get(entry.actor_id) or f"№ {entry.actor_id}"
    if entry.door == "bot":
        number = _newcomer(entry)
        return names.get(number or 0) or (f"№ {number}" if number else _("a newcomer"))
    if entry.door == "admin":
        return names.get(person or 0) or _("somebody signing in")
    return _("the system")


def _newcomer(entry: AuditEntry) -> int | None:
    """The person whom somebody unknown in the chat became: they acted themselves."""
    if entry.table == "people":
        return entry.row_id
    value = next((one.after for one in entry.values if one.field == "person_id"), None)
    return int(value) if value and value.isdecimal() else None


def _about(entry: AuditEntry, known: str | None) -> str:
    table = str(TABLES.get(entry.table, lazy("a record")))
    return f"{table}: {known}" if known else f"{table} № {entry.row_id}"
