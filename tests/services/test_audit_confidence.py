"""К-01 and К-54 in the audit: it says who changed which row when, and never what stands in a case or about a person."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models import Base
from models.audit import AuditEntry, AuditValue
from models.base import is_confidential
from models.people import Person
from services import people
from services.people import ProfileField
from tests.world import World

#: Rows that are a case by themselves, and tables that only point at one without being audited.
CASES = {"applications", "participations", "results", "routes", "activities", "conversations"}
NOT_AUDITED = {"notices"}
PERSONAL = ("phone", "email", "education", "teaching_since", "qualification", "subjects")


@pytest.mark.rule("К-01")
def test_every_table_that_belongs_to_a_case_is_kept_in_confidence() -> None:
    """A new table that points at a case makes this fail until it says ``in_confidence()``."""
    of_a_case = {
        table.name
        for table in Base.metadata.sorted_tables
        if table.name in CASES or {key.column.table.name for key in table.foreign_keys} & CASES
    } - NOT_AUDITED
    open_tables = {name for name in of_a_case if not Base.metadata.tables[name].info.get("confidential")}
    assert open_tables == set()
    assert all(is_confidential(Base.metadata.tables["people"].columns[name]) for name in PERSONAL)


@pytest.mark.rule("К-01", "К-54")
def test_the_way_of_a_case_leaves_its_steps_in_the_audit_and_none_of_its_values(w: World) -> None:
    w.active_route()
    tables = set(w.session.scalars(sa.select(AuditEntry.table).distinct()))
    assert {"participations", "results", "routes", "activities", "agreements", "appointments"} <= tables
    with_values = sa.select(AuditEntry.table).join(AuditValue, AuditValue.entry_id == AuditEntry.id).distinct()
    told = set(w.session.scalars(with_values))
    assert {name for name in told if Base.metadata.tables[name].info.get("confidential")} == set()
    route = sa.select(AuditEntry).where(AuditEntry.table == "routes", AuditEntry.act == "approve")
    entry = w.session.scalars(route).one()
    assert entry.actor_id == w.head_id
    assert "status" in entry.fields


def test_a_changed_phone_is_told_without_either_number(w: World) -> None:
    for number in ("+7 999 111-22-33", "+7 999 444-55-66"):
        people.fill(w.teacher, w.session.get_one(Person, w.teacher_id), ProfileField.phone, number)
        w.session.commit()
    entries = w.session.scalars(sa.select(AuditEntry).where(AuditEntry.table == "people")).all()
    assert any("phone" in entry.fields and entry.actor_id == w.teacher_id for entry in entries)
    kept = sa.select(AuditValue.after).join(AuditEntry, AuditEntry.id == AuditValue.entry_id)
    assert not w.session.scalars(kept.where(AuditEntry.table == "people", AuditValue.field.in_(PERSONAL))).all()
