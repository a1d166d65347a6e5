"""The centres, municipalities and schools of the demonstration: the schools come in by the import, as lists do."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from marshrut.demo import lists
from models.imports import ImportKind
from models.places import Centre, Organization
from services import registers
from services.context import Context

#: Ids by name.
Found = dict[str, int]


def enter(session: Session, ctx: Context, script: dict[str, Any]) -> Found:
    """Enter the places of the script as an administrator; returns the ids of centres and organisations by name."""
    rows: list[dict[str, Any]] = []
    for row in script["centres"]:
        contacts = {key: row[key] for key in ("address", "phone", "email")}
        centre = registers.save_centre(session, ctx, name=row["name"], **contacts)
        for name, schools in row["municipalities"].items():
            registers.save_municipality(session, ctx, name=name, centre_id=centre.id)
            rows += [
                {
                    "municipality": name, "name": school, "founder": script["founder"],
                    "inn": _inn(len(rows) + at),
                    "full_name": f"Муниципальное бюджетное общеобразовательное учреждение «{school}»",
                }
                for at, school in enumerate(schools)
            ]  # fmt: skip
    lists.bring_in(session, ctx, ImportKind.organizations, rows, file_name="Школы области")
    found = {str(name): int(number) for name, number in session.execute(sa.select(Centre.name, Centre.id))}
    return found | {
        str(name): int(number) for name, number in session.execute(sa.select(Organization.name, Organization.id))
    }


def _inn(number: int) -> str:
    """A tax number that nobody has, with the digit that checks the others."""
    digits = f"6700{number:05d}"
    return next(f"{digits}{last}" for last in "0123456789" if registers.inn_sound(f"{digits}{last}"))
