"""Settings in the chat: what may be muted, the language, unlinking, withdrawing the consent and giving it again."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from models.notices import Notice
from models.people import Person as Row
from models.people import PersonalDataConsent, TelegramChat
from models.routes import Route, RouteStatus
from services import digests
from services.notices import NoticeKind
from tests.bot.town import Town, has, taps


def row(town: Town) -> Row:
    """The teacher's row."""
    return town.chat.look(lambda session: session.get_one(Row, town.world.teacher_id))


async def test_settings_are_one_tap_from_home_and_a_tap_switches_a_notice(town: Town) -> None:
    await taps(town.teacher, "⚙️ Настройки", "🔔 Скоро мероприятие")
    assert has(town.teacher.screen, "🔕 Скоро мероприятие")
    await town.teacher.repeat(same_id=False)
    assert row(town).muted == [NoticeKind.activity_soon]
    await town.teacher.tap("🔕 Скоро мероприятие")
    assert row(town).muted == []
    assert not has(town.teacher.screen, "сводка")


async def test_a_forged_button_mutes_nothing_a_term_depends_on(town: Town) -> None:
    await town.teacher.press("sm:terms_proposed:1")
    assert "выключить нельзя" in town.teacher.alerts[-1]
    assert row(town).muted == []


async def test_the_language_changes_at_once_and_stays(town: Town) -> None:
    await taps(town.teacher, "⚙️ Настройки", "🌐 English")
    assert "Settings" in town.teacher.screen.text
    await town.chat.restart()
    await town.teacher.send("/start")
    assert has(town.teacher.screen, "⚙️ Settings")
    await taps(town.teacher, "⚙️ Settings", "🌐 Русский")
    assert "Настройки" in town.teacher.screen.text
    await town.teacher.press("sl:tlh")
    assert row(town).language == "ru"


async def test_a_chat_is_unlinked_after_one_question(town: Town) -> None:
    await taps(town.teacher, "⚙️ Настройки", "🔗 Отвязать этот чат")
    assert "Не регистрируйтесь заново" in town.teacher.screen.text
    await taps(town.teacher, "Нет, оставить", "🔗 Отвязать этот чат", "Да, отвязать")
    await town.deliver()
    chats = sa.select(TelegramChat.id).where(TelegramChat.person_id == town.world.teacher_id)
    assert town.chat.look(lambda session: session.scalar(chats)) is None
    assert "больше не связан" in town.teacher.screen.text
    await town.teacher.send("/start")
    assert has(town.teacher.screen, "🔗 Привязать прежний профиль")


async def test_the_consent_is_withdrawn_after_saying_what_follows_and_given_again(active: Town) -> None:
    teacher = active.teacher
    await teacher.send("/start")
    await taps(teacher, "⚙️ Настройки", "📄 Отозвать согласие")
    assert "Досрочно завершится 1 маршрут" in teacher.screen.text
    assert "приказ велит хранить" in teacher.screen.text
    await teacher.tap("Да, отозвать согласие")
    await teacher.repeat(same_id=False)
    assert "Согласие отозвано" in teacher.screen.text
    assert active.chat.look(lambda session: session.scalars(sa.select(Route.status)).one()) is RouteStatus.ended_early
    await active.deliver()
    assert "Маршрут завершён досрочно" in active.curator.screen.text
    told = sa.select(Notice.recipient_id).where(Notice.kind == NoticeKind.consent_withdrawn)
    assert active.chat.look(lambda session: session.scalars(told).all()) == [active.world.operator_id]

    await teacher.send("/start")
    assert teacher.screen.rows[0] == ["📄 Прочитать согласие"]
    assert not has(teacher.screen, "Подать заявку")
    await teacher.press("ap")
    assert "Нет согласия на обработку персональных данных" in teacher.screen.text
    await teacher.tap("✅ Согласен (согласна)")
    assert "Здравствуйте, Анна Петровна!" in teacher.screen.text
    given = sa.select(sa.func.count(PersonalDataConsent.id)).where(PersonalDataConsent.withdrawn_at.is_(None))
    given = given.where(PersonalDataConsent.person_id == active.world.teacher_id)
    assert active.chat.look(lambda session: session.scalar(given)) == 1
    await teacher.send("/start")
    await taps(teacher, "⚙️ Настройки")
    assert "дано" in teacher.screen.text


async def test_the_morning_digest_leads_to_each_list(active: Town) -> None:
    active.chat.clock.move(days=25)
    await active.teacher.send("/start")
    await taps(active.teacher, "🧭 Открыть мероприятие", "✅ Отметить выполненным")
    active.chat.clock.move(days=17)
    with active.acting() as w:
        w.now = w.now.replace(hour=6, minute=5)
        digests.tick(w.session, w.ctx(None))
    await active.deliver()
    curator = active.curator
    assert "Доброе утро! Ваши подопечные сегодня:" in curator.screen.text
    assert "✅ 1 мероприятие ждёт вашего подтверждения" in curator.screen.text
    digest = curator.screen.message_id
    await curator.tap("✅ На подтверждение")
    assert curator.screen.buttons[0] == "Иванова А. П. · 24.09 Семинар № 1"
    await taps(curator, "Иванова А. П. · 24.09 Семинар № 1", "✅ Подтвердить")
    assert "Подтверждено куратором" in curator.screen.text
    for data in ("tw:overdue:1", "tw:soon:1", "tw:questions:1"):
        await curator.press(data)
        assert has(curator.screen, "Домой")
    assert digest


async def test_a_digest_of_what_is_settled_by_now_is_not_sent(active: Town) -> None:
    active.chat.clock.move(days=24)
    await active.teacher.send("/start")
    await taps(active.teacher, "🧭 Открыть мероприятие", "✅ Отметить выполненным")
    with active.acting() as w:
        w.now = (w.now + timedelta(days=1)).replace(hour=6, minute=5)
        assert digests.tick(w.session, w.ctx(None)) == 1
    number = active.chat.look(lambda session: session.scalar(sa.select(sa.func.min(Notice.activity_id)))) or 1
    await active.curator.press(f"vl:{number}:confirmed")
    before = len(active.curator.messages)
    await active.deliver()
    assert len(active.curator.messages) == before


async def test_a_chat_that_was_unlinked_is_led_back_to_its_profile(town: Town) -> None:
    await town.teacher.send("/start")
    await taps(town.teacher, "⚙️ Настройки", "🔗 Отвязать этот чат", "Да, отвязать")
    await town.teacher.send("/start")
    assert "Раньше этот чат был привязан к профилю" in town.teacher.screen.text
    assert "Анна" not in town.teacher.screen.text
    assert town.teacher.screen.buttons[0] == "🔗 Привязать прежний профиль"
    await town.newcomer.send("/start")
    assert "Раньше этот чат" not in town.newcomer.screen.text
