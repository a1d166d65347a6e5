"""The people of the demonstration: most came in from the schools' lists, a few came by themselves in the chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from marshrut.demo import lists
from marshrut.demo.names import Name, Namer
from models.imports import ImportKind
from models.people import Education, Qualification, StaffKind
from regions import Region
from services import accounts, people
from services.audit import acting
from services.context import Actor, Context
from services.people import ProfileField
from services.words import word

PEOPLE = 1_500
DEPUTIES = 24
#: Family names that everybody looks for first.
SOUGHT = ("Иванов", "Ёлкин") * 6


@dataclass(frozen=True)
class Worker:
    """Somebody who works in a school."""

    name: Name
    school: str
    position: str
    staff_kind: StaffKind
    subjects: tuple[str, ...]


def invent(namer: Namer, script: dict[str, Any], schools: Sequence[str], region: Region) -> list[Worker]:
    """Invent a head for every school, some deputies, and teachers up to ``PEOPLE``; the heads come first."""
    chance, manager = namer.chance, StaffKind.manager
    heads = [Worker(namer.invent(), school, script["head"], manager, ()) for school in schools]
    deputies = [
        Worker(namer.invent(), school, script["deputy"], manager, ()) for school in chance.sample(schools, DEPUTIES)
    ]
    known = {subject.code: subject.name for subject in region.subjects}
    weights = [row["weight"] for row in script["positions"]]
    teachers = []
    for number in range(PEOPLE - len(heads) - len(deputies)):
        job = chance.choices(script["positions"], weights)[0]
        subjects = chance.sample(job["subjects"], min(len(job["subjects"]), chance.choice((1, 1, 1, 2))))
        name = namer.invent(SOUGHT[number] if number < len(SOUGHT) else "")
        taught = tuple(known[code] for code in subjects)
        teachers.append(Worker(name, chance.choice(schools), job["position"], StaffKind.educator, taught))
    return [*heads, *deputies, *teachers]


def bring_in(session: Session, ctx: Context, workers: Sequence[Worker], chance: Random) -> list[int]:
    """Bring the workers in as an operator from one list; returns the people in their order."""
    rows = [_row(ctx, number, worker, chance) for number, worker in enumerate(workers)]
    number = lists.bring_in(session, ctx, ImportKind.people, rows, file_name="Педагоги области")
    return lists.entered(session, number)


def leave_a_preview(session: Session, ctx: Context, workers: Sequence[Worker], chance: Random) -> None:
    """Upload a list as an operator that has rows to correct, and leave it so."""
    rows = [_row(ctx, number, worker, chance) for number, worker in enumerate(workers)]
    for row in rows[::7]:
        row["phone"] = "12-34"
    for row in rows[::11]:
        row["organization"] = f"{row['organization']} (филиал)"
    lists.upload(session, ctx, ImportKind.people, rows, file_name="Изменения за месяц")


def _row(ctx: Context, number: int, worker: Worker, chance: Random) -> dict[str, Any]:
    rest = {
        "phone": f"+7999{number:07d}", "email": f"teacher{number}@example.org",
        "education": word(chance.choice([*Education][:3])),
        "teaching_since": ctx.today.year - chance.randint(1, 40),
        "qualification": word(chance.choice([*Qualification])),
    }  # fmt: skip
    return {
        "last_name": worker.name.last, "first_name": worker.name.first, "patronymic": worker.name.patronymic,
        "organization": worker.school, "position": worker.position, "staff_kind": word(worker.staff_kind),
        "subjects": "; ".join(worker.subjects), "consented_on": ctx.today - timedelta(days=chance.randint(1, 60)),
        **{key: value for key, value in rest.items() if chance.random() < 0.9},
    }  # fmt: skip


def link(session: Session, ctx: Context, person_id: int, chat_id: int) -> None:
    """Link somebody's chat: staff give a code, the person types it."""
    acting(session, ctx)
    issued = accounts.create_link_code(session, ctx, person_id=person_id)
    me = _acts(session, replace(ctx, actor=Actor(None, (), "bot")))
    accounts.redeem_link_code(session, me, code=issued.code, chat_id=chat_id)


def _acts(session: Session, ctx: Context) -> Context:
    acting(session, ctx)
    return ctx


def register(
    session: Session, ctx: Context, chat_id: int, name: str, organization_id: int, subjects: Sequence[str]
) -> int:
    """Somebody comes by themselves in the chat: consent, name, school, position, subjects; returns the person."""
    document = ctx.region.personal_data_consent
    newcomer = _acts(session, replace(ctx, actor=Actor(None, (), "bot")))
    card = people.consent_to_personal_data(
        session, newcomer, chat_id=chat_id, version=document.version, language="ru"
    )  # fmt: skip
    me = _acts(session, replace(ctx, actor=Actor(card.id, (), "bot")))
    people.edit_profile(session, me, field=ProfileField.name, text=name)
    people.choose_organization(session, me, organization_id=organization_id)
    position = ctx.region.positions[StaffKind.educator.value][0]
    people.choose_position(session, me, position=position, staff_kind=StaffKind.educator)
    for subject in subjects:
        people.choose_subject(session, me, subject=subject, chosen=True)
    rest = {
        ProfileField.phone: f"+7999{chat_id % 10_000_000:07d}", ProfileField.teaching_since: "12",
        ProfileField.education: Education.higher_pedagogical.value, ProfileField.qualification: "first",
        ProfileField.email: f"teacher{chat_id}@example.org",
    }  # fmt: skip
    for field, text in rest.items():
        people.edit_profile(session, me, field=field, text=text)
    return card.id
