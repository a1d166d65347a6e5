"""The next step of a person: the most urgent of all that awaits them, with the day of that one."""

from __future__ import annotations

import sqlalchemy as sa

from models.deadlines import Deadline, DeadlineKind
from services import home
from services.next_step import Following, NextStep
from tests.world import World


def test_the_term_of_the_chosen_step_alone_is_asked_for(w: World, sent: int, statements: list[str]) -> None:
    w.apply()
    due = w.session.scalar(
        sa.select(Deadline.due_on).where(Deadline.kind == DeadlineKind.agree, Deadline.agreement_id.is_not(None))
    )
    statements.clear()
    facts = home.home(w.session, w.teacher)
    assert facts.next == Following(NextStep.agree_route, route_id=sent, by=due)
    assert sum("FROM deadlines" in one for one in statements) == 1


def test_a_term_that_others_have_let_pass_is_not_told(w: World) -> None:
    number = w.apply()
    assert home.home(w.session, w.teacher).next.by is not None
    w.later(days=30)
    assert home.home(w.session, w.teacher).next == Following(NextStep.wait_contact, number)


def test_ones_own_term_that_has_passed_is_told_as_late(w: World, sent: int) -> None:
    w.later(days=30)
    found = home.home(w.session, w.teacher).next
    assert (found.step, found.late) == (NextStep.agree_route, True)
    assert found.by is not None
