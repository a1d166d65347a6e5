"""A small world for tests: a centre, schools and people, made as the product makes them, and the way of a case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from models.accounts import Grant, Role
from models.applications import DecisionKind, DiagnosticForm
from models.people import StaffKind
from models.places import Centre, Municipality, Organization
from models.routes import ActivityCategory, RouteModel
from services import applications, calendar, people, results, rights, routes
from services.audit import acting
from services.context import Actor, Context
from services.people import ProfileField
from services.results import DeficitIn, ScoreIn

#: Canary values: they stand in results only, and must reach nobody who may not see results.
CANARY_CODE = "КАНАРЕЙКА-7.3.1"
CANARY_DEFICIT = "Канарейка: затрудняется в тайном разделе"
CANARY_ADVICE = "Канарейка советует тайную программу"
CANARY_PERCENT = Decimal("43.21")


@dataclass
class World:
    """The region's reference rows and the people of the thread; acts go through services at ``now``."""

    session: Session
    system: Context
    now: datetime
    centre_id: int
    school_id: int
    other_school_id: int
    teacher_id: int
    operator_id: int
    planner_id: int
    curator_id: int
    head_id: int

    def ctx(self, person_id: int | None, door: str = "test") -> Context:
        """A context in which the person acts now."""
        actor = Actor(None)
        if person_id is not None:
            actor = rights.actor_of(self.session, person_id, self.system.region.today(self.now), door)
        ctx = replace(self.system, actor=actor, now=self.now)
        acting(self.session, ctx)
        return ctx

    @property
    def teacher(self) -> Context:
        """The teacher acts."""
        return self.ctx(self.teacher_id)

    @property
    def operator(self) -> Context:
        """The operator acts."""
        return self.ctx(self.operator_id)

    @property
    def planner(self) -> Context:
        """The planner acts."""
        return self.ctx(self.planner_id)

    @property
    def curator(self) -> Context:
        """The curator acts."""
        return self.ctx(self.curator_id)

    @property
    def head(self) -> Context:
        """The head acts."""
        return self.ctx(self.head_id)

    @property
    def today(self) -> date:
        """Today in the region."""
        return self.system.region.today(self.now)

    def later(self, *, days: int = 0, working_days: int = 0, hours: int = 0) -> None:
        """Let time pass."""
        if working_days:
            target = calendar.add_working_days(self.system.region, self.today, working_days)
            days += (target - self.today).days
        self.now += timedelta(days=days, hours=hours)

    def apply(self) -> int:
        """The teacher applies for a standardized assessment of all blocks; returns the participation."""
        ctx = self.teacher
        applications.open_draft(self.session, ctx)
        applications.choose_form(self.session, ctx, form=DiagnosticForm.standardized)
        applications.choose_all_blocks(self.session, ctx)
        draft = applications.choose_period(
            self.session, ctx, wanted_from=self.today, wanted_to=self.today + timedelta(days=30)
        )
        number = applications.submit(self.session, ctx, participation_id=draft.participation_id)
        self.session.commit()
        return number

    def propose(self, participation_id: int) -> int:
        """The operator proposes terms in three days; returns the appointment."""
        number = applications.propose_terms(
            self.session, self.operator, participation_id=participation_id,
            starts_at=self.now + timedelta(days=3), place="Смоленск, ул. Октябрьской Революции, 20а",
        )  # fmt: skip
        self.session.commit()
        return number

    def assess(self, participation_id: int) -> None:
        """The teacher agrees, the day comes, the operator records the assessment as held."""
        applications.accept_terms(self.session, self.teacher, participation_id=participation_id)
        self.session.commit()
        self.later(days=3)
        applications.record_held(self.session, self.operator, participation_id=participation_id)
        self.session.commit()

    def scores(self, participation_id: int) -> list[ScoreIn]:
        """A score for each block of the consent; the first is the canary."""
        card = applications.card(self.session, self.operator, participation_id=participation_id)
        pairs = [(subject, block) for subject, blocks in card.blocks for block in blocks]
        percents = [CANARY_PERCENT, *(Decimal(70 + number) for number in range(len(pairs) - 1))]
        return [ScoreIn(subject, block, percent) for (subject, block), percent in zip(pairs, percents, strict=True)]

    def publish(self, participation_id: int, *, decide: bool = True) -> None:
        """The operator enters, checks and publishes the canary result and, by default, decides on a route."""
        scores = self.scores(participation_id)
        found = [DeficitIn(scores[0].subject, scores[0].block, CANARY_DEFICIT, CANARY_CODE)]
        results.enter(
            self.session, self.operator, participation_id=participation_id, scores=scores, deficits=found,
            recommendations=CANARY_ADVICE,
        )  # fmt: skip
        results.check(self.session, self.operator, participation_id=participation_id)
        results.publish(self.session, self.operator, participation_id=participation_id)
        if decide:
            results.decide(self.session, self.operator, participation_id=participation_id, decision=DecisionKind.route)
        self.session.commit()

    def draw_up(self, participation_id: int, activities: int = 2) -> int:
        """The planner draws a route up and sends it for agreement; returns the route."""
        ctx = self.planner
        route_id = routes.draw_up(self.session, ctx, participation_id=participation_id)
        routes.set_terms(
            self.session, ctx, route_id=route_id, model=RouteModel.a, term_months=9, starts_on=self.today,
            curator_id=self.curator_id,
        )  # fmt: skip
        deficits = results.look(self.session, ctx, participation_id=participation_id).deficits
        for number in range(activities):
            day = self.today + timedelta(days=20 + 10 * number)
            routes.add_activity(
                self.session, ctx, route_id=route_id, category=ActivityCategory.exchange,
                title=f"Семинар № {number + 1}", starts_on=day, deficit_ids=[deficits[0].id],
            )  # fmt: skip
        routes.send_for_agreement(self.session, ctx, route_id=route_id)
        self.session.commit()
        return route_id

    def close_round(self, route_id: int) -> None:
        """All three agree, the planner closes the round."""
        for ctx in (self.ctx(self.teacher_id), self.ctx(self.curator_id), self.ctx(self.head_id)):
            routes.answer(self.session, ctx, route_id=route_id, agreed=True)
        routes.close_round(self.session, self.planner, route_id=route_id)
        self.session.commit()

    def send_for_approval(self, route_id: int) -> None:
        """The planner sends the route for approval."""
        routes.send_for_approval(self.session, self.planner, route_id=route_id)
        self.session.commit()

    def agree(self, route_id: int) -> None:
        """All three agree, the planner closes the round and sends the route for approval."""
        self.close_round(route_id)
        self.send_for_approval(route_id)

    def assessed_case(self) -> int:
        """The way to an assessment that was held; returns the participation."""
        participation_id = self.apply()
        self.propose(participation_id)
        self.assess(participation_id)
        return participation_id

    def published_case(self) -> int:
        """The way to a published result from which a route is decided on; returns the participation."""
        participation_id = self.assessed_case()
        self.publish(participation_id)
        return participation_id

    def sent_route(self) -> int:
        """The way to a route in agreement; returns it."""
        return self.draw_up(self.published_case())

    def active_route(self) -> int:
        """The whole way to an active route; returns it."""
        route_id = self.sent_route()
        self.agree(route_id)
        routes.approve(self.session, self.head, route_id=route_id)
        self.session.commit()
        return route_id


def register(
    session: Session, ctx: Context, *, chat_id: int, name: str, organization_id: int,
    position: str = "Учитель", staff_kind: StaffKind = StaffKind.educator, subjects: tuple[str, ...] = ("physics",),
) -> int:  # fmt: skip
    """Register a person through the chat's own services; returns the person."""
    document = ctx.region.personal_data_consent
    newcomer = replace(ctx, actor=Actor(None, (), "bot"))
    acting(session, newcomer)
    card = people.consent_to_personal_data(session, newcomer, chat_id=chat_id, version=document.version, language="ru")
    me = replace(ctx, actor=Actor(card.id, (), "bot"))
    acting(session, me)
    people.edit_profile(session, me, field=ProfileField.name, text=name)
    people.choose_organization(session, me, organization_id=organization_id)
    people.choose_position(session, me, position=position, staff_kind=staff_kind)
    for subject in subjects:
        people.choose_subject(session, me, subject=subject, chosen=True)
    acting(session, ctx)
    return card.id


def build(session: Session, system: Context) -> World:
    """Make the world: one centre, a municipality, two schools, a teacher, an operator, a planner, a curator, a head."""
    acting(session, system)
    centre = Centre(name="ЦНППМ Смоленск", phone="+7 4812 00-00-00")
    session.add(centre)
    session.flush()
    town = Municipality(name="Вяземский район", centre_id=centre.id)
    session.add(town)
    session.flush()
    school = Organization(name="Средняя школа № 1 г. Вязьмы", municipality_id=town.id)
    other = Organization(name="Гимназия «Исток»", municipality_id=town.id)
    session.add_all([school, other])
    session.flush()
    names = {
        "teacher": ("Иванова Анна Петровна", school.id), "operator": ("Орлова Вера Ильинична", other.id),
        "planner": ("Громов Олег Юрьевич", other.id), "curator": ("Ёлкина Мария Львовна", other.id),
        "head": ("Петров Семён Ильич", school.id),
    }  # fmt: skip
    ids = {
        key: register(session, system, chat_id=1000 + number, name=name, organization_id=place)
        for number, (key, (name, place)) in enumerate(names.items())
    }
    session.add_all(
        [
            Grant(person_id=ids["operator"], role=Role.operator, centre_id=centre.id),
            Grant(person_id=ids["planner"], role=Role.planner, centre_id=centre.id),
            Grant(person_id=ids["curator"], role=Role.curator, centre_id=centre.id),
            Grant(person_id=ids["head"], role=Role.head, organization_id=school.id),
        ]
    )
    session.commit()
    return World(
        session, system, system.now, centre.id, school.id, other.id,
        **{f"{key}_id": number for key, number in ids.items()},
    )  # fmt: skip
