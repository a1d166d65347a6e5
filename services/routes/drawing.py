"""Drawing a route up: founded on a result, its curator, term and activities (annex 3, cl. 4.3.1-4.3.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from locales import catalog
from models.applications import DecisionKind, Participation
from models.catalogue import Event, Programme
from models.deadlines import DeadlineKind, DeadlineStatus
from models.results import FoundDeficit
from models.routes import Activity, ActivityCategory, Route, RouteModel
from services import calendar, catalogue, deadlines, people, results, rights
from services.applications.finding import find as find_participation
from services.context import Context
from services.errors import Invalid, NotFound, Refused, Stale, all_of
from services.moves import lock, move
from services.rights import Who
from services.routes.curators import check_model, choose
from services.routes.finding import find
from services.routes.lifecycle import ROUTE
from services.routes.replying import as_read, note_change
from services.routes.taking_over import tell_of_curator

_ = catalog("services").lazy
TITLE_MAX = 300
#: How far ahead a route may begin (ours).
AHEAD = timedelta(days=366)


def draw_up(session: Session, ctx: Context, *, participation_id: int) -> int:
    """Begin the route of a decision "route" on a published result; returns its id.

    Raises Refused without the decision, without the result (К-03) or without a living consent to the processing of
    personal data, Stale when a route is already being drawn up. After one that ended early another may
    be drawn up.
    """
    row = find_participation(session, ctx, participation_id)
    rights.require(rights.is_who(session, ctx, Who.planner, row))
    people.require_consent(session, row.person_id)
    results.published(session, row.id)
    lock(session, row)  # The decision may be changed at this moment.
    if row.decision is not DecisionKind.route:
        raise Refused(_("First decide that a route follows this result."))
    _reopen_term(session, ctx, row)
    route = Route(
        person_id=row.person_id, participation_id=row.id, centre_id=row.centre_id, organization_id=row.organization_id,
        planner_id=ctx.actor.person_id, status_at=ctx.now, created_at=ctx.now, starts_on=ctx.today,
    )  # fmt: skip
    session.add(route)
    try:
        session.flush()
    except IntegrityError as error:
        raise Stale(_("A route for this result is already being drawn up.")) from error
    row.planner_id = ctx.actor.person_id
    return route.id


def may_draw_up(session: Session, ctx: Context, *, participation_id: int) -> bool:
    """Whether the actor may begin a route for a case now, as ``draw_up`` has it. Where no consent was ever given, the
    step itself says what is to be done first."""
    row = find_participation(session, ctx, participation_id)
    living = sa.select(Route.id).where(
        Route.participation_id == row.id, Route.status.in_(ROUTE.step("end_early").sources)
    )
    return (
        rights.is_who(session, ctx, Who.planner, row)
        and row.decision is DecisionKind.route
        and results.is_published(session, row.id)
        and not people.has_withdrawn(session, row.person_id)
        and session.scalar(living.limit(1)) is None
    )


def _reopen_term(session: Session, ctx: Context, row: Participation) -> None:
    """A route that ended before it was ever sent took the planner's term with it: it runs again, from the same day."""
    terms = [one for one in deadlines.of(session, row) if one.kind is DeadlineKind.draw_up]
    if terms and all(one.status is DeadlineStatus.void for one in terms):
        deadlines.open_deadline(session, ctx, DeadlineKind.draw_up, row, event_on=terms[-1].event_on)


def set_terms(
    session: Session,
    ctx: Context,
    *,
    route_id: int,
    model: RouteModel,
    term_months: int,
    starts_on: date,
    curator_id: int,
    curator_reason: str = "",
) -> None:
    """Set model, term and curator. The term is 6 to 24 months (annex 3, cl. 4.4.3); the next assessment is 36 months
    after the last comprehensive one, whatever the route is founded on (annex 2, cl. 5.6.1). ``curator_reason`` says why
    this curator, who has more routes than the region's profile lets be chosen without a word."""
    route = find(session, ctx, route_id)
    chosen: dict[str, Any] = {}
    all_of(
        partial(check_model, ctx, route, model),
        partial(_check_start, session, ctx, route, starts_on),
        partial(_check_term, ctx, term_months),
        lambda: chosen.update(choose(session, ctx, route, model, curator_id, curator_reason)),
    )
    if route.round and (route.model, route.term_months, route.starts_on) != (model, term_months, starts_on):
        chosen |= {"terms_changed_at": ctx.now}
    last, before = results.last_comprehensive_on(session, route.person_id), route.curator_id
    move(
        session, ctx, ROUTE, route, "edit", model=model, term_months=term_months, starts_on=starts_on,
        ends_on=calendar.add_months(starts_on, term_months), **chosen,
        next_assessment_on=calendar.add_months(last, ctx.region.next_assessment_months) if last else None,
    )  # fmt: skip
    tell_of_curator(session, ctx, route, before)


def check_terms(
    session: Session,
    ctx: Context,
    *,
    route_id: int,
    model: RouteModel,
    term_months: int | None,
    starts_on: date | None,
    curator_id: int | None,
    curator_reason: str,
) -> None:
    """All that ``set_terms`` would refuse of what was chosen, at once; what is not chosen is not spoken of. Raises
    Invalid or Several."""
    route = find(session, ctx, route_id)
    checks: list[Callable[[], object]] = [partial(check_model, ctx, route, model)]
    if starts_on is not None:
        checks.append(partial(_check_start, session, ctx, route, starts_on))
    if term_months is not None:
        checks.append(partial(_check_term, ctx, term_months))
    if curator_id is not None:
        checks.append(partial(choose, session, ctx, route, model, curator_id, curator_reason))
    all_of(*checks)


def _check_start(session: Session, ctx: Context, route: Route, starts_on: date) -> None:
    if not results.held_on(session, route.participation_id) <= starts_on <= ctx.today + AHEAD:
        raise Invalid(_("A route begins after the assessment, within a year from today."), "starts_on")


def _check_term(ctx: Context, term_months: int) -> None:
    shortest, longest = ctx.region.route_months
    if not shortest <= term_months <= longest:
        message = _("A route lasts {shortest} to {longest} months.", shortest=shortest, longest=longest)
        raise Invalid(message, "term_months")


def add_activity(
    session: Session,
    ctx: Context,
    *,
    route_id: int,
    category: ActivityCategory,
    title: str,
    starts_on: date,
    ends_on: date | None = None,
    place: str = "",
    deficit_ids: Sequence[int] = (),
    programme_id: int | None = None,
    event_id: int | None = None,
) -> int:
    """Add an activity with its dates and the deficits it works on; returns its id (annex 3, cl. 5.6-5.9).

    ``programme_id`` or ``event_id`` say what of the catalogue it is; an empty title or place is then taken from there.
    """
    route = find(session, ctx, route_id)
    move(session, ctx, ROUTE, route, "edit")
    activity = Activity(route_id=route.id)
    title, place = _draw_from(session, ctx, activity, title, place, programme_id, event_id)
    _fill(session, ctx, route, activity, category, title, starts_on, ends_on, place, deficit_ids)
    session.add(activity)
    session.flush()
    session.expire(route, ["activities"])
    note_change(ctx, activity)
    session.flush()
    return activity.id


def _draw_from(
    session: Session,
    ctx: Context,
    activity: Activity,
    title: str,
    place: str,
    programme_id: int | None,
    event_id: int | None,
) -> tuple[str, str]:
    """Note what of the catalogue an activity is (annex 3, cl. 5.7); returns its title and place."""
    if programme_id is not None and event_id is not None:
        raise Invalid(_("An activity is one programme or one event."), "event_id")
    source: Programme | Event | None = None
    if programme_id is not None:
        source = catalogue.visible_programme(session, ctx, programme_id)
    elif event_id is not None:
        source = catalogue.visible_event(session, ctx, event_id)
    if source is None:
        return title, place
    if source.archived_at is not None:
        raise Invalid(_("This is in the archive of the catalogue. Please choose another."), "event_id")
    activity.programme_id, activity.event_id, activity.kind = programme_id, event_id, source.kind.value
    return title.strip() or source.title, place.strip() or source.place


def edit_activity(
    session: Session,
    ctx: Context,
    *,
    activity_id: int,
    category: ActivityCategory,
    title: str,
    starts_on: date,
    ends_on: date | None = None,
    place: str = "",
    deficit_ids: Sequence[int] = (),
) -> None:
    """Change an activity while the route is being drawn up or finalized."""
    activity = _activity(session, ctx, activity_id)
    move(session, ctx, ROUTE, activity.route, "edit")
    before = as_read(activity)
    _fill(session, ctx, activity.route, activity, category, title, starts_on, ends_on, place, deficit_ids)
    if as_read(activity) != before:
        note_change(ctx, activity)
    session.flush()


def _fill(
    session: Session,
    ctx: Context,
    route: Route,
    activity: Activity,
    category: ActivityCategory,
    title: str,
    starts_on: date,
    ends_on: date | None,
    place: str,
    deficit_ids: Sequence[int],
) -> None:
    result = results.published(session, route.participation_id)
    known = {
        found.id: found for found in session.scalars(sa.select(FoundDeficit).where(FoundDeficit.result_id == result.id))
    }
    if set(deficit_ids) - set(known):
        raise Invalid(_("Only the deficits found in this result may be chosen."), "deficit_ids")
    check_activity(session, ctx, route_id=route.id, title=title, starts_on=starts_on, ends_on=ends_on)
    activity.category, activity.title, activity.place = category, " ".join(title.split()), " ".join(place.split())
    activity.starts_on, activity.ends_on = starts_on, ends_on or starts_on
    activity.deficits = [known[number] for number in dict.fromkeys(deficit_ids)]


def check_activity(
    session: Session, ctx: Context, *, route_id: int, title: str, starts_on: date | None, ends_on: date | None
) -> None:
    """All that would be refused of a typed activity, at once; days that are not known are not spoken of. Raises Invalid
    or Several."""
    route = find(session, ctx, route_id)
    all_of(partial(_check_title, title), partial(_check_days, route, starts_on, ends_on or starts_on))


def _check_title(title: str) -> None:
    if not 1 <= len(" ".join(title.split())) <= TITLE_MAX:
        raise Invalid(_("A title takes 1 to {most} characters.", most=TITLE_MAX), "title")


def _check_days(route: Route, first: date | None, last: date | None) -> None:
    if first is None or last is None:
        return
    if last < first:
        raise Invalid(_("An activity cannot end before it begins."), "ends_on")
    if route.starts_on and route.ends_on and not route.starts_on <= first <= last <= route.ends_on:
        raise Invalid(_("The dates must lie within the term of the route."), "starts_on")


def remove_activity(session: Session, ctx: Context, *, activity_id: int) -> None:
    """Take an activity off while the route is being drawn up or finalized."""
    activity = _activity(session, ctx, activity_id)
    move(session, ctx, ROUTE, activity.route, "edit")
    activity.removed_at = ctx.now


def _activity(session: Session, ctx: Context, activity_id: int) -> Activity:
    activity = session.get(Activity, activity_id)
    if activity is None or activity.removed_at is not None:
        raise NotFound(_("There is no such activity."))
    find(session, ctx, activity.route_id)
    return activity
