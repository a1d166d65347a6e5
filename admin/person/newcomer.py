"""A person without Telegram is entered by staff: the name first, with those who may be the same, then the school."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from flask import abort, request
from werkzeug.wrappers import Response

from admin.access import About, served
from admin.addresses import go, number, typed
from admin.applications.queue import CENTRE
from admin.base import PageView
from admin.forms import member
from admin.papers import made
from admin.person.consents import PAPER
from admin.person.forms import NewcomerForm
from admin.uploads import with_scan
from admin.work import context, read
from documents import consent
from locales import catalog
from models.people import StaffKind
from models.places import Organization
from services import newcomers, places

_ = catalog("admin").gettext
lazy = catalog("admin").lazy


class NewcomerPage(PageView):
    """A new person, entered by the centre."""

    allowed = CENTRE
    title = lazy("Register a person")
    about: ClassVar[About] = {"school": Organization}
    section = "people"

    @served("/")
    def index(self) -> str:
        """The name and the school."""
        name, text = typed("name"), typed()
        rows = read(places.find_organizations, text=text, limit=30) if text and name else []
        return self.render("newcomer.html", name=name, text=text, rows=rows)

    @served("/paper/")
    def paper(self) -> Response:
        """The consent to the processing of personal data to be signed: blank, or with the name and the school."""
        school = read(places.organization, organization_id=number("school")) if "school" in request.args else None
        if school is None and "school" in request.args:
            abort(404)
        place = school.name if school else ""
        return made(PAPER, consent.blank_personal_data(context().region, person=typed("name"), organization=place))

    @served("/form/", methods=("GET", "POST"))
    def form(self) -> str | Response:
        """The form, with whoever may be the same person above it."""
        school = read(places.organization, organization_id=number("school")) or abort(404)
        form = NewcomerForm(data={"name": typed("name"), "consented_on": context().today})
        form.subjects.choices = [(one.code, one.name) for one in context().region.subjects]
        hints = read(newcomers.twins, name=form.name.data or "", organization_id=school.id)
        if not hints:
            del form.not_a_twin
        entered: list[int] = []
        check = partial(read, newcomers.check_newcomer, **_typed(school.id, form))
        if form.accept(lambda: entered.append(_enter(school.id, form)), check):
            return go("people.details_view", _("The person is registered."), id=entered[0])
        return self.render("newcomer_form.html", form=form, school=school, hints=hints)


def _enter(school_id: int, form: NewcomerForm) -> int:
    return with_scan(form.scan.data, lambda session, ctx, scan_id: newcomers.register_person(
        session, ctx, scan_id=scan_id or 0, **_typed(school_id, form)
    ))  # fmt: skip


def _typed(school_id: int, form: NewcomerForm) -> dict[str, Any]:
    return {
        "name": form.name.data or "", "organization_id": school_id, "position": form.position.data or "",
        "staff_kind": member(StaffKind, form.staff_kind.data) or StaffKind.educator,
        "subjects": form.subjects.data or (), "phone": form.phone.data or "", "email": form.email.data or "",
        "consented_on": form.consented_on.data, "not_a_twin": bool(form.not_a_twin and form.not_a_twin.data),
    }  # fmt: skip
