"""The register of what was changed, by whom and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

import sqlalchemy as sa
from flask import request
from sqlalchemy.orm import selectinload

from admin.audit.rows import AuditRow, in_words
from admin.audit.tables import COUNTED, PARTS, TABLES
from admin.cells import macro
from admin.listing import Choice, Column
from admin.registers import RegisterView
from admin.work import Work, context, options
from locales import catalog
from models.accounts import Role
from models.audit import AuditEntry
from models.imports import Import, ImportKind
from models.people import Person
from services.context import Context

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
#: What a sign-in changes of an account, as the column holds it: not worth a line among what people did.
SIGNING_IN = ('["last_login_at"]', '["failed_logins"]', '["failed_logins", "last_login_at"]')


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
        Column("about", lazy("With what"), lambda row: row.about, kind="wide"),
        Column(
            "differences",
            lazy("What has changed"),
            lambda _row: "",
            cell=lambda row: macro("changes", row.differences, row.entered),
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
        """Entries in words."""
        return in_words(rows)
