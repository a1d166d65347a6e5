"""Deadlines: opened, met, held, resumed and voided by the steps of lifecycles; never by a timer.

A deadline cites its clause. Once met it is frozen. Changing the day makes a new version, which cancels what was about
to be said of the old one. A guideline is ours: shown and reminded of, never a breach.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.applications import Participation
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.notices import Notice, NoticeStatus
from models.routes import Activity, Agreement, Route
from services import calendar, reminders
from services.context import Context

About = Participation | Agreement | Route | Activity
_COLUMN = {
    Participation: Deadline.participation_id,
    Agreement: Deadline.agreement_id,
    Route: Deadline.route_id,
    Activity: Deadline.activity_id,
}
LIVE = (DeadlineStatus.open, DeadlineStatus.on_hold)


def due_day(ctx: Context, term: str, event_on: date) -> date:
    """The last day of the profile's term ``term`` counted from the event; raises KeyError for an unknown term."""
    days = ctx.region.terms[term].days
    return event_on if days is None else calendar.add_working_days(ctx.region, event_on, days)


def open_deadline(
    session: Session,
    ctx: Context,
    kind: DeadlineKind,
    about: About,
    *,
    event_on: date,
    due_on: date | None = None,
    term: str | None = None,
) -> Deadline:
    """Open a deadline about a row, or change the living one of that kind (a new version when its day differs).

    ``event_on`` is the real event's day; ``due_on`` is given where the term is a date and not a number of days;
    ``term`` names the profile's term where it is not the kind's own (result by order, or told again after a recall).
    Returns the deadline.
    """
    rule = ctx.region.terms[term or kind.value]
    due = due_on or due_day(ctx, term or kind.value, event_on)
    deadline = find(session, kind, about)
    if deadline is None:
        deadline = Deadline(
            kind=kind, clause=rule.clause, normative=rule.normative, event_on=event_on, due_on=due, opened_at=ctx.now
        )
        setattr(deadline, _COLUMN[type(about)].key, about.id)
        session.add(deadline)
    else:
        deadline.event_on = event_on
        _change_day(session, deadline, due)
        deadline.status, deadline.hold_reason, deadline.held_on = DeadlineStatus.open, "", None
    deadline.provisional = calendar.is_provisional(due)
    deadline.next_notice_at = reminders.first_after_opening(ctx.region, deadline, ctx.now)
    session.flush()
    return deadline


def _change_day(session: Session, deadline: Deadline, due_on: date) -> None:
    if deadline.due_on != due_on:
        cancel_notices(session, [deadline.id])
        deadline.due_on = due_on
        deadline.version += 1


def find(session: Session, kind: DeadlineKind, about: About) -> Deadline | None:
    """The living deadline of ``kind`` about a row, if there is one."""
    column = _COLUMN[type(about)]
    return session.scalar(
        sa.select(Deadline).where(column == about.id, Deadline.kind == kind, Deadline.status.in_(LIVE))
    )


def of(session: Session, about: About) -> Sequence[Deadline]:
    """All deadlines about a row, the living first, then by day."""
    column = _COLUMN[type(about)]
    query = sa.select(Deadline).where(column == about.id).order_by(Deadline.closed_on.is_not(None), Deadline.due_on)
    return session.scalars(query).all()


def meet(session: Session, ctx: Context, kind: DeadlineKind, about: About, on: date | None = None) -> None:
    """Close a deadline as met on the day of the real event (today by default); frozen from then on."""
    _close(session, ctx, find(session, kind, about), DeadlineStatus.met, on)


def reopen(session: Session, ctx: Context, kind: DeadlineKind, about: About) -> None:
    """Take back that the latest deadline of ``kind`` was met: it turned out not to be so. Its day and clause stay."""
    column = _COLUMN[type(about)]
    met = sa.select(Deadline).where(column == about.id, Deadline.kind == kind, Deadline.status == DeadlineStatus.met)
    deadline = session.scalar(met.order_by(Deadline.id.desc()).limit(1))
    if deadline is None:
        return
    deadline.status, deadline.closed_on = DeadlineStatus.open, None
    deadline.next_notice_at = reminders.first_after_opening(ctx.region, deadline, ctx.now)
    session.flush()


def void(session: Session, ctx: Context, about: About, kinds: Sequence[DeadlineKind] | None = None) -> None:
    """Void the living deadlines about a row: all of them, or those of ``kinds``."""
    for deadline in of(session, about):
        if deadline.status in LIVE and (kinds is None or deadline.kind in kinds):
            _close(session, ctx, deadline, DeadlineStatus.void, None)


def _close(session: Session, ctx: Context, deadline: Deadline | None, status: DeadlineStatus, on: date | None) -> None:
    if deadline is None:
        return
    if status is DeadlineStatus.met:
        # What waited for somebody else does not make it late.
        _give_back(session, ctx, deadline, on or ctx.today)
    deadline.status, deadline.closed_on, deadline.next_notice_at = status, on or ctx.today, None
    cancel_notices(session, [deadline.id])


#: Why a term waits: the person could not be reached, so they are tried again, or their answer is awaited.
NOT_REACHED, AWAITS_ANSWER = "not_reached", "awaits_answer"


def hold(session: Session, ctx: Context, kind: DeadlineKind, about: About, reason: str, on: date | None = None) -> None:
    """Put a deadline on hold: it waits for somebody else; the working days from the day of the real event (today by
    default) are given back on resuming. One that is held already waits for ``reason`` from now on, its days count from
    when it was first held."""
    deadline = find(session, kind, about)
    if deadline is None:
        return
    day = on or ctx.today
    if deadline.status is not DeadlineStatus.on_hold:
        deadline.status, deadline.held_on = DeadlineStatus.on_hold, day
    deadline.hold_reason = reason
    deadline.next_notice_at = reminders.try_again_at(ctx.region, day) if reason == NOT_REACHED else None
    cancel_notices(session, [deadline.id])


def waits_for(deadline: Deadline | None, reason: str) -> bool:
    """Whether a deadline is on hold for that reason."""
    return deadline is not None and deadline.status is DeadlineStatus.on_hold and deadline.hold_reason == reason


def resume(session: Session, ctx: Context, kind: DeadlineKind, about: About, on: date | None = None) -> None:
    """Let a held deadline run again from the day of the real event (today by default), its day moved by the working
    days it was held."""
    deadline = find(session, kind, about)
    if deadline is None or deadline.held_on is None:
        return
    _give_back(session, ctx, deadline, on or ctx.today)
    deadline.status = DeadlineStatus.open
    deadline.provisional = calendar.is_provisional(deadline.due_on)
    deadline.next_notice_at = reminders.first_after_opening(ctx.region, deadline, ctx.now)


def _give_back(session: Session, ctx: Context, deadline: Deadline, on: date) -> None:
    if deadline.held_on is None:
        return
    held = max(0, calendar.working_days_between(ctx.region, deadline.held_on, on))
    _change_day(session, deadline, calendar.add_working_days(ctx.region, deadline.due_on, held))
    deadline.hold_reason, deadline.held_on = "", None


def is_overdue(ctx: Context, deadline: Deadline) -> bool:
    """Whether a living deadline's day has passed; one met late stays late, one put on hold late is late meanwhile."""
    until = {
        DeadlineStatus.met: deadline.closed_on, DeadlineStatus.on_hold: deadline.held_on,
        DeadlineStatus.open: ctx.today,
    }.get(deadline.status)  # fmt: skip
    return until is not None and until > deadline.due_on


def overdue(ctx: Context) -> sa.ColumnElement[bool]:
    """Living deadlines whose day has passed, also those put on hold when it had."""
    running = sa.and_(Deadline.status == DeadlineStatus.open, Deadline.due_on < ctx.today)
    return sa.or_(running, sa.and_(Deadline.status == DeadlineStatus.on_hold, Deadline.due_on < Deadline.held_on))


def cancel_notices(session: Session, deadline_ids: Sequence[int]) -> None:
    """Cancel what was about to be said of these deadlines and has not left yet."""
    session.execute(
        sa.update(Notice)
        .where(Notice.deadline_id.in_(deadline_ids), Notice.status == NoticeStatus.pending)
        .values(status=NoticeStatus.cancelled),
        execution_options={"synchronize_session": False},
    )
