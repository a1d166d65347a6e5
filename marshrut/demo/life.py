"""The life of a case in the demonstration: each step through its service, at the moment at which it happened.

``WAY`` is the ordinary course of a case with the working days each step takes. A case that began some days ago goes on
until its next step lies in the future, so every stage is populated as it would be in life, with some steps late.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from models.applications import CancelReason, DecisionKind, DiagnosticForm
from models.people import Way
from models.routes import ActivityCategory, CuratorView, Party, RouteModel
from services import applications, calendar, results, rights, routes
from services.audit import acting
from services.context import Context
from services.results import DeficitIn, ScoreIn


@dataclass
class Case:
    """One teacher's case: who takes part, the present moment in it, what it has come to."""

    session: Session
    base: Context
    chance: Random
    words: dict[str, Any]
    teacher_id: int
    operator_id: int
    planner_id: int
    curator_id: int
    head_id: int | None
    moment: datetime
    participation_id: int = 0
    route_id: int = 0
    held_on: date | None = None
    appointed: datetime | None = None
    marks: int | None = None
    ended: bool = field(default=False)

    def ctx(self, person_id: int) -> Context:
        """The context in which a person acts at the case's moment."""
        door = "bot" if person_id in (self.teacher_id, self.head_id) else "admin"
        actor = rights.actor_of(self.session, person_id, self.base.region.today(self.moment), door)
        ctx = replace(self.base, actor=actor, now=self.moment)
        acting(self.session, ctx)
        return ctx

    def luck(self) -> float:
        """A throw between 0 and 1; with people of the chat page nothing unexpected happens."""
        return 1.0 if self.marks is not None else self.chance.random()

    @property
    def today(self) -> date:
        """The case's present day."""
        return self.base.region.today(self.moment)


def apply(case: Case) -> None:
    """The teacher fills in the form and sends it; a few stop in the middle."""
    ctx = case.ctx(case.teacher_id)
    draft = applications.open_draft(case.session, ctx)
    applications.choose_form(case.session, ctx, form=DiagnosticForm.standardized)
    for subject in draft.known_subjects:
        applications.choose_subject(case.session, ctx, subject=subject, chosen=True)
    applications.choose_all_blocks(case.session, ctx)
    month = timedelta(days=30)
    applications.choose_period(case.session, ctx, wanted_from=case.today, wanted_to=case.today + month)
    case.participation_id = draft.participation_id
    if case.luck() < 0.04:
        case.ended = True
        return
    applications.submit(case.session, ctx, participation_id=draft.participation_id)


def propose(case: Case) -> None:
    """The operator proposes terms; a few applications end here."""
    luck = case.luck()
    if luck < 0.03:
        applications.withdraw(case.session, case.ctx(case.teacher_id), participation_id=case.participation_id)
        case.ended = True
    elif luck < 0.05:
        reason = CancelReason.duplicate
        applications.cancel(
            case.session, case.ctx(case.operator_id), participation_id=case.participation_id, reason=reason
        )
        case.ended = True
    else:
        day = calendar.add_working_days(case.base.region, case.today, case.chance.randint(3, 12))
        case.appointed = calendar.at(case.base.region, day, case.base.region.workday[0]) + timedelta(hours=2)
        applications.propose_terms(
            case.session, case.ctx(case.operator_id), participation_id=case.participation_id,
            starts_at=case.appointed, place=case.chance.choice(case.words["places"]),
        )  # fmt: skip


def accept(case: Case) -> None:
    """The teacher agrees to the terms."""
    applications.accept_terms(case.session, case.ctx(case.teacher_id), participation_id=case.participation_id)


def hold(case: Case) -> None:
    """The assessment is held on its day."""
    ctx = case.ctx(case.operator_id)
    applications.record_held(case.session, ctx, participation_id=case.participation_id)
    case.held_on = case.today


def publish(case: Case) -> None:
    """The result is entered, checked and published."""
    ctx = case.ctx(case.operator_id)
    card = applications.card(case.session, ctx, participation_id=case.participation_id)
    pairs = [(subject, block) for subject, blocks in card.blocks for block in blocks]
    scores = [ScoreIn(subject, block, Decimal(case.chance.randint(38, 98))) for subject, block in pairs]
    by_need = sorted(scores, key=lambda score: score.percent)
    weak = ([score for score in by_need if score.percent < HIGH_BELOW] or by_need[:1])[: len(case.words["deficits"])]
    named = case.chance.sample(case.words["deficits"], len(weak))
    deficits = [
        DeficitIn(score.subject, score.block, row["text"], row["code"])
        for score, row in zip(weak, named, strict=True)
    ]  # fmt: skip
    results.enter(
        case.session, ctx, participation_id=case.participation_id, scores=scores, deficits=deficits,
        recommendations=case.chance.choice(case.words["advice"]),
    )  # fmt: skip
    results.check(case.session, ctx, participation_id=case.participation_id)
    results.publish(case.session, ctx, participation_id=case.participation_id)


def decide(case: Case) -> None:
    """Most results lead to a route."""
    kinds = [DecisionKind.route] * 9 + [DecisionKind.programme, DecisionKind.help]
    decision = DecisionKind.route if case.marks is not None else case.chance.choice(kinds)
    results.decide(
        case.session, case.ctx(case.operator_id), participation_id=case.participation_id, decision=decision
    )  # fmt: skip
    case.ended = decision is not DecisionKind.route


def draw_up(case: Case) -> None:
    """The planner draws up the route: term, curator, activities."""
    ctx = case.ctx(case.planner_id)
    case.route_id = routes.draw_up(case.session, ctx, participation_id=case.participation_id)
    months = case.chance.choice((6, 9, 12, 18))
    routes.set_terms(
        case.session, ctx, route_id=case.route_id, model=RouteModel.a, term_months=months, starts_on=case.today,
        curator_id=case.curator_id,
    )  # fmt: skip
    found = results.look(case.session, ctx, participation_id=case.participation_id).deficits
    titles = {name: case.chance.sample(known, len(known)) for name, known in case.words["activities"].items()}
    for number in range(case.chance.randint(5, 9)):
        category = list(ActivityCategory)[number % 5]
        starts_on = case.today + timedelta(days=20 + number * (months * 30 - 40) // 10)
        routes.add_activity(
            case.session, ctx, route_id=case.route_id, category=category,
            title=titles[category.value].pop(), starts_on=starts_on,
            ends_on=starts_on + timedelta(days=case.chance.choice((0, 0, 0, 4))),
            place=case.chance.choice([*case.words["places"], case.words["online"]]),
            deficit_ids=[case.chance.choice(found).id] if found else [],
        )  # fmt: skip


def send_for_agreement(case: Case) -> None:
    """The route goes to the teacher, the curator and the head."""
    routes.send_for_agreement(case.session, case.ctx(case.planner_id), route_id=case.route_id)


def agree(case: Case) -> None:
    """All three agree; the planner closes the round."""
    for person_id in (case.teacher_id, case.curator_id):
        routes.answer(case.session, case.ctx(person_id), route_id=case.route_id, agreed=True)
    if case.head_id is not None:
        routes.answer(case.session, case.ctx(case.head_id), route_id=case.route_id, agreed=True)
    else:
        routes.answer(
            case.session, case.ctx(case.planner_id), route_id=case.route_id, agreed=True, party=Party.head,
            way=Way.paper,
        )  # fmt: skip
    routes.close_round(case.session, case.ctx(case.planner_id), route_id=case.route_id)


def send_for_approval(case: Case) -> None:
    """The planner registers the route and sends it to the head; without one in the system it waits."""
    if case.head_id is None:
        case.ended = True
        return
    routes.send_for_approval(case.session, case.ctx(case.planner_id), route_id=case.route_id)


def approve(case: Case) -> None:
    """The head approves."""
    assert case.head_id is not None  # noqa: S101 a route without a head never comes here
    routes.approve(case.session, case.ctx(case.head_id), route_id=case.route_id)


#: Step, and how many working days after the one before it it is taken: from, to. None: on the appointed day.
WAY: tuple[tuple[Callable[[Case], None], tuple[int, int] | None], ...] = (
    (apply, (0, 0)),
    (propose, (1, 4)),
    (accept, (1, 2)),
    (hold, None),
    (publish, (4, 11)),
    (decide, (1, 3)),
    (draw_up, (1, 3)),
    (send_for_agreement, (0, 3)),
    (agree, (2, 5)),
    (send_for_approval, (1, 3)),
    (approve, (1, 4)),
)


#: Percent below which a block has a deficit of the high level.
HIGH_BELOW = 60
#: How often somebody is late with a step.
LATE = 0.08


def live(case: Case, now: datetime, until: str = "") -> None:
    """Take the steps of the case that lie before ``now``, up to and with the step ``until``; then the ticks."""
    for step, days in WAY:
        _wait(case, days)
        if case.moment >= now or case.ended:
            return
        step(case)
        if step.__name__ == until and until != "approve":
            return
    if not case.ended:
        tick_off(case, now)


def _wait(case: Case, days: tuple[int, int] | None) -> None:
    region = case.base.region
    if days is None:
        assert case.appointed is not None  # noqa: S101 terms are proposed before an assessment is held
        case.moment = case.appointed + timedelta(hours=3)
        return
    late = case.chance.randint(4, 12) if case.luck() < LATE else 0
    day = calendar.add_working_days(region, case.today, case.chance.randint(*days) + late)
    hour = timedelta(hours=case.chance.randint(1, 7), minutes=case.chance.randint(0, 59))
    case.moment = max(
        case.moment, calendar.at(region, calendar.nearest_working_day(region, day), region.workday[0]) + hour
    )


def tick_off(case: Case, now: datetime) -> None:
    """The teacher ticks off most of what has passed; the curator has looked at some of it."""
    card = routes.card(case.session, case.ctx(case.teacher_id), route_id=case.route_id)
    today = case.base.region.today(now)
    done = [activity for activity in card.activities if activity.ends_on < today][: case.marks]
    for activity in done:
        if case.marks is None and case.chance.random() < 0.2:
            continue
        day = min(activity.ends_on + timedelta(days=1), today)
        opening = calendar.at(case.base.region, day, case.base.region.workday[0])
        case.moment = min(max(case.moment, opening), now)
        routes.mark_activity(case.session, case.ctx(case.teacher_id), activity_id=activity.id, done=True)
        if case.chance.random() < 0.5:
            view = CuratorView.confirmed
            routes.look_at_mark(case.session, case.ctx(case.curator_id), activity_id=activity.id, view=view)
