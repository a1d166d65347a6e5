"""Invitations of a school: links with a QR code for newcomers, to be printed; each is shown once and can be stopped."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

import sqlalchemy as sa
from flask import abort
from markupsafe import Markup
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response

from admin import once
from admin.access import About, served
from admin.addresses import go, number, typed
from admin.base import PageView
from admin.fields import ChoiceField, ListField
from admin.forms import PageForm
from admin.work import options, read, run
from documents import qr
from locales import catalog
from models.accounts import Invite, Role
from models.base import fold
from models.places import Organization
from services import invites, places, registers
from services.context import Context
from services.invites import IssuedInvite
from services.places import PlaceLine

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
FOR_ALL, FOR_ONE = lazy("for everybody at the school"), lazy("for one person")
LIVES = {"7": lazy("a week"), "30": lazy("a month"), "180": lazy("half a year")}


class InviteForm(PageForm):
    """A new link."""

    single = ChoiceField(lazy("For whom"), default="0", choices=lambda: [("0", str(FOR_ALL)), ("1", str(FOR_ONE))])
    days = ListField(lazy("Works"), default="30", choices=lambda: [(day, str(text)) for day, text in LIVES.items()])


class InvitesPage(PageView):
    """Invitations of schools."""

    allowed = frozenset({Role.operator, Role.administrator, Role.head, Role.deputy})
    title = lazy("Invitations")
    about: ClassVar[About] = {"id": Organization, "invite": Invite}
    icon = "school"

    @served("/")
    def index(self) -> str:
        """Schools of one's own, by a part of the name."""
        text = typed()
        return self.render("invites.html", text=text, rows=read(_schools, text=text))

    @served("/school/")
    def school(self) -> str:
        """The links of a school."""
        rows = read(invites.of_organization, organization_id=number())
        return self.render("invites_school.html", school=_place(), rows=rows, form=InviteForm())

    @served("/new/", methods=("GET", "POST"))
    def new(self) -> str | Response:
        """Make a link; it is shown with its QR code once and cannot be read again."""
        rows, form = read(invites.of_organization, organization_id=number()), InviteForm()
        made: list[IssuedInvite] = []

        def take() -> None:
            made.append(run(invites.create, organization_id=number(), single_use=form.single.data == "1",
                            lives=timedelta(days=int(form.days.data))))  # fmt: skip

        if form.accept(take):
            once.keep(made[0])
            return go("invites.made", id=number())
        return self.render("invites_school.html", school=_place(), rows=rows, form=form)

    @served("/made/")
    def made(self) -> str | Response:
        """The link that was just made."""
        invite = once.told(IssuedInvite)
        if invite is None:
            return go("invites.school", id=number())
        link = options().bot_link()
        link = f"{link}?start={invite.payload}" if link else ""
        code = Markup(qr.as_svg(link)) if link else ""  # noqa: S704 our own drawing of our own link
        return self.render("invite.html", invite=invite, link=link, code=code, school=_place())

    @served("/revoke/", methods=("POST",))
    def revoke(self) -> Response:
        """Stop a link at once."""
        school_id = number()
        run(invites.revoke, invite_id=number("invite"))
        return go("invites.school", _("The link does not work any more."), id=school_id)


def _place() -> PlaceLine:
    return read(places.organization, organization_id=number()) or abort(404)


def _schools(session: Session, ctx: Context, *, text: str) -> list[PlaceLine]:
    """Open organisations the actor may see, the first fifty."""
    query = sa.select(Organization).where(
        registers.visible_organizations(ctx), Organization.closed.is_(False),
        *(Organization.folded_name.contains(word, autoescape=True) for word in fold(text).split()),
    )  # fmt: skip
    query = query.options(joinedload(Organization.municipality)).order_by(Organization.folded_name, Organization.id)
    return [PlaceLine(row.id, row.name, row.municipality.name) for row in session.scalars(query.limit(50))]
