"""When to speak of a deadline, and to whom: before, on and after its day (all ours, guidelines of the product). What
concerns a curator's wards is in one digest a day (services/digests), but for the curator's own word in an agreement.

``PLAN`` is the whole of it: for each kind of deadline, the steps in working days from the due day. The tick reads only
the deadlines whose moment has come, writes notices under a key that cannot repeat, and sets the next moment in the same
transaction: it may run twice, late, or on two machines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.notices import NoticeStatus
from regions import Region
from services import calendar, notices, recipients
from services.context import Context
from services.notices import NoticeKind


@dataclass(frozen=True)
class Step:
    """A reminder: ``offset`` working days from the due day (calendar days for an activity), its kind, its readers."""

    offset: int
    kind: NoticeKind
    to: recipients.Of


_BEFORE, _AFTER = NoticeKind.deadline_near, NoticeKind.deadline_overdue
PLAN: dict[DeadlineKind, tuple[Step, ...]] = {
    DeadlineKind.contact: (Step(-1, _BEFORE, recipients.operators), Step(1, _AFTER, recipients.operators)),
    DeadlineKind.answer: (
        Step(-1, NoticeKind.terms_await_answer, recipients.person),
        Step(1, NoticeKind.terms_await_answer, recipients.person),
    ),
    DeadlineKind.assessment: (Step(-1, NoticeKind.assessment_tomorrow, recipients.person),),
    DeadlineKind.result: (
        Step(-3, _BEFORE, recipients.operators),
        Step(-1, _BEFORE, recipients.operators),
        Step(1, _AFTER, recipients.operators),
    ),
    DeadlineKind.decision: (Step(0, _BEFORE, recipients.planners), Step(1, _AFTER, recipients.planners)),
    DeadlineKind.draw_up: (
        Step(-3, _BEFORE, recipients.planners),
        Step(-1, _BEFORE, recipients.planners),
        Step(1, _AFTER, recipients.planners),
    ),
    DeadlineKind.correct: (Step(1, NoticeKind.round_may_close, recipients.planners),),
    DeadlineKind.agree: (
        Step(-2, NoticeKind.agreement_due, recipients.party),
        Step(-1, NoticeKind.agreement_due, recipients.party),
    ),
    DeadlineKind.finalize: (Step(0, _BEFORE, recipients.planners), Step(1, _AFTER, recipients.planners)),
    DeadlineKind.approve: (
        Step(-1, NoticeKind.approval_due, recipients.approvers),
        Step(1, NoticeKind.approval_due, recipients.approvers),
    ),
    DeadlineKind.activity: (
        Step(-1, NoticeKind.activity_soon, recipients.person),
        Step(1, NoticeKind.activity_passed, recipients.person),
    ),
    DeadlineKind.end_of_term: (Step(-20, NoticeKind.term_ends, recipients.person),),
}


def moment_of(region: Region, deadline: Deadline, step: Step) -> datetime:
    """When a step is spoken of: at the opening of the working day it falls on."""
    return calendar.at(region, _day_of(region, deadline, step), region.workday[0])


def _day_of(region: Region, deadline: Deadline, step: Step) -> date:
    if deadline.kind is not DeadlineKind.activity:
        day = calendar.add_working_days(region, deadline.due_on, step.offset)
        return calendar.nearest_working_day(region, day)
    start = deadline.event_on if step.offset < 0 else deadline.due_on
    return calendar.nearest_working_day(region, start + timedelta(days=step.offset), backwards=step.offset < 0)


def first_notice_at(region: Region, deadline: Deadline, after: datetime) -> datetime | None:
    """The first moment after ``after`` at which something is said of the deadline, or None."""
    moments = (moment_of(region, deadline, step) for step in PLAN[deadline.kind])
    return min((moment for moment in moments if moment > after), default=None)


def tick(session: Session, ctx: Context, *, limit: int = 200) -> int:
    """Write the notices that are due and move each deadline on to its next moment; returns how many deadlines it moved.

    Of several steps missed while the system slept only the last is sent, the others are recorded as superseded.
    """
    query = (
        sa.select(Deadline)
        .where(Deadline.status == DeadlineStatus.open, Deadline.next_notice_at <= ctx.now)
        .order_by(Deadline.next_notice_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    due = session.scalars(query).all()
    for deadline in due:
        _speak(session, ctx, deadline)
        deadline.next_notice_at = first_notice_at(ctx.region, deadline, ctx.now)
    return len(due)


def _speak(session: Session, ctx: Context, deadline: Deadline) -> None:
    missed = _missed(ctx, deadline)
    for step in missed:
        status = NoticeStatus.pending if step is missed[-1] else NoticeStatus.superseded
        for person_id in step.to(session, ctx, deadline):
            notices.remind(session, ctx, step.kind, person_id, deadline, offset=step.offset, status=status)


def _missed(ctx: Context, deadline: Deadline) -> Sequence[Step]:
    since = deadline.next_notice_at
    steps = [(moment_of(ctx.region, deadline, step), step) for step in PLAN[deadline.kind]]
    return [step for moment, step in sorted(steps, key=lambda pair: pair[0]) if since and since <= moment <= ctx.now]
