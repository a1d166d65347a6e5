"""Half a year of the clock-watcher over cases and routes at every stage: before, on and after its day each term is
spoken of once, to the one who must act, in working hours of the region; nothing of what is over.

What is expected is put together from the domain (who must act on a term, who calls where no notice comes) and its days
are counted one by one. Every notice is worded, as a sender would: one that says nothing was not said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.deadlines import DeadlineKind
from models.notices import Notice, NoticeStatus
from services import calendar, reminders
from services.audit import AuditedSession
from services.context import Context
from services.notices import NoticeKind as K
from tests import world
from tests.scheduler.expecting import expected, said_of
from tests.scheduler.living import FRIDAY, House, participations, settle

D = DeadlineKind


@pytest.fixture
def house(session: AuditedSession, system: Context) -> Iterator[House]:
    """The house before the half-year."""
    found = House(world.build(session, system))
    settle(found)
    session.execute(sa.update(Notice).values(status=NoticeStatus.cancelled))
    session.commit()
    yield found


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
