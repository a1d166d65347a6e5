"""People whom no notice reaches: the desk is told once of each case, and has a list of whom to call.

A deadline never hangs on a person without Telegram, and one that waits for them is nobody's until somebody calls.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.accounts import Role
from models.applications import Participation, ParticipationStatus
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.people import Person, TelegramChat
from models.routes import Activity, Agreement, Route, RouteStatus
from services import deadlines, notices, recipients, rights, today
from services.context import Context
from services.notices import NoticeKind

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
    blocked = "blocked"
    no_chat = "no_chat"


@dataclass(frozen=True)
class CallLine:
    """Somebody to call: about what and by when, and the case or route it belongs to."""

    person: str
    phone: str
    why: Why
    kind: DeadlineKind
    due_on: date
    participation_id: int | None
    route_id: int | None


@dataclass(frozen=True)
class BlockedLine:
    """Somebody who blocked the bot."""

    person: str
    since: datetime


def tell(
    session: Session, ctx: Context, *, person_id: int, participation_id: int | None = None, route_id: int | None = None
) -> None:
    """Tell the desk of a case or route, once, that a notice to one of its people cannot be brought."""
    route = session.get(Route, route_id) if route_id else None
    row = session.get(Participation, participation_id) if participation_id else None
    if route is not None and _is_party(session, ctx, route, person_id):
        _tell(session, ctx, recipients.planners_of(session, ctx, route), route, person_id)
    elif route is None and row is not None and row.person_id == person_id:
        _tell(session, ctx, recipients.of_case(session, ctx, row, Role.operator), row, person_id)


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


def _tell(session: Session, ctx: Context, desk: Sequence[int], about: Participation | Route, person_id: int) -> None:
    told = [one for one in desk if one != person_id]
    notices.post(session, ctx, NoticeKind.unreachable, told, about, key=str(person_id), person=person_id)


def to_call(session: Session, ctx: Context) -> Sequence[CallLine]:
    """Whom the actor's centres are to call, the earliest day first, one line for a case or route: people who could not
    be reached, and people without a chat or e-mail on whose word or coming something waits."""
    waits_for = sa.func.coalesce(Agreement.person_id, Participation.person_id, Route.person_id)
    query = (
        sa.select(Deadline, Person, TelegramChat.blocked_at, Participation.id, Route.id)
        .outerjoin(Participation, Participation.id == Deadline.participation_id)
        .outerjoin(Agreement, Agreement.id == Deadline.agreement_id)
        .outerjoin(Activity, Activity.id == Deadline.activity_id)
        .outerjoin(Route, Route.id == sa.func.coalesce(Agreement.route_id, Activity.route_id))
        .join(Person, Person.id == waits_for)
        .outerjoin(TelegramChat, TelegramChat.person_id == Person.id)
        .where(sa.or_(_held(), sa.and_(_waiting(ctx), sa.not_(recipients.reaches(session)))))
        .where(today.deadlines_in_scope(ctx))
        .order_by(Deadline.due_on, Deadline.id)
    )
    found: dict[tuple[int, int | None, int | None], CallLine] = {}
    for deadline, person, blocked_at, participation_id, route_id in session.execute(query.limit(2000)):
        held = deadline.status is DeadlineStatus.on_hold
        why = Why.not_reached if held else Why.blocked if blocked_at else Why.no_chat
        line = CallLine(
            person.full_name, person.phone or "", why, deadline.kind, deadline.due_on, participation_id, route_id
        )
        found.setdefault((person.id, participation_id, route_id), line)
    return list(found.values())


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
