"""kill -9 at every step of the application form, before and after its commit: it goes on, and nothing is doubled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.applications import Application, Consent, Participation, ParticipationBlock, ParticipationStatus
from models.audit import AuditEntry
from models.inbox import InboxUpdate, UpdateStatus
from models.notices import Notice, NoticeStatus
from services import audit, people
from services.notices import NoticeKind
from tests.torture.conftest import School
from tests.waiting import eventually

pytestmark = pytest.mark.e2e
PATIENCE = 90
GO_ON = "📝 Продолжить заявку"
BACK = "‹ Назад"
SEND = "✅ Даю согласие и отправляю"
FORM, SUBJECTS, BLOCKS, PERIOD, REVIEW, SENT = (
    "Какая форма", "По каким предметам", "Какие блоки", "Когда вам удобно", "Проверьте, пожалуйста", "Заявка принята",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A button of the form, the question it is under, and the question it leads to."""

    tap: str
    under: str
    leads: str


STEPS = (
    Step("📝 Подать заявку на диагностику", "Анна", FORM),
    Step("Стандартизированная диагностика", FORM, SUBJECTS),
    Step("▫️ Физика", SUBJECTS, SUBJECTS),
    Step("▫️ Химия", SUBJECTS, SUBJECTS),
    Step("Готово", SUBJECTS, BLOCKS),
    Step("▫️ Методический", BLOCKS, BLOCKS),
    Step("⭐ Все блоки", BLOCKS, PERIOD),
    Step("📅 В течение месяца", PERIOD, REVIEW),
    Step(SEND, REVIEW, SENT),
)


def count(school: School, kind: type[Any], *where: Any) -> int:
    """How many rows there are."""
    query = sa.select(sa.func.count()).select_from(kind).where(*where)
    return school.torture.look(lambda session: session.scalar(query)) or 0


def settled(school: School, updates: int) -> bool:
    """Whether so many updates arrived, and each was handled and answered."""

    def ask(session: Session) -> bool:
        rows = session.scalars(sa.select(InboxUpdate)).all()
        done = [row for row in rows if row.status is UpdateStatus.handled and row.answered_at]
        return len(rows) == len(done) == updates

    return school.torture.look(ask)


class Walk:
    """Somebody goes through the form and knows how many updates that has been."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.updates = 0

    async def start(self, kill: str = "never", nth: int = 1) -> None:
        """Start a bot; it finishes what the one before began."""
        await self.school.torture.start(kill, nth)
        await self.rest()

    async def rest(self) -> None:
        """Wait until everything that was sent is answered."""
        await eventually(partial(settled, self.school, self.updates), PATIENCE)

    async def say(self, text: str) -> None:
        """Write, and wait for what comes of it."""
        await self.school.teacher.send(text)
        self.updates += 1
        await self.rest()

    async def tap(self, words: str) -> None:
        """Tap, and wait for what comes of it."""
        self.touch(await self.school.teacher.tap(words))
        await self.rest()

    def touch(self, _done: object) -> None:
        """Count a tap whose answer is not waited for."""
        self.updates += 1

    async def screen(self) -> str:
        """What the bot's newest message says."""
        return (await self.school.teacher.last()).text


async def prepared(school: School) -> Walk:
    """A teacher of two subjects and an operator who have written to the bot once."""
    w = school.world
    people.choose_subject(w.session, w.teacher, subject="chemistry", chosen=True)
    w.session.commit()
    await school.operator.send("/start")
    walk = Walk(school)
    walk.updates = 1
    await walk.start()
    await walk.say("/start")
    await school.torture.stop()
    return walk


def nothing_is_doubled(school: School, *, sent: bool) -> None:
    """One application at most, in one state."""
    status = ParticipationStatus.submitted if sent else ParticipationStatus.draft
    assert count(school, Participation) == count(school, Participation, Participation.status == status) == 1
    assert count(school, Application) == 1
    created = AuditEntry.act == "create"
    assert count(school, AuditEntry, created, AuditEntry.table == "participations") == 1
    assert count(school, AuditEntry, created, AuditEntry.table == "applications") == 1


async def one_application_was_sent(school: School) -> None:
    """One application, a consent per subject, one act in the audit, one notice that came to the operator once."""
    nothing_is_doubled(school, sent=True)
    assert sorted(school.torture.look(lambda session: session.scalars(sa.select(Consent.subject)).all())) == [
        "chemistry", "physics",
    ]  # fmt: skip
    assert count(school, ParticipationBlock) == 10
    assert count(school, AuditEntry, AuditEntry.act == "submit") == 1
    assert school.torture.look(audit.broken_at) is None
    new = Notice.kind == NoticeKind.application_new
    await eventually(lambda: count(school, Notice, new, Notice.status == NoticeStatus.sent) == 1, PATIENCE)
    assert count(school, Notice, new) == 1
    told = [message.text for message in (await school.operator.chat()).from_bot()]
    assert len([text for text in told if "Новая заявка" in text]) == 1
    assert school.torture.look(lambda session: session.scalars(sa.select(Application.incoming_number)).all()) == [
        "1/2026"
    ]


async def test_the_form_goes_on_after_a_kill_before_each_commit(school_on_both: School) -> None:
    school = school_on_both
    walk = await prepared(school)
    for number, step in enumerate(STEPS):
        await walk.start("before_commit", 1 if number == 0 else 2)  # the first update is the one that died
        assert step.under in await walk.screen()
        walk.touch(await school.teacher.tap(step.tap))
        await school.torture.killed()
        if number:
            nothing_is_doubled(school, sent=False)
    await walk.start()
    assert SENT in await walk.screen()
    await one_application_was_sent(school)
    await school.torture.stop()


async def test_the_form_goes_on_after_a_kill_after_each_commit(school_on_both: School) -> None:
    school = school_on_both
    walk = await prepared(school)
    for number, step in enumerate(STEPS):
        # The person finds the form again from the first screen, and goes back where it has gone on already.
        again = number > 0
        back = again and step.tap in ("▫️ Химия", "Готово", "⭐ Все блоки")
        await walk.start("after_commit", 1 + again * 2 + back)
        if again:
            await walk.say("/start")
            await walk.tap(GO_ON)
        if back:
            await walk.tap(BACK)
        assert step.under in await walk.screen()
        walk.touch(await school.teacher.tap(step.tap))
        await school.torture.killed()
        nothing_is_doubled(school, sent=step.tap == SEND)
    await walk.start()
    assert SENT in await walk.screen()
    await one_application_was_sent(school)
    await school.torture.stop()


async def test_one_who_saw_nothing_of_a_commit_is_told_after_the_start(school: School) -> None:
    walk = await prepared(school)
    await walk.start("after_commit")
    before = (await school.teacher.last()).id
    walk.touch(await school.teacher.tap(STEPS[0].tap))
    await school.torture.killed()
    await walk.start()
    told = await school.teacher.last()
    assert told.id > before
    assert FORM in told.text
    await school.torture.stop()


async def test_every_tap_delivered_twice_has_one_effect(school: School) -> None:
    walk = await prepared(school)
    await walk.start()
    for step in STEPS:
        await walk.tap(step.tap)
        await school.teacher.repeat(same_id=True)
        await walk.rest()
        walk.touch(await school.teacher.repeat(same_id=False))
        await walk.rest()
        nothing_is_doubled(school, sent=step.tap == SEND)
        if step.leads != SENT:
            assert "уже" not in await walk.screen()
    assert SENT in await walk.screen()
    await one_application_was_sent(school)
    await school.torture.stop()


async def test_a_button_of_an_old_message_redraws_how_things_stand(school: School) -> None:
    walk = await prepared(school)
    await walk.start()
    for step in STEPS[:-1]:
        await walk.tap(step.tap)
    old = await school.teacher.last()
    await walk.say("/start")
    await walk.tap(GO_ON)
    await walk.tap(SEND)
    walk.touch(await school.teacher.tap("Изменить блоки", message_id=old.id))
    await walk.rest()
    above = next(message for message in (await school.teacher.chat()).messages if message.id == old.id)
    assert above.buttons == []
    redrawn = await school.teacher.last()
    assert redrawn.id > old.id
    assert SENT in redrawn.text
    assert [GO_ON] not in redrawn.buttons
    await school.teacher.wait_popup("уже отправлена")
    await one_application_was_sent(school)
    await school.torture.stop()
