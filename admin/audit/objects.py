"""What a row of somebody's case is called in the audit: by the number of its route or application, which an
administrator is asked about, and by nothing that stands in it (К-01)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from admin.audit.differences import numbered
from admin.work import read
from locales import catalog
from models.applications import Application
from models.audit import AuditEntry
from models.base import Base
from models.routes import Route
from services.context import Context

_ = catalog("admin").gettext
#: By which keys a row says whose it is, the nearest owner first.
_KEYS = (
    "route_id", "activity_id", "agreement_id", "conversation_id", "participation_id", "application_id", "result_id",
    "appointment_id",
)  # fmt: skip
_ROUTE = sa.column(Route.number.key, sa.String)
_APPLICATION = sa.column(Application.incoming_number.key, sa.String)
_OWN = {Route.__tablename__: _ROUTE, Application.__tablename__: _APPLICATION}
#: Names by table and id.
Objects = dict[tuple[str, int], str]


def names_of_cases(entries: Sequence[AuditEntry]) -> Objects:
    """The rows of cases among those the entries are about, by the number of their route or application; those without
    one are left out."""
    found: Objects = {}
    for table in {entry.table for entry in entries} & Base.metadata.tables.keys():
        if Base.metadata.tables[table].info.get("confidential"):
            found |= _names(table, {entry.row_id for entry in entries if entry.table == table})
    return found


def _names(table: str, numbers: set[int]) -> Iterator[tuple[tuple[str, int], str]]:
    rows = Base.metadata.tables[table].alias()
    query = sa.select(
        rows.c.id, _number(rows, table, _ROUTE).label("route"), _number(rows, table, _APPLICATION).label("application")
    )  # fmt: skip
    for row in read(_all_of, query=query.where(rows.c.id.in_(numbers))):
        if row.route or row.application:
            yield (table, row.id), _called(table, row.route, row.application)


def _all_of(session: Session, _ctx: Context, *, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
    return session.execute(query).all()


def _called(table: str, route: str | None, application: str | None) -> str:
    number = numbered(route or application)
    if table == (Route if route else Application).__tablename__:
        return number
    return _("route {number}", number=number) if route else _("application {number}", number=number)


def _number(rows: sa.FromClause, table: str, wanted: sa.ColumnClause[str]) -> sa.ColumnElement[str | None]:
    """The number ``wanted`` of whose row it is, through its keys."""
    if _OWN.get(table) is wanted:
        return rows.c[wanted.name]
    found: list[sa.ColumnElement[Any]] = [sa.null(), sa.null()]
    for key in (key for key in _KEYS if key in rows.c):
        target = next(iter(Base.metadata.tables[table].c[key].foreign_keys)).column.table.name
        owner = Base.metadata.tables[target].alias()
        number = sa.select(_number(owner, target, wanted)).where(owner.c.id == rows.c[key])
        found.append(number.scalar_subquery())
    return sa.func.coalesce(*found)
