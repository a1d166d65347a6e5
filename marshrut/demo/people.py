"""The teachers of the demonstration: invented, registered through the services that the chat uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from models.people import Education, Qualification, StaffKind
from services import people
from services.audit import acting
from services.context import Actor, Context
from services.people import ProfileField

#: Telegram ids of people whose phones nobody shows.
FIRST_CHAT = 500_000


@dataclass(frozen=True)
class Teacher:
    """Somebody who works in a school."""

    chat_id: int
    name: str
    organization_id: int
    subjects: tuple[str, ...]
    position: str = ""
    staff_kind: StaffKind = StaffKind.educator


def invent(
    chance: Random, names: dict[str, Any], schools: Sequence[int], subjects: Sequence[str], n: int
) -> list[Teacher]:
    """Invent ``n`` teachers, most of them women, spread over the schools."""
    return [
        Teacher(
            FIRST_CHAT + number,
            _name(chance, names),
            chance.choice(schools),
            tuple(chance.sample(subjects, min(len(subjects), chance.choice((1, 1, 1, 2))))),
        )
        for number in range(n)
    ]


def _name(chance: Random, names: dict[str, Any]) -> str:
    woman = chance.random() < 0.85
    family, father = chance.choice(names["families"]), chance.choice(names["fathers"])
    first = chance.choice(names["women" if woman else "men"])
    ending = ("a", "na") if woman else ("", "ich")
    return f"{family}{_RUSSIAN[ending[0]]} {first} {father}{_RUSSIAN[ending[1]]}"


#: Endings of a woman's family name, of a daughter's and of a son's patronymic.
_RUSSIAN = {"": "", "a": "\u0430", "na": "\u043d\u0430", "ich": "\u0438\u0447"}


def register(session: Session, ctx: Context, teacher: Teacher, chance: Random) -> int:
    """Consent, name, school, position, subjects, and most of the rest of the profile; returns the person."""
    document = ctx.region.personal_data_consent
    newcomer = replace(ctx, actor=Actor(None, (), "bot"))
    acting(session, newcomer)
    card = people.consent_to_personal_data(
        session, newcomer, chat_id=teacher.chat_id, version=document.version, language="ru"
    )
    me = replace(ctx, actor=Actor(card.id, (), "bot"))
    acting(session, me)
    people.edit_profile(session, me, field=ProfileField.name, text=teacher.name)
    people.choose_organization(session, me, organization_id=teacher.organization_id)
    position = teacher.position or ctx.region.positions[teacher.staff_kind.value][0]
    people.choose_position(session, me, position=position, staff_kind=teacher.staff_kind)
    for subject in teacher.subjects:
        people.choose_subject(session, me, subject=subject, chosen=True)
    for field, text in _rest(teacher, chance).items():
        people.edit_profile(session, me, field=field, text=text)
    return card.id


def _rest(teacher: Teacher, chance: Random) -> dict[ProfileField, str]:
    rest = {
        ProfileField.phone: f"+7999{teacher.chat_id % 10_000_000:07d}",
        ProfileField.email: f"teacher{teacher.chat_id}@example.org",
        ProfileField.education: chance.choice([*Education][:3]).value,
        ProfileField.teaching_since: str(chance.randint(1, 40)),
        ProfileField.qualification: chance.choice([*Qualification]).value,
    }
    return {field: text for field, text in rest.items() if chance.random() < 0.9}
