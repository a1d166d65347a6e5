"""Cases for the tests of telling: a result published to one whom no notice reaches, and staff who tell it."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from models.accounts import Grant, Role
from models.deadlines import Deadline, DeadlineKind
from models.notices import Notice
from models.people import Person, TelegramChat, Way
from services import (
    health,
    outbox,
    telling,
)
from services.context import Context
from services.notices import NoticeKind
from services.outbox import Outcome
from services.outside import Said
from tests.world import World

K = NoticeKind
REAL = datetime(2026, 11, 1, tzinfo=UTC)
PHONE = Said(Way.phone)


def unlink(w: World) -> None:
    """The teacher has no chat."""
    w.ctx(None)
    w.session.execute(sa.delete(TelegramChat).where(TelegramChat.person_id == w.teacher_id))
    w.session.commit()
    w.session.expire_all()


def send(w: World, outcome: Outcome = Outcome.sent) -> None:
    """A sender with a Telegram of one mind."""
    while due := outbox.due(w.session, w.ctx(None), real_now=REAL):
        for one in due:
            if outbox.start(w.session, w.ctx(None), notice_id=one.notice_id, real_now=REAL):
                outbox.finish(w.session, w.ctx(None), notice_id=one.notice_id, outcome=outcome, real_now=REAL)
        w.session.commit()


def published(w: World) -> int:
    """A case whose result was published while the teacher had no chat."""
    number = w.apply()
    w.propose(number)
    w.assess(number)
    unlink(w)
    w.publish(number, decide=False)
    return number


def by_mail(w: World) -> None:
    """The teacher has an address instead of a chat, and letters are sent here."""
    unlink(w)
    w.session.get_one(Person, w.teacher_id).email = "anna@example.org"
    health.report(w.session, w.ctx(None), part=health.MAILER, well=True, real_now=REAL)
    w.session.commit()


def published_by_mail(w: World) -> int:
    """A case whose result was published while the teacher had an address only."""
    number = w.assessed_case()
    by_mail(w)
    w.publish(number, decide=False)
    send(w)
    return number


def administrator(w: World) -> Context:
    """The planner looks after the installation too."""
    w.ctx(None)
    w.session.add(Grant(person_id=w.planner_id, role=Role.administrator))
    w.session.commit()
    return w.planner


def result_notice(w: World) -> Notice:
    """The notice of the result, as it stands."""
    query = sa.select(Notice).where(Notice.kind == K.result_ready).order_by(Notice.id.desc()).limit(1)
    return w.session.scalars(query, execution_options={"populate_existing": True}).one()


def claim(w: World) -> int:
    """The sender has the notice of the result in its hands; returns it."""
    number = result_notice(w).id
    assert outbox.start(w.session, w.ctx(None), notice_id=number, real_now=REAL)
    w.session.commit()
    return number


def term(w: World) -> Deadline:
    """The term of the result."""
    return w.session.scalars(sa.select(Deadline).where(Deadline.kind == DeadlineKind.result)).one()


def kinds(w: World, **about: int) -> list[NoticeKind]:
    """What is still to be told."""
    return [one.kind for one in telling.untold(w.session, w.operator, **about)]


def tell(w: World, said: Said = PHONE, **about: int) -> None:
    """The operator tells all of it."""
    found = [one.notice_id for one in telling.untold(w.session, w.operator, **about)]
    telling.tell(w.session, w.operator, notice_ids=found, said=said, **about)
    w.session.commit()
