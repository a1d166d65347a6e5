"""Reference data: centres, municipalities, organisations. Who may see which, and how they are entered and changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from locales import Text, catalog
from models.accounts import Grant, Role
from models.applications import Participation
from models.people import Employment
from models.places import Centre, Municipality, Organization
from models.routes import Route
from services import rights
from services.context import Context
from services.errors import Invalid, NotFound, Refused, all_of

_ = catalog("services").lazy
T = TypeVar("T")
INN_LENGTH = 10
LONGEST = 250


@dataclass(frozen=True)
class Saved:
    """What was saved, as a list would show it."""

    id: int
    name: str


def visible_organizations(ctx: Context) -> sa.ColumnElement[bool]:
    """Which organisations the actor may see: those of their centres, municipalities and schools, or of the region."""
    centres = rights.centres_of(ctx, Role.operator, Role.planner)
    if centres is None or ctx.actor.has(Role.administrator) or _regional(ctx, Role.department):
        return sa.true()
    schools = rights.organizations_of(ctx, Role.head, Role.deputy, Role.founder)
    served = sa.select(Municipality.id).where(
        sa.or_(Municipality.centre_id.in_(centres), Municipality.id.in_(_municipalities(ctx)))
    )
    return sa.or_(Organization.municipality_id.in_(served), Organization.id.in_(schools))


def visible_municipalities(ctx: Context) -> sa.ColumnElement[bool]:
    """Which municipalities the actor may see."""
    centres = rights.centres_of(ctx, Role.operator, Role.planner)
    if centres is None or ctx.actor.has(Role.administrator) or _regional(ctx, Role.department):
        return sa.true()
    return sa.or_(Municipality.centre_id.in_(centres), Municipality.id.in_(_municipalities(ctx)))


def visible_centres(ctx: Context) -> sa.ColumnElement[bool]:
    """Which centres the actor may see."""
    centres = rights.centres_of(ctx, Role.operator, Role.planner)
    if centres is None or ctx.actor.has(Role.administrator, Role.department):
        return sa.true()
    return Centre.id.in_(centres)


def save_organization(
    session: Session,
    ctx: Context,
    *,
    organization_id: int | None = None,
    name: str,
    municipality_id: int,
    full_name: str = "",
    inn: str = "",
    founder: str = "",
    closed: bool = False,
) -> Saved:
    """Enter an organisation, or change it; raises Invalid for a name taken in its municipality or a wrong INN."""
    check_organization(
        session, ctx, organization_id=organization_id, name=name, municipality_id=municipality_id, inn=inn
    )
    row = _row(session, Organization, organization_id) if organization_id else Organization()
    row.name, row.full_name, row.founder = _name(name), " ".join(full_name.split()), " ".join(founder.split())
    row.municipality_id, row.inn, row.closed = municipality_id, _inn(session, inn, organization_id), closed
    session.add(row)
    session.flush()
    return Saved(row.id, row.name)


def check_organization(
    session: Session, ctx: Context, *, organization_id: int | None = None, name: str, municipality_id: int, inn: str
) -> None:
    """All that ``save_organization`` would refuse of what was typed, at once: raises Invalid or Several, and Denied for
    another centre's."""
    municipality = session.get(Municipality, municipality_id)
    if municipality is not None:
        _may_edit(ctx, municipality.centre_id)
    if organization_id:
        _may_edit(ctx, _row(session, Organization, organization_id).municipality.centre_id)
    all_of(
        partial(_refuse_missing, municipality, _("Please choose a municipality from the list."), "municipality_id"),
        partial(_refuse_twin, session, Organization, organization_id, name,
                Organization.municipality_id == municipality_id),
        partial(_inn, session, inn, organization_id),
    )  # fmt: skip


def save_municipality(
    session: Session, ctx: Context, *, municipality_id: int | None = None, name: str, centre_id: int
) -> Saved:
    """Enter a municipality with its centre, or change it; raises Invalid for a name taken."""
    rights.require(rights.holds(ctx, Role.administrator))
    all_of(
        partial(_refuse_twin, session, Municipality, municipality_id, name),
        partial(_refuse_missing, session.get(Centre, centre_id), _("Please choose a centre from the list."),
                "centre_id"),
    )  # fmt: skip
    row = _row(session, Municipality, municipality_id) if municipality_id else Municipality()
    row.name, row.centre_id = _name(name), centre_id
    session.add(row)
    session.flush()
    return Saved(row.id, row.name)


def save_centre(
    session: Session,
    ctx: Context,
    *,
    centre_id: int | None = None,
    name: str,
    address: str = "",
    phone: str = "",
    email: str = "",
) -> Saved:
    """Enter a centre, or change it; raises Invalid for a name taken."""
    rights.require(rights.holds(ctx, Role.administrator))
    _refuse_twin(session, Centre, centre_id, name)
    row = _row(session, Centre, centre_id) if centre_id else Centre()
    row.name = _name(name)
    row.address, row.phone, row.email = (" ".join(value.split()) for value in (address, phone, email))
    session.add(row)
    session.flush()
    return Saved(row.id, row.name)


def remove_organization(session: Session, ctx: Context, *, organization_id: int) -> Saved:
    """Remove an organisation entered by mistake; raises Refused once anybody works or worked there."""
    row = _row(session, Organization, organization_id)
    _may_edit(ctx, row.municipality.centre_id)
    used = (Employment.organization_id, Participation.organization_id, Route.organization_id, Grant.organization_id)
    _refuse_used(session, row.id, used)
    session.delete(row)
    session.flush()
    return Saved(organization_id, row.name)


def remove_municipality(session: Session, ctx: Context, *, municipality_id: int) -> Saved:
    """Remove a municipality without organisations."""
    rights.require(rights.holds(ctx, Role.administrator))
    row = _row(session, Municipality, municipality_id)
    _refuse_used(session, row.id, (Organization.municipality_id, Grant.municipality_id))
    session.delete(row)
    session.flush()
    return Saved(municipality_id, row.name)


def _may_edit(ctx: Context, centre_id: int) -> None:
    rights.require(rights.holds(ctx, Role.administrator) or rights.holds(ctx, Role.operator, centre_id=centre_id))


def _regional(ctx: Context, role: Role) -> bool:
    return any(scope.role is role and scope.regional for scope in ctx.actor.scopes)


def _municipalities(ctx: Context) -> set[int]:
    return {scope.municipality_id for scope in ctx.actor.scopes if scope.municipality_id is not None}


def _row(session: Session, model: type[T], row_id: int) -> T:
    row = session.get(model, row_id)
    if row is None:
        raise NotFound(_("There is no such record."))
    return row


def _name(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > LONGEST:
        raise Invalid(_("A name takes 1 to {most} characters.", most=LONGEST), "name")
    return cleaned


def _inn(session: Session, inn: str, own_id: int | None) -> str | None:
    digits = re.sub(r"\s", "", inn)
    if not digits:
        return None
    if not digits.isdecimal() or len(digits) != INN_LENGTH or not inn_sound(digits):
        raise Invalid(_("The tax number (INN) of an organisation has 10 digits; please check it."), "inn")
    taken = session.scalar(
        sa.select(Organization.id).where(Organization.inn == digits, Organization.id != (own_id or 0))
    )
    if taken is not None:
        raise Invalid(_("Another organisation has this tax number (INN)."), "inn")
    return digits


def inn_sound(digits: str) -> bool:
    """Whether the last of ten digits of an organisation's INN checks the others."""
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False))
    return total % 11 % 10 == int(digits[9])


def _refuse_twin(
    session: Session,
    model: type[Centre | Municipality | Organization],
    own_id: int | None,
    name: str,
    *where: sa.ColumnElement[bool],
) -> None:
    """Raise Invalid for a name that cannot be, or that another row has already."""
    twin = session.scalar(sa.select(model.id).where(model.name == _name(name), model.id != (own_id or 0), *where))
    if twin is not None:
        raise Invalid(_("There is one of this name already."), "name")


def _refuse_missing(row: object | None, text: Text, field: str) -> None:
    if row is None:
        raise Invalid(text, field)


def _refuse_used(
    session: Session, row_id: int, columns: tuple[InstrumentedAttribute[int | None] | InstrumentedAttribute[int], ...]
) -> None:
    for column in columns:
        if session.scalar(sa.select(column).where(column == row_id).limit(1)) is not None:
            raise Refused(_("It is in use and cannot be deleted. An organisation can be marked as closed instead."))
