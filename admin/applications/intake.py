"""Entry of an application that came by phone, on paper, by letter or in person (annex 2, cl. 5.9.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import Session, joinedload, selectinload
from werkzeug.wrappers import Response

from admin.access import About, served
from admin.addresses import go, number, typed
from admin.applications.forms import outside_ways
from admin.base import PageView
from admin.fields import ChoiceField, DayField, ScanField, TicksField, WordsField, chosen, given, short
from admin.forms import PageForm, member, members
from admin.people import main_job
from admin.uploads import with_scan
from admin.work import context, read
from locales import catalog
from models.accounts import Role
from models.applications import DiagnosticForm
from models.people import Employment, Person, StaffKind, Way
from models.places import Organization
from services import applications, directory, people, search
from services.context import Context, Region

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
MOST_FOUND = 30


def _blocks_somewhere(form: Any, field: Any) -> None:
    """A validator: blocks are chosen, for all subjects or for one of its own."""
    if not (form.own and form.own.data):
        chosen(form, field)


_blocks_somewhere.field_flags = {"required": True}  # type: ignore[attr-defined]  # WTForms reads it


class IntakeForm(PageForm):
    """An application as it was said or written."""

    aliases = {"period": "wanted_from", "on": "received_on", "scan_id": "scan", "file": "scan"}
    way = ChoiceField(lazy("How it came"), choices=outside_ways, default=Way.phone.value)
    received_on = DayField(lazy("On which day it came"), [given], description=lazy("The terms run from this day."))
    form = ChoiceField(lazy("Form of diagnostics"), choices=lambda: members(DiagnosticForm),
                       default=DiagnosticForm.standardized.value)  # fmt: skip
    subjects = TicksField(lazy("Subjects"), [chosen])
    blocks = TicksField(lazy("Blocks"), [_blocks_somewhere])
    own = TicksField(lazy("Subjects with blocks of their own"))
    wanted_from = DayField(lazy("Wanted period: from"), [given])
    wanted_to = DayField(lazy("Wanted period: to"), [given])
    scan = ScanField(lazy("Scan of the application and the consent"),
                     description=lazy("Needed for paper and letters; PDF or a picture."))  # fmt: skip
    note = WordsField(lazy("Note"), [short(1000)])


class IntakePage(PageView):
    """A new application entered by the operator."""

    allowed = frozenset({Role.operator})
    title = lazy("Enter an application")
    about: ClassVar[About] = {"id": Person}
    icon = "plus"
    section = "queue"

    @served("/")
    def index(self) -> str:
        """Find the person."""
        text = typed()
        return self.render("intake.html", text=text, rows=_found(text) if text else [], main_job=main_job)

    @served("/application/", methods=("GET", "POST"))
    def application(self) -> str | Response:
        """The form."""
        person = _person(number())
        job = main_job(person)
        if job is None:
            return go("intake.index", _("The person has no place of work yet. Please enter it first."), "warning")
        form = IntakeForm(data={"received_on": context().today, "wanted_from": context().today,
                                "subjects": person.subjects})  # fmt: skip
        region = context().region
        form.blocks.choices = [(one.code, one.name) for one in region.blocks[job.staff_kind.value]]
        form.subjects.choices = [(one.code, one.name) for one in region.subjects]
        if job.staff_kind is StaffKind.manager:
            del form.subjects
            del form.own
        else:
            form.own.choices = _own_choices(region, job.staff_kind, person.subjects)
        person_id, name, place = person.id, person.full_name, job.organization.name
        entered: list[int] = []
        if form.accept(lambda: entered.append(_enter(person_id, form)), lambda: _check(person_id, form)):
            said = _("The application is entered. If the person is in the chat, they are asked there to confirm it.")
            return go("case.index", said, id=entered[0])
        consented = read(lambda session, _ctx: people.has_consented(session, person_id))
        return self.render("intake_form.html", form=form, person_id=person_id, name=name, place=place,
                           consented=consented)  # fmt: skip


def _enter(person_id: int, form: Any) -> int:
    def step(session: Session, ctx: Context, scan_id: int | None) -> int:
        return applications.enter_application(
            session, ctx, person_id=person_id, form=DiagnosticForm(form.form.data), scan_id=scan_id, **_typed(form)
        )

    return with_scan(form.scan.data, step)


def _check(person_id: int, form: Any) -> None:
    scanned = bool(getattr(form.scan.data, "filename", ""))
    read(applications.check_application, person_id=person_id, scanned=scanned, **_typed(form))


def _typed(form: Any) -> dict[str, Any]:
    return {
        "subjects": form.subjects.data or () if form.subjects else (), "blocks": form.blocks.data or (),
        "own_blocks": _own_blocks(form.own.data or () if form.own else ()), "wanted_from": form.wanted_from.data,
        "wanted_to": form.wanted_to.data, "way": member(Way, form.way.data) or Way.phone,
        "received_on": form.received_on.data, "note": form.note.data or "",
    }  # fmt: skip


def _own_choices(region: Region, staff_kind: StaffKind, taught: Sequence[str]) -> list[tuple[str, str]]:
    """A tick for each subject and block, the person's own subjects first."""
    subjects = sorted(region.subjects, key=lambda one: one.code not in taught)
    return [
        (f"{subject.code}:{block.code}", f"{subject.name}: {block.name}")
        for subject in subjects
        for block in region.blocks[staff_kind.value]
    ]


def _own_blocks(ticked: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pair in ticked:
        subject, _colon, block = pair.partition(":")
        found.setdefault(subject, []).append(block)
    return found


def _query(*conditions: sa.ColumnElement[bool]) -> sa.Select[Person]:
    loads = selectinload(Person.employments).joinedload(Employment.organization).joinedload(Organization.municipality)
    mine = Person.id != context().actor.person_id
    return sa.select(Person).where(directory.visible_people(context()), mine, *conditions).options(loads)


def _found(text: str) -> list[Person]:
    query = _query(read(search.named, text=text)).options(joinedload(Person.chat)).limit(MOST_FOUND)
    query = query.order_by(read(search.rank, text=text), Person.folded_name, Person.id)
    return read(lambda session, _ctx: list(session.scalars(query).unique()))


def _person(person_id: int) -> Person:
    query = _query(Person.id == person_id)
    return read(lambda session, _ctx: session.scalars(query).one_or_none()) or abort(404)
