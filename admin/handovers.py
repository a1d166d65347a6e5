"""Work handed over during leave: whose, to whom, how much of it, what stays and why; then it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from flask import abort, request
from werkzeug.wrappers import Response

from admin.access import About, served
from admin.addresses import go, number, optional_number
from admin.applications.queue import CENTRE
from admin.base import PageView
from admin.fields import WordsField, short
from admin.forms import PageForm
from admin.work import read, run
from locales import catalog
from models.accounts import Role
from models.people import Person
from services import handovers
from services.errors import Invalid
from services.handovers import HANDED, HandedOver, Handing, Taker, Why, Worker

_ = catalog("admin").gettext
n_ = catalog("admin").ngettext
lazy = catalog("admin").lazy
WHY = {
    Why.own: lazy("it is their own"),
    Why.yours: lazy("you are of this person's school: another planner hands it over"),
    Why.colleague: lazy("they work with this person"),
    Why.unfit: lazy("by the rules of the choice of a curator another one is needed"),
}


class HandingForm(PageForm):
    """A confirmation, with the reason where a curator would have too many routes."""

    reason = WordsField(lazy("Why this curator"), [short(500)])


class HandoversPage(PageView):
    """Work handed over."""

    allowed = CENTRE | {Role.administrator}
    title = lazy("Handing over")
    about: ClassVar[About] = {"id": Person, "other": Person}
    icon = "people"

    @served("/")
    def index(self) -> str:
        """Who has open work."""
        return self.render("handovers.html", rows=read(handovers.workers))

    @served("/person/", methods=("GET", "POST"))
    def person(self) -> str | Response:
        """One person's work in a role: to whom; then what would happen, and the step."""
        worker = _worker()
        takers = read(handovers.takers, from_id=worker.person_id, role=worker.role)
        other = optional_number("other")
        taker = next((one for one in takers if one.id == other), None)
        if other is not None and taker is None:
            abort(404)
        if taker is None:
            return self._page(worker, takers)
        return self._confirmed(worker, takers, taker)

    def _confirmed(self, worker: Worker, takers: Sequence[Taker], taker: Taker) -> str | Response:
        form = HandingForm()
        told: list[HandedOver] = []
        try:
            plan = read(handovers.handing, from_id=worker.person_id, to_id=taker.id, role=worker.role)
        except Invalid as error:
            return go("handovers.person", str(error), "warning", id=worker.person_id, role=worker.role.value)

        def take() -> None:
            told.append(run(handovers.hand_over, from_id=worker.person_id, to_id=taker.id, role=worker.role,
                            reason=form.reason.data or ""))  # fmt: skip

        if form.accept(take):
            return go("handovers.index", _said(told[0], taker, plan))
        return self._page(worker, takers, taker=taker, plan=plan, form=form)

    def _page(
        self, worker: Worker, takers: Sequence[Taker], *, taker: Taker | None = None, plan: Handing | None = None,
        form: HandingForm | None = None,
    ) -> str:  # fmt: skip
        others = [one for one in read(handovers.workers, person_id=worker.person_id) if one.role is not worker.role]
        return self.render("handover.html", worker=worker, others=others, takers=takers, taker=taker, plan=plan,
                           form=form, why=WHY)  # fmt: skip


def _worker() -> Worker:
    """Whose work, in which role; 404 for one who has none there."""
    role = next((one for one in HANDED if one.value == request.args.get("role", "")), None)
    found = read(handovers.workers, person_id=number())
    return next((one for one in found if role in (None, one.role)), None) or abort(404)


def _said(done: HandedOver, taker: Taker, plan: Handing) -> str:
    moved = n_("{n} case or route went over to {name}.", "{n} cases and routes went over to {name}.",
               done.cases + done.routes, name=taker.name)  # fmt: skip
    left = n_("{n} stays.", "{n} stay.", len(plan.stays)) if plan.stays else ""
    return f"{moved} {left}".strip()
