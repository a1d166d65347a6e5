"""The teacher's ticks and the curator's view of them in the chat."""

from __future__ import annotations

import pytest

from models.routes import CuratorView
from services import reminders
from tests.bot.town import Town, has, taps
from tests.bot.ways import WARD, activities


@pytest.mark.rule("SM-IOM-5.10")
async def test_the_teacher_ticks_in_at_most_three_taps_from_home(active: Town) -> None:
    active.chat.clock.move(days=45)
    await active.teacher.send("/start")
    assert await taps(active.teacher, "🧭 Мой маршрут", "▫️ 14.10 Семинар № 3", "✅ Отметить выполненным") == 3
    assert [one.done_at is not None for one in activities(active)].index(True) == 2
    assert "Отмечено выполненным" in active.teacher.screen.text
    await active.teacher.tap("‹ Назад")
    assert "Выполнено: 1 из 10" in active.teacher.screen.text


async def test_an_activity_whose_day_has_not_come_is_ticked_after_one_question(active: Town) -> None:
    await active.teacher.send("/start")
    await taps(active.teacher, "🧭 Открыть мероприятие", "✅ Отметить выполненным")
    assert "Этот день ещё не наступил" in active.teacher.screen.text
    assert activities(active)[0].done_at is None
    await active.teacher.tap("Нет, ещё нет")
    assert "Пока не отмечено" in active.teacher.screen.text
    await taps(active.teacher, "✅ Отметить выполненным", "Да, уже выполнено")
    assert activities(active)[0].done_at is not None
    await active.teacher.press(f"vk:{activities(active)[0].id}")
    assert "Отмечено выполненным" in active.teacher.screen.text


async def test_a_tick_arrives_twice_and_is_one_tick(active: Town) -> None:
    active.chat.clock.move(days=25)
    await active.teacher.send("/start")
    await taps(active.teacher, "🧭 Открыть мероприятие", "✅ Отметить выполненным")
    before = activities(active)[0].done_at
    active.chat.clock.move(minutes=5)
    await active.teacher.repeat(same_id=False)
    assert activities(active)[0].done_at == before
    await active.teacher.tap("Снять отметку")
    await active.teacher.repeat(same_id=False)
    assert activities(active)[0].done_at is None


async def test_an_old_mark_is_not_taken_back(active: Town) -> None:
    active.chat.clock.move(days=25)
    await active.teacher.send("/start")
    await taps(active.teacher, "🧭 Открыть мероприятие", "✅ Отметить выполненным")
    active.chat.clock.move(days=2)
    await active.teacher.tap("Снять отметку")
    assert activities(active)[0].done_at is not None
    await active.teacher.press(f"va:{activities(active)[0].id}")
    assert not has(active.teacher.screen, "Снять отметку")


@pytest.mark.rule("SM-IOM-5.10")
async def test_nobody_ticks_for_the_teacher(active: Town) -> None:
    number = activities(active)[0].id
    for person in (active.head, active.curator):
        await person.press(f"vm:{number}:1")
    assert activities(active)[0].done_at is None


async def test_one_tap_in_a_reminder_ticks(active: Town) -> None:
    with active.acting() as w:
        w.later(days=25)
        reminders.tick(w.session, w.ctx(None))
    await active.deliver()
    assert "Как прошло?" in active.teacher.screen.text
    await active.teacher.tap("✅ Отметить выполненным")
    assert activities(active)[0].done_at is not None


async def test_a_reminder_before_the_day_offers_no_mark_and_an_old_button_asks_first(active: Town) -> None:
    number = activities(active)[0].id
    with active.acting() as w:
        w.later(days=19)
        reminders.tick(w.session, w.ctx(None))
    await active.deliver()
    assert "Скоро мероприятие" in active.teacher.screen.text
    assert not has(active.teacher.screen, "Отметить")
    assert has(active.teacher.screen, "Подробнее")
    await active.teacher.press(f"vm:{number}:1")
    assert "Этот день ещё не наступил" in active.teacher.screen.text
    assert activities(active)[0].done_at is None


async def test_the_curator_confirms_only_what_is_marked(active: Town) -> None:
    number = activities(active)[0].id
    await active.curator.press(f"va:{number}")
    assert not has(active.curator.screen, "Подтвердить")
    assert "Куратор ещё не смотрел" not in active.curator.screen.text
    await active.curator.press(f"vl:{number}:confirmed")
    assert "подтверждать нечего" in active.curator.alerts[-1]
    assert activities(active)[0].view is CuratorView.not_looked


async def test_the_teacher_answers_the_curators_question_in_its_thread(active: Town) -> None:
    number = activities(active)[0].id
    await active.curator.press(f"vq:{number}")
    await active.curator.send("Где сертификат?")
    await active.deliver()
    assert "Где сертификат?" in active.teacher.screen.text
    await active.teacher.tap("↩️ Ответить")
    assert "Где сертификат?" in active.teacher.screen.text
    assert "ответ куратору" in active.teacher.screen.text
    await active.teacher.send("Пришлю завтра")
    await active.deliver()
    await active.curator.tap("💬 Прочитать ответ")
    assert active.curator.screen.text.index("Где сертификат?") < active.curator.screen.text.index("Пришлю завтра")


@pytest.mark.rule("К-38")
async def test_the_curator_questions_and_confirms_beside_the_teachers_mark(active: Town) -> None:
    active.chat.clock.move(days=25)
    await active.teacher.send("/start")
    await taps(active.teacher, "🧭 Открыть мероприятие", "✅ Отметить выполненным")
    await active.curator.send("/start")
    await taps(
        active.curator, "👥 Мои подопечные", f"{WARD} · 1/10", "✅ 24.09 Семинар № 1", "❓ Задать вопрос педагогу"
    )
    await active.curator.send_file("voice.ogg", b"x", kind="voice")
    assert "только текст" in active.curator.screen.text
    await active.curator.send("Пришлите, пожалуйста, программу")
    first = activities(active)[0]
    assert (first.view, first.done_at is not None) == (CuratorView.questioned, True)
    await active.deliver()
    assert "Пришлите, пожалуйста, программу" in active.teacher.screen.text
    await active.curator.tap("✅ Подтвердить")
    assert activities(active)[0].view is CuratorView.confirmed
    assert activities(active)[0].done_at == first.done_at


async def test_nobody_but_the_curator_confirms(active: Town) -> None:
    number = activities(active)[0].id
    for person in (active.teacher, active.head):
        await person.press(f"vl:{number}:confirmed")
    assert activities(active)[0].view is CuratorView.not_looked
