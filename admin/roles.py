"""Roles of people, whether they have an account or only the chat: given and taken away by administrators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from admin.access import About, served
from admin.addresses import go, number, typed
from admin.base import PageView
from admin.fields import DayField, LineField, ListField, short
from admin.forms import PageForm
from admin.places import centres, municipalities
from admin.work import context, read, run
from locales import catalog
from models.accounts import Account, CuratorKind, Grant, Role
from models.people import Person
from models.places import Organization
from services import accounts
from services.accounts import SCOPES
from services.errors import Invalid
from services.words import word

_ = catalog("admin").gettext
lazy = catalog("admin").lazy


class GrantForm(PageForm):
    """A role and where it holds."""

    role = ListField(lazy("Role"))
    scope = ListField(lazy("Where it holds"))
    curator_kind = ListField(lazy("Who the curator is"), default="", description=lazy("For a curator only"))
    act = LineField(lazy("By which order"), [short()], description=lazy("Number and date; an operator needs one"))
    ends_on = DayField(lazy("Last day"), description=lazy("Empty: until it is taken away"))


def scope_name(grant: Grant) -> str:
    """Where a grant holds, in words."""
    place = grant.centre or grant.organization or grant.municipality
    return place.name if place else _("the whole region")


def grant_words(grant: Grant) -> str:
    """A role with where it holds."""
    return f"{word(grant.role)} — {scope_name(grant)}"


def living(grants: Sequence[Grant]) -> list[Grant]:
    """Grants that hold today or later."""
    today = context().today
    return [grant for grant in grants if grant.ends_on is None or grant.ends_on >= today]


class RolesPage(PageView):
    """Roles of a person."""

    allowed = frozenset({Role.administrator})
    title = lazy("Roles of people")
    about: ClassVar[About] = {"id": Person, "grant": Grant}
    icon = "people"

    @served("/")
    def index(self) -> str:
        """Find a person: a head who uses the chat only has a role and no account."""
        return self.render("roles.html", text=typed(), found=read(accounts.find_for_account, text=typed()))

    @served("/person/")
    def person(self) -> str:
        """The roles of a person."""
        row = _person()
        account = read(lambda session, _ctx: session.scalar(sa.select(Account.id).where(Account.person_id == row.id)))
        return self.render("roles_person.html", row=row, account=account, grants=living(_grants(row.id)),
                           scope_name=scope_name)  # fmt: skip

    @served("/give/", methods=("GET", "POST"))
    def give(self) -> str | Response:
        """Give the person a role in a scope."""
        row = _person()
        person_id, name = row.id, row.full_name
        form = GrantForm()
        given = [role for role in SCOPES if role not in accounts.EMPTY]
        form.role.choices = [("", _("choose…")), *((role.value, word(role)) for role in given)]
        form.scope.choices = _scopes()
        form.curator_kind.choices = [("", _("choose…")), *((kind.value, word(kind)) for kind in CuratorKind)]
        if form.accept(lambda: _give(person_id, form)):
            return go("roles.person", _("The role is given."), id=person_id)
        return self.render("grant.html", form=form, name=name, person_id=person_id, needs=_needs())

    @served("/end/", methods=("POST",))
    def end(self) -> Response:
        """Take a role away."""
        person_id, given = _person().id, number("grant")
        if given not in {grant.id for grant in _grants(person_id)}:
            abort(404)
        run(accounts.end_grant, grant_id=given)
        return go("roles.person", _("The role is taken away."), id=person_id)


def _person() -> Person:
    found = number()
    row = read(lambda session, _ctx: session.get(Person, found))
    return row if row is not None and row.merged_into_id is None else abort(404)


def _grants(person_id: int) -> Sequence[Grant]:
    query = (
        sa.select(Grant)
        .where(Grant.person_id == person_id)
        .options(joinedload(Grant.centre), joinedload(Grant.organization), joinedload(Grant.municipality))
        .order_by(Grant.id)
    )
    return read(lambda session, _ctx: session.scalars(query).all())


def _scopes() -> list[tuple[str, str]]:
    """Places to choose from, each with its kind in front of the number."""
    query = sa.select(Organization).where(Organization.closed.is_(False)).order_by(Organization.folded_name)
    schools = read(lambda session, _ctx: session.scalars(query.options(joinedload(Organization.municipality))).all())
    return [
        ("region", _("the whole region")),
        *((f"centre-{number}", name) for number, name in centres()),
        *((f"municipality-{number}", name) for number, name in municipalities()),
        *((f"organization-{row.id}", f"{row.name}, {row.municipality.name}") for row in schools),
    ]


def _needs() -> list[tuple[str, str]]:
    names = {
        "region": _("the whole region"),
        "centre": _("a centre"),
        "organization": _("an organisation"),
        "municipality": _("a municipality"),
    }
    return [(word(role), ", ".join(names[scope] for scope in sorted(scopes))) for role, scopes in SCOPES.items()
            if role not in accounts.EMPTY]  # fmt: skip


def _give(person_id: int, form: GrantForm) -> None:
    kind, _dash, number = form.scope.data.partition("-")
    if not form.role.data:
        raise Invalid(lazy("Please choose a role."), "role")
    place = {f"{kind}_id": int(number)} if number else {}
    curator_kind = CuratorKind(form.curator_kind.data) if form.curator_kind.data else None
    run(accounts.grant_role, person_id=person_id, role=Role(form.role.data), ends_on=form.ends_on.data,
        act=form.act.data, curator_kind=curator_kind, **place)  # fmt: skip
