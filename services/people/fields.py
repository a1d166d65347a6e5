"""The fields of a profile, and how each is read from what somebody typed or tapped."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from typing import Any

from locales import catalog
from models.base import fold
from models.people import Education, Person, Qualification, StaffKind
from services.context import Context
from services.errors import Invalid

_ = catalog("services").lazy
NAME_MAX = 60
#: Years of experience at most; a number below this one is years, not a year.
EXPERIENCE_MAX, YEARS_BELOW = 60, 1000
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


def names_subject(ctx: Context, position: str, staff_kind: StaffKind) -> bool:
    """Whether one in this position must name a subject they teach: the profile of the region says which positions do;
    a psychologist, a methodist or a manager need not."""
    first = fold(position).split(" ")[0]
    return staff_kind is StaffKind.educator and first in ctx.region.teaching_positions


def must_teach(kind: StaffKind | None) -> bool:
    """Whether subjects are asked for at all: a manager is not asked, one of another position may say that they teach
    none (``names_subject``)."""
    return kind is not StaffKind.manager


#: What a profile may hold nothing of: the others are asked for at first contact.
OPTIONAL = (
    ProfileField.education, ProfileField.teaching_since, ProfileField.qualification, ProfileField.phone,
    ProfileField.email,
)  # fmt: skip


def clear(person: Person, field: ProfileField) -> None:
    """Leave a field empty again; raises Invalid for one without which nobody can apply."""
    if field not in OPTIONAL:
        raise Invalid(_("This cannot be left empty."), field.value)
    setattr(person, field.value, None)


def fill(ctx: Context, person: Person, field: ProfileField, text: str) -> None:
    """Put a field read from typed text into a person's row; raises Invalid and leaves what was there."""
    for name, value in _PARSERS[field](ctx, " ".join(text.split())).items():
        setattr(person, name, value)


def check_field(ctx: Context, field: ProfileField, text: str) -> None:
    """Raise Invalid for a typed text that ``fill`` would not take."""
    _PARSERS[field](ctx, " ".join(text.split()))


def checked_name(ctx: Context, text: str) -> str:
    """A typed name as it will be kept; raises Invalid for what is no name."""
    parts = _parse_name(ctx, " ".join(text.split()))
    return " ".join(part for part in parts.values() if part)


def has_patronymic(text: str) -> bool:
    """Whether a typed name has a patronymic, the third of its words."""
    return len(text.split()) > 2


def _parse_name(ctx: Context, text: str) -> dict[str, Any]:
    parts = text.split()
    if any("a" <= letter <= "z" for letter in text.lower()) and "<" not in text:
        raise Invalid(
            _("Please write the last name, first name and patronymic in Russian letters, as in the passport."), "name"
        )
    if not 2 <= len(parts) <= 4 or not all(_NAME_PART.fullmatch(part) and len(part) <= NAME_MAX for part in parts):
        raise Invalid(_("Please write the last name, first name and patronymic: letters only."), "name")
    last, first, *rest = [_cased(ctx, part) for part in parts]
    return {"last_name": last, "first_name": first, "patronymic": " ".join(rest)}


def _cased(ctx: Context, part: str) -> str:
    """A part of a name typed in capitals or in small letters only, with a capital where it begins; another stays."""
    if part.lower() in ctx.region.spelling.small:
        return part.lower()
    if len(part) > 1 and part not in (part.upper(), part.lower()):
        return part
    return "".join(piece[:1].upper() + piece[1:].lower() for piece in re.split(r"([-'’])", part))


def _parse_phone(_ctx: Context, text: str) -> dict[str, Any]:
    digits = re.sub(r"\D", "", text)
    if digits[:1] in ("7", "8"):
        # «8 910 123-45-6» has ten digits too, but one of them is missing.
        digits = digits[1:] if len(digits) == 11 else ""
    if len(digits) != 10:
        raise Invalid(_("A phone number has 10 digits after +7, for example +7 910 123-45-67."), "phone")
    return {"phone": f"+7{digits}"}


def _parse_email(_ctx: Context, text: str) -> dict[str, Any]:
    if len(text) > 254 or not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]{2,}", text):
        raise Invalid(_("This does not look like an e-mail address. Example: name@mail.ru"), "email")
    return {"email": text.lower()}


def _parse_since(ctx: Context, text: str) -> dict[str, Any]:
    """«12», «25 лет», «12,5», «2014», «с 1985 года»."""
    found = re.findall(r"\d+(?:[.,]\d+)?", text)
    if len(found) != 1 or not re.fullmatch(r"[^\W\d_]*[\s.]*\d[\d.,]*[\s\w.-]*", text):
        raise Invalid(_("Please write a number of years or the year you began, for example 12 or 2014."), "experience")
    number = int(re.split(r"[.,]", found[0])[0])
    year = ctx.today.year - number if number < YEARS_BELOW else number
    if not ctx.today.year - EXPERIENCE_MAX <= year <= ctx.today.year:
        raise Invalid(
            _("The experience must be between 0 and {most} years. Please check the number.", most=EXPERIENCE_MAX),
            "experience",
        )
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
