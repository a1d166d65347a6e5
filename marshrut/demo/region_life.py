"""The region of the demonstration over its last months: teachers at every stage of their way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from marshrut.demo import life
from marshrut.demo.people import Teacher, invent, register
from marshrut.demo.places import Found
from models.accounts import Role
from models.people import StaffKind
from services import accounts, outbox, reminders
from services.audit import acting
from services.context import Context

SEED = 622
TEACHERS = 100
#: How long ago the region began, and over how many days its cases did.
BEGAN = timedelta(days=330)
DAYS = 300
#: Telegram ids of the heads whose phones nobody shows.
HEADS_CHAT = 400_000


def populate(session: Session, ctx: Context, script: dict[str, Any], found: Found, hired: dict[str, int]) -> None:
    """Let ten months pass in the region; the people of the chat page stand where the script says.

    Args:
        session: one that is audited; nothing is committed here.
        ctx: the system, at the domain's present moment.
        script: the region's script.
        found: ids of centres and organisations by name.
        hired: people of the staff by e-mail.
    """
    chance = Random(SEED)  # noqa: S311 invented data, not a secret
    schools = [found[name] for row in script["centres"] for names in row["municipalities"].values() for name in names]
    heads = {found[row["organization"]]: hired[row["email"]] for row in script["staff"] if "organization" in row}
    heads |= _more_heads(session, ctx, script, [school for school in schools if school not in heads], chance)
    for teacher, begun, until, marks in _cast(ctx, script, found, schools, chance):
        person_id = register(session, _at(session, ctx, begun), teacher, chance)
        case = life.Case(
            session=session, base=ctx, chance=chance, words=script, teacher_id=person_id,
            operator_id=hired[chance.choice(("operator@example.org", "operator2@example.org"))],
            planner_id=hired["planner@example.org"],
            curator_id=hired["curator@example.org" if marks is not None else "curator2@example.org"],
            head_id=heads.get(teacher.organization_id), moment=begun, marks=marks,
        )  # fmt: skip
        life.live(case, ctx.now, until)
    acting(session, ctx)
    while reminders.tick(session, ctx):
        session.flush()
    outbox.hush(session, ctx)


def _at(session: Session, ctx: Context, moment: datetime) -> Context:
    earlier = Context(ctx.actor, moment, ctx.region)
    acting(session, earlier)
    return earlier


def _cast(
    ctx: Context, script: dict[str, Any], found: Found, schools: list[int], chance: Random
) -> Iterator[tuple[Teacher, datetime, str, int | None]]:
    """Who lives through a case: the teacher, since when, up to which step, how many ticks."""
    for row in script["known"]:
        teacher = Teacher(row["chat_id"], row["name"], found[row["school"]], tuple(row["subjects"]))
        yield teacher, ctx.now - timedelta(days=row["days_ago"]), row["until"], row.get("marks", 0)
    subjects = [subject.code for subject in ctx.region.subjects]
    for teacher in invent(chance, script["names"], schools, subjects, TEACHERS):
        yield teacher, ctx.now - timedelta(days=_days_ago(chance), hours=chance.randint(1, 20)), "", None


def _days_ago(chance: Random) -> int:
    """Half of the cases began lately, so that every stage has some."""
    return chance.randint(0, 50 if chance.random() < 0.5 else DAYS)


def _more_heads(
    session: Session, ctx: Context, script: dict[str, Any], schools: list[int], chance: Random
) -> dict[int, int]:
    """A head for most of the other schools."""
    heads: dict[int, int] = {}
    began = _at(session, ctx, ctx.now - BEGAN)
    position = ctx.region.positions["manager"][0]
    for teacher in invent(chance, script["names"], [0], [ctx.region.subjects[0].code], len(schools)):
        school = schools[len(heads)]
        chat_id = HEADS_CHAT + len(heads)
        head = Teacher(chat_id, teacher.name, school, (), position, StaffKind.manager)
        heads[school] = register(session, began, head, chance)
        acting(session, began)
        accounts.grant_role(
            session, began, person_id=heads[school], role=Role.head, centre_id=None, organization_id=school
        )  # fmt: skip
    return heads
