"""Rows of people: matched by full name and organisation, applied by statements over the staging table.

Nobody is entered without the day of their signed consent to the processing of personal data (152-ФЗ art. 9; К-34).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.base import fold
from models.imports import RowState
from models.imports import StagedPerson as Staged
from models.people import (
    Education,
    Employment,
    Person,
    PersonalDataConsent,
    Qualification,
    StaffKind,
    Way,
    folded_names,
)
from models.places import Municipality, Organization
from services import employments, outside, people
from services.context import Context
from services.imports.columns import Wrong, day_of, member_of
from services.imports.keeping import edited_municipalities, served_municipalities
from services.imports.staging import Row, fingerprint
from services.people import ProfileField
from services.words import word

_ = catalog("services").lazy
OLDEST_CONSENT = timedelta(days=20 * 366)
NAMES = ("last_name", "first_name", "patronymic", "folded_name", "folded_last", "folded_first", "folded_patronymic")
OWN = ("subjects", "phone", "email", "education", "teaching_since", "qualification")
VALUES = ("person_id", "employment_id", "organization_id", "position", "staff_kind", "consented_at", *NAMES, *OWN)
SEEN = fingerprint(
    *(getattr(Person, name) for name in OWN), Person.folded_name, Person.merged_into_id, Employment.position,
    Employment.staff_kind, Employment.ended_on, Employment.organization_id,
)  # fmt: skip
_COLUMNS = (Person.id, Person.folded_name, *(getattr(Person, name) for name in OWN))


@dataclass
class Desk:
    """What the rows of one workbook are examined against; ``known`` are the organisations whose people the
    actor sees the data of, ``lines`` tells a person who stands there twice."""

    ctx: Context
    schools: dict[str, list[tuple[int, str]]]
    subjects: dict[str, str]
    known: frozenset[int]
    lines: dict[tuple[str, int], int] = field(default_factory=dict)

    @classmethod
    def open(cls, session: Session, ctx: Context) -> Desk:
        """Read the open organisations the actor enters people of."""
        query = (
            sa.select(Organization.folded_name, Organization.id, Municipality.folded_name)
            .join(Municipality, Municipality.id == Organization.municipality_id)
            .where(edited_municipalities(ctx), sa.not_(Organization.closed))
        )
        served = sa.select(Organization.id).join(Municipality).where(served_municipalities(ctx))
        schools: dict[str, list[tuple[int, str]]] = {}
        for name, number, municipality in session.execute(query):
            schools.setdefault(name, []).append((number, municipality))
        subjects = {fold(one.name): one.code for one in ctx.region.subjects}
        return cls(ctx, schools, subjects, frozenset(session.scalars(served)))

    def examine(self, session: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """Examine a batch with one query; returns the rows as the staging table keeps them."""
        for row in rows:
            self._read(row)
        known = self._known(session, rows)
        for row in rows:
            self._compare(row, known.get((row.values["folded_name"], row.values["organization_id"]), []))
        return [row.staged(VALUES) for row in rows]

    def _read(self, row: Row) -> None:
        names = {key: row.text(key) for key in ("last_name", "first_name", "patronymic")}
        self._check_names(row, names)
        row.values = {
            **names, **folded_names(**names), "organization_id": self._school(row), "position": row.text("position"),
            "staff_kind": row.take("staff_kind", lambda: member_of(row.text("staff_kind"), StaffKind)),
            "subjects": row.take("subjects", lambda: self._subjects(row.text("subjects"))),
            "phone": self._filled(row, ProfileField.phone), "email": self._filled(row, ProfileField.email),
            "education": row.take("education", lambda: member_of(row.text("education"), Education)),
            "qualification": row.take("qualification", lambda: member_of(row.text("qualification"), Qualification)),
            "teaching_since": row.take("teaching_since", lambda: self._year(row)),
            "consented_at": row.take("consented_on", lambda: self._consent(row)),
        }  # fmt: skip
        if row.values["position"]:
            row.take("position", lambda: employments.checked_position(row.values["position"]))

    def _check_names(self, row: Row, names: dict[str, str]) -> None:
        for key in ("last_name", "first_name"):
            if not names[key]:
                row.wrong(key, _("Please fill this in."))
            elif " " in names[key]:
                row.wrong(key, _("One word, please; a double name takes a hyphen."))
        if not row.errors:
            whole = " ".join(name for name in names.values() if name)
            row.take("last_name", lambda: people.fill(self.ctx, Person(), ProfileField.name, whole))

    def _school(self, row: Row) -> int | None:
        name, municipality = row.text("organization"), fold(row.text("municipality"))
        if not name:
            row.wrong("organization", _("Please fill this in."))
            return None
        found = self.schools.get(fold(name), [])
        if municipality:
            found = [one for one in found if one[1] == municipality]
        if len(found) == 1:
            return found[0][0]
        if found:
            row.wrong("municipality", _("Several organisations have this name. Please give the municipality."))
        else:
            row.wrong("organization", _("There is no such open organisation among yours."))
        return None

    def _subjects(self, text: str) -> list[str] | None:
        names = [name for part in text.split(";") if (name := fold(part))]
        # A name may hold a comma; where none of the list does, commas divide as well.
        if len(names) == 1 and names[0] not in self.subjects:
            names = [name for part in text.split(",") if (name := fold(part))]
        unknown = next((name for name in names if name not in self.subjects), None)
        if unknown is not None:
            raise Wrong(_("There is no subject “{name}” in the list.", name=unknown))
        return list(dict.fromkeys(self.subjects[name] for name in names)) or None

    def _filled(self, row: Row, field_: ProfileField) -> Any:
        text = row.text(field_.value)
        if not text:
            return None
        person = Person()
        row.take(field_.value, lambda: people.fill(self.ctx, person, field_, text))
        return getattr(person, field_.value)

    def _year(self, row: Row) -> int | None:
        text = row.text("teaching_since")
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) == 4):
            raise Wrong(_("A year of four digits, please, for example 2014."))
        person = Person()
        people.fill(self.ctx, person, ProfileField.teaching_since, text)
        return person.teaching_since

    def _consent(self, row: Row) -> Any:
        day = day_of(row.raw.get("consented_on"))
        if day is not None and not self.ctx.today - OLDEST_CONSENT <= day <= self.ctx.today:
            raise Wrong(_("This day cannot be. Please check it."))
        return outside.moment(self.ctx, day) if day is not None else None

    def _known(self, session: Session, rows: Sequence[Row]) -> dict[tuple[str, int], list[Any]]:
        names = {row.values["folded_name"] for row in rows}
        query = (
            sa.select(*_COLUMNS, Employment.id.label("job_id"), Employment.organization_id, Employment.position,
                      Employment.staff_kind, Employment.ended_on, SEEN.label("seen"))
            .join(Employment, Employment.person_id == Person.id)
            .where(Person.folded_name.in_(names), Person.merged_into_id.is_(None))
        )  # fmt: skip
        found: dict[tuple[str, int], list[Any]] = {}
        for one in session.execute(query):
            found.setdefault((one.folded_name, one.organization_id), []).append(one)
        return found

    def _compare(self, row: Row, known: list[Any]) -> None:
        if row.values["organization_id"] is not None:
            first = self.lines.setdefault((row.values["folded_name"], row.values["organization_id"]), row.line)
            if first != row.line:
                row.wrong("last_name", _("The same person stands in row {line}.", line=first))
        current = [one for one in known if one.ended_on is None or one.ended_on >= self.ctx.today]
        if known and not current:
            row.wrong("organization", _("This person has left this organisation. Please enter the return on their "
                      "page."))  # fmt: skip
        elif len(current) > 1:
            row.wrong("last_name", _("Several people of this name work there. Please change them by hand."))
        elif current:
            self._change(row, current[0])
        else:
            self._check_new(row)

    def _check_new(self, row: Row) -> None:
        values = row.values
        values["staff_kind"] = values["staff_kind"] or StaffKind.educator
        if not values["position"]:
            row.wrong("position", _("A new person needs a position."))
        if not values["subjects"] and people.names_subject(self.ctx, values["position"] or "", values["staff_kind"]):
            row.wrong("subjects", _("New teaching staff need at least one subject."))
        if values["consented_at"] is None:
            row.wrong("consented_on", _("A new person needs the day of the signed consent."))
        values["subjects"] = values["subjects"] or []

    def _change(self, row: Row, one: Any) -> None:
        row.found, row.seen = True, one.seen
        row.values |= {"person_id": one.id, "employment_id": one.job_id}
        for key in (*OWN, "position", "staff_kind"):
            was, now = getattr(one, key), row.values[key]
            if now in (None, "", []):
                row.values[key] = was
            elif now != was:
                unseen = key in OWN and row.values["organization_id"] not in self.known
                row.before[key] = None if unseen else self._shown(key, was)

    def _shown(self, key: str, value: Any) -> str:
        if key == "subjects":
            return "; ".join(self.ctx.region.subject_name(code) for code in value)
        return word(value) if isinstance(value, StaffKind | Education | Qualification) else str(value or "")


def stale(ctx: Context, import_id: int) -> list[sa.ColumnElement[bool]]:
    """Conditions, each of which says that the people have moved on since the preview."""
    of_import = Staged.import_id == import_id
    allowed = (
        sa.select(Organization.id)
        .join(Municipality, Municipality.id == Organization.municipality_id)
        .where(edited_municipalities(ctx), sa.not_(Organization.closed))
    )
    changed = (
        sa.select(Staged.line)
        .join(Person, Person.id == Staged.person_id, isouter=True)
        .join(Employment, Employment.id == Staged.employment_id, isouter=True)
        .where(
            of_import, Staged.state == RowState.changed,
            sa.or_(Person.id.is_(None), Employment.id.is_(None), Staged.seen != SEEN),
        )
    )  # fmt: skip
    twin = (
        sa.select(Staged.line)
        .join(Person, sa.and_(Person.folded_name == Staged.folded_name, Person.merged_into_id.is_(None)))
        .join(
            Employment,
            sa.and_(Employment.person_id == Person.id, Employment.organization_id == Staged.organization_id),
        )
        .where(of_import, Staged.state == RowState.new)
    )
    foreign = sa.select(Staged.line).where(
        of_import, Staged.state.in_((RowState.new, RowState.changed)), Staged.organization_id.not_in(allowed)
    )
    return [changed.exists(), twin.exists(), foreign.exists()]


def apply(session: Session, ctx: Context, import_id: int) -> None:
    """Enter the new with their work and consent, and change the changed, by six statements."""
    changed = sa.and_(Staged.import_id == import_id, Staged.state == RowState.changed)
    new = sa.and_(Staged.import_id == import_id, Staged.state == RowState.new)
    quiet = {"synchronize_session": False}
    session.execute(
        sa.update(Person).where(Person.id == Staged.person_id, changed)
        .values({name: getattr(Staged, name) for name in OWN}), execution_options=quiet,
    )  # fmt: skip
    session.execute(
        sa.update(Employment).where(Employment.id == Staged.employment_id, changed)
        .values(position=Staged.position, staff_kind=Staged.staff_kind), execution_options=quiet,
    )  # fmt: skip
    session.execute(sa.update(Staged).where(new).values(person_id=_next_person(session)), execution_options=quiet)
    document = ctx.region.personal_data_consent
    rows = (
        (Person, {"id": Staged.person_id, **{name: getattr(Staged, name) for name in (*NAMES, *OWN)},
                  "language": sa.literal("ru"), "muted": sa.literal([], sa.JSON()), "created_at": _at(ctx.now),
                  "registered_at": _at(ctx.now)}),
        (Employment, {"person_id": Staged.person_id, "organization_id": Staged.organization_id,
                      "position": Staged.position, "staff_kind": Staged.staff_kind, "main": sa.true()}),
        # The signed paper lies with the school: its words are those of the version, and are not kept anew for each.
        (PersonalDataConsent, {"person_id": Staged.person_id, "version": sa.literal(document.version),
                               "text": sa.literal(""),
                               "text_digest": sa.literal(hashlib.sha256(document.text.encode()).hexdigest()),
                               "way": sa.literal(Way.paper, PersonalDataConsent.way.type),
                               "given_at": Staged.consented_at, "recorded_by_id": sa.literal(ctx.actor.person_id)}),
    )  # fmt: skip
    for model, values in rows:
        chosen = sa.select(*values.values()).where(new).order_by(Staged.line)
        session.execute(sa.insert(model).from_select(list(values), chosen, include_defaults=False))


def _at(moment: Any) -> sa.ColumnElement[Any]:
    return sa.literal(moment, Person.created_at.type)


def _next_person(session: Session) -> sa.ColumnElement[int]:
    """A number for each new person, known before they are entered: their work refers to it."""
    if session.get_bind().dialect.name == "postgresql":
        return sa.func.nextval(sa.func.pg_get_serial_sequence("people", "id"))
    # The transaction holds the only writer: nobody takes these numbers meanwhile.
    last = session.scalar(sa.select(sa.func.max(Person.id))) or 0
    return sa.literal(last) + Staged.line
