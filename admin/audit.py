"""The audit log, with differences in words; for administrators. Confidential values are not in it at all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from flask import request
from sqlalchemy.orm import Session, selectinload

from admin.audit_words import ACTS, COUNTED, DOORS, FIELDS, HIDDEN, PARTS, STEP, TABLES
from admin.cells import HOLD_REASONS, macro
from admin.listing import Choice, Column
from admin.registers import RegisterView
from admin.show import DASH, shown
from admin.work import Work, context, options, read
from locales import catalog
from models.accounts import Account, Role
from models.audit import AuditEntry
from models.base import Base, UTCDateTime, is_confidential
from models.catalogue import Codifier, Event, Programme
from models.imports import Import, ImportKind
from models.people import Person
from models.places import Centre, Municipality, Organization
from services.context import Context

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
LONGEST = 120
#: Names by table and id.
Names = Mapping[tuple[str, int], str]
#: What a key is shown as: whom or what it points to, by name.
NAMED: dict[str, tuple[type[Any], str]] = {
    "people": (Person, "short_name"), "organizations": (Organization, "name"), "centres": (Centre, "name"),
    "municipalities": (Municipality, "name"), "programmes": (Programme, "title"), "events": (Event, "title"),
    "codifiers": (Codifier, "name"),
}  # fmt: skip
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
        return names.get((_target(column), int(value)), f"№ {value}") if value.isdecimal() else value
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


def _target(column: sa.Column[Any]) -> str:
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


def _since(days: int) -> sa.ColumnElement[bool]:
    midnight = datetime.combine(context().today, time(), tzinfo=options().region.zone)
    return AuditEntry.at >= midnight - timedelta(days=days - 1)


def _worth(value: str) -> sa.ColumnElement[bool]:
    """Everything, or what is worth reading: parts that come along with something else are left out unless asked for."""
    if value == "all" or request.args.get("table"):
        return sa.true()
    signing_in = sa.and_(
        AuditEntry.table == "accounts", AuditEntry.act == "update", sa.cast(AuditEntry.fields, sa.Text).in_(SIGNING_IN)
    )
    return sa.and_(AuditEntry.table.not_in(PARTS), sa.not_(signing_in))


def _about_table(value: str) -> sa.ColumnElement[bool]:
    """Entries of a table; large imports into it have an entry of their own and none a row."""
    own: sa.ColumnElement[bool] = AuditEntry.table == value
    if value not in ImportKind.__members__:
        return own
    into = sa.select(Import.id).where(Import.kind == ImportKind(value))
    loaded = sa.and_(AuditEntry.table == "imports", AuditEntry.act == "import", AuditEntry.row_id.in_(into))
    return sa.or_(own, loaded)


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
        Choice("table", lazy("With what"), lambda: sorted(((name, str(text)) for name, text in TABLES.items()
                if name not in COUNTED), key=lambda pair: pair[1]), _about_table),
        Choice("period", lazy("Period"), lambda: [("1", _("today")), ("7", _("a week")), ("30", _("30 days"))],
               lambda value: _since(int(value))),
    )  # fmt: skip
    search_in = (Person.folded_name,)
    search_hint = lazy("Who did it: a part of the name")
    order = (AuditEntry.id.desc(),)
    loads = (selectinload(AuditEntry.values),)

    def __init__(self, work: Work) -> None:
        super().__init__(AuditEntry, work, name="audit", endpoint="audit")

    def scope(self, ctx: Context) -> sa.ColumnElement[bool]:
        """All but what tells by its number: only administrators come here."""
        return AuditEntry.table.not_in(COUNTED) if ctx.actor.has(Role.administrator) else sa.false()

    def found(self, text: str) -> sa.ColumnElement[bool]:
        """What whoever has these words in their name did."""
        return AuditEntry.actor_id.in_(sa.select(Person.id).where(super().found(text)))

    def prepare(self, rows: Sequence[AuditEntry]) -> Sequence[AuditRow]:
        """Entries in words, the people and places of all of them in one query a table."""
        accounts = {row.row_id for row in rows if row.table == "accounts"}
        owners = {account.id: account.person_id for account in read(
            lambda session, _ctx: session.scalars(sa.select(Account).where(Account.id.in_(accounts))).all()
        )}  # fmt: skip
        spoken_of = {about for row in rows for about in _spoken_of(row)}
        names = _names(spoken_of | {("people", number) for number in owners.values()})
        return [_row(row, names, owners) for row in rows]


def _all_of(session: Session, _ctx: Context, *, query: sa.Select[Any]) -> Sequence[Any]:
    return session.scalars(query).all()


def _names(spoken_of: set[tuple[str, int]]) -> Names:
    """What the rows spoken of are called, as they are called now."""
    found: dict[tuple[str, int], str] = {}
    for table, (model, attribute) in NAMED.items():
        query = sa.select(model).where(model.id.in_({number for name, number in spoken_of if name == table}))
        for row in read(_all_of, query=query):
            found[table, row.id] = getattr(row, attribute)
    return {about: name for about, name in found.items() if name}


def _spoken_of(entry: AuditEntry) -> Iterator[tuple[str, int]]:
    """The people and places an entry speaks of, by table and id."""
    if entry.actor_id is not None:
        yield "people", entry.actor_id
    if entry.table in NAMED:
        yield entry.table, entry.row_id
    table = Base.metadata.tables.get(entry.table)
    for value in entry.values:
        column = table.columns.get(value.field) if table is not None else None
        if column is not None and _target(column) in NAMED:
            numbers = (number for number in (value.before, value.after) if number and number.isdecimal())
            yield from ((_target(column), int(number)) for number in numbers)


def _row(entry: AuditEntry, names: Names, owners: Mapping[int, int]) -> AuditRow:
    person = {"people": entry.row_id, "accounts": owners.get(entry.row_id)}.get(entry.table)
    return AuditRow(
        id=entry.id,
        at=entry.at,
        who=_who(entry, names, person),
        act=str(ACTS.get(entry.act, STEP)),
        about=_about(entry, names.get(("people", person or 0)) or names.get((entry.table, entry.row_id))),
        where=str(DOORS.get(entry.door, lazy("by itself"))),
        differences=differences(entry, names),
    )


def _who(entry: AuditEntry, names: Names, person: int | None) -> str:
    """Who did it: a person; whoever wrote to the chat before they had a name here; whoever was signing in to the
    account of ``person``; else the system itself."""
    if entry.actor_id is not None:
        return names.get(("people", entry.actor_id)) or f"№ {entry.actor_id}"
    if entry.door == "bot":
        number = _newcomer(entry)
        return names.get(("people", number or 0)) or (f"№ {number}" if number else _("a newcomer"))
    if entry.door == "admin":
        return names.get(("people", person or 0)) or _("somebody signing in")
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
