"""Who may be the curator of a route, and on which assessments its model may be founded (annex 3, cl. 2.3, 4.4.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import CuratorKind, Grant, Role
from models.people import Person
from models.results import DeficitLevel
from models.routes import Route, RouteModel, RouteStatus
from services import results, rights
from services.context import Context
from services.errors import Invalid
from services.routes.finding import find

_ = catalog("services").lazy
_LIVING = (RouteStatus.in_agreement, RouteStatus.finalizing, RouteStatus.awaiting_approval, RouteStatus.active)


@dataclass(frozen=True)
class CuratorLine:
    """A possible curator, who they are (None: not said yet) and how many living routes they have."""

    id: int
    name: str
    load: int
    kind: CuratorKind | None = None


def curators(
    session: Session, ctx: Context, *, route_id: int, model: RouteModel = RouteModel.a
) -> Sequence[CuratorLine]:
    """Who may be the curator in a model, the least loaded first.

    A: for a high level of deficit a methodologist, else a lecturer of the subject. B: such a lecturer, or the head of
    the school's subject group. C: a mentor of the school, a methodologist where there is none. A curator whose kind is
    not said may take any route. The worst level decides (К-28); in model A a colleague is left out (К-55), and
    who may not see the result finds nobody, because the kind tells the level (К-54). Source: annex 3, cl. 4.4.2.
    """
    route = find(session, ctx, route_id)
    if model is RouteModel.a and not rights.sees_result(session, ctx, route.participation):
        return ()
    load = sa.select(sa.func.count()).where(Route.curator_id == Person.id, Route.status.in_(_LIVING))
    load_column = load.correlate(Person).scalar_subquery()
    here = sa.or_(Grant.centre_id == route.centre_id, Grant.organization_id == route.organization_id)
    query = (
        sa.select(Person, Grant, load_column)
        .join(Grant, Grant.person_id == Person.id)
        .where(Grant.role == Role.curator, here, rights.holds_on(ctx.today), Person.id != route.person_id)
        .order_by(load_column, Person.folded_name, Grant.id)
    )
    found = [(person, grant.curator_kind, count) for person, grant, count in session.execute(query)]
    wanted = _wanted(session, route, model, {kind for _person, kind, _count in found})
    lines = {
        person.id: CuratorLine(person.id, person.full_name, count, kind)
        for person, kind, count in reversed(found)
        if (kind is None or kind in wanted)
        and (kind is not CuratorKind.lecturer or _same_subject(person, route))
        and (model is not RouteModel.a or not rights.of_the_school(session, person.id, route))
    }
    return list(reversed(lines.values()))


def _wanted(
    session: Session, route: Route, model: RouteModel, there: set[CuratorKind | None]
) -> frozenset[CuratorKind]:
    """The kinds that cl. 4.4.2 names for the route, given the kinds that there are."""
    if model is RouteModel.b:
        return frozenset({CuratorKind.lecturer, CuratorKind.group_head})
    if model is RouteModel.c:
        return frozenset({CuratorKind.mentor if CuratorKind.mentor in there else CuratorKind.methodologist})
    scores = results.published(session, route.participation_id).scores
    level = results.worst([score.level for score in scores])
    return frozenset({CuratorKind.methodologist if level is DeficitLevel.high else CuratorKind.lecturer})


def _same_subject(person: Person, route: Route) -> bool:
    """Whether a lecturer teaches a subject of the assessment; a manager is assessed in none."""
    subjects = {subject for subject in route.participation.subjects if subject}
    return not subjects or not subjects.isdisjoint(person.subjects)


def check_model(ctx: Context, route: Route, model: RouteModel) -> None:
    """Raise Invalid for a model that the region's profile does not found on this form and basis of assessment.

    Source: annex 3, cl. 2.3.1-2.3.3; К-51.
    """
    application, founding = route.participation.application, ctx.region.route_models[model.value]
    form = application.form if application else None
    if (form is None or form.value not in founding.forms) or route.participation.basis.value not in founding.bases:
        raise Invalid(_("This model is founded on another assessment. Please choose another model."), "model")
