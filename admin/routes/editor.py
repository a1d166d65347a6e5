"""The register of routes and the page on which a planner draws one up and leads it to approval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from admin.access import About, only, served
from admin.addresses import go, number, optional_number, page, typed
from admin.applications.queue import CENTRE, Chip
from admin.export import download, gathered, workbook
from admin.forms import accepted, member, members, sure
from admin.paging import turned
from admin.picks import Pick, kept, pick
from admin.places import municipalities
from admin.routes.forms import ActivityForm, RouteTermsForm
from admin.routes.leading import Leading
from admin.routes.offered import (
    curators,
    months,
    offered_activity,
    offered_terms,
    save_activity,
    taken_from_catalogue,
)
from admin.routes.printing import printed
from admin.routes.recording import Recording
from admin.routes.shown import shown
from admin.routes.sought import offers, sought, tags
from admin.routes.stepping import stale
from admin.routes.turning import Turning
from admin.work import read, run
from locales import catalog
from models.accounts import Role
from models.catalogue import Deficit, Event, EventLevel, Programme
from models.routes import Activity, ActivityCategory, Evidence, Route, RouteModel, RouteStatus
from services import applications, outside, results, routes, telling
from services.applications import QueueTab
from services.routes import OnlyRoutes
from services.words import word

_ = catalog("admin").gettext
n_ = catalog("admin").ngettext
lazy = catalog("admin").lazy


class RoutesPage(Leading, Turning, Recording):
    """Routes of the centre."""

    allowed = CENTRE
    title = lazy("Register of routes")
    about: ClassVar[About] = {"id": Route, "activity": Activity, "programme": Programme, "event": Event,
                              "deficit": Deficit, "piece": Evidence}  # fmt: skip
    icon = "route"
    mark = only(Role.planner)(Recording.mark)
    unmark = only(Role.planner)(Recording.unmark)
    evidence = only(Role.planner)(Recording.evidence)
    detach = only(Role.planner)(Recording.detach)

    @served("/")
    def index(self) -> str:
        """The register: chips of states, search, choices, progress, deadline."""
        text, status, picks = typed(), _status(), _picks()
        only = _only(picks)
        counts = read(routes.register_counts, text=text, only=only)
        statuses = (status,) if status else ()
        at, rows, more = turned(
            lambda limit, offset: read(
                routes.register, statuses=statuses, text=text, only=only, limit=limit, offset=offset
            ),
            counts.get(status, 0) if status else sum(counts.values()), page(),
        )  # fmt: skip
        values = kept(picks) | ({"q": text} if text else {})
        return self.render(
            "routes.html", chips=_chips(counts, status, values), status=status, text=text, picks=picks, values=values,
            rows=rows, page=at, more=more, to_draw_up=read(applications.queue_counts)[QueueTab.to_draw_up],
        )  # fmt: skip

    @served("/export/")
    def export(self) -> Response:
        """The register within the same filter, as a workbook."""
        text, status, only = typed(), _status(), _only(_picks())
        rows = gathered(lambda limit, offset: read(
            routes.register, statuses=(status,) if status else (), text=text, only=only, limit=limit, offset=offset
        ))  # fmt: skip
        title = str(self.title)
        heads = [
            _("Full name"), _("Number"), _("State"), _("Done"), _("Activities"), _("Deadline"), _("Last day"),
            _("Organisation"),
        ]  # fmt: skip
        cells = (
            (row.person, row.number, word(row.status), row.done, row.total, row.deadline and row.deadline.due_on,
             row.ends_on, row.organization)
            for row in rows
        )  # fmt: skip
        return download(workbook(title, heads, cells), title)

    @served("/route/")
    def route(self) -> str:
        """A route: what is next, the parties, the activities."""
        card = read(routes.card, route_id=number())
        found = read(results.deficits_looked_at, participation_id=card.participation_id) if card.whole else None
        return self.render(
            "route.html", found=found, **shown(card), editing="edit" in card.acts,
            recorded=read(outside.of, route_id=card.id), untold=read(telling.untold, route_id=card.id),
        )  # fmt: skip

    @served("/card/", methods=("POST",))
    def card(self) -> Response:
        """The route card to print and sign."""
        return printed()

    @only(Role.planner)
    @served("/look/", methods=("POST",))
    def look(self) -> Response:
        """Open the deficits of the result, to choose from; the look is recorded."""
        card = read(routes.card, route_id=number())
        run(results.look, participation_id=card.participation_id)
        return go("routes.catalogue" if "catalogue" in request.form else "routes.route", id=card.id)

    @only(Role.planner)
    @served("/terms/", methods=("GET", "POST"))
    def terms(self) -> str | Response:
        """Model, term, start and curator."""
        card = read(routes.card, route_id=number())
        if "edit" not in card.acts:
            return stale(card.id)
        form = RouteTermsForm(data=offered_terms(card))
        form.term_months.choices = [("", _("Please choose")), *months()]
        form.curator_id.choices = [("", _("Please choose")), *curators(card.id)]

        def take() -> None:
            run(routes.set_terms, route_id=card.id, model=RouteModel(form.model.data),
                term_months=int(form.term_months.data or 0), starts_on=sure(form.starts_on.data),
                curator_id=int(form.curator_id.data or 0), curator_reason=form.curator_reason.data)  # fmt: skip

        def check() -> None:
            read(routes.check_terms, route_id=card.id, model=member(RouteModel, form.model.data) or RouteModel.a,
                 starts_on=form.starts_on.data, term_months=int(form.term_months.data or 0) or None,
                 curator_id=int(form.curator_id.data or 0) or None,
                 curator_reason=form.curator_reason.data or "")  # fmt: skip

        if accepted(form, take, check):
            return go("routes.route", _("The terms are saved."), id=card.id)
        return self._form(card, form, _("Terms of the route"), _("Save"))

    @only(Role.planner)
    @served("/activity/", methods=("GET", "POST"))
    def activity(self) -> str | Response:
        """Add an activity, or change it."""
        card = read(routes.card, route_id=number())
        if "edit" not in card.acts:
            return stale(card.id)
        changed = optional_number("activity")
        row = next((one for one in card.activities if one.id == changed), None)
        if changed is not None and row is None:
            abort(404)
        taken = taken_from_catalogue()
        form = ActivityForm(data=offered_activity(card, row, taken))
        found = read(results.deficits_looked_at, participation_id=card.participation_id) if card.whole else None
        found = found if found is not None else row.deficits if row else ()
        form.deficit_ids.choices = [(str(one.id), f"{one.code} {one.text}".strip()) for one in found]
        if not found:
            del form.deficit_ids
        kept = [] if found else [one.id for one in row.deficits] if row else []
        if accepted(form, lambda: save_activity(card, row, form, taken, kept), lambda: read(
            routes.check_activity, route_id=card.id, title=form.title.data or "", starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
        )):  # fmt: skip
            if "again" in request.form:
                return go("routes.activity", _("Saved. One more activity:"), id=card.id)
            return go("routes.route", _("The activity is saved."), id=card.id)
        return self._form(card, form, _("Activity"), _("Save"), adding=row is None)

    @only(Role.planner)
    @served("/remove/", methods=("POST",))
    def remove(self) -> Response:
        """Take an activity off."""
        return self._step(lambda _id: run(routes.remove_activity, activity_id=number("activity")),
                          _("The activity is taken off."))  # fmt: skip

    @only(Role.planner)
    @served("/catalogue/")
    def catalogue(self) -> str | Response:
        """Programmes and events to take into the route."""
        card = read(routes.card, route_id=number())
        if "edit" not in card.acts:
            return stale(card.id)
        offered = tags(card)
        asked = sought(offered)
        return self.render(
            "route_catalogue.html", card=card, asked=asked, tags=offered, categories=members(ActivityCategory),
            levels=members(EventLevel), **offers(card, asked),
        )  # fmt: skip


def _status() -> RouteStatus | None:
    return member(RouteStatus, request.args.get("status"))


def _picks() -> list[Pick]:
    people = [(str(one.id), one.name) for one in read(routes.register_curators)]
    return [
        pick("curator", lazy("Curator"), people),
        pick("model", lazy("Model"), members(RouteModel)),
        pick("municipality", lazy("Municipality"), municipalities()),
        pick("late", lazy("Deadline"), [("1", _("overdue only"))]),
        pick("round", lazy("Agreement"), [("closable", _("may be closed"))]),
    ]


def _only(picks: Sequence[Pick]) -> OnlyRoutes:
    curator, model, town, late, agreement = (one.chosen for one in picks)
    return OnlyRoutes(
        curator_id=int(curator) if curator else None, model=RouteModel(model) if model else None,
        municipality_id=int(town) if town else None, overdue=bool(late), closable=bool(agreement),
    )  # fmt: skip


def _chips(counts: dict[RouteStatus, int], status: RouteStatus | None, values: dict[str, Any]) -> list[Chip]:
    every = Chip(_("All"), sum(counts.values()), url_for("routes.index", **values), status is None)
    return [every] + [
        Chip(word(one), counts.get(one, 0), url_for("routes.index", status=one.value, **values), one is status)
        for one in RouteStatus if one in counts or one is status
    ]  # fmt: skip
