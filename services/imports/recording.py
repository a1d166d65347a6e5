"""What an applied import leaves in the audit of each row: the same entries as if it had been changed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.base import Numbered
from models.imports import Import, ImportKind, RowState, StagedOrganization, StagedPerson
from models.people import Employment, Person, PersonalDataConsent
from models.places import Organization
from services import audit

#: The largest import of which every row has entries of its own: each entry is a link of the chain, forged under the
#: write lock. A larger one has its own entry only.
MOST_RECORDED = 2_000


@dataclass(frozen=True)
class Kept:
    """A table that an import writes: the columns it fills, and which of its rows a staged row is about."""

    model: Any
    columns: tuple[str, ...]
    staged: Any
    on: sa.ColumnElement[bool]


_KEPT: dict[ImportKind, tuple[Kept, ...]] = {
    ImportKind.organizations: (
        Kept(Organization, ("name", "full_name", "inn", "founder", "municipality_id", "closed"), StagedOrganization,
             sa.and_(Organization.municipality_id == StagedOrganization.municipality_id,
                     Organization.folded_name == StagedOrganization.folded_name)),
    ),
    ImportKind.people: (
        Kept(Person, ("last_name", "first_name", "patronymic", "phone", "email", "education", "teaching_since",
                      "qualification", "subjects"), StagedPerson, Person.id == StagedPerson.person_id),
        # A newcomer's place of work is their only one.
        Kept(Employment, ("person_id", "organization_id", "position", "staff_kind"), StagedPerson,
             sa.or_(Employment.id == StagedPerson.employment_id,
                    sa.and_(StagedPerson.employment_id.is_(None), Employment.person_id == StagedPerson.person_id))),
        Kept(PersonalDataConsent, ("person_id", "version", "way", "given_at"), StagedPerson,
             sa.and_(PersonalDataConsent.person_id == StagedPerson.person_id, StagedPerson.state == RowState.new)),
    ),
}  # fmt: skip

Seen = list[dict[int, tuple[Any, ...]]]


def recorded(row: Import) -> bool:
    """Whether an import is small enough for entries of its rows."""
    return row.rows_new + row.rows_changed <= MOST_RECORDED


def seen(session: Session, row: Import) -> Seen:
    """The rows that an import is about, table by table, as they stand now."""
    return [_rows(session, kept, row.id) for kept in _KEPT[row.kind]]


def record(session: Session, row: Import, before: Seen) -> None:
    """Write what has become of the rows that were ``seen`` before, and of those entered since."""
    for kept, was, now in zip(_KEPT[row.kind], before, seen(session, row), strict=True):
        for number, values in now.items():
            former = was.get(number)
            pairs = zip(former or (None,) * len(values), values, strict=True)
            told = dict(zip(kept.columns, pairs, strict=True))
            audit.record_row(session, "create" if former is None else "update", kept.model, number, told)


def _rows(session: Session, kept: Kept, import_id: int) -> dict[int, tuple[Any, ...]]:
    model: type[Numbered] = kept.model
    columns = [getattr(model, name) for name in kept.columns]
    query = (
        sa.select(model.id, *columns)
        .join(kept.staged, kept.on)
        .where(kept.staged.import_id == import_id, kept.staged.state.in_((RowState.new, RowState.changed)))
        .order_by(kept.staged.line)
    )
    return {found[0]: tuple(found[1:]) for found in session.execute(query)}
