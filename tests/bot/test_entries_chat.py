"""What staff entered from a call, as its owner confirms or denies it in the chat."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.applications.calls import DenyEntry
from models.applications import (
    Application,
    DiagnosticForm,
    ParticipationStatus,
)
from models.people import Way
from services import applications
from tests.bot.cases import status_of
from tests.bot.town import Town, has


async def entered(town: Town) -> None:
    """The operator entered an application from the teacher's call; the notice has come."""
    with town.acting() as w:
        applications.enter_application(
            w.session, w.operator, person_id=w.teacher_id, form=DiagnosticForm.standardized, subjects=["physics"],
            blocks=["methods"], wanted_from=w.today, wanted_to=w.today + timedelta(days=30), way=Way.phone,
        )  # fmt: skip
    await town.deliver()


@pytest.mark.rule("К-31")
async def test_what_was_entered_from_a_call_is_confirmed_with_one_tap_from_the_notice(town: Town) -> None:
    await entered(town)
    assert "Физика" in town.teacher.screen.text
    assert town.teacher.screen.rows[0] == ["✅ Всё верно, подтверждаю"]
    await town.teacher.tap("✅ Всё верно, подтверждаю")
    row = town.chat.look(lambda session: session.scalars(sa.select(Application)).one())
    assert row.confirmed_at is not None
    assert not has(town.teacher.screen, "подтверждаю")
    assert status_of(town) is ParticipationStatus.submitted


@pytest.mark.rule("К-31")
async def test_the_first_screen_asks_to_confirm_what_was_entered(town: Town) -> None:
    await entered(town)
    await town.teacher.send("/start")
    assert town.teacher.screen.rows[0] == ["✅ Посмотреть и подтвердить"]
    await town.teacher.tap("✅ Посмотреть и подтвердить")
    assert town.teacher.screen.rows[0] == ["✅ Всё верно, подтверждаю"]
    await town.teacher.tap("✅ Всё верно, подтверждаю")
    await town.teacher.send("/start")
    assert not has(town.teacher.screen, "подтвердить")


@pytest.mark.rule("К-31")
async def test_one_who_did_not_call_takes_it_back_once_sure(town: Town) -> None:
    await entered(town)
    await town.teacher.tap("Это не моя заявка")
    assert status_of(town) is ParticipationStatus.submitted
    await town.teacher.tap("Да, это не моя заявка")
    assert status_of(town) is ParticipationStatus.withdrawn
    await town.teacher.press(DenyEntry(participation_id=1, sure=True).pack())
    assert status_of(town) is ParticipationStatus.withdrawn
