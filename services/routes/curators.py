"""Who may be the curator of a route, and on which assessments its model may be founded (annex 3, cl. 2.3, 4.4.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import CuratorKind, Grant, Role
from models.people import Person
from models.results import DeficitLevel
from models.routes import Route, RouteModel, RouteStatus
from services import results, rights
from services.context import Context
from services.errors import Invalid, Refused
from services.routes.finding import find

_ = catalog("services").lazy
#: States in which a route is work for its curator.
_LIVING = (
    RouteStatus.in_agreement, RouteStatus.finalizing, RouteStatus.awaiting_approval, RouteStatus.active,
    RouteStatus.suspended, RouteStatus.final_assessment,
)  # fmt: skip
REASON_MAX = 500


@dataclass(frozen=True)
class CuratorLine:
    """A possible curator, who they are (None: not said yet) and how many living routes they have. ``heavy``: one more
    is a warning; ``overloaded``: one more needs a reason in words (both ours, of the region's profile)."""

    id: int
    name: str
    load: int
    kind: CuratorKind | None = None
    heavy: bool = False
    overloaded: bool = False


def curators(
    session: Session, ctx: Context, *, route_id: int, model: RouteModel | None = None
) -> Sequence[CuratorLine]:
    """Who may be the curator of a route in a model (its own by default), the least loaded first: ``eligible``. Who may
    not see the result finds nobody in model A, because the kind tells the level (К-54)."""
    route = find(session, ctx, route_id)
    model = model or route.model
    return eligible(session, ctx, route, model) if may_choose(session, ctx, route, model) else ()


def may_choose(session: Session, ctx: Context, route: Route, model: RouteModel) -> bool:
    """Whether the actor may know who fits: in model A the kind of the curator tells the level (К-54)."""
    return model is not RouteModel.a or rights.sees_result(session, ctx, route.participation)


def eligible(session: Session, ctx: Context, route: Route, model: RouteModel) -> Sequence[CuratorLine]:
    """Who may be the curator in a model, the least loaded first.

    A: for a high level of deficit a methodologist, else a lecturer of the subject. B: such a lecturer, or the head of
    the school's subject group. C: a mentor of the school, a methodologist where there is none. A curator whose kind is
    not said may take any route. The worst level decides (К-28); in model A a colleague is left out (К-55). Source:
    annex 3, cl. 4.4.2.
    """
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
        person.id: _line(ctx, person, count, kind)
        for person, kind, count in reversed(found)
        if (kind is None or kind in wanted)
        and (kind is not CuratorKind.lecturer or _same_subject(person, route))
        and (model is not RouteModel.a or not rights.of_the_school(session, person.id, route))
    }
    return list(reversed(lines.values()))


def _line(ctx: Context, person: Person, load: int, kind: CuratorKind | None) -> CuratorLine:
    warn, most = ctx.region.curator_load
    return CuratorLine(person.id, person.full_name, load, kind, load >= warn, load >= most)


def choose(
    session: Session, ctx: Context, route: Route, model: RouteModel, curator_id: int, reason: str
) -> dict[str, Any]:
    """What a route keeps of the choice of its curator. One who stays is not asked about anew.

    Raises Refused for who may not know who fits, Invalid for a person who may not be the curator here, and without a
    reason for one who is overloaded.
    """
    if not may_choose(session, ctx, route, model):
        raise Refused(_("You are of this person's school. Please hand the route over to another planner."))
    line = next((one for one in eligible(session, ctx, route, model) if one.id == curator_id), None)
    if line is None:
        raise Invalid(_("This person cannot be the curator here."), "curator_id")
    if curator_id == route.curator_id:
        return {"curator_id": curator_id}
    reason = reason.strip()
    if len(reason) > REASON_MAX:
        raise Invalid(_("This is too long: at most {most} characters, please.", most=REASON_MAX), "curator_reason")
    if line.overloaded and not reason:
        most = ctx.region.curator_load[1]
        raise Invalid(
            _("This curator has {load} routes, and {most} is the most. Please write why this one.", load=line.load,
              most=most), "curator_reason",
        )  # fmt: skip
    return {"curator_id": curator_id, "curator_reason": reason if line.heavy else ""}


def _wanted(
    session: Session, route: Route, model: RouteModel, there: set[CuratorKind | None]
) -> frozenset[CuratorKind]:
    """The kinds that cl. 4.4.2 names for the route, given the kinds that there are."""
    if model is RouteModel.b:
        return frozenset({CuratorKind.lecturer, CuratorKind.group_head})
    if model is RouteModel.c:
        return frozenset({CuratorKind.mentor if CuratorKind.mentor in there else CuratorKind.methodologist})
    if not results.is_published(session, route.participation_id):
        # Recalled, it says nothing of the level: nobody of the centre is left out until there is a new one.
        return frozenset({CuratorKind.methodologist, CuratorKind.lecturer})
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
