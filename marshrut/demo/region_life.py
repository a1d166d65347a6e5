"""The region of the demonstration over its last months: lists brought in, teachers at every stage of their way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from marshrut.demo import FIRST_CHAT, HEADS_CHAT, course, desk, people
from marshrut.demo.case import Case, Stage
from marshrut.demo.catalogue import Shelf
from marshrut.demo.names import Namer
from marshrut.demo.people import Worker
from marshrut.demo.places import Found
from models.accounts import Role
from services import accounts, outbox, reminders
from services.audit import acting
from services.context import Context

CASES = 300
#: How many of a hundred applicants are in the chat; the others call.
IN_CHAT = 60
#: How long ago the region began, and over how many days its cases did.
BEGAN = timedelta(days=330)
DAYS = 300
RECENT_DAYS, RECENT = 32, 0.66
#: How many heads are in the chat besides those of the script.
HEADS_IN_CHAT = 15


@dataclass(frozen=True)
class Crew:
    """The staff of the script by e-mail, and who heads which school."""

    hired: dict[str, int]
    heads: dict[int, int]

    def __getitem__(self, name: str) -> int:
        return self.hired[f"{name}@example.org"]


def populate(
    session: Session, ctx: Context, script: dict[str, Any], names: dict[str, Any], found: Found,
    hired: dict[str, int], shelf: Shelf, chance: Random,
) -> None:  # fmt: skip
    """Let ten months pass in the region; the people of the chat page stand where the script says.

    Args:
        session: one that is audited; nothing is committed here.
        ctx: the system, at the domain's present moment.
        script: the region's script.
        names: lists of names to invent people from.
        found: ids of centres and organisations by name.
        hired: people of the staff by e-mail.
        shelf: what routes draw from.
        chance: what decides.
    """
    stage = Stage(session, ctx, chance, script, shelf)
    schools = [name for row in script["centres"] for names_ in row["municipalities"].values() for name in names_]
    namer = Namer(chance, names, {row["name"] for row in script["known"]})
    workers = people.invent(namer, script, schools, ctx.region)
    operator = stage.acts(hired["operator@example.org"], ctx.now - BEGAN, "admin")
    ids = people.bring_in(session, operator, workers, chance)
    crew = Crew(hired, _heads(stage, script, found, hired, workers, ids))
    acting(session, operator)
    for case, until in _cast(stage, crew, found, workers, ids):
        course.live(case, ctx.now, until)
        # What a case has loaded is of no use to the next one, and every flush would look it through.
        session.flush()
        session.expunge_all()
    desk.live(stage, crew.hired, found, workers, ids, namer)
    acting(session, ctx)
    while reminders.tick(session, ctx):
        session.flush()
    desk.send(session, ctx)
    outbox.hush(session, ctx)


def _heads(
    stage: Stage, script: dict[str, Any], found: Found, hired: dict[str, int], workers: Sequence[Worker],
    ids: Sequence[int],
) -> dict[int, int]:  # fmt: skip
    """Who heads each school: the staff of the script, else who came as the head with the lists."""
    heads = {found[row["organization"]]: hired[row["email"]] for row in script["staff"] if "organization" in row}
    began = replace(stage.base, now=stage.base.now - BEGAN)
    operator = stage.acts(hired["operator@example.org"], began.now, "admin")
    came = [(found[one.school], number) for one, number in zip(workers, ids, strict=True)
            if one.position == script["head"]]  # fmt: skip
    for at, (school, person_id) in enumerate(came):
        if school in heads:
            continue
        if at < HEADS_IN_CHAT:
            people.link(stage.session, operator, person_id, HEADS_CHAT + at)
        acting(stage.session, began)
        accounts.grant_role(stage.session, began, person_id=person_id, role=Role.head, organization_id=school)
        heads[school] = person_id
    return heads


def _cast(
    stage: Stage, crew: Crew, found: Found, workers: Sequence[Worker], ids: Sequence[int]
) -> Iterator[tuple[Case, str]]:
    """Whose cases there are, and up to which step each goes."""
    chance, base = stage.chance, stage.base
    for row in stage.words["known"]:
        begun = base.now - timedelta(days=row["days_ago"])
        school, subjects = found[row["school"]], tuple(row["subjects"])
        person_id = people.register(
            stage.session, replace(base, now=begun), row["chat_id"], row["name"], school, subjects
        )
        case = _case(stage, crew, person_id, school, subjects, begun, "curator", row["chat_id"])
        case.marks = row.get("marks", 0)
        yield case, row["until"]
    codes = {subject.name: subject.code for subject in base.region.subjects}
    may = [(one, number) for one, number in zip(workers, ids, strict=True) if one.position != stage.words["head"]]
    for at, (worker, person_id) in enumerate(chance.sample(may, CASES)):
        begun = base.now - timedelta(days=_days_ago(chance), hours=chance.randint(1, 20))
        subjects = tuple(codes[name] for name in worker.subjects)
        in_chat = FIRST_CHAT + at if chance.randrange(100) < IN_CHAT else None
        if in_chat:
            operator = stage.acts(crew["operator"], begun - timedelta(hours=1), "admin")
            people.link(stage.session, operator, person_id, in_chat)
        yield _case(stage, crew, person_id, found[worker.school], subjects, begun, "curator2", in_chat), ""


def _case(
    stage: Stage, crew: Crew, person_id: int, school: int, subjects: tuple[str, ...], begun: datetime, curator: str,
    chat_id: int | None,
) -> Case:  # fmt: skip
    return Case(
        stage, person_id, operator_id=crew[stage.chance.choice(("operator", "operator2"))],
        planner_id=crew["planner"], curator_id=crew[curator], head_id=crew.heads[school], moment=begun,
        subjects=subjects, in_chat=chat_id is not None,
    )  # fmt: skip


def _days_ago(chance: Random) -> int:
    """Most cases began lately, so that every stage has some."""
    return chance.randint(0, RECENT_DAYS if chance.random() < RECENT else DAYS)
