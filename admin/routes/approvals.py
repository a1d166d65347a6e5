"""Routes of a school for its head, deputy and founder: agreed, approved, returned; nothing of a result (К-01)."""

from __future__ import annotations

import enum
from typing import ClassVar

from flask import request, url_for
from werkzeug.wrappers import Response

from admin.access import About, served
from admin.addresses import go, number
from admin.applications.queue import Chip
from admin.base import PageView
from admin.forms import accepted, member
from admin.routes.forms import PartyForm, ReturnForm
from admin.routes.printing import disclosed, printed
from admin.routes.shown import shown
from admin.routes.stepping import stale
from admin.work import read, run
from locales import Text, catalog
from models.accounts import Role
from models.routes import Route
from services import routes
from services.errors import Stale
from services.routes import RouteCard

_ = catalog("admin").gettext
lazy = catalog("admin").lazy


class Awaiting(enum.StrEnum):
    """What of the school's routes is wanted."""

    approval = "approval"
    agreement = "agreement"


PARTS: dict[Awaiting | None, Text] = {
    None: lazy("All"),
    Awaiting.approval: lazy("Await your approval"),
    Awaiting.agreement: lazy("Await your agreement"),
}


class ApprovalsPage(PageView):
    """Routes of the school."""

    allowed = frozenset({Role.head, Role.deputy, Role.founder})
    title = lazy("Routes of the school")
    about: ClassVar[About] = {"id": Route}
    icon = "check"

    @served("/")
    def index(self) -> str:
        """What awaits approval and agreement, then all the others; or one of the two alone."""
        approve, agree = read(routes.to_approve), read(routes.to_agree)
        waiting = {one.id for one in [*approve, *agree]}
        others = [one for one in read(routes.of_my_school) if one.id not in waiting]
        part = member(Awaiting, request.args.get("part", ""))
        counts = {None: len(waiting) + len(others), Awaiting.approval: len(approve), Awaiting.agreement: len(agree)}
        return self.render(
            "approvals.html", waiting=bool(waiting), approve=approve if part is not Awaiting.agreement else [],
            agree=agree if part is not Awaiting.approval else [], others=[] if part else others, part=part,
            chips=[Chip(str(words), counts[one], url_for("approvals.index", part=one), one is part)
                   for one, words in PARTS.items()],
        )  # fmt: skip

    @served("/route/")
    def route(self) -> str:
        """A route in the school's projection."""
        return self._page(read(routes.card, route_id=number()), PartyForm(), ReturnForm())

    @served("/card/", methods=("POST",))
    def card(self) -> Response:
        """The school's route card to print."""
        return printed(for_school=True)

    @served("/full/", methods=("POST",))
    def full(self) -> Response:
        """The full card of a route that the teacher opened to the reader."""
        return disclosed()

    @served("/approve/", methods=("POST",))
    def approve(self) -> Response:
        """Approve."""
        route_id = number()
        try:
            run(routes.approve, route_id=route_id)
        except Stale as error:
            return stale(route_id, error, "approvals.route")
        return go("approvals.route", _("The route is approved."), id=route_id)

    @served("/return/", methods=("GET", "POST"))
    def give_back(self) -> str | Response:
        """Return to the planner, with reasons."""
        card = read(routes.card, route_id=number())
        if "return" not in card.acts:
            return stale(card.id, endpoint="approvals.route")
        form = ReturnForm()
        if accepted(form, lambda: run(routes.return_route, route_id=card.id, reasons=form.reasons.data)):
            return go("approvals.route", _("The route is returned to the planner."), id=card.id)
        return self._page(card, PartyForm(formdata=None), form)

    @served("/answer/", methods=("GET", "POST"))
    def answer(self) -> str | Response:
        """Agree, or propose changes."""
        card = read(routes.card, route_id=number())
        if not card.awaited:
            return stale(card.id, endpoint="approvals.route")
        form = PartyForm()
        if accepted(form, lambda: give_answer(card.id, form)):
            return go("approvals.route", _("Thank you, your answer is recorded."), id=card.id)
        return self._page(card, form, ReturnForm(formdata=None))

    def _page(self, card: RouteCard, answer: PartyForm, back: ReturnForm) -> str:
        return self.render("approval.html", **shown(card), answer=answer, back=back)


def give_answer(route_id: int, form: PartyForm) -> None:
    """A party's own answer; the button that was pressed says which."""
    agreed = request.form.get("agreed") == "1"
    run(routes.answer, route_id=route_id, agreed=agreed, comment="" if agreed else form.comment.data)
