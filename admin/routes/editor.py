"""The register of routes and the page on which a planner draws one up and leads it to approval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from admin.access import About, only, served
from admin.addresses import go, number, optional_number, page, typed
from admin.applications.queue import CENTRE, Chip
from admin.base import PageView
from admin.export import download, gathered, workbook
from admin.forms import PageForm, members, sure
from admin.paging import turned
from admin.picks import Pick, kept, pick
from admin.places import municipalities
from admin.routes.forms import ActivityForm, ApprovalForm, RecordForm, RouteTermsForm
from admin.routes.offered import (
    curators,
    months,
    offered_activity,
    offered_terms,
    save_activity,
    taken_from_catalogue,
)
from admin.routes.shown import shown
from admin.uploads import with_scan
from admin.work import context, read, run
from locales import catalog
from models.accounts import Role
from models.catalogue import Event, Programme
from models.people import Way
from models.routes import Activity, Party, Route, RouteModel, RouteStatus
from services import catalogue, outside, results, routes
from services.errors import Denied, DomainError, NotFound, Stale
from services.routes import OnlyRoutes, RouteCard
from services.words import word

_ = catalog("admin").gettext
n_ = catalog("admin").ngettext
lazy = catalog("admin").lazy


class RoutesPage(PageView):
    """Routes of the centre."""

    allowed = CENTRE
    title = lazy("Register of routes")
    about: ClassVar[About] = {"id": Route, "activity": Activity, "programme": Programme, "event": Event}
    icon = "route"

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
            rows=rows, page=at, more=more,
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
            recorded=read(outside.of, route_id=card.id),
        )  # fmt: skip

    @only(Role.planner)
    @served("/look/", methods=("POST",))
    def look(self) -> Response:
        """Open the deficits of the result, to choose from; the look is recorded."""
        card = read(routes.card, route_id=number())
        run(results.look, participation_id=card.participation_id)
        return go("routes.route", id=card.id)

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
                curator_id=int(form.curator_id.data or 0))  # fmt: skip

        if accepted(form, take):
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
        if accepted(form, lambda: save_activity(card, row, form, taken, kept)):
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
        return self.render(
            "route_catalogue.html", card=card, text=typed(),
            programmes=read(catalogue.find_programmes, text=typed(), on_from=card.starts_on, on_to=card.ends_on),
            events=read(catalogue.find_events, text=typed(), on_from=card.starts_on, on_to=card.ends_on),
        )  # fmt: skip

    @only(Role.planner)
    @served("/agreement/", methods=("POST",))
    def agreement(self) -> Response:
        """Send to the teacher, the curator and the head."""
        return self._step(lambda one: run(routes.send_for_agreement, route_id=one),
                          _("Sent for agreement: the teacher, the curator and the head are told."))  # fmt: skip

    @only(Role.planner)
    @served("/close/", methods=("POST",))
    def close(self) -> Response:
        """Close the round of agreement."""
        return self._step(lambda one: run(routes.close_round, route_id=one),
                          _("The round is closed. Finalize the route and send it for approval."))  # fmt: skip

    @only(Role.planner)
    @served("/approval/", methods=("POST",))
    def approval(self) -> Response:
        """Register and send to the head."""
        return self._step(lambda one: run(routes.send_for_approval, route_id=one),
                          _("Registered and sent for approval."))  # fmt: skip

    @only(Role.planner)
    @served("/record/", methods=("GET", "POST"))
    def record(self) -> str | Response:
        """Record an answer that a party gave outside the chat."""
        card = read(routes.card, route_id=number())
        waiting = [one for one in card.agreements if one.answer is None]
        if "record_answer" not in card.acts or not waiting:
            return stale(card.id)
        form = RecordForm(data={"on": context().today})
        form.party.choices = [(one.party.value, word(one.party)) for one in waiting]

        def take() -> None:
            with_scan(form.scan.data, lambda session, ctx, scan_id: routes.answer(
                session, ctx, route_id=card.id, agreed=form.agreed.data == "1", comment=form.comment.data,
                party=Party(form.party.data), way=Way(form.way.data), on=form.on.data, scan_id=scan_id,
            ))  # fmt: skip

        if accepted(form, take):
            return go("routes.route", _("The answer is recorded."), id=card.id)
        return self._form(card, form, _("Record an answer"), _("Record"))

    @only(Role.planner)
    @served("/signed/", methods=("GET", "POST"))
    def signed(self) -> str | Response:
        """Record an approval that the head signed on paper, with its scan (annex 3, cl. 4.3.10)."""
        card = read(routes.card, route_id=number())
        people = read(routes.approvers, route_id=card.id)
        if "record_approval" not in card.acts or not people:
            return stale(card.id)
        form = ApprovalForm(data={"on": context().today, "approver": str(people[0].id)})
        form.approver.choices = [(str(one.id), one.name) for one in people]

        def take() -> None:
            with_scan(form.scan.data, lambda session, ctx, scan_id: routes.record_approval(
                session, ctx, route_id=card.id, approved_by_id=int(form.approver.data), scan_id=sure(scan_id),
                on=form.on.data, way=Way(form.way.data), note=form.note.data,
            ))  # fmt: skip

        if accepted(form, take):
            return go("routes.route", _("The approval is recorded; the route is active."), id=card.id)
        return self._form(card, form, _("Record a signed approval"), _("Record"))

    def _step(self, take: Any, done: str) -> Response:
        route_id = number()
        try:
            take(route_id)
        except (NotFound, Denied):
            raise
        except DomainError as error:
            return go("routes.route", str(error), "warning", id=route_id)
        return go("routes.route", done, id=route_id)

    def _form(self, card: RouteCard, form: PageForm, title: str, button: str, *, adding: bool = False) -> str:
        return self.render("route_form.html", card=card, form=form, title=title, button=button, adding=adding)


def stale(route_id: int, error: DomainError | None = None, endpoint: str = "routes.route") -> Response:
    """Somebody was faster: say so, and show how it stands now."""
    text = str(error) if error else _("This has already been done or has changed. Here is how it stands now.")
    return go(endpoint, text, "warning", id=route_id)


def accepted(form: PageForm, take: Any) -> bool:
    """``accept``, with "somebody was faster" said above the form, so that nothing typed is lost."""
    try:
        return form.accept(take)
    except Stale as error:
        form.refuse(error)
        return False


def _status() -> RouteStatus | None:
    asked = request.args.get("status", "")
    return RouteStatus(asked) if asked in RouteStatus.__members__ else None


def _picks() -> list[Pick]:
    people = [(str(one.id), one.name) for one in read(routes.register_curators)]
    return [
        pick("curator", lazy("Curator"), people),
        pick("model", lazy("Model"), members(RouteModel)),
        pick("municipality", lazy("Municipality"), municipalities()),
        pick("late", lazy("Deadline"), [("1", _("overdue only"))]),
    ]


def _only(picks: Sequence[Pick]) -> OnlyRoutes:
    curator, model, town, late = (one.chosen for one in picks)
    return OnlyRoutes(
        curator_id=int(curator) if curator else None, model=RouteModel(model) if model else None,
        municipality_id=int(town) if town else None, overdue=bool(late),
    )  # fmt: skip


def _chips(counts: dict[RouteStatus, int], status: RouteStatus | None, values: dict[str, Any]) -> list[Chip]:
    every = Chip(_("All"), sum(counts.values()), url_for("routes.index", **values), status is None)
    return [every] + [
        Chip(word(one), counts.get(one, 0), url_for("routes.index", status=one.value, **values), one is status)
        for one in RouteStatus if one in counts or one is status
    ]  # fmt: skip
