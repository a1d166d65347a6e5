"""A person's consent to the processing of personal data: printed to be signed, recorded from its paper, withdrawn."""

from __future__ import annotations

from typing import Any, ClassVar

from werkzeug.wrappers import Response

from admin.access import About, only, served
from admin.addresses import go, number
from admin.applications.queue import CENTRE
from admin.base import PageView
from admin.papers import made
from admin.person.forms import ConsentForm, WithdrawalForm
from admin.person.page import served_person
from admin.uploads import with_scan
from admin.work import context, read
from documents import consent
from locales import catalog
from models.accounts import Role
from models.people import Person, Way
from services import people, personal_data
from services.errors import Stale
from services.outside import Said

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
#: The paper in its formats.
PAPER = {"pdf": consent.personal_data_pdf, "docx": consent.personal_data_docx}


class ConsentsPage(PageView):
    """The consent of a person whom the actor serves."""

    allowed = CENTRE
    title = lazy("Consent to the processing of personal data")
    about: ClassVar[About] = {"id": Person}
    section = "people"

    @served("/")
    def index(self) -> Response:
        """The consents stand on the person's own page."""
        return go("people.details_view", id=served_person().id)

    @served("/paper/")
    def paper(self) -> Response:
        """The consent with what is known of the person, to be signed."""
        card = read(people.card, person_id=number())
        return made(PAPER, consent.personal_data(card, context().region))

    @served("/record/", methods=("GET", "POST"))
    def record(self) -> str | Response:
        """Record a consent that was signed on paper, with its scan."""
        person, form = served_person(), ConsentForm(data={"on": context().today})
        person_id, name = person.id, person.full_name

        def take() -> None:
            with_scan(form.scan.data, lambda session, ctx, scan_id: personal_data.record_consent(
                session, ctx, person_id=person_id, way=Way(form.way.data), on=form.on.data, scan_id=scan_id or 0,
            ))  # fmt: skip

        done = _("The consent is recorded. Applications can be entered now.")
        return self._step(person_id, form, take, done) or self._page(
            "consent_record.html", person_id, name, form, document=context().region.personal_data_consent
        )

    @only(Role.operator)
    @served("/withdraw/", methods=("GET", "POST"))
    def withdraw(self) -> str | Response:
        """Say what ends with the consent; then record that the person withdrew it outside the chat."""
        person, form = served_person(), WithdrawalForm(data={"on": context().today})
        person_id, name = person.id, person.full_name
        ending = read(personal_data.what_ends, person_id=person_id)

        def take() -> None:
            with_scan(form.scan.data, lambda session, ctx, scan_id: personal_data.withdraw_personal_data_consent(
                session, ctx, person_id=person_id,
                said=Said(Way(form.way.data), form.on.data, scan_id, form.note.data),
            ))  # fmt: skip

        done = _("The withdrawal is recorded. What was begun and not over has ended.")
        return self._step(person_id, form, take, done) or self._page(
            "consent_withdraw.html", person_id, name, form, ending=ending
        )

    def _step(self, person_id: int, form: Any, take: Any, done: str) -> Response | None:
        try:
            taken = form.accept(take)
        except Stale as error:
            return go("people.details_view", str(error), "warning", id=person_id)
        return go("people.details_view", done, id=person_id) if taken else None

    def _page(self, template: str, person_id: int, name: str, form: Any, **values: Any) -> str:
        return self.render(template, person_id=person_id, name=name, form=form, **values)
