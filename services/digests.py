"""The curator's one morning digest: on each working day one notice that counts what waits, instead of one for each.

It is written at the first tick of a working day after it has begun in the region, for those only of whom there is
something to say; a mark in the database keeps it from being written twice, whichever machine ticks. It holds no counts:
they are taken when it is worded, so what has been settled meanwhile is not spoken of. All of it is ours.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from models.accounts import Grant, Role
from models.conversations import Conversation, Desk
from models.counters import Counter
from models.engine import insert_into
from models.notices import Notice
from models.people import Person
from models.routes import Activity, Agreement, CuratorView, Party, Route, RouteStatus
from services import calendar, notices, rights
from services.context import Context
from services.notices import NoticeKind

MARK = "curator_digest"
#: How many working days ahead counts as soon; and as the end of a route, for which an assessment is to be prepared.
SOON, ENDING = 3, 20


class Item(enum.StrEnum):
    """What a digest counts, the most pressing first."""

    to_agree = "to_agree"
    overdue = "overdue"
    to_confirm = "to_confirm"
    questions = "questions"
    soon = "soon"
    ending = "ending"


@dataclass(frozen=True)
class WardActivity:
    """An activity of a ward in one of the digest's lists."""

    id: int
    route_id: int
    person: str
    title: str
    starts_on: date
    ends_on: date


def tick(session: Session, ctx: Context) -> int:
    """Write the digests of the day once it has begun; returns how many were written. May run twice, late, anywhere."""
    if not _begun(ctx) or not _first(session, ctx.today):
        return 0
    found = {curator for item in Item for curator in session.scalars(_curators(ctx, item))}
    people = session.scalars(sa.select(Person).where(Person.id.in_(found)).order_by(Person.id)).all()
    notices.supersede(session, Notice.kind == NoticeKind.curator_digest.value)
    for person in people:
        notices.post(session, ctx, NoticeKind.curator_digest, [person.id], person, key=ctx.today.isoformat())
    return len(people)


def _begun(ctx: Context) -> bool:
    """Whether it is a working day's working hours in the region."""
    return calendar.within_working_hours(ctx.region, ctx.now) == ctx.now


def _first(session: Session, today: date) -> bool:
    """Whether nobody has looked today; from now on somebody has."""
    statement = insert_into(session, Counter).values(name=MARK, value=today.toordinal())
    statement = statement.on_conflict_do_update(
        index_elements=["name"], set_={"value": today.toordinal()}, where=Counter.value < today.toordinal()
    )
    return session.execute(statement.returning(Counter.value)).scalar_one_or_none() is not None


def _curators(ctx: Context, item: Item) -> sa.Select[Any]:
    """Curators of whom there is something of ``item`` to say: an end of a route is news on one day only."""
    serving = sa.select(Grant.person_id).where(Grant.role == Role.curator, rights.holds_on(ctx.today))
    query = sa.select(Route.curator_id).select_from(Route).where(Route.curator_id.in_(serving)).distinct()
    where = _ends_today(ctx) if item is Item.ending else _condition(ctx, item)
    return _joined(query, item).where(where)


def counts(session: Session, ctx: Context) -> dict[Item, int]:
    """How much of each item waits for the actor as a curator now; what there is nothing of is left out."""
    found = {item: session.scalar(_mine(ctx, item, sa.select(sa.func.count()))) or 0 for item in Item}
    return {item: number for item, number in found.items() if number}


def activities(session: Session, ctx: Context, *, item: Item) -> Sequence[WardActivity]:
    """The activities of the actor's wards that an item counts, the earliest first; empty for an item that counts
    something else."""
    if item not in _OF_ACTIVITIES:
        return ()
    query = _mine(ctx, item, sa.select(Activity)).options(joinedload(Activity.route).joinedload(Route.person))
    rows = session.scalars(query.order_by(Activity.ends_on, Activity.id).limit(300))
    return [
        WardActivity(row.id, row.route_id, row.route.person.short_name, row.title, row.starts_on, row.ends_on)
        for row in rows
    ]


def ending(ctx: Context) -> sa.ColumnElement[bool]:
    """Routes whose end is near, as the digest counts them."""
    return _condition(ctx, Item.ending)


_OF_ACTIVITIES = (Item.overdue, Item.to_confirm, Item.soon)


def _mine(ctx: Context, item: Item, query: sa.Select[Any]) -> sa.Select[Any]:
    return _joined(query.select_from(Route), item).where(rights.curates(ctx), _condition(ctx, item))


def _joined(query: sa.Select[Any], item: Item) -> sa.Select[Any]:
    if item in _OF_ACTIVITIES:
        return query.join(Activity, Activity.route_id == Route.id)
    if item is Item.to_agree:
        return query.join(Agreement, sa.and_(Agreement.route_id == Route.id, Agreement.round == Route.round))
    if item is Item.questions:
        return query.join(Conversation, Conversation.route_id == Route.id)
    return query


def _condition(ctx: Context, item: Item) -> sa.ColumnElement[bool]:
    today, soon = ctx.today, calendar.add_working_days(ctx.region, ctx.today, SOON)
    active = Route.status == RouteStatus.active
    living = sa.and_(active, Activity.removed_at.is_(None))
    planned, marked = sa.and_(living, Activity.done_at.is_(None)), sa.and_(living, Activity.done_at.is_not(None))
    return {
        Item.to_agree: sa.and_(
            Route.status == RouteStatus.in_agreement, Agreement.party == Party.curator, Agreement.answer.is_(None)
        ),
        Item.overdue: sa.and_(planned, Activity.ends_on < today),
        Item.to_confirm: sa.and_(
            marked, sa.or_(Activity.view == CuratorView.not_looked, Activity.viewed_at < Activity.done_at)
        ),
        Item.questions: sa.and_(Conversation.desk == Desk.curator, Conversation.waiting_since.is_not(None)),
        Item.soon: sa.and_(planned, Activity.ends_on >= today, Activity.ends_on <= soon),
        Item.ending: sa.and_(active, Route.ends_on <= calendar.add_working_days(ctx.region, today, ENDING)),
    }[item]


def _ends_today(ctx: Context) -> sa.ColumnElement[bool]:
    """Routes that have come within the days of the end since the last working day."""
    yesterday = calendar.add_working_days(ctx.region, ctx.today, -1)
    last, before = (calendar.add_working_days(ctx.region, day, ENDING) for day in (ctx.today, yesterday))
    return sa.and_(Route.status == RouteStatus.active, Route.ends_on <= last, Route.ends_on > before)
