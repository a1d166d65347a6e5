"""Imports: what a preview says of each cell, applied whole or not at all, nothing of another's scope, no bombs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from models.accounts import Grant, Role
from models.audit import AuditEntry
from models.imports import ImportStatus, RowState, StagedPerson
from models.people import Education, Employment, Person, PersonalDataConsent, Qualification, StaffKind
from models.places import Centre, Municipality, Organization
from services import audit, imports
from services.errors import NotFound, Refused, Stale
from tests import workbooks
from tests.workbooks import ORGANIZATIONS, PEOPLE, apply, people, preview, upload, workbook
from tests.world import World


def one(w: World, name: str) -> Person:
    """The person of this last name."""
    w.session.expire_all()
    return w.session.scalars(sa.select(Person).where(Person.last_name == name)).one()


def test_a_new_person_is_entered_with_work_consent_and_folded_names(w: World) -> None:
    number, card, rows = preview(w, people({"last_name": "Ёжикова"}))
    assert (card.status, card.counts[RowState.new], rows[0].errors) == (ImportStatus.ready, 1, {})
    assert apply(w, number) == imports.Applied(1, 0, 0)
    person = one(w, "Ёжикова")
    assert (person.folded_name, person.folded_last) == ("ежикова ольга игоревна", "ежикова")
    assert (person.phone, person.email, person.teaching_since) == ("+79101234567", "olga@example.test", 2014)
    assert (person.education, person.qualification) == (Education.higher_pedagogical, Qualification.first)
    assert (person.subjects, person.muted, person.registered_at) == (["physics", "mathematics"], [], w.now)
    job = person.employments[0]
    assert (job.organization_id, job.position, job.staff_kind, job.main) == (
        w.school_id, "Учитель", StaffKind.educator, True,
    )  # fmt: skip
    consent = w.session.scalars(sa.select(PersonalDataConsent).where(PersonalDataConsent.person_id == person.id)).one()
    assert w.system.region.today(consent.given_at) == workbooks.CONSENTED
    assert consent.recorded_by_id == w.operator_id


def test_people_entered_after_an_import_get_numbers_of_their_own(w: World) -> None:
    number, _card, _rows = preview(w, people({}, {"first_name": "Анна"}))
    apply(w, number)
    later = Person(last_name="Поздний", first_name="Пётр", created_at=w.now)
    w.session.add(later)
    w.session.commit()
    assert w.session.scalar(sa.select(sa.func.count(Person.id)).where(Person.id == later.id)) == 1


def test_a_known_person_is_changed_by_cell_and_an_empty_cell_changes_nothing(w: World) -> None:
    known = {"last_name": "иванова", "first_name": "АННА", "patronymic": "Петровна", "phone": "9105550000",
             "position": "Методист"}  # fmt: skip
    empty = dict.fromkeys(("subjects", "email", "education", "teaching_since", "qualification", "consented_on"))
    number, card, rows = preview(w, people(known | empty))
    assert card.counts[RowState.changed] == 1
    assert rows[0].before == {"phone": "", "position": "Учитель"}
    apply(w, number)
    person = one(w, "Иванова")
    assert (person.phone, person.subjects, person.employments[0].position) == ("+79105550000", ["physics"], "Методист")


def test_the_same_workbook_uploaded_again_changes_nothing(w: World) -> None:
    content = people({}, {"first_name": "Анна"})
    number, _card, _rows = preview(w, content)
    apply(w, number)
    again, card, _rows = preview(w, content)
    assert card.counts[RowState.same] == 2
    with pytest.raises(Refused):
        imports.apply(w.session, w.operator, import_id=again)


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"last_name": None}, "last_name", "Заполните"),
        ({"last_name": "Две Фамилии"}, "last_name", "слово"),
        ({"last_name": "<b>Жуков</b>"}, "last_name", "буквами"),
        ({"first_name": "=1+1"}, "first_name", "формула"),
        ({"phone": "12"}, "phone", "10 цифр"),
        ({"phone": "8910123456"}, "phone", "10 цифр"),
        ({"phone": "7 910 123-45-6"}, "phone", "10 цифр"),
        ({"email": "нет"}, "email", "почт"),
        ({"organization": "Школа Хогвартс"}, "organization", "организации"),
        ({"position": None}, "position", "должность"),
        ({"position": "я" * 200}, "position", "120"),
        ({"subjects": "Физика; Зельеварение"}, "subjects", "зельеварение"),
        ({"subjects": None}, "subjects", "предмет"),
        ({"staff_kind": "директорат"}, "staff_kind", "Выберите"),
        ({"education": "да"}, "education", "Выберите"),
        ({"teaching_since": "давно"}, "teaching_since", "четыр"),
        ({"teaching_since": 1900}, "teaching_since", "стаж"),
        ({"consented_on": None}, "consented_on", "согласи"),
        ({"consented_on": "31.02.2026"}, "consented_on", "даты"),
        ({"consented_on": date(2031, 1, 1)}, "consented_on", "дня"),
        ({"consented_on": 45000}, "consented_on", "даты"),
        ({"phone": "#REF!"}, "phone", "ошибк"),
        ({"patronymic": "я" * 600}, "patronymic", "500"),
    ],
)
def test_a_wrong_cell_is_told_in_words_beside_it(w: World, change: dict[str, Any], column: str, words: str) -> None:
    number, card, rows = preview(w, people(change))
    assert card.counts[RowState.error] == 1
    assert words.casefold() in rows[0].errors[column].casefold(), rows[0].errors
    with pytest.raises(Refused):
        imports.apply(w.session, w.operator, import_id=number)


@pytest.mark.parametrize(
    "typed", ["20.08.2026", "2026-08-20", "20.08.26", datetime(2026, 8, 20, 3, tzinfo=UTC).replace(tzinfo=None)]
)
def test_dates_are_taken_as_dates_and_as_text(w: World, typed: Any) -> None:
    number, _card, rows = preview(w, people({"consented_on": typed}))
    assert rows[0].errors == {}
    apply(w, number)
    consent = w.session.scalars(sa.select(PersonalDataConsent).order_by(PersonalDataConsent.id.desc())).first()
    assert consent is not None
    assert w.system.region.today(consent.given_at) == date(2026, 8, 20)


def test_one_wrong_row_keeps_all_the_others_out(w: World) -> None:
    number, card, _rows = preview(w, people({}, {"first_name": "Анна", "phone": "1"}))
    assert (card.counts[RowState.new], card.counts[RowState.error], card.applicable) == (1, 1, False)
    before = w.session.scalar(sa.select(sa.func.count(Person.id)))
    with pytest.raises(Refused):
        imports.apply(w.session, w.operator, import_id=number)
    w.session.rollback()
    assert w.session.scalar(sa.select(sa.func.count(Person.id))) == before


def test_the_same_person_twice_in_a_workbook_names_the_first_row(w: World) -> None:
    _number, _card, rows = preview(w, people({}, {"last_name": "КУЗНЕЦОВА"}))
    assert [row.state for row in rows] == [RowState.new, RowState.error]
    assert "2" in rows[1].errors["last_name"]


def test_who_left_a_school_is_not_doubled(w: World) -> None:
    job = w.session.scalars(sa.select(Employment).where(Employment.person_id == w.teacher_id)).one()
    job.ended_on = date(2026, 6, 1)
    w.session.commit()
    _number, _card, rows = preview(w, people({"last_name": "Иванова", "first_name": "Анна", "patronymic": "Петровна"}))
    assert "organization" in rows[0].errors


def test_a_preview_is_stale_once_somebody_changed_its_person(w: World) -> None:
    known = {"last_name": "Иванова", "first_name": "Анна", "patronymic": "Петровна"}
    number, _card, _rows = preview(w, people(known))
    w.session.get_one(Person, w.teacher_id).email = "own@example.test"
    w.session.commit()
    with pytest.raises(Stale, match="кто-то изменил"):
        imports.apply(w.session, w.operator, import_id=number)
    w.session.rollback()
    assert one(w, "Иванова").phone is None
    assert imports.card(w.session, w.operator, import_id=number).status is ImportStatus.ready


def test_of_two_operators_with_the_same_table_only_one_enters_it(w: World) -> None:
    w.session.add(Grant(person_id=w.planner_id, role=Role.operator, centre_id=w.centre_id))
    w.session.commit()
    mine, _card, _rows = preview(w, people({}))
    theirs = upload(w.session, w.planner, PEOPLE, people({}))
    apply(w, mine)
    with pytest.raises(Stale):
        imports.apply(w.session, w.planner, import_id=theirs)
    w.session.rollback()
    assert one(w, "Кузнецова").first_name == "Ольга"


def test_an_import_is_applied_once(w: World) -> None:
    number, _card, _rows = preview(w, people({}))
    apply(w, number)
    with pytest.raises(Stale):
        imports.apply(w.session, w.operator, import_id=number)


def test_nobody_opens_or_applies_the_import_of_another(w: World) -> None:
    number, _card, _rows = preview(w, people({}))
    for ctx in (w.planner, w.head, w.curator, w.teacher):
        for act in (imports.card, imports.rows, imports.problems, imports.apply, imports.discard):
            with pytest.raises(NotFound):
                act(w.session, ctx, import_id=number)
        assert imports.imports(w.session, ctx) == []


def test_a_school_of_another_centre_is_none(w: World) -> None:
    centre = Centre(name="Другой центр")
    town = Municipality(name="Другой район", centre=centre)
    w.session.add_all([centre, town, Organization(name="Чужая школа", municipality=town)])
    w.session.commit()
    _number, _card, rows = preview(w, people({"organization": "Чужая школа"}))
    assert "organization" in rows[0].errors
    foreign = workbook(ORGANIZATIONS, [{"municipality": "Другой район", "name": "Новая"}])
    assert "municipality" in preview(w, foreign, ORGANIZATIONS)[2][0].errors


def test_rights_lost_after_the_preview_are_lost(w: World) -> None:
    number, _card, _rows = preview(w, people({}))
    ctx = w.operator
    narrowed = replace(ctx, actor=replace(ctx.actor, scopes=tuple(replace(one, centre_id=99) for one in
                                                                  ctx.actor.scopes)))  # fmt: skip
    with pytest.raises(Stale):
        imports.apply(w.session, narrowed, import_id=number)


def test_an_import_has_one_entry_in_an_unbroken_audit(w: World) -> None:
    number, _card, _rows = preview(w, people({}, {"first_name": "Анна"}))
    apply(w, number)
    entries = w.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "import")).all()
    assert [(entry.table, entry.row_id, entry.actor_id) for entry in entries] == [("imports", number, w.operator_id)]
    assert {value.field: value.after for value in entries[0].values}["rows_new"] == "2"
    assert audit.broken_at(w.session) is None
    kept = w.session.scalars(sa.select(StagedPerson.person_id).where(StagedPerson.import_id == number)).all()
    assert one(w, "Кузнецова") if len(kept) == 1 else len(set(kept)) == 2


def test_a_new_upload_puts_the_former_preview_away_with_its_rows(w: World) -> None:
    first, _card, _rows = preview(w, people({}))
    preview(w, people({}))
    assert imports.card(w.session, w.operator, import_id=first).status is ImportStatus.discarded
    assert imports.rows(w.session, w.operator, import_id=first) == []
    with pytest.raises(Stale):
        imports.apply(w.session, w.operator, import_id=first)


def test_rows_of_an_import_applied_long_ago_are_let_go(w: World) -> None:
    first, _card, _rows = preview(w, people({}))
    apply(w, first)
    w.later(days=100)
    preview(w, people({"first_name": "Анна"}))
    assert imports.rows(w.session, w.operator, import_id=first) == []


def test_a_changed_person_has_an_entry_that_names_the_fields_and_no_value(w: World) -> None:
    known = {"last_name": "Иванова", "first_name": "Анна", "patronymic": "Петровна", "phone": "8 (910) 777-66-55"}
    number, _card, rows = preview(w, people(known))
    assert rows[0].state is RowState.changed
    apply(w, number)
    of_teacher = (AuditEntry.table == "people", AuditEntry.row_id == w.teacher_id)
    ours = sa.select(AuditEntry).where(*of_teacher, AuditEntry.actor_id == w.operator_id)
    [entry] = w.session.scalars(ours).all()
    assert (entry.act, entry.row_id, "phone" in entry.fields, entry.values) == ("update", w.teacher_id, True, [])


def test_an_administrator_is_not_told_what_a_person_had_before(w: World) -> None:
    """Of the same row the operator of the centre reads the former phone, and the administrator does not."""
    known = {"last_name": "Иванова", "first_name": "Анна", "patronymic": "Петровна", "phone": "8 (910) 777-66-55",
             "position": "Завуч"}  # fmt: skip
    _number, _card, rows = preview(w, people(known))
    assert all(rows[0].before[key] is not None for key in ("email", "position"))
    w.session.add(Grant(person_id=w.planner_id, role=Role.administrator))
    w.session.commit()
    admin = w.ctx(w.planner_id)
    number = upload(w.session, admin, PEOPLE, people(known))
    [row] = imports.rows(w.session, admin, import_id=number)
    assert row.state is RowState.changed
    assert row.before["position"] == "Учитель"
    assert {row.before[key] for key in ("phone", "email", "education")} == {None}
