"""Entries of the audit in words: who did what with whom, by names as they are now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from admin.audit.differences import Difference, Names, differences, numbered, target_of
from admin.audit.objects import names_of_cases
from admin.audit.tables import ACTS, DOORS, STEP, TABLES
from admin.work import read
from locales import catalog
from models.accounts import Account
from models.audit import AuditEntry
from models.base import Base
from models.catalogue import Codifier, Event, Programme
from models.people import Person
from models.places import Centre, Municipality, Organization
from services.context import Context

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
#: What a key is shown as: whom or what it points to, by name.
NAMED: dict[str, tuple[type[Any], str]] = {
    "people": (Person, "short_name"), "organizations": (Organization, "name"), "centres": (Centre, "name"),
    "municipalities": (Municipality, "name"), "programmes": (Programme, "title"), "events": (Event, "title"),
    "codifiers": (Codifier, "name"),
}  # fmt: skip


@dataclass(frozen=True)
class AuditRow:
    """An entry in words."""

    id: int
    at: datetime
    who: str
    act: str
    about: str
    where: str
    entered: bool
    differences: tuple[Difference, ...]


def in_words(entries: Sequence[AuditEntry]) -> Sequence[AuditRow]:
    """Entries in words, the people and places of all of them in one query a table."""
    accounts = {row.row_id for row in entries if row.table == "accounts"}
    owners = {account.id: account.person_id for account in read(
        lambda session, _ctx: session.scalars(sa.select(Account).where(Account.id.in_(accounts))).all()
    )}  # fmt: skip
    spoken_of = {about for row in entries for about in _spoken_of(row)}
    names = _names(spoken_of | {("people", number) for number in owners.values()}) | names_of_cases(entries)
    return [_row(row, names, owners) for row in entries]


def _all_of(session: Session, _ctx: Context, *, query: sa.Select[Any]) -> Sequence[Any]:
    return session.scalars(query).all()


def _names(spoken_of: set[tuple[str, int]]) -> dict[tuple[str, int], str]:
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
        if column is not None and target_of(column) in NAMED:
            numbers = (number for number in (value.before, value.after) if number and number.isdecimal())
            yield from ((target_of(column), int(number)) for number in numbers)


def _row(entry: AuditEntry, names: Names, owners: Mapping[int, int]) -> AuditRow:
    person = {"people": entry.row_id, "accounts": owners.get(entry.row_id)}.get(entry.table)
    return AuditRow(
        id=entry.id,
        at=entry.at,
        who=_who(entry, names, person),
        act=str(ACTS.get(entry.act, STEP)),
        about=_about(entry, names.get(("people", person or 0)) or names.get((entry.table, entry.row_id))),
        where=str(DOORS.get(entry.door, lazy("by itself"))),
        entered=entry.act == "create",
        differences=differences(entry, names),
    )


def _who(entry: AuditEntry, names: Names, person: int | None) -> str:
    """Who did it: a person; whoever wrote to the chat before they had a name here; whoever was signing in to the
    account of ``person``; else the system itself."""
    if entry.actor_id is not None:
        return names.get(("people", entry.actor_id)) or numbered(entry.actor_id)
    if entry.door == "bot":
        number = _newcomer(entry)
        return names.get(("people", number or 0)) or (numbered(number) if number else _("a newcomer"))
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
    if known and known.startswith(numbered("")):
        return f"{table} {known}"
    return f"{table}: {known}" if known else f"{table} {numbered(entry.row_id)}"
