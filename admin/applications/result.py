"""The result of a case: entered, looked through and checked, published, corrected.

It is opened by a sent form only, because each look is recorded and the teacher can read who looked (К-01).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from flask import request
from werkzeug.wrappers import Response

from admin import drafts, leaving
from admin.access import About, served
from admin.addresses import go, number
from admin.applications.case import stale
from admin.applications.queue import CENTRE
from admin.applications.result_form import (
    DeficitRow,
    ResultForm,
    blank,
    filled_with,
    only_rows_asked,
    pick,
    read_typed,
    sought_block,
)
from admin.base import LARGEST_ID, PageView
from admin.work import context, read, run
from locales import catalog
from models.applications import Participation
from models.results import ResultStatus
from services import applications, codifiers, results
from services.applications import ParticipationCard
from services.errors import DomainError, Invalid, NotFound, Refused, Stale
from services.results import ResultStage

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
#: Said where no notice reaches the teacher.
CALL_OF_RESULT = lazy("Published. Notices do not reach the teacher: please call, tell that the result is ready, and "
                      "record it here. Until then the term of the result goes on.")  # fmt: skip
CALL_OF_CORRECTION = lazy("The correction is published. Notices do not reach the teacher: please call and record it.")


def mark(stage: ResultStage | None) -> str:
    """What a page was made from, sent back with its steps."""
    return stage.mark if stage else results.NO_RESULT


class ResultPage(PageView):
    """The result of a case."""

    allowed = CENTRE
    title = lazy("Result")
    about: ClassVar[About] = {"id": Participation}
    section = "queue"

    @served("/", methods=("POST",))
    def index(self) -> str | Response:
        """Open the result: the look is recorded."""
        card = read(applications.card, participation_id=number())
        shown = run(results.look, participation_id=card.id)
        stage = read(results.stage, participation_id=card.id)
        return self.render("result.html", card=card, result=shown, stage=stage, seen=mark(stage))

    @served("/enter/", methods=("GET", "POST"))
    def enter(self) -> str | Response:
        """Enter the result, or enter it anew before it is published."""
        return self._entry("enter_result", correcting=False)

    @served("/correct/", methods=("GET", "POST"))
    def correct(self) -> str | Response:
        """Correct a published result, with a reason."""
        return self._entry("correct", correcting=True)

    def _entry(self, act: str, *, correcting: bool) -> str | Response:
        card = read(applications.card, participation_id=number())
        if act not in card.acts:
            return stale(card.id)
        form, stage = blank(context().region, card), read(results.stage, participation_id=card.id)
        found: Sequence[codifiers.DeficitRow] | None = None
        living = stage is not None and stage.status is not ResultStatus.recalled
        if request.method == "GET":
            if living:  # What is entered already is changed from the page that shows it.
                return stale(card.id)
            form.seen = mark(stage)
            if typed := drafts.brought_back():
                form = read_typed(form, typed)
        elif "open" in request.form:
            form = filled_with(form, run(results.look, participation_id=card.id))
            form.seen = mark(stage)
        else:
            form = read_typed(form, request.form)
            found = self._sought(form)
            if not only_rows_asked(request.form) and (answer := self._save(card, form, correcting=correcting)):
                return answer
        return self.render("result_form.html", card=card, form=form, correcting=correcting, found=found)

    def _sought(self, form: ResultForm) -> Sequence[codifiers.DeficitRow] | None:
        """What the codifier has for the words asked for, once asked; a picked one is put into the form."""
        picked = request.form.get("pick", "")
        if picked.isascii() and picked.isdigit() and int(picked) <= LARGEST_ID:
            one = read(codifiers.deficit, deficit_id=int(picked))
            pick(form, DeficitRow(form.sought_place, one.code, one.text))
        if not {"search", "pick"} & set(request.form):
            return None
        place = sought_block(form)
        return read(codifiers.find_deficits, text=form.sought, subject=place.subject, block=place.block)

    def _save(self, card: ParticipationCard, form: ResultForm, *, correcting: bool) -> Response | None:
        if not self._sound(form, correcting=correcting):
            return None
        try:
            given: dict[str, Any] = {
                "participation_id": card.id, "scores": form.entered_scores(), "deficits": form.entered_deficits(),
                "recommendations": form.recommendations, "seen": form.seen,
            }  # fmt: skip
            done = _("The result is entered.")
            if correcting:
                comes_at = run(results.correct, **given, reason=form.reason)
                done = _said(_("The correction is published."), comes_at) if comes_at else str(CALL_OF_CORRECTION)
            else:
                run(results.enter, **given)
        except Stale as error:
            return stale(card.id, error)
        except (Invalid, Refused) as error:
            form.errors[error.field or "form"] = str(error)
            return None
        return go("case.index", done, id=card.id)

    def _sound(self, form: ResultForm, *, correcting: bool) -> bool:
        sound = form.sound()
        try:
            if correcting:
                results.check_reason(form.reason)
        except Invalid as error:
            form.errors["reason"] = str(error)
        return sound and "reason" not in form.errors

    @served("/check/", methods=("POST",))
    def check(self) -> Response:
        """Confirm the entered result as it was shown."""
        participation_id, seen = number(), request.form.get("seen", "")
        try:
            run(results.check, participation_id=participation_id, seen=seen)
        except NotFound:
            raise
        except DomainError as error:
            return go("case.index", str(error), "warning", id=participation_id)
        return go("case.index", _("Checked. It can be published."), id=participation_id)

    @served("/publish/", methods=("POST",))
    def publish(self) -> Response:
        """Publish the checked result as it was shown; the teacher is told that it is ready."""
        participation_id, seen = number(), request.form.get("seen", "")
        try:
            comes_at = run(results.publish, participation_id=participation_id, seen=seen)
        except NotFound:
            raise
        except DomainError as error:
            return go("case.index", str(error), "warning", id=participation_id)
        done = _said(_("Published."), comes_at) if comes_at else str(CALL_OF_RESULT)
        return go("case.index", done, "success" if comes_at else "warning", id=participation_id)


def _said(done: str, comes_at: datetime) -> str:
    """What was done, and when the teacher knows of it."""
    return " ".join((done, _("The teacher gets a notice {when}.", when=leaving.when(comes_at))))
