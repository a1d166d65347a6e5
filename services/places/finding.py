"""Finding municipalities and organisations by a part of their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.people import Employment
from models.places import Centre, Municipality, Organization
from services.context import Context
from services.places.spelling import START, wanted_of

#: How many names that begin alike are looked at closer: more than a region has.
CANDIDATES = 5000


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
    """Open organisations that ``text`` names, as people type it: «№101», «СОШ 101», «Вязьма». Those whose name begins
    with it come first; what has neither letter nor digit names none."""
    if text.strip() and not any(sign.isalnum() for sign in text):
        return []
    wanted = wanted_of(ctx.region.spelling, text)
    query = (
        sa.select(Organization.id, Organization.name, Organization.folded_name, Municipality.name.label("town"),
                  Municipality.folded_name.label("folded_town"))
        .join(Organization.municipality)
        .where(sa.not_(Organization.closed), *(_may_hold(word) for word in wanted.words))
        .order_by(Organization.folded_name, Organization.id)
        .limit(CANDIDATES)
    )  # fmt: skip
    found = [
        row for row in session.execute(query) if wanted.fits(row.folded_name, f"{row.folded_name} {row.folded_town}")
    ]
    found.sort(key=lambda row: wanted.rank(row.folded_name))
    return [PlaceLine(row.id, row.name, row.town) for row in found[:limit]]


def _may_hold(word: str) -> sa.ColumnElement[bool]:
    """Whether a name may hold a word: the letters it begins with, which the database finds; the rest is told apart on
    what it found."""
    start = word[:START]
    return sa.or_(
        Organization.folded_name.contains(start, autoescape=True),
        Municipality.folded_name.contains(start, autoescape=True),
    )


def organization(session: Session, ctx: Context, *, organization_id: int) -> PlaceLine | None:
    """One organisation by its id, or None."""
    row = session.get(Organization, organization_id)
    return PlaceLine(row.id, row.name, row.municipality.name) if row else None
