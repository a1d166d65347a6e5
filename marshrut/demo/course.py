"""The course of a case: ``WAY`` is the ordinary one with the working days each step takes.

A case that began some days ago goes on until its next step lies in the future, so every stage is populated as it would
be in life, with some steps late. Then the teacher ticks off what has passed, and people talk.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from marshrut.demo import life
from marshrut.demo.case import Case
from models.people import Way
from models.routes import CuratorView
from services import conversations, routes
from services.routes import ActivityLine

#: Step, and how many working days after the one before it it is taken: from, to. None: on the appointed day.
WAY: tuple[tuple[Callable[[Case], None], tuple[int, int] | None], ...] = (
    (life.apply, (0, 0)),
    (life.propose, (1, 4)),
    (life.accept, (1, 2)),
    (life.hold, None),
    (life.publish, (4, 11)),
    (life.decide, (1, 3)),
    (life.draw_up, (1, 3)),
    (life.send_for_agreement, (0, 3)),
    (life.agree, (2, 5)),
    (life.send_for_approval, (1, 3)),
    (life.approve, (1, 4)),
)
#: How often somebody is late with a step, leaves a tick out, is looked at by the curator, asks something, is answered.
LATE, FORGOTTEN, LOOKED_AT, ASKS, ANSWERED = 0.08, 0.2, 0.5, 0.25, 0.6


def live(case: Case, now: datetime, until: str = "") -> None:
    """Take the steps of the case that lie before ``now``, up to and with the step ``until``; then what follows."""
    for step, days in WAY:
        before = case.moment
        _wait(case, days)
        if case.moment >= now or case.ended:
            case.moment = before
            break
        step(case)
        if step.__name__ == until and until != "approve":
            return
    else:
        if not case.ended:
            tick_off(case, now)
    case.moment = min(case.moment + timedelta(hours=case.chance.randint(1, 40)), now)
    if case.participation_id and case.in_chat and case.luck() < ASKS:
        ask(case)


def _wait(case: Case, days: tuple[int, int] | None) -> None:
    if days is None:
        assert case.appointed is not None  # noqa: S101 terms are proposed before an assessment is held
        case.moment = case.appointed + timedelta(hours=3)
        return
    late = case.chance.randint(4, 12) if case.luck() < LATE else 0
    case.wait(case.chance.randint(*days) + late)


def tick_off(case: Case, now: datetime) -> None:
    """The teacher ticks off most of what has passed; the curator has looked at some of it."""
    today = case.stage.base.region.today(now)
    card = routes.card(case.session, case.office(case.curator_id), route_id=case.route_id)
    for activity in [one for one in card.activities if one.ends_on < today][: case.marks]:
        if case.marks is None and case.chance.random() < FORGOTTEN:
            continue
        day = min(activity.ends_on + timedelta(days=1), today)
        case.moment = min(max(case.moment, case.opening(day)), now)
        _tick(case, activity)
        if case.chance.random() < LOOKED_AT:
            _look(case, activity)


def _tick(case: Case, activity: ActivityLine) -> None:
    if not case.in_chat:
        curator = case.office(case.curator_id)
        routes.record_mark(case.session, curator, activity_id=activity.id, way=Way.phone)
        return
    ctx = case.chat(case.person_id)
    routes.mark_activity(case.session, ctx, activity_id=activity.id, done=True)
    throw = case.chance.random()
    if throw < 0.25:
        words = case.chance.choice(case.words["evidence"])
        routes.attach_words(case.session, ctx, activity_id=activity.id, text=words)
    elif throw < 0.5:
        routes.attach_link(case.session, ctx, activity_id=activity.id, url=case.chance.choice(case.words["links"]))


def _look(case: Case, activity: ActivityLine) -> None:
    curator = case.office(case.curator_id)
    doubt = case.luck() < 0.15
    routes.look_at_mark(
        case.session, curator, activity_id=activity.id,
        view=CuratorView.questioned if doubt else CuratorView.confirmed,
        comment=case.words["doubts"][0] if doubt else "",
    )  # fmt: skip


def ask(case: Case) -> None:
    """The person asks the curator or the centre, and is answered more often than not."""
    about: dict[str, Any] = {"participation_id": case.participation_id}
    desk = case.operator_id
    if case.route_id and not case.ended and _has_been_sent(case):
        about, desk = {"route_id": case.route_id}, case.curator_id
    number = case.chance.randrange(len(case.words["questions"]))
    text = case.words["questions"][number]
    asked = conversations.ask(case.session, case.chat(case.person_id), text=text, **about)
    if case.chance.random() < ANSWERED:
        answer = case.words["answers"][number % len(case.words["answers"])]
        conversations.reply(case.session, case.office(desk), thread_id=asked.line.id, text=answer)


def _has_been_sent(case: Case) -> bool:
    return any(line.id == case.route_id for line in routes.mine(case.session, case.chat(case.person_id)))
