"""Blocks of an application in the chat: all, some, or of each subject its own, with a consent for each subject."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models.applications import (
    Consent,
    ParticipationBlock,
    ParticipationStatus,
)
from tests.bot.cases import participations, status_of
from tests.bot.test_applications_chat import FORM, SEND
from tests.bot.town import Town, taps


@pytest.mark.rule("SM-DIA-3.1.1b")
async def test_all_blocks_or_some_of_them_may_be_chosen(town: Town) -> None:
    await taps(town.teacher, "📝 Подать заявку на диагностику", FORM, "▫️ Методический", "▫️ Предметный")
    await town.teacher.tap("✅ Предметный")
    await town.teacher.tap("Готово")
    assert participations(town)[0].chosen_blocks == ["methods"]
    assert "Когда вам удобно?" in town.teacher.screen.text


@pytest.mark.rule("SM-FRM-2a", "SM-FRM-2b")
async def test_each_subject_has_a_consent_of_its_own_with_its_blocks(town: Town) -> None:
    await taps(town.teacher, "👤 Мой профиль", "Предметы", "▫️ Математика", "Готово")
    await town.teacher.send("/start")
    await taps(town.teacher, "📝 Подать заявку на диагностику", FORM, "▫️ Физика", "▫️ Математика", "Готово")
    await taps(town.teacher, "▫️ Методический", "Готово", "📅 Ближайшие 2 недели")
    shown = town.teacher.screen.text
    assert "Физика: методический." in shown
    assert "Математика: методический." in shown
    await town.teacher.tap(SEND)
    found = town.chat.look(lambda session: session.scalars(sa.select(Consent).order_by(Consent.id)).all())
    assert [(one.subject, one.blocks) for one in found] == [("physics", ["methods"]), ("mathematics", ["methods"])]
    for one in found:
        assert one.text in shown


@pytest.mark.rule("SM-FRM-2a", "SM-FRM-2b")
async def test_each_subject_may_have_blocks_of_its_own(town: Town) -> None:
    await taps(town.teacher, "👤 Мой профиль", "Предметы", "▫️ Математика", "Готово")
    await town.teacher.send("/start")
    await taps(town.teacher, "📝 Подать заявку на диагностику", FORM, "▫️ Физика", "▫️ Математика", "Готово")
    await taps(town.teacher, "Разные по предметам", "▫️ Методический", "Дальше: Математика ›")
    assert "Математика: какие блоки?" in town.teacher.screen.text
    await town.teacher.tap("Готово")
    assert "Математика: какие блоки?" in town.teacher.screen.text, "a subject without blocks is asked about again"
    await taps(town.teacher, "▫️ Предметный", "▫️ Методический", "✅ Методический", "Готово", "📅 Ближайшие 2 недели")
    shown = town.teacher.screen.text
    assert "Физика: методический." in shown and "Математика: предметный." in shown
    assert "Физика: Методический" in shown and "Математика: Предметный" in shown
    await town.teacher.tap(SEND)
    found = town.chat.look(lambda session: session.scalars(sa.select(Consent).order_by(Consent.id)).all())
    assert [(one.subject, one.blocks) for one in found] == [("physics", ["methods"]), ("mathematics", ["subject"])]
    await town.teacher.send("/start")
    await town.teacher.tap("📋 Посмотреть заявку")
    assert "Математика: Предметный" in town.teacher.screen.text


async def test_blocks_that_differ_can_be_made_the_same_again(town: Town) -> None:
    await taps(town.teacher, "👤 Мой профиль", "Предметы", "▫️ Математика", "Готово")
    await town.teacher.send("/start")
    await taps(town.teacher, "📝 Подать заявку на диагностику", FORM, "▫️ Физика", "▫️ Математика", "Готово")
    await taps(town.teacher, "Разные по предметам", "⭐ Все блоки этого предмета", "Одинаковые по всем предметам")
    assert "сейчас блоки разные" in town.teacher.screen.text
    await taps(town.teacher, "⭐ Все блоки", "📅 Ближайшие 2 недели")
    assert len({tuple(one.block for one in town_blocks) for town_blocks in _by_subject(town)}) == 1


def _by_subject(town: Town) -> list[list[ParticipationBlock]]:
    rows = town.chat.look(lambda session: session.scalars(sa.select(ParticipationBlock)).all())
    return [[one for one in rows if one.subject == subject] for subject in ("physics", "mathematics")]


async def test_consents_that_do_not_fit_are_read_in_pages(town: Town) -> None:
    await taps(town.teacher, "📝 Подать заявку на диагностику", FORM, "⭐ Все блоки", "📅 Ближайшие 2 недели")
    await taps(town.teacher, "Изменить предметы", "Другие предметы")
    for subject in ("Литература", "Математика", "Химия", "Биология", "История", "Музыка"):
        await town.teacher.tap(f"▫️ {subject}")
    await taps(town.teacher, "Готово", "📄 Прочитать согласие")
    assert "Согласие на участие" in town.teacher.screen.text
    await town.teacher.tap("Страница 2 ›")
    await town.teacher.tap(SEND)
    assert status_of(town) is ParticipationStatus.submitted
