"""Finding municipalities and organisations by a part of their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from models.base import fold
from models.people import Employment
from models.places import Centre, Municipality, Organization
from services.context import Context


@dataclass(frozen=True)
class PlaceLine:
    """An organisation or a municipality in a list to choose from."""

    id: int
    name: str
    note: str = ""


@dataclass(frozen=True)
class CentreLine:
    """A centre and how to reach it."""

    id: int
    name: str
    address: str
    phone: str
    email: str


def serving_centres(session: Session, ctx: Context) -> Sequence[CentreLine]:
    """The centre that serves the actor's school (К-46); every centre for one whose school is not known yet."""
    mine = (
        sa.select(Municipality.centre_id)
        .join(Organization, Organization.municipality_id == Municipality.id)
        .join(Employment, Employment.organization_id == Organization.id)
        .where(Employment.person_id == ctx.actor.person_id, Employment.ended_on.is_(None))
    )
    query = sa.select(Centre).order_by(Centre.name)
    rows = session.scalars(query.where(Centre.id.in_(mine))).all() or session.scalars(query).all()
    return [CentreLine(row.id, row.name, row.address, row.phone, row.email) for row in rows]


def find_organizations(session: Session, ctx: Context, *, text: str, limit: int = 8) -> Sequence[PlaceLine]:
    """Open organisations whose name or municipality holds every word of ``text``, those that begin with it first."""
    folded = fold(text)
    query = (
        sa.select(Organization)
        .join(Organization.municipality)
        .options(joinedload(Organization.municipality))
        .where(
            sa.not_(Organization.closed),
            *(
                sa.or_(
                    Organization.folded_name.contains(word, autoescape=True),
                    Municipality.folded_name.contains(word, autoescape=True),
                )
                for word in folded.split()
            ),
        )
        .order_by(
            sa.not_(Organization.folded_name.startswith(folded, autoescape=True)),
            Organization.folded_name,
            Organization.id,
        )
        .limit(limit)
    )
    return [PlaceLine(row.id, row.name, row.municipality.name) for row in session.scalars(query)]


def organization(session: Session, ctx: Context, *, organization_id: int) -> PlaceLine | None:
    """One organisation by its id, or None."""
    row = session.get(Organization, organization_id)
    return PlaceLine(row.id, row.name, row.municipality.name) if row else None
