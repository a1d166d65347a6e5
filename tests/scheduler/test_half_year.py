"""Half a year of the clock-watcher over cases and routes at every stage: each reminder of the plan once, to whom it is
meant for, in working hours of the region; nothing of what is over.

The plan is said again here in words of its own and its days are counted one by one, so that a mistake in the table or
in its arithmetic cannot hide behind itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.notices import Notice, NoticeStatus
from models.routes import Activity, Agreement, CuratorView, Party, Route
from regions import Region
from scheduler.ticking import Ticker
from services import applications, calendar, outbox, personal_data, routes
from services.audit import AuditedSession, acting
from services.clock import real_now
from services.context import Context
from services.notices import NoticeKind as K
from services.outbox import Outcome
from tests import world
from tests.world import World

D = DeadlineKind
FRIDAY = datetime(2026, 9, 4, 9, 30, tzinfo=UTC)
DAYS = 183
#: At which hours of the region the clock-watcher looks: at night, as the day opens, in its middle, at night again.
HOURS = (time(2, 10), time(9, 0), time(12, 30), time(17, 55), time(22, 40))
#: When people act: after the morning's notices, before the next look.
NOON = time(12, 0)
#: For each term, the working days from its day (calendar days for an activity), what is said, and to whom.
SAID: dict[DeadlineKind, list[tuple[int, K, str]]] = {
    D.contact: [(-1, K.deadline_near, "operator"), (1, K.deadline_overdue, "operator")],
    D.answer: [(-1, K.terms_await_answer, "teacher"), (1, K.terms_await_answer, "teacher")],
    D.assessment: [(-1, K.assessment_tomorrow, "teacher")],
    D.result: [
        (-3, K.deadline_near, "operator"), (-1, K.deadline_near, "operator"), (1, K.deadline_overdue, "operator")
    ],
    D.decision: [(0, K.deadline_near, "planner"), (1, K.deadline_overdue, "planner")],
    D.draw_up: [
        (-3, K.deadline_near, "planner"), (-1, K.deadline_near, "planner"), (1, K.deadline_overdue, "planner")
    ],
    D.correct: [(1, K.round_may_close, "planner")],
    D.agree: [(-2, K.agreement_due, "party"), (-1, K.agreement_due, "party")],
    D.finalize: [(0, K.deadline_near, "planner"), (1, K.deadline_overdue, "planner")],
    D.approve: [(-1, K.approval_due, "head"), (1, K.approval_due, "head")],
    D.activity: [(-1, K.activity_soon, "teacher"), (1, K.activity_passed, "teacher")],
    D.end_of_term: [(-20, K.term_ends, "teacher")],
}  # fmt: skip


@dataclass
class HandClock:
    """Domain time that the test moves."""

    at: datetime = FRIDAY

    def now(self) -> datetime:
        """The present instant."""
        return self.at


@dataclass
class House:
    """The world of half a year: cases by name, the clock, what people do on which day, and what was sent."""

    w: World
    clock: HandClock = field(default_factory=HandClock)
    cases: dict[str, World] = field(default_factory=dict)
    route_ids: dict[str, int] = field(default_factory=dict)
    acts: dict[date, list[Callable[[], Any]]] = field(default_factory=dict)
    sent: list[tuple[Notice, datetime]] = field(default_factory=list)

    @property
    def region(self) -> Region:
        """The region's profile."""
        return self.w.system.region

    def case(self, name: str) -> World:
        """A teacher of their own, as of Friday."""
        number = len(self.cases)
        teacher = world.register(
            self.w.session, self.w.system, chat_id=3000 + number, name=f"Педагог {'абвгдежзиклмн'[number]} Иванович",
            organization_id=self.w.school_id,
        )  # fmt: skip
        self.cases[name] = replace(self.w, teacher_id=teacher, now=FRIDAY)
        return self.cases[name]

    def assessed(self, name: str) -> tuple[World, int]:
        """A case assessed on Friday."""
        one = self.case(name)
        one.now = FRIDAY - timedelta(days=3)
        number = one.apply()
        one.propose(number)
        one.assess(number)
        return one, number

    def with_route(self, name: str) -> World:
        """A case whose route awaits agreement since Friday."""
        one, number = self.assessed(name)
        one.publish(number)
        self.route_ids[name] = one.draw_up(number, activities=3)
        return one

    def on(self, days: int, one: World, who: str, service: Callable[..., Any], **kwargs: Any) -> None:
        """Something that ``who`` of a case does at noon so many days after Friday."""
        day = self.region.today(FRIDAY) + timedelta(days=days)
        self.acts.setdefault(day, []).append(lambda: service(one.session, getattr(one, who), **kwargs))

    async def __call__(self, ctx: Context, service: Callable[..., Any], /, **kwargs: Any) -> Any:
        """Run a service in a transaction, as the wiring would."""
        session = self.w.session
        assert isinstance(session, AuditedSession)
        result = service(acting(session, ctx), ctx, **kwargs)
        session.commit()
        return result

    async def live(self) -> None:
        """Half a year passes."""
        ticker = Ticker(self, self.clock, self.region, lambda: None)
        first = self.region.today(FRIDAY)
        for day in (first + timedelta(days=number) for number in range(DAYS)):
            for hour in sorted((*HOURS, NOON)):
                moment = calendar.at(self.region, day, hour)
                if moment < FRIDAY:
                    continue
                self.clock.at = moment
                if hour == NOON:
                    self._act(day)
                    continue
                await ticker.tick()
                self._send()

    def _act(self, day: date) -> None:
        for one in self.cases.values():
            one.now = self.clock.at
        for act in self.acts.get(day, []):
            act()
            self.w.session.commit()

    def _send(self) -> None:
        """What a sender does, with a Telegram that takes everything."""
        session, ctx = self.w.session, Context(self.w.system.actor, self.clock.at, self.region)
        acting(session, ctx)
        while found := outbox.due(session, ctx, real_now=real_now(), limit=100):
            for one in found:
                if outbox.start(session, ctx, notice_id=one.notice_id, real_now=real_now()) is not None:
                    outbox.finish(
                        session, ctx, notice_id=one.notice_id, outcome=Outcome.sent, real_now=real_now(), text="."
                    )  # fmt: skip
                    self.sent.append((session.get_one(Notice, one.notice_id), self.clock.at))
        session.commit()


def settle(house: House) -> None:
    """A case or route at each stage, and what people do about some of them later."""
    house.case("applied").apply()
    one = house.case("withdrawn later")
    number = one.apply()
    house.on(30, one, "teacher", applications.withdraw, participation_id=number)
    one = house.case("terms proposed")
    one.propose(one.apply())
    one = house.case("terms agreed")
    number = one.apply()
    applications.propose_terms(
        one.session, one.operator, participation_id=number, starts_at=FRIDAY + timedelta(days=6), place="Смоленск"
    )
    applications.accept_terms(one.session, one.teacher, participation_id=number)
    house.assessed("assessed")
    one, number = house.assessed("published")
    one.publish(number)
    one = house.with_route("silent")
    house.on(18, one, "planner", routes.close_round, route_id=house.route_ids["silent"])
    one = house.with_route("awaiting approval")
    one.agree(house.route_ids["awaiting approval"])
    for name in ("active", "left"):
        one = house.with_route(name)
        one.agree(house.route_ids[name])
        routes.approve(one.session, one.head, route_id=house.route_ids[name])
    one = house.cases["active"]
    shorten(one, house.route_ids["active"])
    first = routes.card(one.session, one.teacher, route_id=house.route_ids["active"]).activities[0]
    house.on(20, one, "teacher", routes.mark_activity, activity_id=first.id, done=True)
    house.on(27, one, "curator", routes.look_at_mark, activity_id=first.id, view=CuratorView.confirmed)
    house.on(25, house.cases["left"], "teacher", personal_data.withdraw_personal_data_consent)
    house.w.session.commit()


def shorten(one: World, route_id: int) -> None:
    """A route whose end lies within the half-year."""
    route = one.session.get_one(Route, route_id)
    ends = one.today + timedelta(days=150)
    term = one.session.scalars(
        sa.select(Deadline).where(Deadline.route_id == route_id, Deadline.kind == D.end_of_term)
    ).one()
    acting(one.session, one.system)
    route.ends_on = term.due_on = ends
    term.next_notice_at = one.now
    one.session.commit()


@pytest.fixture
def house(session: AuditedSession, system: Context) -> Iterator[House]:
    """The house before the half-year."""
    found = House(world.build(session, system))
    settle(found)
    session.execute(sa.update(Notice).values(status=NoticeStatus.cancelled))
    session.commit()
    yield found


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


def day_of(region: Region, deadline: Deadline, offset: int) -> date:
    """On which day a step is spoken of."""
    if deadline.kind is not D.activity:
        return working_days(region, deadline.due_on, offset)
    day = (deadline.event_on if offset < 0 else deadline.due_on) + timedelta(days=offset)
    while not calendar.is_working_day(region, day):
        day += timedelta(days=offset)
    return day


def recipient(house: House, deadline: Deadline, whom: str) -> int:
    """The one person it is meant for."""
    session = house.w.session
    if whom == "party":
        agreement = session.get_one(Agreement, deadline.agreement_id)
        found = {
            Party.teacher: agreement.route.person_id, Party.curator: house.w.curator_id, Party.head: house.w.head_id
        }  # fmt: skip
        return found[agreement.party]
    if whom == "teacher":
        if deadline.participation_id:
            return next(
                one.teacher_id for one in house.cases.values() if deadline.participation_id in participations(one)
            )
        route_id = deadline.route_id or session.get_one(Activity, deadline.activity_id).route_id
        return session.get_one(Route, route_id).person_id
    return int(getattr(house.w, f"{whom}_id"))


def participations(one: World) -> set[int]:
    """Keys of a teacher's participations."""
    return {line.id for line in applications.mine(one.session, one.teacher)}


def expected(house: House) -> Counter[tuple[int, str, int, date]]:
    """(deadline, kind, recipient, day) of everything that had to be said."""
    region, first = house.region, house.region.today(FRIDAY)
    last = first + timedelta(days=DAYS - 1)
    found: Counter[tuple[int, str, int, date]] = Counter()
    for deadline in house.w.session.scalars(sa.select(Deadline)):
        opened = max(first, region.today(deadline.opened_at))
        closed = deadline.closed_on or (deadline.held_on if deadline.status is DeadlineStatus.on_hold else None) or last
        for offset, kind, whom in SAID[deadline.kind]:
            day = day_of(region, deadline, offset)
            if opened < day <= closed:
                found[deadline.id, kind.value, recipient(house, deadline, whom), day] += 1
    return found


@pytest.mark.rule("SM-IOM-5.8")
async def test_half_a_year_of_reminders(house: House) -> None:
    """One half-year for many questions: it takes long to live."""
    await house.live()
    region, session = house.region, house.w.session
    said = [(row, at) for row, at in house.sent if row.deadline_id is not None]
    got = Counter((row.deadline_id, row.kind, row.recipient_id, region.today(at)) for row, at in said)
    assert got == expected(house), "each reminder once, to its person, on its day"
    assert len({row.kind for row, _at in said}) == len({kind for steps in SAID.values() for _o, kind, _w in steps})

    opens, closes = region.workday
    for row, at in house.sent:
        local = at.astimezone(region.zone)
        assert calendar.is_working_day(region, local.date()), (row.kind, local)
        assert opens <= local.time() < closes, (row.kind, local)
    assert all(at.astimezone(region.zone).time() == opens for _row, at in said), "as the working day opens"

    digests = Counter((row.recipient_id, region.today(at)) for row, at in house.sent if row.kind == K.curator_digest)
    assert set(digests.values()) == {1}
    assert {person for person, _day in digests} == {house.w.curator_id}

    waiting = sa.select(Notice.kind).where(Notice.status.in_((NoticeStatus.pending, NoticeStatus.sending)))
    assert session.scalars(waiting).all() == []
    over = region.today(FRIDAY) + timedelta(days=26)
    route_id, gone = house.route_ids["left"], house.cases["left"]
    late = [row.kind for row, at in house.sent if row.route_id == route_id and region.today(at) >= over]
    assert [kind for kind in late if kind != K.route_ended] == [], "nothing of a route that is over"
    assert not any(row.recipient_id == gone.teacher_id and region.today(at) >= over for row, at in house.sent)
    assert last_said(house, "withdrawn later", 30) <= 31
    assert {row.kind for row, _at in house.sent if row.recipient_id == house.cases["active"].teacher_id} == {
        K.activity_soon, K.activity_passed, K.term_ends,
    }  # fmt: skip


def last_said(house: House, name: str, days: int) -> int:
    """How many days after Friday anything was last said of a case."""
    numbers = participations(house.cases[name])
    first = house.region.today(FRIDAY)
    days_of = [(house.region.today(at) - first).days for row, at in house.sent if row.participation_id in numbers]
    return max(days_of)
