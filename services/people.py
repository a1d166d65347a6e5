"""People and their profiles: first contact, consent to the processing of personal data, section 1 of the route card."""

from __future__ import annotations

import enum
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from locales import LANGUAGES, catalog
from models.people import (
    Education,
    Employment,
    Person,
    PersonalDataConsent,
    Qualification,
    StaffKind,
    TelegramChat,
    Way,
)
from models.places import Organization
from services import employments, rights
from services.context import Context
from services.employments import following
from services.errors import Invalid, NotFound, Refused

_ = catalog("services").lazy
NAME_MAX = 60
POSITION_MAX = 120
_NAME_PART = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?")


class ProfileField(enum.StrEnum):
    """What a profile holds: section 1 of the route card (annex 3, SM-KIOM-1)."""

    name = "name"
    organization = "organization"
    position = "position"
    subjects = "subjects"
    education = "education"
    teaching_since = "teaching_since"
    qualification = "qualification"
    phone = "phone"
    email = "email"


#: Without these nobody can apply; the rest is asked for by the route card and may be filled in later.
REQUIRED = (ProfileField.name, ProfileField.organization, ProfileField.position, ProfileField.subjects)


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
    """A person's own data, and which fields of the profile are still empty."""

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

    @property
    def ready(self) -> bool:
        """Whether the person can apply."""
        return not any(field in self.missing for field in REQUIRED)


def person_of_chat(session: Session, chat_id: int) -> int | None:
    """The person whom a Telegram chat belongs to, or None for a newcomer."""
    return session.scalar(sa.select(TelegramChat.person_id).where(TelegramChat.chat_id == chat_id))


def consent_to_personal_data(
    session: Session, ctx: Context, *, chat_id: int, version: str, language: str
) -> PersonCard:
    """A newcomer agrees to the processing of personal data in the chat: only now is anything of them kept.

    ``version`` is that of the text they read; raises Invalid when a newer text has come meanwhile. Said twice, it is
    one person and one consent; one who withdrew theirs gives a new one. Source: 152-ФЗ art. 9; К-34, К-35.
    """
    person_id = person_of_chat(session, chat_id)
    if person_id is not None and has_consented(session, person_id):
        return card_of(ctx, _load(session, person_id))
    if version != ctx.region.personal_data_consent.version:
        raise Invalid(_("The text of the consent has changed. Please read the new one."))
    if person_id is None:
        spoken = language if language in LANGUAGES else "ru"
        person = Person(created_at=ctx.now, language=spoken, subjects=[], muted=[])
        session.add(person)
        session.flush()
        person_id = person.id
        session.add(TelegramChat(chat_id=chat_id, person_id=person_id, linked_at=ctx.now))
    _keep_consent(session, ctx, person_id)
    return card_of(ctx, _load(session, person_id))


def _keep_consent(session: Session, ctx: Context, person_id: int) -> None:
    document = ctx.region.personal_data_consent
    session.add(
        PersonalDataConsent(
            person_id=person_id,
            version=document.version,
            text=document.text,
            text_digest=hashlib.sha256(document.text.encode()).hexdigest(),
            way=Way.chat,
            given_at=ctx.now,
        )
    )
    session.flush()


def has_consented(session: Session, person_id: int) -> bool:
    """Whether a consent of the person to the processing of personal data is alive."""
    living = sa.select(PersonalDataConsent.id).where(
        PersonalDataConsent.person_id == person_id, PersonalDataConsent.withdrawn_at.is_(None)
    )
    return session.scalar(living.limit(1)) is not None


def has_withdrawn(session: Session, person_id: int) -> bool:
    """Whether the person gave a consent to the processing of personal data and took it back."""
    given = sa.select(PersonalDataConsent.id).where(PersonalDataConsent.person_id == person_id)
    return not has_consented(session, person_id) and session.scalar(given.limit(1)) is not None


def refuse_withdrawn(session: Session, person_id: int) -> None:
    """Raise Refused when the person took their consent back: nothing new may be begun (152-ФЗ art. 9, cl. 2)."""
    if has_withdrawn(session, person_id):
        raise Refused(
            _("The consent to the processing of personal data is withdrawn. Nothing can be begun until it is given.")
        )


def card(session: Session, ctx: Context, *, person_id: int) -> PersonCard:
    """The profile of a person whom the actor serves, or one's own; raises NotFound for any other."""
    return card_of(ctx, _whose(session, ctx, person_id))


def my_card(session: Session, ctx: Context) -> PersonCard:
    """The actor's own profile; raises NotFound for a newcomer."""
    return card_of(ctx, _mine(session, ctx))


def edit_profile(
    session: Session, ctx: Context, *, field: ProfileField, text: str, person_id: int | None = None
) -> PersonCard:
    """Set a field of the actor's profile, or by staff of a person they serve, from typed text or a chosen code; raises
    Invalid and keeps what was there."""
    person = _whose(session, ctx, person_id)
    fill(ctx, person, field, text)
    return _saved(session, ctx, person)


def fill(ctx: Context, person: Person, field: ProfileField, text: str) -> None:
    """Put a field read from typed text into a person's row; raises Invalid and leaves what was there."""
    for name, value in _PARSERS[field](ctx, " ".join(text.split())).items():
        setattr(person, name, value)


def choose_organization(session: Session, ctx: Context, *, organization_id: int) -> PersonCard:
    """Set the main place of work; raises NotFound for an unknown or closed organisation."""
    person = _mine(session, ctx)
    found = session.get(Organization, organization_id)
    if found is None or found.closed:
        raise NotFound(_("This organisation is not in the list any more. Please search again."))
    main = _main(ctx, person)
    if main is None:
        person.employments.append(Employment(organization_id=found.id, organization=found, position="", main=True))
    elif main.organization_id != found.id:
        _change(session, ctx, person, main, found)
    return _saved(session, ctx, person)


def _change(session: Session, ctx: Context, person: Person, main: Employment, found: Organization) -> None:
    """Correct a school just typed, or, once the profile has been complete for a day, change it: what is under way
    follows."""
    if person.registered_at is not None and ctx.region.today(person.registered_at) < ctx.today:
        employments.change_school(session, ctx, person_id=person.id, organization_id=found.id)
        return
    old_id, main.organization_id, main.organization = main.organization_id, found.id, found
    session.flush()
    following.follow(session, ctx, person, old_id, found)


def choose_position(
    session: Session, ctx: Context, *, position: str, staff_kind: StaffKind, person_id: int | None = None
) -> PersonCard:
    """Set the position and staff kind at the main place of work; raises Invalid for an empty or over-long one."""
    person = _whose(session, ctx, person_id)
    main = _main(ctx, person)
    if main is None:
        raise Invalid(_("Please choose your school first."), "organization")
    main.position, main.staff_kind = checked_position(position), staff_kind
    return _saved(session, ctx, person)


def checked_position(position: str) -> str:
    """A position with single spaces; raises Invalid for an empty or over-long one."""
    position = " ".join(position.split())
    if not position or len(position) > POSITION_MAX:
        raise Invalid(_("A position takes 1 to {most} characters.", most=POSITION_MAX), "position")
    return position


def choose_subject(
    session: Session, ctx: Context, *, subject: str, chosen: bool, person_id: int | None = None
) -> PersonCard:
    """Add or take away a subject the person teaches; raises Invalid for one the region does not have."""
    person = _whose(session, ctx, person_id)
    if subject not in {known.code for known in ctx.region.subjects}:
        raise Invalid(_("This subject is not in the list any more."), "subjects")
    others = [code for code in person.subjects if code != subject]
    person.subjects = [*others, subject] if chosen else others
    return _saved(session, ctx, person)


def _saved(session: Session, ctx: Context, person: Person) -> PersonCard:
    session.flush()
    card = card_of(ctx, person)
    if card.ready and person.registered_at is None:
        person.registered_at = ctx.now
        session.flush()
    return card


def _mine(session: Session, ctx: Context) -> Person:
    if ctx.actor.person_id is None:
        raise NotFound(_("We do not know each other yet. Please press /start."))
    return _load(session, ctx.actor.person_id)


def _whose(session: Session, ctx: Context, person_id: int | None) -> Person:
    """The actor, or a person whom they serve as an operator or planner (one without Telegram cannot type)."""
    if person_id is None or person_id == ctx.actor.person_id:
        return _mine(session, ctx)
    if not rights.serves(session, ctx, person_id):
        raise NotFound(_("There is no such person."))
    return _load(session, person_id)


def _load(session: Session, person_id: int) -> Person:
    with_places = (
        selectinload(Person.employments).joinedload(Employment.organization).joinedload(Organization.municipality)
    )
    return session.scalars(sa.select(Person).where(Person.id == person_id).options(with_places)).one()


def _main(ctx: Context, person: Person) -> Employment | None:
    current = [job for job in person.employments if job.ended_on is None or job.ended_on >= ctx.today]
    return next((job for job in current if job.main), current[0] if current else None)


def card_of(ctx: Context, person: Person) -> PersonCard:
    """The card of a loaded person."""
    job = _main(ctx, person)
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
        missing=tuple(field for field in ProfileField if _is_missing(person, job, field)),
    )


def _is_missing(person: Person, job: Employment | None, field: ProfileField) -> bool:
    if field is ProfileField.name:
        return not person.first_name
    if field is ProfileField.organization:
        return job is None
    if field is ProfileField.position:
        return job is None or not job.position
    if field is ProfileField.subjects:
        return not person.subjects and (job is None or job.staff_kind is StaffKind.educator)
    return getattr(person, field.value) is None


def _parse_name(_ctx: Context, text: str) -> dict[str, Any]:
    parts = text.split()
    if not 2 <= len(parts) <= 4 or not all(_NAME_PART.fullmatch(part) and len(part) <= NAME_MAX for part in parts):
        raise Invalid(_("Please write the last name, first name and patronymic: letters only."), "name")
    return {"last_name": parts[0], "first_name": parts[1], "patronymic": " ".join(parts[2:])}


def _parse_phone(_ctx: Context, text: str) -> dict[str, Any]:
    digits = re.sub(r"\D", "", text)
    if len(digits) == 11 and digits[0] in "78":
        digits = digits[1:]
    if len(digits) != 10:
        raise Invalid(_("A phone number has 10 digits after +7, for example +7 910 123-45-67."), "phone")
    return {"phone": f"+7{digits}"}


def _parse_email(_ctx: Context, text: str) -> dict[str, Any]:
    if len(text) > 254 or not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]{2,}", text):
        raise Invalid(_("This does not look like an e-mail address. Example: name@mail.ru"), "email")
    return {"email": text.lower()}


def _parse_since(ctx: Context, text: str) -> dict[str, Any]:
    if not text.isdecimal():
        raise Invalid(_("Please write a number of years or the year you began, for example 12 or 2014."), "experience")
    number = int(text)
    year = ctx.today.year - number if number < 100 else number
    if not ctx.today.year - 75 <= year <= ctx.today.year:
        raise Invalid(_("The experience must be between 0 and 75 years."), "experience")
    return {"teaching_since": year}


def _parse_member(name: str, kind: type[enum.StrEnum]) -> Callable[[Context, str], dict[str, Any]]:
    def parse(_ctx: Context, text: str) -> dict[str, Any]:
        if text not in kind.__members__:
            raise Invalid(_("Please choose one of the buttons."), name)
        return {name: kind(text)}

    return parse


_PARSERS: dict[ProfileField, Callable[[Context, str], dict[str, Any]]] = {
    ProfileField.name: _parse_name,
    ProfileField.phone: _parse_phone,
    ProfileField.email: _parse_email,
    ProfileField.teaching_since: _parse_since,
    ProfileField.education: _parse_member("education", Education),
    ProfileField.qualification: _parse_member("qualification", Qualification),
}
