"""Routes that several clauses of annex 3 are proven with."""

from __future__ import annotations

from models.applications import DiagnosticForm
from models.routes import ActivityCategory, RouteModel
from services import applications, results, routes
from tests.world import World


def published(w: World, form: DiagnosticForm = DiagnosticForm.standardized) -> int:
    """A published result of an assessment in a form."""
    applications.open_draft(w.session, w.teacher)
    applications.choose_form(w.session, w.teacher, form=form)
    applications.choose_all_blocks(w.session, w.teacher)
    draft = applications.choose_period(w.session, w.teacher, wanted_from=w.today, wanted_to=w.today)
    applications.submit(w.session, w.teacher, participation_id=draft.participation_id)
    w.propose(draft.participation_id)
    w.assess(draft.participation_id)
    w.publish(draft.participation_id)
    return draft.participation_id


def drafted(w: World) -> tuple[int, int]:
    """A route being drawn up and the first deficit of the result it is founded on."""
    participation_id = published(w)
    route_id = routes.draw_up(w.session, w.planner, participation_id=participation_id)
    found = results.look(w.session, w.planner, participation_id=participation_id).deficits[0]
    return route_id, found.id


def set_terms(w: World, route_id: int) -> None:
    """The planner sets the terms of a route of nine months."""
    routes.set_terms(
        w.session, w.planner, route_id=route_id, model=RouteModel.a, term_months=9, starts_on=w.today,
        curator_id=w.curator_id,
    )  # fmt: skip


def add(w: World, route_id: int, deficit_id: int) -> int:
    """The planner adds an activity for a deficit; returns it."""
    return routes.add_activity(
        w.session, w.planner, route_id=route_id, category=ActivityCategory.exchange, title="Семинар",
        starts_on=w.today, deficit_ids=[deficit_id],
    )  # fmt: skip
