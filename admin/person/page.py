"""What staff do for a person: the profile, places of work, the link to the chat. Every step is the services'."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from flask import abort, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin import once
from admin.access import About, only, served
from admin.addresses import go, number, optional_number, typed
from admin.applications.queue import CENTRE
from admin.base import PageView
from admin.forms import PageForm, accepted, sure
from admin.person.forms import JobForm, LeaveForm, ProfileForm
from admin.work import context, read, run
from locales import catalog
from models.accounts import Role
from models.people import Employment, Person, StaffKind
from models.places import Organization
from services import accounts, employments, linking, people, places, rights
from services.context import Context
from services.errors import Stale, all_of
from services.people import ProfileField

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
TEXTS = (ProfileField.name, ProfileField.phone, ProfileField.email, ProfileField.education,
         ProfileField.qualification, ProfileField.teaching_since)  # fmt: skip


class PersonPage(PageView):
    """Steps for a person whom the actor serves."""

    allowed = CENTRE
    title = lazy("People")
    about: ClassVar[About] = {"id": Person, "school": Organization, "job": Employment}
    section = "people"

    @served("/")
    def index(self) -> Response:
        """The page itself is the register's."""
        return go("people.details_view", id=served_person().id)

    @served("/edit/", methods=("GET", "POST"))
    def edit(self) -> str | Response:
        """The profile."""
        person = served_person()
        form = ProfileForm(data=_profile(person))
        form.subjects.choices = [(one.code, one.name) for one in context().region.subjects]
        before, person_id = _profile(person), person.id
        if form.accept(lambda: run(_save_profile, person_id=person_id, before=before, after=form.data),
                       lambda: read(_check_profile, before=before, after=form.data)):  # fmt: skip
            return go("people.details_view", _("The profile is saved."), id=person_id)
        return self._form(person_id, person.full_name, form, _("Edit the profile"), _("Save"))

    @served("/school/")
    def school(self) -> str:
        """Find the school of a new place of work; ``job`` is the one that is left for it."""
        person, text = served_person(), typed()
        found = read(places.find_organizations, text=text, limit=30) if text else []
        return self.render("person_school.html", person=person, text=text, rows=found, job=optional_number("job"))

    @served("/job/", methods=("GET", "POST"))
    def job(self) -> str | Response:
        """Add a place of work, or change the school."""
        person = served_person()
        school = read(places.organization, organization_id=number("school")) or abort(404)
        left = next((one for one in person.employments if one.id == optional_number("job")), None)
        offered = {"on": context().today, "position": left.position if left else ""}
        form = JobForm(data=offered | ({"staff_kind": left.staff_kind.value} if left else {}))
        if left:
            del form.main
        person_id, name, left_id = person.id, person.full_name, left.id if left else None

        def take() -> None:
            values: dict[str, Any] = {
                "person_id": person_id, "organization_id": school.id, "position": form.position.data,
                "staff_kind": StaffKind(form.staff_kind.data),
            }  # fmt: skip
            if left_id is None:
                run(employments.add_job, main=form.main.data, started_on=form.on.data, **values)
            else:
                run(employments.change_school, employment_id=left_id, on=form.on.data, **values)

        if accepted(form, take, lambda: read(employments.check_job, position=form.position.data, on=form.on.data)):
            return go("people.details_view", _("The place of work is saved."), id=person_id)
        return self._form(person_id, name, form, school.name, _("Save"), hint=school.note)

    @served("/leave/", methods=("GET", "POST"))
    def leave(self) -> str | Response:
        """The person leaves a place of work."""
        person = served_person()
        job = next((one for one in person.employments if one.id == number("job")), None) or abort(404)
        form = LeaveForm(data={"last_day": context().today})
        person_id, name, job_id, place = person.id, person.full_name, job.id, job.organization.name
        if accepted(form, lambda: run(employments.dismiss, employment_id=job_id, last_day=sure(form.last_day.data))):
            return go("people.details_view", _("The dismissal is recorded."), id=person_id)
        return self._form(person_id, name, form, _("Dismissal"), _("Record"), hint=place)

    @served("/main/", methods=("POST",))
    def main(self) -> Response:
        """Make a place of work the main one."""
        person = served_person()
        job = next((one for one in person.employments if one.id == number("job")), None) or abort(404)
        person_id, job_id = person.id, job.id
        try:
            run(employments.make_main, employment_id=job_id)
        except Stale as error:
            return go("people.details_view", str(error), "warning", id=person_id)
        return go("people.details_view", _("The main place of work is changed."), id=person_id)

    @only(Role.operator)
    @served("/code/", methods=("GET", "POST"))
    def code(self) -> str | Response:
        """A one-time code by which the person links their chat; shown once."""
        person = served_person()
        person_id, name = person.id, person.full_name
        if request.method == "POST":
            once.keep(run(accounts.create_link_code, person_id=person_id))
            return go("person.code", id=person_id)
        issued = once.told(accounts.IssuedCode)
        if issued is None:
            return go("people.details_view", id=person_id)
        return self.render("person_code.html", person_id=person_id, name=name, issued=issued)

    @only(Role.operator)
    @served("/unlink/", methods=("GET", "POST"))
    def unlink(self) -> str | Response:
        """Ask first; then unlink the chat."""
        person = served_person()
        person_id, name, form = person.id, person.full_name, PageForm()
        if not form.validate_on_submit():
            return self.render("person_unlink.html", person_id=person_id, name=name, form=form)
        try:
            run(linking.unlink_chat, person_id=person_id)
        except Stale as error:
            return go("people.details_view", str(error), "warning", id=person_id)
        return go("people.details_view", _("The chat is unlinked; the old chat gets a notice of it."), id=person_id)

    def _form(self, person_id: int, name: str, form: PageForm, title: str, button: str, *, hint: str = "") -> str:
        return self.render(
            "person_form.html", person_id=person_id, name=name, form=form, title=title, button=button, hint=hint
        )


def served_person(name: str = "id") -> Person:
    """The person of the address, whom the actor serves; anybody else is answered by 404."""
    person_id = number(name)
    if not read(rights.serves, person_id=person_id):
        abort(404)
    person = read(lambda session, _ctx: session.get(Person, person_id))
    return person if person is not None and person.merged_into_id is None else abort(404)


def _profile(person: Person) -> dict[str, Any]:
    values = {
        "name": person.full_name, "phone": person.phone, "email": person.email, "education": person.education,
        "qualification": person.qualification, "teaching_since": person.teaching_since,
    }  # fmt: skip
    return {key: str(value or "") for key, value in values.items()} | {"subjects": list(person.subjects)}


def _save_text(session: Session, ctx: Context, *, field: ProfileField, text: str, before: str, person_id: int) -> None:
    if not text and before:
        people.clear_field(session, ctx, field=field, person_id=person_id)
    elif text and text != before:
        people.edit_profile(session, ctx, field=field, text=text, person_id=person_id)


def _save_profile(
    session: Session, ctx: Context, *, person_id: int, before: dict[str, Any], after: dict[str, Any]
) -> None:
    all_of(*(
        partial(_save_text, session, ctx, field=field, text=str(after[field.value] or ""), before=before[field.value],
                person_id=person_id)
        for field in TEXTS
    ), partial(_save_subjects, session, ctx, before=before["subjects"], after=after["subjects"],
               person_id=person_id))  # fmt: skip


def _save_subjects(session: Session, ctx: Context, *, before: list[str], after: list[str], person_id: int) -> None:
    for subject in set(before) ^ set(after):
        people.choose_subject(session, ctx, subject=subject, chosen=subject in after, person_id=person_id)


def _check_profile(_session: Session, ctx: Context, *, before: dict[str, Any], after: dict[str, Any]) -> None:
    changed = [field for field in TEXTS if after[field.value] and after[field.value] != before[field.value]]
    all_of(*(partial(people.check_field, ctx, field, str(after[field.value])) for field in changed))
