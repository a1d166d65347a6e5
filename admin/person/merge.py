"""Two rows of one person made one: the other is found, both are shown side by side, then it is confirmed."""

from __future__ import annotations

from typing import ClassVar

import sqlalchemy as sa
from flask import request
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from admin.access import About, served
from admin.addresses import go, number, optional_number, typed
from admin.base import PageView
from admin.forms import PageForm
from admin.people import main_job
from admin.person.page import served_person
from admin.work import context, read, run
from locales import catalog
from models.accounts import Role
from models.people import Employment, Person
from models.places import Organization
from services import directory, employments, search
from services.errors import Refused

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
MOST_FOUND = 20


class MergePage(PageView):
    """Duplicates."""

    allowed = frozenset({Role.operator})
    title = lazy("Merge duplicates")
    about: ClassVar[About] = {"id": Person, "other": Person}
    section = "people"

    @served("/", methods=("GET", "POST"))
    def index(self) -> str | Response:
        """Find the other row; with ``other``, the preview and the step."""
        person = served_person()
        person_id, name = person.id, person.full_name
        if optional_number("other") is None:
            text = typed() or person.last_name
            return self.render("merge.html", person=person, text=text, rows=_alike(text, person_id), main_job=main_job)
        return self._preview(person_id, name, number("other"))

    def _preview(self, person_id: int, name: str, other_id: int) -> str | Response:
        form = PageForm()
        keep, drop = (other_id, person_id) if request.args.get("swap") == "1" else (person_id, other_id)
        if form.validate_on_submit():
            try:
                run(employments.merge_people, keep_id=keep, drop_id=drop)
            except Refused as error:
                form.refuse(error)
            else:
                return go("people.details_view", _("The two rows are one now."), id=keep)
        found = read(employments.merge_preview, keep_id=keep, drop_id=drop)
        return self.render("merge_preview.html", form=form, found=found, person_id=person_id, name=name,
                           other_id=other_id, swapped=keep != person_id)  # fmt: skip


def _alike(text: str, person_id: int) -> list[Person]:
    jobs = selectinload(Person.employments).joinedload(Employment.organization).joinedload(Organization.municipality)
    query = (
        sa.select(Person)
        .where(
            directory.visible_people(context()),
            employments.mergeable(context(), person_id),
            read(search.named, text=text),
        )
        .options(jobs)
        .order_by(read(search.rank, text=text), Person.folded_name, Person.id)
        .limit(MOST_FOUND)
    )
    return read(lambda session, _ctx: list(session.scalars(query)))
