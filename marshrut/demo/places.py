"""The centres, municipalities and schools of the demonstration."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from models.places import Centre, Municipality, Organization

#: Ids by name.
Found = dict[str, int]


def enter(session: Session, script: dict[str, Any]) -> Found:
    """Enter the places of the script; returns the ids of centres and organisations by name."""
    found: dict[str, Centre | Organization] = {}
    for row in script["centres"]:
        centre = Centre(**{key: row[key] for key in ("name", "address", "phone", "email")})
        found[centre.name] = centre
        for name, schools in row["municipalities"].items():
            municipality = Municipality(name=name, centre=centre)
            for school in schools:
                found[school] = Organization(name=school, municipality=municipality, founder=script["founder"])
    session.add_all(found.values())
    session.flush()
    return {name: row.id for name, row in found.items()}
