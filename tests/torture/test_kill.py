"""kill -9 at every point of an update's and a notice's way: nothing lost, nothing doubled, no half step."""

from __future__ import annotations

import random
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.inbox import ChatState, InboxUpdate, UpdateStatus
from models.notices import Notice, NoticeStatus
from services import outbox
from services.audit import AuditedSession, acting
from services.clock import real_now
from services.context import Context
from tests.bot.probe import link, names
from tests.sandbox.running import ANNA, BORIS, STRANGER
from tests.torture.conftest import Torture
from tests.waiting import eventually

pytestmark = pytest.mark.e2e


def settled(torture: Torture, count: int) -> bool:
    """Whether so many updates arrived, and all were handled and seen by their chats."""

    def ask(session: Session) -> bool:
        rows = session.scalars(sa.select(InboxUpdate)).all()
        done = [row for row in rows if row.status is UpdateStatus.handled and row.answered_at]
        return len(rows) == len(done) == count

    return torture.look(ask)


@pytest.mark.parametrize("point", ["before_commit", "after_commit", "after_store"])
async def test_a_form_goes_on_after_a_kill_at_every_step(torture: Torture, point: str) -> None:
    anna = torture.box.client.person(ANNA.id)
    for done, step in enumerate(("/ask", "Vera"), start=1):
        await torture.start(point)
        await anna.send(step)
        await torture.killed()
        await torture.start()
        await eventually(partial(settled, torture, done), 30)
        await torture.stop()
    assert torture.look(names) == ["Vera"]
    assert torture.look(lambda session: session.query(ChatState).count()) == 0
    assert (await anna.last()).text in ("Thank you", "Добрый день!")


async def test_a_flood_loses_and_doubles_nothing_over_many_kills(torture_on_both: Torture) -> None:
    torture = torture_on_both
    chance = random.Random(7)
    people = [torture.box.client.person(persona.id) for persona in (ANNA, BORIS, STRANGER)]
    for number in range(100):
        for person in people:
            await person.send(f"/add {person.id}-{number}")
    for _ in range(4):
        await torture.start("before_commit" if chance.random() < 0.5 else "after_commit", chance.randint(5, 60))
        await torture.killed()
    await torture.start()
    await eventually(lambda: settled(torture, 300), 60)
    await torture.stop()
    found = torture.look(names)
    assert sorted(found) == sorted(f"{person.id}-{number}" for number in range(100) for person in people)
    for person in people:
        assert [name for name in found if name.startswith(f"{person.id}-")] == [f"{person.id}-{n}" for n in range(100)]


@pytest.mark.parametrize("point", ["before_send", "after_send"])
async def test_a_notice_is_never_sent_twice(
    torture_on_both: Torture, point: str, session: Session, system: Context
) -> None:
    torture = torture_on_both
    anna = torture.box.client.person(ANNA.id)
    await anna.send("/start")
    _post(torture, system, session, 5)
    await torture.start(point, 3)
    await torture.killed()
    session.execute(sa.update(Notice).where(Notice.status == NoticeStatus.sending).values(leased_until=system.now))
    session.commit()
    outbox.expire(session, system, real_now=real_now())
    session.commit()
    await torture.start()
    await eventually(lambda: "sending" not in _statuses(torture) and "pending" not in _statuses(torture), 30)
    await torture.stop()
    texts = [message.text for message in (await anna.chat()).from_bot() if message.text.startswith("notice")]
    assert len(texts) == len(set(texts))
    known = set(texts) | {notice for notice, status in _by_kind(torture).items() if status == "uncertain"}
    assert known == {f"notice {number}" for number in range(5)}
    assert list(_by_kind(torture).values()).count("uncertain") == 1


def _post(torture: Torture, ctx: Context, session: Session, count: int) -> None:
    assert isinstance(session, AuditedSession)
    person_id = link(acting(session, ctx), ctx, chat_id=ANNA.id, name="Anna")
    for number in range(count):
        kind = f"notice {number}"
        session.add(Notice(kind=kind, recipient_id=person_id, dedupe_key=kind, created_at=ctx.now, not_before=ctx.now))
    session.commit()


def _by_kind(torture: Torture) -> dict[str, str]:
    rows = torture.look(lambda session: session.execute(sa.select(Notice.kind, Notice.status)).all())
    return {kind: status.value for kind, status in rows}


def _statuses(torture: Torture) -> set[str]:
    return set(_by_kind(torture).values())


async def test_trouble_of_telegrams_delays_and_loses_nothing(torture: Torture) -> None:
    anna = torture.box.client.person(ANNA.id)
    client = torture.box.client
    for kind, fields in (("500", {}), ("502", {}), ("disconnect", {}), ("429", {"retry_after": 1})):
        await client.fault(kind, "sendMessage", count=2, **fields)
    await torture.start()
    for number in range(10):
        await anna.send(f"/add {number}")
    await eventually(lambda: settled(torture, 10), 60)
    await torture.stop()
    assert torture.look(names) == [str(number) for number in range(10)]
