"""A house of people whose half a year is lived: cases with and without Telegram, hours of looking, what was sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from locales import reading_in
from models.accounts import Grant, Role
from models.applications import ContactOutcome
from models.deadlines import Deadline, DeadlineKind
from models.notices import Notice
from models.people import TelegramChat, Way
from models.places import Organization
from models.routes import CuratorView, Route
from notices import compose
from regions import Region
from scheduler.ticking import Ticker
from services import applications, calendar, outbox, personal_data, routes
from services.audit import AuditedSession, acting
from services.clock import real_now
from services.context import Context
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
    one = house.case("terms proposed on a day off")
    number, tuesday = one.apply(), FRIDAY + timedelta(days=11)
    house.on(8, one, "operator", applications.propose_terms, participation_id=number, starts_at=tuesday,
             place="Смоленск")  # fmt: skip
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


def participations(one: World) -> set[int]:
    """Keys of a teacher's participations."""
    return {line.id for line in applications.mine(one.session, one.teacher)}
