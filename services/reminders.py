"""When to speak of a deadline, and to whom: before, on and after its day (all ours, guidelines of the product). What
concerns a curator's wards is in one digest a day (services/digests), but for the curator's own word in an agreement.

``PLAN`` is the whole of it: for each kind of deadline, the steps in working days from the due day. The tick reads only
the deadlines whose moment has come, writes notices under a key that cannot repeat, and sets the next moment in the same
transaction: it may run twice, late, or on two machines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.notices import Notice, NoticeStatus
from regions import Region
from services import calendar, notices, recipients
from services.context import Context
from services.notices import NoticeKind


@dataclass(frozen=True)
class Step:
    """A reminder: ``offset`` working days from the due day (calendar days for an activity), its kind, its readers.

    ``desk``: who calls instead when no notice reaches any of the readers; without one they are written to anyway.
    """

    offset: int
    kind: NoticeKind
    to: recipients.Of
    desk: recipients.Of | None = None


#: After so many working days somebody who could not be reached is tried again (ours).
TRY_AGAIN = 2
_K = NoticeKind


def _staff(to: recipients.Of, *before: int) -> tuple[Step, ...]:
    """Before, on and after the day, to those of the centre who must act."""
    near = (Step(-days, _K.deadline_near, to) for days in (*before, 1, 0))
    return (*near, Step(1, _K.deadline_overdue, to))


def _around(kind: NoticeKind, to: recipients.Of, desk: recipients.Of, *before: int) -> tuple[Step, ...]:
    """Before, on and after the day the same question, to whose word is awaited."""
    return tuple(Step(offset, kind, to, desk) for offset in (*(-days for days in before), -1, 0, 1))


_OPERATORS, _PLANNERS, _PERSON = recipients.operators, recipients.planners, recipients.person
_LEADER = recipients.curator_or_planner
PLAN: dict[DeadlineKind, tuple[Step, ...]] = {
    DeadlineKind.contact: _staff(_OPERATORS),
    DeadlineKind.answer: (
        *_around(_K.terms_await_answer, _PERSON, _OPERATORS),
        Step(2, _K.deadline_overdue, _OPERATORS),
    ),
    DeadlineKind.assessment: (
        Step(-1, _K.assessment_tomorrow, _PERSON, _OPERATORS),
        Step(0, _K.assessment_tomorrow, _PERSON, recipients.nobody),
        Step(1, _K.deadline_overdue, _OPERATORS),
    ),
    DeadlineKind.result: _staff(_OPERATORS, 3),
    DeadlineKind.decision: _staff(_PLANNERS),
    DeadlineKind.draw_up: _staff(_PLANNERS, 3),
    DeadlineKind.correct: (Step(1, _K.round_may_close, _PLANNERS),),
    DeadlineKind.agree: _around(_K.agreement_due, recipients.party, _PLANNERS, 2),
    DeadlineKind.finalize: _staff(_PLANNERS),
    DeadlineKind.approve: _around(_K.approval_due, recipients.approvers, _PLANNERS),
    DeadlineKind.activity: (
        Step(-1, _K.activity_soon, _PERSON, _LEADER),
        Step(0, _K.activity_soon, _PERSON, recipients.nobody),
        Step(1, _K.activity_passed, _PERSON, _LEADER),
    ),
    DeadlineKind.end_of_term: (
        Step(-20, _K.term_ends, _PERSON, _LEADER),
        Step(0, _K.term_ends, _PERSON, recipients.nobody),
    ),
}


#: By what a person was told the thing itself that a reminder speaks of: on that day they are not reminded of it.
TOLD_BY: dict[NoticeKind, NoticeKind] = {
    _K.terms_await_answer: _K.terms_proposed,
    _K.assessment_tomorrow: _K.assessment_moved,
    _K.agreement_due: _K.route_to_agree,
    _K.approval_due: _K.route_to_approve,
}


def mutable(region: Region, kind: NoticeKind) -> bool:
    """Whether a kind of notice may be switched off in a region: always, or where some term it speaks of is a guideline
    (its reminders of norms come all the same)."""
    rule = notices.RULES[kind]
    spoken_of = (deadline for deadline, steps in PLAN.items() if any(step.kind is kind for step in steps))
    return rule.mutable or (rule.guideline and any(not region.terms[one.value].normative for one in spoken_of))


def _moments(region: Region, deadline: Deadline) -> list[tuple[datetime, Step]]:
    """When each step is spoken of, the earliest first: at the opening of the working day it falls on."""
    steps = [step for step in PLAN[deadline.kind] if not _on_a_day_off(region, deadline, step)]
    found = [(calendar.at(region, _day_of(region, deadline, step), region.workday[0]), step) for step in steps]
    return sorted(found, key=lambda pair: pair[0])


def _happens(deadline: Deadline) -> bool:
    """Whether it is of something that happens on its day, and not of what must be done by it."""
    return deadline.kind in (DeadlineKind.activity, DeadlineKind.assessment)


def _on_a_day_off(region: Region, deadline: Deadline, step: Step) -> bool:
    """Whether a step would have to be said on the day off on which something happens: the step before says it."""
    if step.offset != 0 or not _happens(deadline):
        return False
    day = deadline.event_on if deadline.kind is DeadlineKind.activity else deadline.due_on
    return not calendar.is_working_day(region, day)


def _day_of(region: Region, deadline: Deadline, step: Step) -> date:
    if deadline.kind is not DeadlineKind.activity:
        day = calendar.add_working_days(region, deadline.due_on, step.offset)
        return calendar.nearest_working_day(region, day)
    backwards = step.offset < 0
    start = deadline.due_on if step.offset > 0 else deadline.event_on
    return calendar.nearest_working_day(region, start + timedelta(days=step.offset), backwards=backwards)


def first_notice_at(region: Region, deadline: Deadline, after: datetime) -> datetime | None:
    """The first moment after ``after`` at which something is said of the deadline, or None."""
    return next((moment for moment, _step in _moments(region, deadline) if moment > after), None)


def first_after_opening(region: Region, deadline: Deadline, now: datetime) -> datetime | None:
    """When a deadline that was just opened is first spoken of: one recorded after its day is so at once, by its last
    step, unless it is of something that has happened meanwhile."""
    following = first_notice_at(region, deadline, now)
    if following is not None or _happens(deadline):
        return following
    return max((moment for moment, _step in _moments(region, deadline)), default=None)


def try_again_at(region: Region, since: date) -> datetime:
    """When somebody who could not be reached on a day is to be tried again."""
    return calendar.at(region, calendar.add_working_days(region, since, TRY_AGAIN), region.workday[0])


def tick(session: Session, ctx: Context, *, limit: int = 200) -> int:
    """Write the notices that are due and move each deadline on to its next moment; returns how many deadlines it moved.

    Of several steps missed while the system slept only the last is sent, the others are recorded as superseded.
    """
    query = (
        sa.select(Deadline)
        .where(Deadline.status.in_((DeadlineStatus.open, DeadlineStatus.on_hold)), Deadline.next_notice_at <= ctx.now)
        .order_by(Deadline.next_notice_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    due = session.scalars(query).all()
    for deadline in due:
        if deadline.status is DeadlineStatus.on_hold:
            _speak_of_held(session, ctx, deadline)
            deadline.next_notice_at = try_again_at(ctx.region, ctx.today)
        else:
            _speak(session, ctx, deadline)
            deadline.next_notice_at = first_notice_at(ctx.region, deadline, ctx.now)
    return len(due)


def _speak_of_held(session: Session, ctx: Context, deadline: Deadline) -> None:
    """Ask the operator to try again to reach a person: a held term is not to be forgotten."""
    waited = calendar.working_days_between(ctx.region, deadline.held_on or ctx.today, ctx.today)
    for person_id in recipients.operators(session, ctx, deadline):
        notices.remind(
            session, ctx, NoticeKind.try_again, person_id, deadline, offset=waited, status=NoticeStatus.pending
        )


def _speak(session: Session, ctx: Context, deadline: Deadline) -> None:
    missed = _missed(ctx, deadline)
    for step in missed:
        status = NoticeStatus.pending if step is missed[-1] else NoticeStatus.superseded
        _say(session, ctx, deadline, step, status)


def _say(session: Session, ctx: Context, deadline: Deadline, step: Step, status: NoticeStatus) -> None:
    """A step to those of its readers who are not told of the thing itself today; where no notice reaches any of its
    readers, the desk is asked to call: a deadline never hangs on a person without Telegram."""
    people = step.to(session, ctx, deadline)
    reached = people if step.desk is None else sorted(recipients.reachable(session, people))
    for person_id in sorted(set(reached) - _told_today(session, ctx, step.kind, deadline)):
        notices.remind(session, ctx, step.kind, person_id, deadline, offset=step.offset, status=status)
    if reached or step.desk is None:
        return
    for person_id in step.desk(session, ctx, deadline):
        notices.remind(
            session, ctx, NoticeKind.call_person, person_id, deadline, offset=step.offset, status=status,
            person=people[0] if people else 0,
        )  # fmt: skip


def _told_today(session: Session, ctx: Context, kind: NoticeKind, deadline: Deadline) -> set[int]:
    """Who gets the notice of the thing itself today: what is said of it as ``kind`` would come on its heels."""
    if kind not in TOLD_BY:
        return set()
    case, route = recipients.participation_of(session, deadline), recipients.route_of(session, deadline)
    about = Notice.route_id == route.id if route else Notice.participation_id == (case.id if case else None)
    midnight = calendar.at(ctx.region, ctx.today, time())
    told = sa.select(Notice.recipient_id).where(
        Notice.kind == TOLD_BY[kind], about, Notice.not_before >= midnight, Notice.status != NoticeStatus.cancelled
    )
    return set(session.scalars(told))


def _missed(ctx: Context, deadline: Deadline) -> Sequence[Step]:
    since = deadline.next_notice_at
    return [step for moment, step in _moments(ctx.region, deadline) if since and since <= moment <= ctx.now]
