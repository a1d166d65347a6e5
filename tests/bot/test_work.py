"""One update, one transaction: effect, state of typing and the inbox's mark commit together or not at all."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.audit import AuditEntry
from models.inbox import ChatState, InboxUpdate, UpdateStatus
from tests.bot.chat import Chat
from tests.bot.probe import Probe, names


def _states(session: Session) -> list[tuple[str | None, dict[str, object]]]:
    return [(row.state, row.data) for row in session.scalars(sa.select(ChatState))]


def _last(session: Session) -> InboxUpdate:
    return session.scalars(sa.select(InboxUpdate).order_by(InboxUpdate.id.desc()).limit(1)).one()


async def test_effect_audit_and_mark_commit_together(chat_on_both: Chat) -> None:
    teacher = chat_on_both.person()
    await teacher.send("/add Вера")
    assert teacher.screen.text == "Added Вера"
    assert chat_on_both.look(names) == ["Вера"]
    update = chat_on_both.look(_last)
    assert (update.status, update.payload) == (UpdateStatus.handled, None)
    assert update.answered_at is not None
    entry = chat_on_both.look(lambda session: session.scalars(sa.select(AuditEntry)).one())
    assert (entry.door, entry.correlation_id) == ("bot", f"update:{update.update_id}")


async def test_a_refusal_changes_nothing_is_shown_and_is_handled(chat_on_both: Chat) -> None:
    teacher = chat_on_both.person()
    await teacher.send("/refuse")
    assert teacher.screen.text == "Not <today>."
    assert chat_on_both.look(names) == []
    assert chat_on_both.look(_last).status is UpdateStatus.handled


async def test_a_refusal_keeps_the_state_of_typing(chat: Chat) -> None:
    teacher = chat.person()
    await teacher.send("/refuse")
    assert chat.look(_states) == [("Typing:name", {})]


async def test_state_of_typing_is_kept_by_a_handler_that_only_reads(chat_on_both: Chat) -> None:
    teacher = chat_on_both.person()
    await teacher.send("/ask")
    assert chat_on_both.look(_states) == [("Typing:name", {"asked": "name"})]
    update = chat_on_both.look(_last)
    assert update.status is UpdateStatus.handled
    assert update.answered_at is not None


async def test_state_of_typing_ends_with_the_effect(chat: Chat) -> None:
    teacher = chat.person()
    await teacher.send("/ask")
    await teacher.send("Вера")
    assert chat.look(_states) == []
    assert chat.look(names) == ["Вера"]


async def test_state_of_typing_does_not_end_without_the_effect(chat: Chat, probe: Probe) -> None:
    teacher = chat.person()
    await teacher.send("/ask")
    probe.broken = 100
    await teacher.send("Вера")
    assert chat.look(_states) == [("Typing:name", {"asked": "name"})]
    assert chat.look(names) == []


async def test_cancel_works_in_any_state(chat: Chat) -> None:
    teacher = chat.person()
    await teacher.send("/ask")
    await teacher.send("/cancel")
    assert chat.look(_states) == []
    assert teacher.screen.text == "Добрый день!"


async def test_a_second_transaction_is_a_mistake_of_the_handler(chat: Chat) -> None:
    teacher = chat.person()
    await teacher.send("/twice")
    assert chat.look(names) == ["First"]
    assert chat.look(_last).status is UpdateStatus.handled


async def test_a_newcomer_is_known_at_once_after_registering(chat: Chat) -> None:
    teacher = chat.person()
    await teacher.send("/register Анна")
    assert teacher.screen.text == "1 is 1"
