"""Half a year of the clock-watcher over cases and routes at every stage: before, on and after its day each term is
spoken of once, to the one who must act, in working hours of the region; nothing of what is over.

What is expected is put together from the domain (who must act on a term, who calls where no notice comes) and its days
are counted one by one. Every notice is worded, as a sender would: one that says nothing was not said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from locales import reading_in
from models.accounts import Grant, Role
from models.applications import ContactOutcome
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.notices import Notice, NoticeStatus
from models.people import TelegramChat, Way
from models.places import Organization
from models.routes import Activity, Agreement, CuratorView, Party, Route
from notices import compose
from regions import Region
from scheduler.ticking import Ticker
from services import applications, calendar, outbox, personal_data, reminders, routes
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
    unsaid: list[str] = field(default_factory=list)
    silent: set[int] = field(default_factory=set)

    @property
    def region(self) -> Region:
        """The region's profile."""
        return self.w.system.region

    def case(self, name: str, *, chat: bool = True, head_id: int | None = None, school_id: int | None = None) -> World:
        """A teacher of their own, as of Friday; one without ``chat`` has none when the half-year begins."""
        number = len(self.cases)
        teacher = world.register(
            self.w.session, self.w.system, chat_id=3000 + number, organization_id=school_id or self.w.school_id,
            name=f"Педагог {'абвгдежзиклмнопрст'[number]} Иванович",
        )  # fmt: skip
        if not chat:
            self.silent.add(teacher)
        self.cases[name] = replace(self.w, teacher_id=teacher, now=FRIDAY, head_id=head_id or self.w.head_id)
        return self.cases[name]

    def assessed(self, name: str, **how: Any) -> tuple[World, int]:
        """A case assessed on Friday."""
        one = self.case(name, **how)
        one.now = FRIDAY - timedelta(days=3)
        number = one.assessed_case()
        return one, number

    def with_route(self, name: str, **how: Any) -> World:
        """A case whose route awaits agreement since Friday."""
        one, number = self.assessed(name, **how)
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
        """What a sender does, with a Telegram that takes everything: each notice is worded, or there is nothing to
        say."""
        session, ctx = self.w.session, Context(self.w.system.actor, self.clock.at, self.region)
        acting(session, ctx)
        while found := outbox.due(session, ctx, real_now=real_now(), limit=100):
            for one in found:
                parcel = outbox.start(session, ctx, notice_id=one.notice_id, real_now=real_now())
                if parcel is None:
                    continue
                with reading_in("ru"):
                    worded = compose(session, ctx, parcel)
                if worded is None:
                    outbox.withdraw(session, ctx, notice_id=one.notice_id)
                    self.unsaid.append(parcel.kind)
                    continue
                outbox.finish(
                    session, ctx, notice_id=one.notice_id, outcome=Outcome.sent, real_now=real_now(), text=worded.text
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
    settle_without_telegram(house)
    house.w.session.commit()


def settle_without_telegram(house: House) -> None:
    """People whom no notice reaches: a teacher asked for an answer, one on a route, the head of a school; and one whom
    the operator cannot reach by phone until the twentieth day."""
    session, w = house.w.session, house.w
    one = house.case("no chat, terms proposed", chat=False)
    one.propose(one.apply())
    one = house.with_route("no chat, active", chat=False)
    one.agree(house.route_ids["no chat, active"])
    routes.approve(session, one.head, route_id=house.route_ids["no chat, active"])
    acting(session, w.system)
    town = session.get_one(Organization, w.school_id).municipality_id
    school = Organization(name="Сельская школа", municipality_id=town)
    session.add(school)
    session.commit()
    head = world.register(session, w.system, chat_id=2900, name="Сычёв Пётр Ильич", organization_id=school.id)
    session.add(Grant(person_id=head, role=Role.head, organization_id=school.id))
    session.commit()
    house.silent.add(head)
    house.with_route("no chat, the head", head_id=head, school_id=school.id)
    one = house.case("not reached")
    number = one.apply()
    applications.log_contact(
        session, one.operator, participation_id=number, outcome=ContactOutcome.not_reached, way=Way.phone
    )  # fmt: skip
    house.on(
        20, one, "operator", applications.log_contact, participation_id=number, outcome=ContactOutcome.reached,
        way=Way.phone,
    )  # fmt: skip
    acting(session, w.system)
    session.execute(sa.delete(TelegramChat).where(TelegramChat.person_id.in_(house.silent)))


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
        for offset, kind, whom in said_of(deadline.kind):
            day = day_of(region, deadline, offset)
            person_id, called = recipient(house, deadline, whom), kind
            if person_id in house.silent:
                if (deadline.kind, offset) in NO_CALL:
                    continue
                person_id, called = recipient(house, deadline, CALLS[deadline.kind]), K.call_person
            if day is not None and opened < day <= closed:
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


def test_every_term_is_spoken_of_before_on_and_after_its_day() -> None:
    spoken = {kind: {step.offset for step in steps} for kind, steps in reminders.PLAN.items()}
    # A round's own term is for its parties to keep: theirs are spoken of. What follows a route's end has its own term.
    assert {kind for kind, days in spoken.items() if not {-1, 0, 1} <= days} == {D.correct, D.end_of_term}


@pytest.mark.rule("SM-IOM-5.8")
async def test_half_a_year_of_reminders(house: House) -> None:
    """One half-year for many questions: it takes long to live."""
    await house.live()
    region, session = house.region, house.w.session
    said = [(row, at) for row, at in house.sent if row.deadline_id is not None]
    got = Counter((row.deadline_id, row.kind, row.recipient_id, region.today(at)) for row, at in said)
    assert got == expected(house), "each reminder once, to its person, on its day"
    asked = {kind for deadline in DeadlineKind for _offset, kind, _whom in said_of(deadline)}
    assert {row.kind for row, _at in said} == asked | {K.call_person, K.try_again}
    assert all(row.text for row, _at in house.sent)
    assert set(house.unsaid) <= {K.curator_digest}, "every reminder had its words"
    unreached = {row.facts["person"] for row, _at in house.sent if row.kind == K.unreachable}
    assert unreached <= house.silent
    assert not any(row.recipient_id in house.silent for row, _at in house.sent)

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
