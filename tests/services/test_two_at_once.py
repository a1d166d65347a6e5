"""Two at the same case at once: what one decided on is what stands when their turn comes, not what they had read.

Only PostgreSQL lets two writers in; SQLite's second writer waits at the door.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from types import ModuleType

import pytest
import sqlalchemy as sa

from models.applications import AppointmentStatus, Participation, ParticipationStatus
from models.deadlines import Deadline, DeadlineKind, DeadlineStatus
from models.people import Way
from models.results import Result
from models.routes import Agreement, Answer, Disclosure, Party
from services import applications, outbox, personal_data, results, routes, telling
from services.applications import finding
from services.audit import AuditedSession, acting
from services.context import Context
from services.errors import ConsentNeeded, Invalid, Refused
from services.outbox import Outcome
from services.outside import Said
from services.results import entering
from services.routes import agreeing, disclosing
from tests.services.untold import REAL, claim, send
from tests.world import World

Act = Callable[[AuditedSession, Context], object]


@pytest.fixture(autouse=True)
def two_writers(w: World) -> None:
    """Nothing to see where writers come one after another."""
    if w.session.get_bind().dialect.name != "postgresql":
        pytest.skip("one writer at a time")


def elsewhere(engine: sa.Engine, ctx: Context, act: Act) -> None:
    """Somebody acts in a session of their own and commits."""
    with AuditedSession(engine, expire_on_commit=False) as session:
        acting(session, ctx)
        act(session, ctx)
        session.commit()


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[ModuleType, Callable[[], None]], None]:
    """Let another act just before a service of the module takes its row."""

    def arrange(module: ModuleType, other: Callable[[], None]) -> None:
        taken = module.lock

        def first_the_other(*args: object) -> None:
            monkeypatch.undo()
            other()
            taken(*args)

        monkeypatch.setattr(module, "lock", first_the_other)

    return arrange


Meanwhile = Callable[[ModuleType, Callable[[], None]], None]


def test_an_answer_given_at_the_last_moment_is_not_silence(w: World, engine: sa.Engine, meanwhile: Meanwhile) -> None:
    route_id = w.sent_route()
    w.later(working_days=6)
    teacher, planner = w.teacher, w.planner
    w.session.close()

    def disagree(session: AuditedSession, ctx: Context) -> None:
        routes.answer(session, ctx, route_id=route_id, agreed=False, comment="прошу иначе")

    meanwhile(agreeing, lambda: elsewhere(engine, teacher, disagree))
    elsewhere(engine, planner, lambda session, ctx: routes.close_round(session, ctx, route_id=route_id))
    found = w.session.scalars(sa.select(Agreement).where(Agreement.party == Party.teacher)).one()
    assert (found.answer, found.comment) == (Answer.changes, "прошу иначе")


def test_a_result_entered_anew_is_not_published_unchecked(w: World, engine: sa.Engine, meanwhile: Meanwhile) -> None:
    number = w.assessed_case()
    scores = w.scores(number)
    results.enter(w.session, w.operator, participation_id=number, scores=scores, deficits=[], recommendations="")
    results.check(w.session, w.operator, participation_id=number)
    operator = w.operator
    w.session.commit()
    w.session.close()
    again = [replace(one, percent=Decimal(11)) for one in scores]

    def enter(session: AuditedSession, ctx: Context) -> None:
        results.enter(session, ctx, participation_id=number, scores=again, deficits=[], recommendations="")

    meanwhile(entering, lambda: elsewhere(engine, operator, enter))
    with pytest.raises(Refused):
        elsewhere(engine, operator, lambda session, ctx: results.publish(session, ctx, participation_id=number))
    assert w.session.scalars(sa.select(Result)).one().published_at is None


@pytest.mark.parametrize("step", [applications.record_no_show, applications.record_held])
def test_what_was_moved_meanwhile_leaves_no_living_appointment_behind(
    w: World, engine: sa.Engine, meanwhile: Meanwhile, step: Callable[..., None]
) -> None:
    number = w.apply()
    w.propose(number)
    applications.accept_terms(w.session, w.teacher, participation_id=number)
    w.session.commit()
    w.later(days=3)
    operator, later = w.operator, w.now + timedelta(days=5)
    w.session.close()

    def move(session: AuditedSession, ctx: Context) -> None:
        applications.move_terms(
            session, ctx, participation_id=number, starts_at=later, place="там", said=Said(Way.phone)
        )

    meanwhile(finding, lambda: elsewhere(engine, operator, move))
    with suppress(Invalid):  # the day to which it was moved is still to come
        elsewhere(engine, operator, lambda session, ctx: step(session, ctx, participation_id=number))
    case = w.session.get_one(Participation, number)
    living = [
        one for one in case.appointments if one.status in (AppointmentStatus.proposed, AppointmentStatus.accepted)
    ]
    assert len(living) == (1 if case.status is ParticipationStatus.agreed else 0)


def test_a_notice_that_failed_while_its_result_was_recalled_leaves_one_living_term(
    w: World, engine: sa.Engine, meanwhile: Meanwhile
) -> None:
    number = w.assessed_case()
    send(w)
    w.publish(number, decide=False)
    notice_id, operator, system = claim(w), w.operator, w.ctx(None)
    w.session.close()

    def recall(session: AuditedSession, ctx: Context) -> None:
        results.recall(session, ctx, participation_id=number, reason="Ошибка в бланке")

    def finish(session: AuditedSession, ctx: Context) -> None:
        outbox.finish(session, ctx, notice_id=notice_id, outcome=Outcome.refused, real_now=REAL)

    meanwhile(telling, lambda: elsewhere(engine, operator, recall))
    elsewhere(engine, system, finish)
    terms = w.session.scalars(sa.select(Deadline).where(Deadline.kind == DeadlineKind.result).order_by(Deadline.id))
    assert [one.status for one in terms] == [DeadlineStatus.met, DeadlineStatus.open]


@pytest.mark.rule("К-01")
def test_nothing_is_opened_while_the_consent_is_withdrawn(w: World, engine: sa.Engine, meanwhile: Meanwhile) -> None:
    route_id, head_id, teacher = w.active_route(), w.head_id, w.teacher
    w.session.close()

    def withdraw(session: AuditedSession, ctx: Context) -> None:
        personal_data.withdraw_personal_data_consent(session, ctx)

    def disclose(session: AuditedSession, ctx: Context) -> None:
        routes.disclose(session, ctx, route_id=route_id, recipient_id=head_id)

    meanwhile(disclosing, lambda: elsewhere(engine, teacher, withdraw))
    with suppress(ConsentNeeded):
        elsewhere(engine, teacher, disclose)
    assert w.session.scalars(sa.select(Disclosure).where(Disclosure.revoked_at.is_(None))).all() == []
