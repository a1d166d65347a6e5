"""Looking at a result: who may, and that each look of staff is recorded where the person can read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.applications import Participation
from models.people import Person
from models.results import ResultLook
from models.routes import Route
from services import rights, telling
from services.applications.finding import find
from services.context import Context
from services.errors import NotFound
from services.results.cards import DeficitLine, LookLine, ResultCard, ResultStage, card_of, deficit_line
from services.results.rows import latest, shown

_ = catalog("services").lazy


def look(session: Session, ctx: Context, *, participation_id: int) -> ResultCard:
    """The published result for one who may see it; the look of anyone but the person is recorded, and the person's own
    tells them of it.

    Raises NotFound for everyone else, whether there is a result or not.
    """
    row = session.get(Participation, participation_id)
    if row is None or not rights.sees_result(session, ctx, row):
        raise NotFound(_("There is no such result."))
    result = latest(session, row.id) if _works_on(ctx, row) else shown(session, row.id)
    if result is None:
        raise NotFound(_("There is no such result."))
    _record(session, ctx, row)
    return card_of(session, row, result)


def look_at_card(session: Session, ctx: Context, *, route_id: int) -> ResultCard:
    """The published result as it stands on the full card of a route, for one who may see that card: also whoever the
    person opened it to, who sees the result in no other way. The look of anyone but the person is recorded.

    Raises NotFound for everyone else, and while no published result stands.
    """
    route = session.get(Route, route_id)
    result = shown(session, route.participation_id) if route and rights.sees_card(session, ctx, route) else None
    if route is None or result is None:
        raise NotFound(_("There is no such result."))
    _record(session, ctx, route.participation)
    return card_of(session, route.participation, result)


def _record(session: Session, ctx: Context, row: Participation) -> None:
    if row.person_id == ctx.actor.person_id:
        telling.seen(session, ctx, row)
    else:
        session.add(ResultLook(participation_id=row.id, viewer_id=ctx.actor.person_id, at=ctx.now, door=ctx.actor.door))
        session.flush()


def note_look(session: Session, ctx: Context, *, participation_id: int) -> None:
    """Record that staff are shown deficits of a published result on the page of its route. Such a page is opened anew
    after every step: one look a day is recorded for each who looks. Raises NotFound for who may not see the result."""
    row = session.get(Participation, participation_id)
    if row is None or not rights.sees_result(session, ctx, row):
        raise NotFound(_("There is no such result."))
    midnight = datetime.combine(ctx.today, time(), tzinfo=ctx.region.zone)
    seen = sa.select(ResultLook.id).where(
        ResultLook.participation_id == row.id, ResultLook.viewer_id == ctx.actor.person_id, ResultLook.at >= midnight
    )
    if session.scalar(seen.limit(1)) is None:
        _record(session, ctx, row)


def stage(session: Session, ctx: Context, *, participation_id: int) -> ResultStage | None:
    """How far the result of a case has come, for the centre's staff who may look at it; None before it is entered, and
    for a planner before it is published."""
    row = find(session, ctx, participation_id)
    if row.person_id == ctx.actor.person_id or not rights.sees_result(session, ctx, row):
        return None
    result = latest(session, row.id) if _works_on(ctx, row) else shown(session, row.id)
    if result is None:
        return None
    author = session.get_one(Person, result.entered_by_id)
    return ResultStage(
        result.status, result.version, author.short_name, result.entered_at, result.checked_at, result.published_at
    )


def deficits_looked_at(session: Session, ctx: Context, *, participation_id: int) -> tuple[DeficitLine, ...] | None:
    """The deficits of the published result for staff whose look at it is recorded already; None before that look."""
    row = session.get(Participation, participation_id)
    if row is None or not rights.sees_result(session, ctx, row):
        return None
    looks = sa.select(ResultLook.id).where(
        ResultLook.participation_id == row.id, ResultLook.viewer_id == ctx.actor.person_id
    )
    result = shown(session, row.id)
    if result is None or session.scalar(looks.limit(1)) is None:
        return None
    return tuple(deficit_line(one) for one in result.deficits)


def _works_on(ctx: Context, row: Participation) -> bool:
    return row.person_id != ctx.actor.person_id and rights.holds(ctx, Role.operator, centre_id=row.centre_id)


def lookers(session: Session, ctx: Context, *, participation_id: int) -> Sequence[LookLine]:
    """Who looked at the actor's own result, newest first; raises NotFound for another's."""
    row = session.get(Participation, participation_id)
    if row is None or row.person_id != ctx.actor.person_id:
        raise NotFound(_("There is no such result."))
    query = (
        sa.select(ResultLook, Person)
        .join(Person, Person.id == ResultLook.viewer_id)
        .where(ResultLook.participation_id == row.id)
        .order_by(ResultLook.id.desc())
        .limit(50)
    )
    return [LookLine(person.full_name, seen.at, seen.door) for seen, person in session.execute(query)]
