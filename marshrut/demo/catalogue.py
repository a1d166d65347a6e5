"""The catalogue of the demonstration: codifiers, programmes, events of a school year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from marshrut.demo.places import Found
from models.catalogue import ActivityKind, ActivitySource
from models.routes import ActivityCategory
from services import catalogue, codifiers
from services.context import Context

#: How often a title is held over the year, and how far the first lies back, in days.
TIMES = 6
BACK = 200
YEAR = 400


@dataclass(frozen=True)
class Shelf:
    """What routes draw from: programmes, and events by category."""

    programmes: tuple[int, ...]
    events: dict[ActivityCategory, tuple[int, ...]]


def fill(session: Session, ctx: Context, script: dict[str, Any], found: Found, chance: Random) -> Shelf:
    """Enter what the script has of a catalogue as an administrator; ``ctx.now`` is the middle of the year."""
    centre_id = found[script["centres"][0]["name"]]
    numbers: dict[str, int] = {}
    for row in script["codifiers"]:
        codifier = codifiers.save_codifier(
            session, ctx, name=row["name"], edition=row["edition"], block=row["block"]
        )  # fmt: skip
        for code, text in row["deficits"].items():
            saved = codifiers.save_deficit(session, ctx, codifier_id=codifier.id, code=code, text=text)
            numbers[code] = saved.id
    programmes = tuple(
        _programme(session, ctx, row, centre_id, [numbers[code] for code in row["codes"]], chance)
        for row in script["programmes"]
    )
    events: dict[ActivityCategory, list[int]] = {}
    for time in range(TIMES):
        for row in script["events"]:
            deficit_ids = [numbers[code] for code in row["codes"]]
            event_id = _event(session, ctx, row, time, centre_id, deficit_ids, script, chance)
            events.setdefault(ActivityCategory(row["category"]), []).append(event_id)
    return Shelf(programmes, {category: tuple(ids) for category, ids in events.items()})


def _programme(
    session: Session, ctx: Context, row: dict[str, Any], centre_id: int, deficit_ids: list[int], chance: Random
) -> int:
    federal = row.get("federal", False)
    begins = ctx.today + timedelta(days=chance.randint(-60, 150))
    return catalogue.save_programme(
        session, ctx, title=row["title"], hours=row["hours"], provider=row["provider"], in_federal_register=federal,
        source=ActivitySource.federal_register if federal else ActivitySource.institute_plan,
        starts_on=begins, ends_on=begins + timedelta(days=row["hours"]), centre_id=None if federal else centre_id,
        deficit_ids=deficit_ids,
    ).id  # fmt: skip


def _event(
    session: Session, ctx: Context, row: dict[str, Any], time: int, centre_id: int, deficit_ids: list[int],
    script: dict[str, Any], chance: Random,
) -> int:  # fmt: skip
    day = ctx.today + timedelta(days=time * YEAR // TIMES - BACK + chance.randint(0, 50))
    return catalogue.save_event(
        session, ctx, title=row["title"], category=ActivityCategory(row["category"]), kind=ActivityKind(row["kind"]),
        source=ActivitySource.institute_plan, starts_on=day, provider=script["centres"][0]["name"],
        place=chance.choice([*script["places"], script["online"]]), centre_id=centre_id, deficit_ids=deficit_ids,
    ).id  # fmt: skip
