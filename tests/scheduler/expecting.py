"""What must be said of every term, to whom and when, counted apart from the product."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import sqlalchemy as sa

from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.routes import Activity, Agreement, Party, Route
from regions import Region
from services import calendar
from services.notices import NoticeKind as K
from tests.scheduler.living import DAYS, FRIDAY, House, participations
from tests.world import World

D = DeadlineKind


#: Who must act on each term before and on its day, and what they are asked; after it, where that is another.
ACTS: dict[DeadlineKind, tuple[K, str]] = {
    D.contact: (K.deadline_near, "operator"),
    D.answer: (K.terms_await_answer, "teacher"),
    D.assessment: (K.assessment_tomorrow, "teacher"),
    D.result: (K.deadline_near, "operator"),
    D.decision: (K.deadline_near, "planner"),
    D.draw_up: (K.deadline_near, "planner"),
    D.agree: (K.agreement_due, "party"),
    D.finalize: (K.deadline_near, "planner"),
    D.approve: (K.approval_due, "head"),
    D.activity: (K.activity_soon, "teacher"),
}


#: A term of the centre that has passed is called overdue; the day of an assessment that passed is for the operator to
#: write down, and how an activity went is asked.
AFTER: dict[DeadlineKind, tuple[K, str]] = {
    D.contact: (K.deadline_overdue, "operator"),
    D.result: (K.deadline_overdue, "operator"),
    D.decision: (K.deadline_overdue, "planner"),
    D.draw_up: (K.deadline_overdue, "planner"),
    D.finalize: (K.deadline_overdue, "planner"),
    D.assessment: (K.deadline_overdue, "operator"),
    D.activity: (K.activity_passed, "teacher"),
}


#: What is said besides: a result and a route three days ahead, an agreement two; a silent teacher is at last the
#: operator's; a round may be closed when its term is over; a route's end is prepared for twenty working days ahead.
BESIDES: dict[DeadlineKind, list[tuple[int, K, str]]] = {
    D.result: [(-3, K.deadline_near, "operator")],
    D.draw_up: [(-3, K.deadline_near, "planner")],
    D.agree: [(-2, K.agreement_due, "party")],
    D.answer: [(2, K.deadline_overdue, "operator")],
    D.correct: [(1, K.round_may_close, "planner")],
    D.end_of_term: [(-20, K.term_ends, "teacher"), (0, K.term_ends, "teacher")],
}


#: Who calls where no notice reaches the one who must act, and what is not worth a call.
CALLS = {
    D.answer: "operator", D.assessment: "operator", D.agree: "planner", D.approve: "planner", D.activity: "curator",
    D.end_of_term: "curator",
}  # fmt: skip


NO_CALL = {(D.assessment, 0), (D.activity, 0), (D.end_of_term, 0)}


def said_of(kind: DeadlineKind) -> list[tuple[int, K, str]]:
    """(offset in days, what is said, to whom) of a kind of term: before, on and after its day, and besides."""
    found = list(BESIDES.get(kind, []))
    if kind in ACTS:
        found += [(offset, *ACTS[kind]) for offset in (-1, 0)]
        found.append((1, *AFTER.get(kind, ACTS[kind])))
    return found


def working_days(region: Region, day: date, number: int) -> date:
    """The day so many working days later or earlier, counted one by one; the next working day for none."""
    step = 1 if number >= 0 else -1
    for _ in range(abs(number)):
        day += timedelta(days=step)
        while not calendar.is_working_day(region, day):
            day += timedelta(days=step)
    while not calendar.is_working_day(region, day):
        day += timedelta(days=1)
    return day


def day_of(region: Region, deadline: Deadline, offset: int) -> date | None:
    """On which day a step is spoken of; None for the day itself of what happens on a day off: it was said before."""
    happens = deadline.kind in (D.activity, D.assessment)
    begins = deadline.event_on if deadline.kind is D.activity else deadline.due_on
    if happens and offset == 0 and not calendar.is_working_day(region, begins):
        return None
    if deadline.kind is not D.activity:
        return working_days(region, deadline.due_on, offset)
    day = (deadline.due_on if offset > 0 else begins) + timedelta(days=offset)
    while not calendar.is_working_day(region, day):
        day += timedelta(days=offset)
    return day


def recipient(house: House, deadline: Deadline, whom: str) -> int:
    """The one person it is meant for."""
    session = house.w.session
    if whom not in ("party", "teacher", "head"):
        return int(getattr(house.w, f"{whom}_id"))
    case = case_of(house, deadline)
    if whom == "party":
        party = session.get_one(Agreement, deadline.agreement_id).party
        return {Party.teacher: case.teacher_id, Party.curator: case.curator_id, Party.head: case.head_id}[party]
    return case.teacher_id if whom == "teacher" else case.head_id


def case_of(house: House, deadline: Deadline) -> World:
    """The case a term belongs to."""
    session = house.w.session
    route_id = deadline.route_id
    if deadline.agreement_id:
        route_id = session.get_one(Agreement, deadline.agreement_id).route_id
    if deadline.activity_id:
        route_id = session.get_one(Activity, deadline.activity_id).route_id
    if route_id is not None:
        person_id = session.get_one(Route, route_id).person_id
        return next(one for one in house.cases.values() if one.teacher_id == person_id)
    return next(one for one in house.cases.values() if deadline.participation_id in participations(one))


#: What is asked of somebody by a notice of its own: on the day of that notice nothing more is said of it.
ASKED = (D.answer, D.agree, D.approve)


def told_on(region: Region, deadline: Deadline) -> date:
    """The day on which the person was told of it: the next working day where it was opened out of working hours."""
    local = deadline.opened_at.astimezone(region.zone)
    day = local.date()
    if deadline.kind not in ASKED:
        return day
    if local.time() >= region.workday[1] or not calendar.is_working_day(region, day):
        return working_days(region, day, 1)
    return day


def expected(house: House) -> Counter[tuple[int, str, int, date]]:
    """(deadline, kind, recipient, day) of everything that had to be said."""
    region, first = house.region, house.region.today(FRIDAY)
    last = first + timedelta(days=DAYS - 1)
    found: Counter[tuple[int, str, int, date]] = Counter()
    for deadline in house.w.session.scalars(sa.select(Deadline)):
        opened = max(first, region.today(deadline.opened_at))
        closed = deadline.closed_on or (deadline.held_on if deadline.status is DeadlineStatus.on_hold else None) or last
        for offset, kind, whom in said_of(deadline.kind):
            day = day_of(region, deadline, offset)
            person_id, called = recipient(house, deadline, whom), kind
            if person_id in house.silent:
                if (deadline.kind, offset) in NO_CALL:
                    continue
                person_id, called = recipient(house, deadline, CALLS[deadline.kind]), K.call_person
            told = told_on(region, deadline) if person_id == recipient(house, deadline, whom) else opened
            if day is not None and max(opened, told) < day <= closed:
                found[deadline.id, called.value, person_id, day] += 1
    return found + tried_again(house)


def tried_again(house: House) -> Counter[tuple[int, str, int, date]]:
    """Every second working day the operator is asked to try again, until somebody answers on the twentieth."""
    first = house.region.today(FRIDAY)
    (number,) = participations(house.cases["not reached"])
    contact = house.w.session.scalars(
        sa.select(Deadline.id).where(Deadline.participation_id == number, Deadline.kind == D.contact)
    ).one()
    days = [working_days(house.region, first, 2 * times) for times in range(1, 8)]
    assert days[-1] == first + timedelta(days=20)
    return Counter((contact, K.try_again.value, house.w.operator_id, day) for day in days)
