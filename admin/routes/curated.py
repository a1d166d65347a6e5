"""Wards of a curator: their routes with progress, an activity confirmed or questioned, a mark from paper recorded."""

from __future__ import annotations

from typing import ClassVar

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from admin.access import About, served
from admin.addresses import go, number, typed
from admin.applications.queue import Chip
from admin.base import PageView
from admin.conversations import may_record
from admin.forms import members
from admin.picks import kept, pick
from admin.routes.approvals import give_answer
from admin.routes.forms import LookForm, MarkForm, PartyForm, UndoForm
from admin.routes.printing import printed
from admin.routes.shown import beside, shown
from admin.routes.stepping import accepted, stale
from admin.uploads import with_scan
from admin.work import context, read, run
from locales import catalog
from models.accounts import Role
from models.people import Way
from models.routes import Activity, CuratorView, Route, RouteStatus
from services import digests, outside, routes
from services.errors import Stale
from services.routes import ActivityLine, RouteCard, Wards
from services.words import word

_ = catalog("admin").gettext
lazy = catalog("admin").lazy


class CuratedPage(PageView):
    """Routes of one's wards."""

    allowed = frozenset({Role.curator})
    title = lazy("My wards")
    about: ClassVar[About] = {"id": Route, "activity": Activity}
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
        return self._page(self._own(), PartyForm())

    @served("/card/", methods=("POST",))
    def card(self) -> Response:
        """The ward's route card to print."""
        self._own()
        return printed()

    @served("/answer/", methods=("GET", "POST"))
    def answer(self) -> str | Response:
        """Agree, or propose changes."""
        card = self._own()
        if not card.awaited:
            return stale(card.id, endpoint="curated.route")
        form = PartyForm()
        if accepted(form, lambda: give_answer(card.id, form)):
            return go("curated.route", _("Thank you, your answer is recorded."), id=card.id)
        return self._page(card, form)

    @served("/confirm/", methods=("POST",))
    def confirm(self) -> Response:
        """Confirm an activity; the teacher's mark stays as it is."""
        card = self._own()
        row = _activity(card)
        try:
            run(routes.look_at_mark, activity_id=row.id, view=CuratorView.confirmed)
        except Stale as error:
            return stale(card.id, error, "curated.route")
        return go("curated.route", _("Confirmed."), id=card.id)

    @served("/question/", methods=("GET", "POST"))
    def question(self) -> str | Response:
        """Ask the teacher about an activity."""
        card = self._own()
        row, form = _activity(card), LookForm()
        if "look_at_mark" not in card.acts:
            return stale(card.id, endpoint="curated.route")

        def take() -> None:
            run(routes.look_at_mark, activity_id=row.id, view=CuratorView.questioned, comment=form.comment.data)

        if accepted(form, take):
            return go("curated.route", _("The question is sent to the teacher."), id=card.id)
        return self.render("route_form.html", card=card, form=form, title=row.title, button=_("Ask"), adding=False,
                           **beside(card, row.id))  # fmt: skip

    @served("/mark/", methods=("GET", "POST"))
    def mark(self) -> str | Response:
        """Record a mark that the teacher made on paper or by phone."""
        card = self._own()
        row, form = _activity(card), MarkForm(data={"on": context().today})
        if "record_mark" not in card.acts or row.done_at:
            return stale(card.id, endpoint="curated.route")

        def take() -> None:
            with_scan(form.scan.data, lambda session, ctx, scan_id: routes.record_mark(
                session, ctx, activity_id=row.id, way=Way(form.way.data), on=form.on.data, scan_id=scan_id,
                note=form.note.data,
            ))  # fmt: skip

        if accepted(form, take):
            return go("curated.route", _("The mark is recorded."), id=card.id)
        return self.render("route_form.html", card=card, form=form, title=row.title, button=_("Record"), adding=False)

    @served("/unmark/", methods=("GET", "POST"))
    def unmark(self) -> str | Response:
        """Take back a mark that staff recorded by mistake."""
        card = self._own()
        row, form = _activity(card), UndoForm()
        if "undo_mark" not in card.acts or not row.recorded:
            return stale(card.id, endpoint="curated.route")
        if accepted(form, lambda: run(routes.undo_mark, activity_id=row.id, note=form.note.data)):
            return go("curated.route", _("The mark is taken back."), id=card.id)
        return self.render("route_form.html", card=card, form=form, title=row.title, button=_("Take the mark back"),
                           adding=False)  # fmt: skip

    def _own(self) -> RouteCard:
        card = read(routes.card, route_id=number())
        # A curator may hold other roles too: this page is of one's own wards only.
        if not card.curated:
            abort(404)
        return card

    def _page(self, card: RouteCard, answer: PartyForm) -> str:
        recorded = [one for one in read(outside.of, route_id=card.id) if one.activity_id is None]
        return self.render("ward.html", **shown(card), answer=answer, may_record=may_record(route_id=card.id),
                           recorded=recorded)  # fmt: skip


def _asked_part() -> Wards:
    asked = request.args.get("part", "")
    return Wards(asked) if asked in Wards.__members__ else Wards.all


def _activity(card: RouteCard) -> ActivityLine:
    wanted = number("activity")
    return next((one for one in card.activities if one.id == wanted), None) or abort(404)
