"""Rows of organisations: matched by municipality and folded name, applied by statements over the staging table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.base import fold
from models.imports import RowState
from models.imports import StagedOrganization as Staged
from models.places import Municipality, Organization
from services import registers
from services.context import Context
from services.imports.columns import NO, YES, yes_or_no
from services.imports.keeping import edited_municipalities
from services.imports.staging import Row, fingerprint

_ = catalog("services").lazy
VALUES = ("organization_id", "municipality_id", "name", "folded_name", "full_name", "inn", "founder", "closed")
SEEN = fingerprint(
    Organization.name, Organization.full_name, Organization.inn, Organization.founder, Organization.closed,
    Organization.municipality_id,
)  # fmt: skip


@dataclass
class Desk:
    """What the rows of one workbook are examined against."""

    ctx: Context
    municipalities: dict[str, int]
    lines: dict[tuple[int, str], int] = field(default_factory=dict)
    inns: dict[str, int] = field(default_factory=dict)

    @classmethod
    def open(cls, session: Session, ctx: Context) -> Desk:
        """Read the municipalities the actor enters organisations of."""
        query = sa.select(Municipality.folded_name, Municipality.id).where(edited_municipalities(ctx))
        return cls(ctx, {row.folded_name: row.id for row in session.execute(query)})

    def examine(self, session: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """Examine a batch with two queries; returns the rows as the staging table keeps them."""
        for row in rows:
            self._read(row)
        known = self._known(session, rows)
        owners = self._owners(session, rows)
        for row in rows:
            self._compare(row, known.get((row.values.get("municipality_id"), row.values["folded_name"])), owners)
        return [row.staged(VALUES) for row in rows]

    def _read(self, row: Row) -> None:
        name, municipality = row.text("name"), row.text("municipality")
        number = self.municipalities.get(fold(municipality))
        if not municipality:
            row.wrong("municipality", _("Please fill this in."))
        elif number is None:
            row.wrong("municipality", _("There is no such municipality among yours."))
        if not 1 <= len(name) <= registers.LONGEST:
            row.wrong("name", _("A name takes 1 to {most} characters.", most=registers.LONGEST))
        row.values = {
            "municipality_id": number, "name": name, "folded_name": fold(name), "full_name": row.text("full_name"),
            "founder": row.text("founder"), "inn": self._inn(row),
            "closed": row.take("closed", lambda: yes_or_no(row.text("closed"))),
        }  # fmt: skip
        if number is not None and name:
            first = self.lines.setdefault((number, fold(name)), row.line)
            if first != row.line:
                row.wrong("name", _("The same organisation stands in row {line}.", line=first))

    def _inn(self, row: Row) -> str | None:
        digits = re.sub(r"\s", "", row.text("inn"))
        if not digits:
            return None
        if isinstance(row.raw.get("inn"), int | float):
            digits = digits.zfill(registers.INN_LENGTH)
        if not (digits.isascii() and digits.isdecimal() and len(digits) == registers.INN_LENGTH
                and registers.inn_sound(digits)):  # fmt: skip
            row.wrong("inn", _("The tax number (INN) of an organisation has 10 digits; please check it."))
            return None
        first = self.inns.setdefault(digits, row.line)
        if first != row.line:
            row.wrong("inn", _("The same number stands in row {line}.", line=first))
        return digits

    def _known(self, session: Session, rows: Sequence[Row]) -> dict[tuple[int | None, str], list[Any]]:
        names = {row.values["folded_name"] for row in rows}
        query = sa.select(Organization, SEEN).where(
            Organization.folded_name.in_(names), Organization.municipality_id.in_(self.municipalities.values())
        )
        found: dict[tuple[int | None, str], list[Any]] = {}
        for one, seen in session.execute(query):
            found.setdefault((one.municipality_id, one.folded_name), []).append((one, seen))
        return found

    def _owners(self, session: Session, rows: Sequence[Row]) -> dict[str, int]:
        numbers = [row.values["inn"] for row in rows if row.values["inn"]]
        query = sa.select(Organization.inn, Organization.id).where(Organization.inn.in_(numbers))
        return {str(inn): number for inn, number in session.execute(query)}

    def _compare(self, row: Row, known: list[Any] | None, owners: dict[str, int]) -> None:
        if known and len(known) > 1:
            row.wrong("name", _("There are several of this name. Please change them by hand in the register."))
            return
        one, row.seen = known[0] if known else (None, None)
        owner = owners.get(row.values["inn"] or "")
        if owner is not None and owner != (one.id if one else None):
            row.wrong("inn", _("Another organisation has this tax number (INN)."))
        if one is None:
            row.values["closed"] = bool(row.values["closed"])
            return
        row.found, row.values["organization_id"] = True, one.id
        for key in ("full_name", "inn", "founder", "closed"):
            was, now = getattr(one, key), row.values[key]
            if now in (None, ""):
                row.values[key] = was
            elif now != was:
                row.before[key] = str(YES if was else NO) if key == "closed" else was or ""


def stale(ctx: Context, import_id: int) -> list[sa.ColumnElement[bool]]:
    """Conditions, each of which says that the region has moved on since the preview."""
    changed = sa.select(Staged.line).join(Organization, Organization.id == Staged.organization_id, isouter=True)
    new = sa.select(Staged.line).where(Staged.import_id == import_id, Staged.state == RowState.new)
    taken = new.join(
        Organization,
        sa.or_(
            sa.and_(
                Organization.folded_name == Staged.folded_name, Organization.municipality_id == Staged.municipality_id
            ),
            Organization.inn == Staged.inn,
        ),
    )
    allowed = sa.select(Municipality.id).where(edited_municipalities(ctx))
    foreign = new.where(Staged.municipality_id.not_in(allowed))
    differs = changed.where(
        Staged.import_id == import_id, Staged.state == RowState.changed,
        sa.or_(Organization.id.is_(None), Staged.seen != SEEN, Organization.municipality_id.not_in(allowed)),
    )  # fmt: skip
    return [differs.exists(), taken.exists(), foreign.exists()]


def apply(session: Session, ctx: Context, import_id: int) -> None:
    """Enter the new and change the changed, by two statements."""
    kept = ("name", "folded_name", "full_name", "inn", "founder", "municipality_id", "closed")
    new = sa.select(*(getattr(Staged, name) for name in kept)).where(
        Staged.import_id == import_id, Staged.state == RowState.new
    )
    changed = (
        sa.update(Organization)
        .where(
            Organization.id == Staged.organization_id, Staged.import_id == import_id, Staged.state == RowState.changed
        )
        .values({name: getattr(Staged, name) for name in ("full_name", "inn", "founder", "closed")})
        .execution_options(synchronize_session=False)
    )
    session.execute(changed)
    session.execute(sa.insert(Organization).from_select(list(kept), new.order_by(Staged.line)))
