"""Whose data may be read, and what of them is shown: section 1 of the route card."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from locales import catalog
from models.people import Education, Employment, Person, Qualification, StaffKind
from models.places import Organization
from services import employments, rights
from services.context import Context
from services.errors import NotFound
from services.people.fields import REQUIRED, ProfileField, names_subject

_ = catalog("services").lazy


@dataclass(frozen=True)
class EmploymentLine:
    """A place of work."""

    id: int
    organization_id: int
    organization: str
    municipality: str
    position: str
    staff_kind: StaffKind


@dataclass(frozen=True)
class PersonCard:
    """A person's own data, and which fields of the profile are still empty. ``must_name_subject``: one in their
    position does; ``other_places``: where they work beside the main place."""

    id: int
    last_name: str
    first_name: str
    patronymic: str
    full_name: str
    employment: EmploymentLine | None
    subjects: tuple[str, ...]
    education: Education | None
    teaching_since: int | None
    qualification: Qualification | None
    phone: str | None
    email: str | None
    language: str
    missing: tuple[ProfileField, ...]
    must_name_subject: bool = True
    other_places: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether the person can apply."""
        return not any(field in self.missing for field in REQUIRED)


def card(session: Session, ctx: Context, *, person_id: int) -> PersonCard:
    """The profile of a person whom the actor serves, or one's own; raises NotFound for any other."""
    return card_of(ctx, whose(session, ctx, person_id))


def my_card(session: Session, ctx: Context) -> PersonCard:
    """The actor's own profile; raises NotFound for a newcomer."""
    return card_of(ctx, mine(session, ctx))


def mine(session: Session, ctx: Context) -> Person:
    """The actor's own row; raises NotFound for a newcomer."""
    if ctx.actor.person_id is None:
        raise NotFound(_("We do not know each other yet. Please press /start."))
    return load(session, ctx.actor.person_id)


def whose(session: Session, ctx: Context, person_id: int | None) -> Person:
    """The actor, or a person whom they serve as an operator or planner (one without Telegram cannot type)."""
    if person_id is None or person_id == ctx.actor.person_id:
        return mine(session, ctx)
    if not rights.serves(session, ctx, person_id):
        raise NotFound(_("There is no such person."))
    return load(session, person_id)


def load(session: Session, person_id: int) -> Person:
    """A person with their places of work."""
    with_places = (
        selectinload(Person.employments).joinedload(Employment.organization).joinedload(Organization.municipality)
    )
    return session.scalars(sa.select(Person).where(Person.id == person_id).options(with_places)).one()


def card_of(ctx: Context, person: Person) -> PersonCard:
    """The card of a loaded person."""
    job = employments.main_job(ctx, person)
    line = None
    if job is not None:
        line = EmploymentLine(
            job.id, job.organization_id, job.organization.name, job.organization.municipality.name, job.position,
            job.staff_kind,
        )  # fmt: skip
    return PersonCard(
        id=person.id,
        last_name=person.last_name,
        first_name=person.first_name,
        patronymic=person.patronymic,
        full_name=person.full_name,
        employment=line,
        subjects=tuple(person.subjects),
        education=person.education,
        teaching_since=person.teaching_since,
        qualification=person.qualification,
        phone=person.phone,
        email=person.email,
        language=person.language,
        missing=tuple(field for field in ProfileField if _is_missing(ctx, person, job, field)),
        must_name_subject=job is None or names_subject(ctx, job.position, job.staff_kind),
        other_places=tuple(
            dict.fromkeys(
                one.organization.name
                for one in person.employments
                if one is not job and (one.ended_on is None or one.ended_on >= ctx.today)
            )
        ),
    )


def _is_missing(ctx: Context, person: Person, job: Employment | None, field: ProfileField) -> bool:
    if field is ProfileField.name:
        return not person.first_name
    if field is ProfileField.organization:
        return job is None
    if field is ProfileField.position:
        return job is None or not job.position
    if field is ProfileField.subjects:
        return not person.subjects and (job is None or names_subject(ctx, job.position, job.staff_kind))
    return getattr(person, field.value) is None
