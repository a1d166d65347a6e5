"""Nobody is reminded of a thing on the day on which they are told of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from models.notices import Notice, NoticeStatus
from models.people import Way
from services import applications, reminders
from services.notices import NoticeKind
from services.outside import Said
from tests.world import World

K = NoticeKind
#: Of the region: a Thursday before the working day begins, and that day as it has begun.
EARLY, OPEN = datetime.fromisoformat("2026-09-03T07:20+03:00"), datetime.fromisoformat("2026-09-03T09:00+03:00")


def asked(w: World, at: datetime) -> list[str]:
    """What waits to be said to the teacher once the clock-watcher has looked at this moment."""
    w.now = at
    reminders.tick(w.session, w.ctx(None))
    w.session.commit()
    query = sa.select(Notice.kind).where(Notice.recipient_id == w.teacher_id, Notice.status == NoticeStatus.pending)
    return list(w.session.scalars(query.order_by(Notice.id)))


def proposed(w: World, at: datetime, days: int) -> int:
    """Terms proposed at a moment, for so many days later."""
    number = w.apply()
    w.session.execute(sa.delete(Notice))
    w.now = at
    applications.propose_terms(
        w.session, w.operator, participation_id=number, starts_at=at + timedelta(days=days), place="Смоленск"
    )
    w.session.commit()
    return number


def test_terms_proposed_before_the_day_begins_are_not_asked_about_the_same_morning(w: World) -> None:
    proposed(w, EARLY, days=3)
    assert asked(w, OPEN) == [K.terms_proposed]
    assert asked(w, OPEN + timedelta(days=1)) == [K.terms_proposed, K.terms_await_answer]


def test_terms_proposed_on_a_day_off_are_not_asked_about_as_their_notice_comes(w: World) -> None:
    proposed(w, EARLY + timedelta(days=3), days=2)
    assert asked(w, OPEN + timedelta(days=4)) == [K.terms_proposed]


def test_a_moved_assessment_is_not_reminded_of_on_the_morning_that_tells_of_it(w: World) -> None:
    number = proposed(w, EARLY - timedelta(days=1), days=8)
    applications.accept_terms(w.session, w.teacher, participation_id=number)
    w.session.commit()
    w.session.execute(sa.delete(Notice))
    w.now = EARLY
    applications.move_terms(
        w.session, w.operator, participation_id=number, starts_at=EARLY + timedelta(days=1), place="Смоленск",
        said=Said(Way.phone),
    )  # fmt: skip
    w.session.commit()
    assert asked(w, OPEN) == [K.assessment_moved]
    assert asked(w, OPEN + timedelta(days=1)) == [K.assessment_moved, K.assessment_tomorrow], "on the day itself"
