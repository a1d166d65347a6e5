"""Imports of organisations: entered, changed, refused in words, stale once somebody was faster."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from models.audit import AuditEntry
from models.imports import RowState
from models.places import Municipality, Organization
from services import audit, imports
from services.errors import Stale
from tests.workbooks import ORGANIZATIONS, apply, preview, workbook
from tests.world import World

SCHOOL = {"municipality": "Вяземский район", "name": "Школа № 77"}


def test_organisations_are_entered_and_changed(w: World) -> None:
    known = {"municipality": "вяземский район", "name": "гимназия «исток»", "founder": "Администрация", "closed": "нет"}
    number, card, rows = preview(w, workbook(ORGANIZATIONS, [SCHOOL | {"inn": 7707083893}, known]), ORGANIZATIONS)
    assert [row.state for row in rows] == [RowState.new, RowState.changed]
    assert rows[1].before == {"founder": ""}
    assert card.applicable
    apply(w, number)
    new = w.session.scalars(sa.select(Organization).where(Organization.name == "Школа № 77")).one()
    w.session.expire_all()
    assert (new.folded_name, new.inn, new.closed) == ("школа № 77", "7707083893", False)
    assert w.session.get_one(Organization, w.other_school_id).founder == "Администрация"
    assert w.session.get_one(Organization, w.other_school_id).name == "Гимназия «Исток»"


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"name": ""}, "name"),
        ({"municipality": "Лунный район"}, "municipality"),
        ({"municipality": None}, "municipality"),
        ({"inn": "123"}, "inn"),
        ({"inn": "7707083894"}, "inn"),
        ({"closed": "наверное"}, "closed"),
    ],
)
def test_a_wrong_organisation_is_told_in_words(w: World, change: dict[str, Any], column: str) -> None:
    _number, _card, rows = preview(w, workbook(ORGANIZATIONS, [SCHOOL | {"founder": "X"} | change]), ORGANIZATIONS)
    assert rows[0].errors[column]


def test_a_tax_number_of_another_or_twice_is_an_error(w: World) -> None:
    w.session.get_one(Organization, w.school_id).inn = "7707083893"
    w.session.commit()
    rows = preview(w, workbook(ORGANIZATIONS, [SCHOOL | {"inn": "7707083893"}]), ORGANIZATIONS)[2]
    assert "inn" in rows[0].errors
    twice = [SCHOOL | {"inn": "7736050003"}, {**SCHOOL, "name": "Другая", "inn": "7736050003"}]
    assert "inn" in preview(w, workbook(ORGANIZATIONS, twice), ORGANIZATIONS)[2][1].errors


def test_an_organisation_entered_meanwhile_makes_the_preview_stale(w: World) -> None:
    number, _card, _rows = preview(w, workbook(ORGANIZATIONS, [SCHOOL]), ORGANIZATIONS)
    town = w.session.scalars(sa.select(Municipality)).one()
    w.session.add(Organization(name="ШКОЛА № 77", municipality=town))
    w.session.commit()
    with pytest.raises(Stale):
        imports.apply(w.session, w.operator, import_id=number)


def test_each_organisation_of_an_import_has_its_own_entry_in_the_audit(w: World) -> None:
    known = {"municipality": "Вяземский район", "name": "Гимназия «Исток»", "founder": "Администрация"}
    number, _card, _rows = preview(w, workbook(ORGANIZATIONS, [SCHOOL, known]), ORGANIZATIONS)
    apply(w, number)
    new = w.session.scalars(sa.select(Organization.id).where(Organization.name == "Школа № 77")).one()
    ours = sa.select(AuditEntry).where(AuditEntry.table == "organizations", AuditEntry.actor_id == w.operator_id)
    entries = {entry.row_id: entry for entry in w.session.scalars(ours)}
    assert {row: entry.act for row, entry in entries.items()} == {new: "create", w.other_school_id: "update"}
    assert entries[w.other_school_id].fields == ["founder"]
    assert [value.after for value in entries[w.other_school_id].values] == ["Администрация"]
    assert audit.broken_at(w.session) is None


def test_a_large_import_has_an_entry_of_its_own_only(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.imports.recording.MOST_RECORDED", 0)
    number, _card, _rows = preview(w, workbook(ORGANIZATIONS, [SCHOOL]), ORGANIZATIONS)
    apply(w, number)
    mine = sa.select(AuditEntry.table, AuditEntry.act).where(AuditEntry.actor_id == w.operator_id)
    assert ("imports", "import") in {tuple(row) for row in w.session.execute(mine)}
    assert "organizations" not in {row.table for row in w.session.execute(mine)}
