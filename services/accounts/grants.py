"""Roles in a scope: given and ended by an administrator."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import CuratorKind, Grant, Role
from services import rights
from services.context import Context
from services.errors import Invalid, NotFound, Refused, all_of

_ = catalog("services").lazy

#: Where a role holds: which scopes may be given with it. A role of a school never holds in a whole region.
SCOPES: dict[Role, frozenset[str]] = {
    Role.operator: frozenset({"centre"}),
    Role.planner: frozenset({"centre"}),
    Role.curator: frozenset({"centre", "organization"}),
    Role.head: frozenset({"organization"}),
    Role.deputy: frozenset({"organization"}),
    Role.group_head: frozenset({"organization"}),
    Role.founder: frozenset({"organization", "municipality"}),
    Role.department: frozenset({"region", "municipality"}),
    Role.administrator: frozenset({"region"}),
}

#: Roles that open nothing yet: an administrator is not offered them.
EMPTY = frozenset({Role.group_head})

#: Where a curator of each kind is: at the centre, or in the school whose teachers they guide.
CURATORS: dict[CuratorKind, str] = {
    CuratorKind.methodologist: "centre",
    CuratorKind.lecturer: "centre",
    CuratorKind.mentor: "organization",
    CuratorKind.group_head: "organization",
}
ACT_MAX = 200


@dataclass(frozen=True)
class Place:
    """Where a role holds: one centre, organisation or municipality, or the whole region."""

    centre_id: int | None = None
    organization_id: int | None = None
    municipality_id: int | None = None

    @property
    def kind(self) -> str:
        """Which of them it is: a word of ``SCOPES``; empty where several were given."""
        given = [name.removesuffix("_id") for name, value in asdict(self).items() if value is not None]
        if not given:
            return "region"
        return given[0] if len(given) == 1 else ""


def grant_role(
    session: Session,
    ctx: Context,
    *,
    person_id: int,
    role: Role,
    centre_id: int | None = None,
    organization_id: int | None = None,
    municipality_id: int | None = None,
    ends_on: date | None = None,
    act: str = "",
    curator_kind: CuratorKind | None = None,
) -> int:
    """Give a role in a scope; returns the grant's id. Raises Invalid for a scope the role cannot have, and, where a
    person gives it, for an operator without the order (annex 2, cl. 5.4) or a curator whose kind is not said (annex 3,
    cl. 1.3)."""
    require_manager(ctx)
    if role in EMPTY and not ctx.actor.is_system:
        raise Invalid(_("This role opens nothing yet, so it is not given."), "role")
    place, act = Place(centre_id, organization_id, municipality_id), " ".join(act.split())
    all_of(
        partial(_check_place, role, place, curator_kind),
        partial(_check_kind, ctx, role, curator_kind),
        partial(_check_act, ctx, role, act),
        partial(_check_end, ctx, ends_on),
    )
    if _is_held(session, ctx, person_id, role, place, curator_kind):
        raise Refused(_("The person has this role here already."))
    grant = Grant(
        person_id=person_id, role=role, **asdict(place), starts_on=ctx.today, ends_on=ends_on,
        granted_by_id=ctx.actor.person_id, act=act, curator_kind=curator_kind,
    )  # fmt: skip
    session.add(grant)
    session.flush()
    return grant.id


def _is_held(
    session: Session, ctx: Context, person_id: int, role: Role, place: Place, kind: CuratorKind | None
) -> bool:
    """Whether the person holds the same role in the same place now."""
    same = (getattr(Grant, name).is_not_distinct_from(value) for name, value in asdict(place).items())
    query = sa.select(Grant.id).where(
        Grant.person_id == person_id, Grant.role == role, *same, Grant.curator_kind.is_not_distinct_from(kind),
        sa.or_(Grant.ends_on.is_(None), Grant.ends_on >= ctx.today),
    )  # fmt: skip
    return session.scalar(query) is not None


def _check_place(role: Role, place: Place, kind: CuratorKind | None) -> None:
    wrong_for_kind = role is Role.curator and kind is not None and CURATORS[kind] != place.kind
    if place.kind not in SCOPES[role] or wrong_for_kind:
        raise Invalid(_("This role needs another place: check where it is to hold."), "scope")


def _check_end(ctx: Context, ends_on: date | None) -> None:
    if ends_on is not None and ends_on < ctx.today:
        raise Invalid(_("The last day cannot be in the past."), "ends_on")


def _check_act(ctx: Context, role: Role, act: str) -> None:
    if len(act) > ACT_MAX:
        raise Invalid(_("This is too long: at most {most} characters, please.", most=ACT_MAX), "act")
    if role is Role.operator and not act and not ctx.actor.is_system:
        raise Invalid(_("An operator is appointed by an order: please write its number and date."), "act")


def _check_kind(ctx: Context, role: Role, kind: CuratorKind | None) -> None:
    if role is not Role.curator:
        if kind is not None:
            raise Invalid(_("Only a curator has a kind."), "curator_kind")
    elif kind is None and not ctx.actor.is_system:
        raise Invalid(_("Please say who the curator is."), "curator_kind")


def end_grant(session: Session, ctx: Context, *, grant_id: int) -> int:
    """End a role from today; returns the person's id. Nobody takes away their own administrator's role."""
    require_manager(ctx)
    grant = session.get(Grant, grant_id)
    if grant is None:
        raise NotFound(_("There is no such role."))
    if grant.person_id == ctx.actor.person_id and grant.role is Role.administrator:
        raise Refused(_("You cannot take away your own role of administrator. Please ask another administrator."))
    grant.ends_on = ctx.today - timedelta(days=1)
    session.flush()
    return grant.person_id


def require_manager(ctx: Context) -> None:
    """Raise Denied unless the actor manages accounts: an administrator, or the system itself."""
    rights.require(ctx.actor.is_system or rights.holds(ctx, Role.administrator))
