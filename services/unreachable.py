"""People whom no notice reaches: the desk is told once of each case, and has a list of whom to call.

A deadline never hangs on a person without Telegram, and one that waits for them is nobody's until somebody calls; nor
does anything they must know of stay untold (services/telling).
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from models.accounts import Role
from models.applications import Participation, ParticipationStatus
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.notices import Notice
from models.people import Person, TelegramChat
from models.routes import Activity, Agreement, Route, RouteStatus
from services import deadlines, notices, recipients, rights, telling, today
from services.context import Context
from services.notices import Fact, NoticeKind
from services.telling import Row, Untold

#: So many are read at most: a list that nobody calls through.
MOST = 2000
#: Deadlines that wait for a person's own word or coming.
_WAITING = (DeadlineKind.answer, DeadlineKind.assessment, DeadlineKind.agree, DeadlineKind.activity)
_LIVING = (
    ParticipationStatus.submitted, ParticipationStatus.proposed, ParticipationStatus.agreed,
    ParticipationStatus.assessed, ParticipationStatus.result_published,
)  # fmt: skip
_OVER = (RouteStatus.drafting, RouteStatus.completed, RouteStatus.ended_early, RouteStatus.erased)


class Why(enum.StrEnum):
    """Why a person is to be called."""

    not_reached = "not_reached"
    unsure = "unsure"
    blocked = "blocked"
    no_chat = "no_chat"


@dataclass(frozen=True)
class CallLine:
    """Somebody to call: about what waits for them (``kind``, of an activity its title and whether it has begun; so
    many ``more`` of the same case or route wait besides) and what they are to be told, by when or since when, and the
    case or route it belongs to."""

    person: str
    phone: str
    why: Why
    kind: DeadlineKind | None
    due_on: date | None
    participation_id: int | None
    route_id: int | None
    untold: tuple[Untold, ...] = ()
    activity_id: int | None = None
    activity: str = ""
    begun: bool = False
    more: int = 0

    @property
    def day(self) -> date:
        """What orders the list: the day by which, else since when."""
        return self.due_on or self.untold[0].on


@dataclass(frozen=True)
class BlockedLine:
    """Somebody who blocked the bot."""

    person: str
    since: datetime


def tell(
    session: Session,
    ctx: Context,
    *,
    person_id: int,
    participation_id: int | None = None,
    route_id: int | None = None,
    unsaid: Notice | None = None,
) -> None:
    """Tell the desk of a case or route, once, that a notice to one of its people cannot be brought; and of each event
    that the person must know of and that ``unsaid`` was to tell them."""
    route = session.get(Route, route_id) if route_id else None
    row = session.get(Participation, participation_id) if participation_id else None
    if route is not None and _is_party(session, ctx, route, person_id):
        _tell(session, ctx, recipients.planners_of(session, ctx, route), route, person_id, unsaid)
    elif route is None and row is not None and row.person_id == person_id:
        _tell(session, ctx, recipients.of_case(session, ctx, row, Role.operator), row, person_id, unsaid)


def tell_of_all(session: Session, ctx: Context, *, person_id: int) -> None:
    """Tell the desks of all that is under way with a person that no notice reaches them any more."""
    if recipients.reachable(session, [person_id]):
        return
    own = sa.select(Participation.id).where(
        Participation.person_id == person_id, Participation.status.in_(_LIVING), ~_has_route()
    )
    for number in session.scalars(own).all():
        tell(session, ctx, person_id=person_id, participation_id=number)
    living = sa.select(Route.id).where(
        sa.or_(Route.person_id == person_id, Route.curator_id == person_id), Route.status.not_in(_OVER)
    )
    for number in session.scalars(living).all():
        tell(session, ctx, person_id=person_id, route_id=number)


def _has_route() -> sa.ColumnElement[bool]:
    return sa.exists().where(Route.participation_id == Participation.id)


def _is_party(session: Session, ctx: Context, route: Route, person_id: int) -> bool:
    return person_id in (route.person_id, route.curator_id, *recipients.approvers_of(session, ctx, route))


def _tell(
    session: Session, ctx: Context, desk: Sequence[int], about: Participation | Route, person_id: int,
    unsaid: Notice | None,
) -> None:  # fmt: skip
    told, key = [one for one in desk if one != person_id], str(person_id)
    facts: dict[str, Fact] = {"person": person_id}
    if unsaid is not None and unsaid.kind in telling.MATTERS and unsaid.recipient_id == about.person_id:
        key, facts = f"{key}:{unsaid.id}", facts | {"unsaid": NoticeKind(unsaid.kind)}
    notices.post(session, ctx, NoticeKind.unreachable, told, about, key=key, **facts)


def to_call(session: Session, ctx: Context) -> Sequence[CallLine]:
    """Whom the actor is to call, the earliest day first, one line for a case or route: people who could not be reached,
    people without a chat or e-mail on whose word or coming something waits, and those whom no notice brought what they
    must know. What waits in a case is an operator's to settle, and in a route a planner's."""
    found, untold = _waited_for(session, ctx), _untold(session, ctx)
    lines = _only_told(session, [key for key in untold if key not in found]) | found
    for key, events in untold.items():
        lines[key] = replace(lines[key], untold=tuple(events))
    return sorted(lines.values(), key=lambda line: (line.day, line.participation_id or 0, line.route_id or 0))


def to_call_count(session: Session, ctx: Context) -> int:
    """How many lines the list to call has, none of them made; at most ``MOST``."""
    told = telling.waiting(session, ctx, sa.select(Notice.recipient_id, Notice.participation_id, Notice.route_id))
    lines = _waits(session, ctx, sa.select(Person.id, Participation.id, Route.id)).union(told).limit(MOST).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(lines)) or 0


_Key = tuple[int, int | None, int | None]


def _untold(session: Session, ctx: Context) -> dict[_Key, list[Untold]]:
    found: dict[_Key, list[Untold]] = {}
    for one in telling.everywhere(session, ctx):
        found.setdefault((one.person_id, one.participation_id, one.route_id), []).append(one)
    return found


def _only_told(session: Session, keys: Sequence[_Key]) -> dict[_Key, CallLine]:
    """Lines of people who are only to be told something; of a result, by the day of its term."""
    query = sa.select(Person).where(Person.id.in_({key[0] for key in keys})).options(joinedload(Person.chat))
    people = {person.id: person for person in session.scalars(query)}
    terms = sa.select(Deadline.participation_id, Deadline.due_on).where(
        Deadline.participation_id.in_({key[1] for key in keys if key[1]}), Deadline.kind == DeadlineKind.result,
        Deadline.status.in_(deadlines.LIVE),
    )  # fmt: skip
    due = {row.participation_id: row.due_on for row in session.execute(terms)}
    return {key: _line(people[key[0]], due.get(key[1]), key[1], key[2]) for key in keys}


def _line(person: Person, due_on: date | None, participation_id: int | None, route_id: int | None) -> CallLine:
    why = Why.no_chat if person.chat is None else Why.blocked if person.chat.blocked_at else Why.unsure
    return CallLine(person.full_name, person.phone or "", why, None, due_on, participation_id, route_id)


def _waited_for(session: Session, ctx: Context) -> dict[_Key, CallLine]:
    of = sa.select(Deadline, Person, TelegramChat.blocked_at, Participation.id, Route.id, Activity.title)
    query = _waits(session, ctx, of)
    found: dict[_Key, CallLine] = {}
    rows = session.execute(query.order_by(Deadline.due_on, Deadline.id).limit(MOST))
    for deadline, person, blocked_at, participation_id, route_id, title in rows:
        key = (person.id, participation_id, route_id)
        if key in found:
            found[key] = replace(found[key], more=found[key].more + 1)
            continue
        held = deadline.status is DeadlineStatus.on_hold
        why = Why.not_reached if held else Why.blocked if blocked_at else Why.no_chat
        found[key] = CallLine(
            person.full_name, person.phone or "", why, deadline.kind, deadline.due_on, participation_id, route_id,
            activity_id=deadline.activity_id, activity=title or "", begun=deadline.event_on <= ctx.today,
        )  # fmt: skip
    return found


def _waits(session: Session, ctx: Context, query: sa.Select[*Row]) -> sa.Select[*Row]:
    """A query of the deadlines that wait until somebody is called, with whom they wait for."""
    waits_for = sa.func.coalesce(Agreement.person_id, Participation.person_id, Route.person_id)
    return (
        query.select_from(Deadline)
        .outerjoin(Participation, Participation.id == Deadline.participation_id)
        .outerjoin(Agreement, Agreement.id == Deadline.agreement_id)
        .outerjoin(Activity, Activity.id == Deadline.activity_id)
        .outerjoin(Route, Route.id == sa.func.coalesce(Agreement.route_id, Activity.route_id))
        .join(Person, Person.id == waits_for)
        .outerjoin(TelegramChat, TelegramChat.person_id == Person.id)
        .where(sa.or_(_held(), sa.and_(_waiting(ctx), sa.not_(recipients.reaches(session)))))
        .where(sa.or_(_of(ctx, Role.operator, Participation.centre_id), _of(ctx, Role.planner, Route.centre_id)))
    )


def _of(ctx: Context, role: Role, centre_id: InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
    """What lies in the centres where the actor holds a role."""
    centres = rights.centres_of(ctx, role)
    return centre_id.is_not(None) if centres is None else centre_id.in_(centres)


def _held() -> sa.ColumnElement[bool]:
    return sa.and_(
        Deadline.status == DeadlineStatus.on_hold, Deadline.kind == DeadlineKind.contact,
        Deadline.hold_reason == deadlines.NOT_REACHED,
    )  # fmt: skip


def _waiting(ctx: Context) -> sa.ColumnElement[bool]:
    """What waits for a person now: an activity once it is near, never a head's part of an agreement (heads change)."""
    return sa.and_(
        Deadline.status == DeadlineStatus.open,
        Deadline.kind.in_(_WAITING),
        sa.or_(Deadline.agreement_id.is_(None), Agreement.person_id.is_not(None)),
        sa.or_(Deadline.activity_id.is_(None), Deadline.event_on <= today.soon_until(ctx)),
    )


def blocked(session: Session, ctx: Context, *, limit: int = 500) -> Sequence[BlockedLine]:
    """Who blocked the bot, the latest first; for administrators."""
    rights.require(ctx.actor.has(Role.administrator))
    query = (
        sa.select(Person, TelegramChat.blocked_at)
        .join(TelegramChat, TelegramChat.person_id == Person.id)
        .where(TelegramChat.blocked_at.is_not(None))
        .order_by(TelegramChat.blocked_at.desc(), Person.id)
        .limit(limit)
    )
    return [BlockedLine(person.short_name, since) for person, since in session.execute(query) if since]
