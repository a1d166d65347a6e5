"""People whom staff enter: those without Telegram, with their consent to the processing of personal data on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.base import fold
from models.people import Employment, Person, StaffKind, Way
from models.places import Municipality, Organization
from services import employments, files, outside, people, rights
from services.context import Context
from services.errors import Invalid, NotFound, Refused
from services.people import ProfileField

_ = catalog("services").lazy


@dataclass(frozen=True)
class TwinLine:
    """Somebody known already who may be the same person; ``same_school`` is the stronger hint."""

    id: int
    name: str
    places: tuple[str, ...]
    in_chat: bool
    same_school: bool


def twins(session: Session, ctx: Context, *, name: str, organization_id: int) -> Sequence[TwinLine]:
    """People of the school's centre with the same name (ё as е, any case), those of the same school first."""
    centre_id = _managed_centre(session, ctx, organization_id)
    served = (
        sa.select(Employment.person_id)
        .join(Organization, Organization.id == Employment.organization_id)
        .join(Municipality, Municipality.id == Organization.municipality_id)
        .where(Municipality.centre_id == centre_id)
    )
    query = sa.select(Person).where(
        Person.folded_name == fold(name), Person.id.in_(served), Person.merged_into_id.is_(None)
    )
    lines = [_twin(person, organization_id) for person in session.scalars(query.order_by(Person.id).limit(20))]
    return sorted(lines, key=lambda line: not line.same_school)


def register_person(
    session: Session,
    ctx: Context,
    *,
    name: str,
    organization_id: int,
    position: str,
    staff_kind: StaffKind = StaffKind.educator,
    subjects: Sequence[str] = (),
    phone: str = "",
    email: str = "",
    consented_on: date | None = None,
    scan_id: int,
    not_a_twin: bool = False,
) -> int:
    """Enter a person without Telegram, with the scan of their signed consent; returns the person's id.

    By an operator or planner of the school's centre. Raises Refused when the same school has somebody of the same name
    (unless ``not_a_twin``), Invalid for what cannot be taken. Source: 152-ФЗ art. 9; К-34, К-35.
    """
    _managed_centre(session, ctx, organization_id)
    on = outside.checked_day(ctx, consented_on)
    files.own(session, ctx, file_id=scan_id)
    hints = twins(session, ctx, name=name, organization_id=organization_id)
    if not not_a_twin and any(line.same_school for line in hints):
        raise Refused(_("This school already has somebody of this name. Please check whether it is the same person."))
    person = Person(created_at=ctx.now, subjects=[], muted=[])
    for field, text in ((ProfileField.name, name), (ProfileField.phone, phone), (ProfileField.email, email)):
        if text.strip() or field is ProfileField.name:
            people.fill(ctx, person, field, text)
    person.subjects = _subjects(ctx, position, staff_kind, subjects)
    job = Employment(
        organization_id=organization_id, position=employments.checked_position(position),
        staff_kind=staff_kind, main=True,
    )  # fmt: skip
    person.employments.append(job)
    person.registered_at = ctx.now
    session.add(person)
    session.flush()
    given_at = outside.moment(ctx, on)
    people.keep_consent(session, ctx, person_id=person.id, way=Way.paper, given_at=given_at, scan_id=scan_id)
    return person.id


def _managed_centre(session: Session, ctx: Context, organization_id: int) -> int:
    organization = session.get(Organization, organization_id)
    if organization is None or organization.closed:
        raise NotFound(_("There is no such school."))
    centre_id = rights.centre_of(session, organization_id)
    if not any(rights.holds(ctx, role, centre_id=centre_id) for role in (Role.operator, Role.planner)):
        raise NotFound(_("There is no such school."))
    return centre_id


def _twin(person: Person, organization_id: int) -> TwinLine:
    return TwinLine(
        id=person.id,
        name=person.full_name,
        places=tuple(job.organization.name for job in person.employments),
        in_chat=person.chat is not None,
        same_school=any(job.organization_id == organization_id for job in person.employments),
    )


def _subjects(ctx: Context, position: str, staff_kind: StaffKind, subjects: Sequence[str]) -> list[str]:
    if set(subjects) - {known.code for known in ctx.region.subjects}:
        raise Invalid(_("This subject is not in the list any more."), "subjects")
    if people.names_subject(ctx, position, staff_kind) and not subjects:
        raise Invalid(_("Please choose at least one subject from the list."), "subjects")
    return list(dict.fromkeys(subjects))
