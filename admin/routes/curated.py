"""Wards of a curator: their routes with progress, an activity confirmed or questioned, a mark from paper recorded."""

from __future__ import annotations

from typing import ClassVar

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from admin.access import About, served
from admin.addresses import go, typed
from admin.applications.queue import Chip
from admin.conversations import may_record
from admin.forms import accepted, member, members
from admin.picks import kept, pick
from admin.routes.approvals import give_answer
from admin.routes.forms import LookForm, PartyForm
from admin.routes.printing import disclosed, printed
from admin.routes.recording import Recording, activity
from admin.routes.shown import shown
from admin.routes.stepping import stale
from admin.work import read, run
from locales import catalog
from models.accounts import Role
from models.routes import Activity, CuratorView, Evidence, Route, RouteStatus
from services import digests, outside, routes
from services.errors import Stale
from services.routes import RouteCard, Wards
from services.words import word

_ = catalog("admin").gettext
lazy = catalog("admin").lazy


class CuratedPage(Recording):
    """Routes of one's wards."""

    allowed = frozenset({Role.curator})
    title = lazy("My wards")
    about: ClassVar[About] = {"id": Route, "activity": Activity, "piece": Evidence}
    icon = "people"

    @served("/")
    def index(self) -> str:
        """All wards, those who await agreement first, then by deadline; or a part of them that a tile counts."""
        text, part, picks = typed(), _asked_part(), [pick("status", lazy("State"), members(RouteStatus))]
        values = kept(picks) | ({"q": text} if text else {})
        status = RouteStatus(picks[0].chosen) if picks[0].chosen else None
        agree = [] if values or part is not Wards.all else read(routes.to_agree)
        waiting = {one.id for one in agree}
        rows = read(routes.curated, text=text, part=part, status=status)
        counts = read(routes.ward_counts)
        chips = [Chip(word(one), counts[one], url_for("curated.index", part=one.value), one is part) for one in Wards]
        return self.render(
            "curated.html", rows=[*agree, *(one for one in rows if one.id not in waiting)], text=text, picks=picks,
            values=values, part=part, chips=chips,
            activities=read(digests.activities, item=part.item) if part.item else None,
        )  # fmt: skip

    @served("/route/")
    def route(self) -> str:
        """A ward's route."""
        return self._page(self._card(), PartyForm())

    @served("/card/", methods=("POST",))
    def card(self) -> Response:
        """The ward's route card to print."""
        self._card()
        return printed()

    @served("/full/", methods=("POST",))
    def full(self) -> Response:
        """The full card of a route that the teacher opened to the reader."""
        self._card()
        return disclosed()

    @served("/answer/", methods=("GET", "POST"))
    def answer(self) -> str | Response:
        """Agree, or propose changes."""
        card = self._card()
        if not card.awaited:
            return stale(card.id, endpoint="curated.route")
        form = PartyForm()
        if accepted(form, lambda: give_answer(card.id, form)):
            return go("curated.route", _("Thank you, your answer is recorded."), id=card.id)
        return self._page(card, form)

    @served("/confirm/", methods=("POST",))
    def confirm(self) -> Response:
        """Confirm an activity; the teacher's mark stays as it is."""
        card = self._card()
        row = activity(card)
        try:
            run(routes.look_at_mark, activity_id=row.id, view=CuratorView.confirmed)
        except Stale as error:
            return stale(card.id, error, "curated.route")
        return go("curated.route", _("Confirmed."), id=card.id)

    @served("/question/", methods=("GET", "POST"))
    def question(self) -> str | Response:
        """Ask the teacher about an activity."""
        card = self._card()
        row, form = activity(card), LookForm()
        if "look_at_mark" not in card.acts:
            return stale(card.id, endpoint="curated.route")

        def take() -> None:
            run(routes.look_at_mark, activity_id=row.id, view=CuratorView.questioned, comment=form.comment.data)

        if accepted(form, take):
            return go("curated.route", _("The question is sent to the teacher."), id=card.id)
        return self._about(card, row, form, _("Ask"))

    def _card(self) -> RouteCard:
        card = super()._card()
        # A curator may hold other roles too: this page is of one's own wards only.
        if not card.curated:
            abort(404)
        return card

    def _page(self, card: RouteCard, answer: PartyForm) -> str:
        recorded = [one for one in read(outside.of, route_id=card.id) if one.activity_id is None]
        return self.render("ward.html", **shown(card), answer=answer, may_record=may_record(route_id=card.id),
                           recorded=recorded)  # fmt: skip


def _asked_part() -> Wards:
    return member(Wards, request.args.get("part")) or Wards.all
