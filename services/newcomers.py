"""People whom staff enter: those without Telegram, with their consent to the processing of personal data on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.base import fold
from models.people import Employment, Person, StaffKind, Way
from models.places import Municipality, Organization
from services import employments, files, outside, people, rights
from services.context import Context
from services.errors import Invalid, NotFound, all_of
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

    By an operator or planner of the school's centre. Raises Invalid for what cannot be taken, all at once, and when the
    same school has somebody of the same name (unless ``not_a_twin``). Source: 152-ФЗ art. 9; К-34, К-35.
    """
    check_newcomer(
        session, ctx, name=name, organization_id=organization_id, position=position, staff_kind=staff_kind,
        subjects=subjects, phone=phone, email=email, consented_on=consented_on, not_a_twin=not_a_twin,
    )  # fmt: skip
    files.own(session, ctx, file_id=scan_id)
    person = Person(created_at=ctx.now, subjects=list(dict.fromkeys(subjects)), muted=[])
    for field, text in _typed(name, phone, email).items():
        people.fill(ctx, person, field, text)
    job = Employment(
        organization_id=organization_id, position=employments.checked_position(position),
        staff_kind=staff_kind, main=True,
    )  # fmt: skip
    person.employments.append(job)
    person.registered_at = ctx.now
    session.add(person)
    session.flush()
    given_at = outside.moment(ctx, outside.checked_day(ctx, consented_on))
    people.keep_consent(session, ctx, person_id=person.id, way=Way.paper, given_at=given_at, scan_id=scan_id)
    return person.id


def check_newcomer(
    session: Session,
    ctx: Context,
    *,
    name: str,
    organization_id: int,
    position: str,
    staff_kind: StaffKind,
    subjects: Sequence[str],
    phone: str,
    email: str,
    consented_on: date | None,
    not_a_twin: bool,
) -> None:
    """All that ``register_person`` would refuse of what was typed, at once: raises Invalid, or Several."""
    _managed_centre(session, ctx, organization_id)
    typed = _typed(name, phone, email)
    all_of(
        *(partial(people.check_field, ctx, field, text) for field, text in typed.items()),
        partial(_refuse_twin, session, ctx, name, organization_id, not_a_twin),
        partial(employments.checked_position, position),
        partial(_check_subjects, ctx, position, staff_kind, subjects),
        partial(outside.checked_day, ctx, consented_on),
    )


def _typed(name: str, phone: str, email: str) -> dict[ProfileField, str]:
    """What is kept as typed; a phone and an address may be left out."""
    more = {ProfileField.phone: phone, ProfileField.email: email}
    return {ProfileField.name: name} | {field: text for field, text in more.items() if text.strip()}


def _refuse_twin(session: Session, ctx: Context, name: str, organization_id: int, not_a_twin: bool) -> None:
    hints = () if not_a_twin else twins(session, ctx, name=name, organization_id=organization_id)
    if any(line.same_school for line in hints):
        message = _("This school already has somebody of this name. Please check whether it is the same person.")
        raise Invalid(message, "not_a_twin")


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


def _check_subjects(ctx: Context, position: str, staff_kind: StaffKind, subjects: Sequence[str]) -> None:
    if set(subjects) - {known.code for known in ctx.region.subjects}:
        raise Invalid(_("This subject is not in the list any more."), "subjects")
    if people.names_subject(ctx, position, staff_kind) and not subjects:
        raise Invalid(_("Please choose at least one subject from the list."), "subjects")
