"""A reminder that fell due while everything was down: it comes once after the start, and only the last of several."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from models.deadlines import Deadline
from models.health import Health
from models.notices import Notice, NoticeStatus
from models.routes import Activity
from services import calendar
from services.notices import NoticeKind
from tests.torture.conftest import School
from tests.waiting import eventually

pytestmark = pytest.mark.e2e
PATIENCE = 90


async def under_way(school: School) -> tuple[date, int]:
    """An active route of which everything is told; the first activity's day and the teacher's newest message."""
    school.world.active_route()
    for person in (school.teacher, school.operator):
        await person.send("/start")
    school.clock.set(school.world.now)
    await school.torture.start()
    await eventually(lambda: not waiting(school), PATIENCE)
    await school.torture.stop()
    query = sa.select(Activity.starts_on).order_by(Activity.starts_on)
    day = school.torture.look(lambda session: session.scalars(query).first())
    assert day is not None
    return day, (await school.teacher.last()).id


def waiting(school: School) -> int:
    """How many notices to the teacher wait to be sent; people who never wrote to the bot get none."""
    query = sa.select(sa.func.count(Notice.id)).where(
        Notice.status.in_((NoticeStatus.pending, NoticeStatus.sending)),
        Notice.recipient_id == school.world.teacher_id,
    )
    return school.torture.look(lambda session: session.scalar(query)) or 0


async def ticks(school: School, n: int) -> None:
    """Wait until the clock-watcher has looked ``n`` times more."""
    for _ in range(n):
        await eventually(partial(ticked_since, school, last_tick(school)), PATIENCE)


def last_tick(school: School) -> datetime | None:
    """When the clock-watcher last looked."""
    query = sa.select(Health.at).where(Health.part == "scheduler")
    return school.torture.look(lambda session: session.scalar(query))


def ticked_since(school: School, before: datetime | None) -> bool:
    """Whether it has looked again."""
    return last_tick(school) != before


def noon(school: School, day: date) -> datetime:
    """Noon of a day in the region."""
    region = school.world.system.region
    return calendar.at(region, day, region.workday[0]) + timedelta(hours=3)


async def heard(school: School, after: int) -> list[str]:
    """What the teacher was told since a message."""
    return [message.text for message in (await school.teacher.chat()).from_bot() if message.id > after]


async def test_a_reminder_due_while_everything_was_down_comes_once(school: School) -> None:
    day, last = await under_way(school)
    school.clock.set(noon(school, day - timedelta(days=1)))
    await school.torture.start()
    await school.teacher.wait_for("Скоро мероприятие", PATIENCE, after=last)
    await ticks(school, 2)
    (told,) = await heard(school, last)
    assert "Семинар № 1" in told
    await school.torture.stop()
    await school.torture.start()
    await ticks(school, 2)
    assert await heard(school, last) == [told]
    await school.torture.stop()


async def test_of_several_reminders_missed_only_the_last_comes(school: School) -> None:
    day, last = await under_way(school)
    later = calendar.nearest_working_day(school.world.system.region, day + timedelta(days=3))
    school.clock.set(noon(school, later))
    await school.torture.start()
    await school.teacher.wait_for("Как прошло", PATIENCE, after=last)
    await ticks(school, 2)
    assert len(await heard(school, last)) == 1
    missed = sa.select(Notice.status).join(Deadline, Deadline.id == Notice.deadline_id)
    missed = missed.where(Notice.kind == NoticeKind.activity_soon)
    assert school.torture.look(lambda session: session.scalars(missed).all()) == [NoticeStatus.superseded] * 2
    await school.torture.stop()


async def test_the_sandboxs_clock_moves_the_reminders_of_a_running_bot(school: School) -> None:
    day, last = await under_way(school)
    await school.torture.start()
    await school.torture.box.client.clock_set(noon(school, day - timedelta(days=1)))
    await school.teacher.wait_for("Скоро мероприятие", PATIENCE, after=last)
    await ticks(school, 2)
    assert len(await heard(school, last)) == 1
    await school.torture.stop()
