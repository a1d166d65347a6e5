"""Agreement and approval of a route in the chat."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models.audit import AuditEntry
from models.routes import Agreement, Answer, Party, RouteStatus
from services import routes
from tests.bot.chat import Person
from tests.bot.town import Town, has, taps
from tests.bot.ways import WARD, open_from_notice, route


def answers(town: Town) -> dict[Party, Answer | None]:
    """What each party has said."""
    rows = town.chat.look(lambda session: session.scalars(sa.select(Agreement)).all())
    return {row.party: row.answer for row in rows}


def returns(town: Town) -> int:
    """How often the route was returned."""
    moves = sa.select(sa.func.count(AuditEntry.id)).where(AuditEntry.act == "return")
    return town.chat.look(lambda session: session.scalar(moves)) or 0


async def test_each_party_hears_of_the_route_and_agrees(agreeing: Town) -> None:
    assert "Ваш индивидуальный образовательный маршрут (ИОМ) составлен" in agreeing.teacher.screen.text
    assert "У вас новый подопечный" in agreeing.curator.screen.text
    for person in (agreeing.teacher, agreeing.curator, agreeing.head):
        await open_from_notice(person)
        await person.tap("✅ Согласен (согласна)")
        assert not has(person.screen, "Согласен")
    assert set(answers(agreeing).values()) == {Answer.agreed}


@pytest.mark.rule("SM-IOM-4.3.6")
async def test_the_term_of_agreement_stands_with_its_clause(agreeing: Town) -> None:
    await open_from_notice(agreeing.teacher)
    assert "До 11 сентября 2026, пт" in agreeing.teacher.screen.text
    assert "приложение 3, п. 4.3.6" in agreeing.teacher.screen.text


async def test_changes_are_proposed_in_words(agreeing: Town) -> None:
    await open_from_notice(agreeing.teacher)
    await agreeing.teacher.tap("✏️ Предложить изменения")
    await agreeing.teacher.send_file("cat.webp", b"x", kind="sticker")
    assert "только текст" in agreeing.teacher.screen.text
    await agreeing.chat.restart()
    await agreeing.teacher.send("Больше вебинаров <b>по вечерам</b>")
    assert answers(agreeing)[Party.teacher] is None
    assert "«Больше вебинаров <b>по вечерам</b>»" in agreeing.teacher.screen.text
    await agreeing.teacher.tap("✅ Отправить")
    assert answers(agreeing)[Party.teacher] is Answer.changes
    assert "«Больше вебинаров <b>по вечерам</b>»" in agreeing.teacher.screen.text


async def test_agreeing_twice_is_one_answer_and_shows_how_it_stands(agreeing: Town) -> None:
    await open_from_notice(agreeing.teacher)
    old = agreeing.teacher.screen.callbacks["✏️ Предложить изменения"]
    await agreeing.teacher.tap("✅ Согласен (согласна)")
    await agreeing.teacher.repeat(same_id=False)
    assert agreeing.teacher.alerts == ["Ваше согласие записано."] * 2, "a second tap is no error"
    await agreeing.teacher.press(old)
    assert "Мой маршрут" in agreeing.teacher.screen.text, "nothing is asked for any more"
    await agreeing.teacher.send("передумала")
    assert answers(agreeing)[Party.teacher] is Answer.agreed


@pytest.mark.rule("SM-IOM-4.3.10")
async def test_the_head_approves_and_the_route_is_active(approving: Town) -> None:
    await approving.head.send("/start")
    assert approving.head.screen.buttons[0] == "✍️ Утвердить (1)"
    await taps(approving.head, "✍️ Утвердить (1)", f"{WARD} · ждёт утверждения", "✅ Утвердить")
    assert route(approving).status is RouteStatus.active
    assert not has(approving.head.screen, "Утвердить")
    await approving.head.repeat(same_id=False)
    assert "Маршрут" in approving.head.screen.text
    await approving.deliver()
    assert "Ваш маршрут утверждён" in approving.teacher.screen.text


@pytest.mark.rule("SM-IOM-4.3.10")
async def test_nobody_but_the_head_approves_by_a_forged_button(approving: Town) -> None:
    for person in (approving.teacher, approving.curator):
        await person.press(f"ta:{route(approving).id}")
        assert route(approving).status is RouteStatus.awaiting_approval


async def test_the_head_returns_with_a_reason(approving: Town) -> None:
    await open_from_notice(approving.head)
    await approving.head.tap("↩️ Вернуть с причиной")
    await approving.head.send("я" * 1500)
    assert approving.head.screen.text.startswith("❗")
    await approving.head.send("Нет времени в ноябре")
    assert route(approving).status is RouteStatus.awaiting_approval
    await approving.head.tap("✅ Отправить")
    assert route(approving).status is RouteStatus.finalizing
    assert "Нет времени в ноябре" in approving.head.screen.text
    await approving.head.repeat(same_id=False)
    assert returns(approving) == 1


async def test_words_are_shown_before_they_go_and_outlive_a_restart(approving: Town) -> None:
    head = approving.head
    await open_from_notice(head)
    await head.tap("↩️ Вернуть с причиной")
    await head.send("нет")
    assert "Проверьте, прежде чем отправить" in head.screen.text
    old = head.screen.callbacks["✅ Отправить"]
    await approving.chat.restart()
    await head.tap("✏️ Исправить")
    assert "Вы написали" in head.screen.text
    assert "нет" in head.screen.text
    await head.send_file("cat.webp", b"x", kind="sticker")
    assert "нет" in head.screen.text, "nothing typed is lost"
    await head.send("Нет вебинаров осенью")
    await head.send("Нет вебинаров зимой")
    assert "«Нет вебинаров зимой»" in head.screen.text
    await head.press(old)
    assert "«Нет вебинаров зимой»" in head.screen.text, "a button of older words sends no newer ones"
    assert returns(approving) == 0
    await approving.chat.restart()
    await head.tap("✅ Отправить")
    assert (returns(approving), route(approving).return_reasons) == (1, "Нет вебинаров зимой")


async def test_words_that_are_not_to_go_are_cancelled(approving: Town) -> None:
    head = approving.head
    await open_from_notice(head)
    await head.tap("↩️ Вернуть с причиной")
    await head.send("нет")
    old = head.screen.callbacks["✅ Отправить"]
    await head.tap("✖️ Отмена")
    assert has(head.screen, "✅ Утвердить")
    await head.press(old)
    await head.send("да")
    assert route(approving).status is RouteStatus.awaiting_approval


async def test_a_proposal_typed_in_an_earlier_round_does_not_answer_a_later_one(agreeing: Town) -> None:
    teacher = agreeing.teacher
    await open_from_notice(teacher)
    await teacher.tap("✏️ Предложить изменения")
    await teacher.send("Перенесите семинар")
    number = route(agreeing).id
    with agreeing.acting() as w:
        routes.take_back(w.session, w.planner, route_id=number)
        routes.send_for_agreement(w.session, w.planner, route_id=number)
    await teacher.tap("✅ Отправить")
    assert set(answers(agreeing).values()) == {None}
    assert "изменился" in teacher.alerts[-1]


async def test_the_word_one_is_asked_for_stands_right_below_the_text(approving: Town) -> None:
    await open_from_notice(approving.head)
    first = [row[0] for row in approving.head.screen.rows[:3]]
    assert first == ["📖 Прочитать всё", "✅ Утвердить", "↩️ Вернуть с причиной"]
    assert not has(approving.head.screen, "Семинар")
    await taps(approving.head, "⋯ Ещё", "🗂 По видам")
    assert has(approving.head.screen, "Семинар № 1")
    await approving.head.tap("✍️ К ответу")
    await approving.head.tap("📖 Прочитать всё")
    assert has(approving.head.screen, "✅ Утвердить")


@pytest.mark.parametrize("role", ["teacher", "curator", "head"])
async def test_nothing_but_the_word_and_the_plan_is_asked_of_whose_word_is_awaited(agreeing: Town, role: str) -> None:
    person: Person = getattr(agreeing, role)
    await open_from_notice(person)
    ask = ["❓ Задать вопрос куратору"] if role == "teacher" else []
    word = ["📖 Прочитать всё", "✅ Согласен (согласна)", "✏️ Предложить изменения"]
    assert person.screen.buttons == [*word, *ask, "⋯ Ещё", "‹ Назад", "🏠 Домой"]
    await person.tap("⋯ Ещё")
    assert has(person.screen, "📄 Карта для печати")
    assert has(person.screen, "🛑 Завершить досрочно") is (role == "teacher")
    assert not has(person.screen, "Согласен")
    await person.tap("🗂 По видам")
    assert has(person.screen, "Согласен")
    assert not has(person.screen, "Завершить")
    await person.tap("✅ Согласен (согласна)")
    assert has(person.screen, "🛑 Завершить досрочно") is (role == "teacher")


@pytest.mark.parametrize("role", ["teacher", "curator", "head"])
async def test_one_who_is_late_with_a_word_is_told_that_it_is_awaited(agreeing: Town, role: str) -> None:
    person: Person = getattr(agreeing, role)
    agreeing.chat.clock.move(days=30)
    await open_from_notice(person)
    assert "Вашего ответа всё ещё ждут" in person.screen.text
    assert "позвоните" not in person.screen.text
    await person.tap("✅ Согласен (согласна)")
    assert "Вашего ответа всё ещё ждут" not in person.screen.text


async def test_a_late_approval_calls_upon_the_head_and_consoles_the_teacher(approving: Town) -> None:
    approving.chat.clock.move(days=60)
    await open_from_notice(approving.head)
    assert "Вашего ответа всё ещё ждут" in approving.head.screen.text
    assert "Это примерный срок" in approving.head.screen.text
    number = route(approving).id
    await approving.teacher.press(f"to:{number}:d:1")
    assert "позвоните, пожалуйста, в центр" in approving.teacher.screen.text
    await approving.curator.press(f"to:{number}:d:1")
    assert "позвоните" not in approving.curator.screen.text


async def test_the_approver_sees_who_agreed_and_what_changed_after_it(agreeing: Town) -> None:
    await open_from_notice(agreeing.teacher)
    await agreeing.teacher.tap("✏️ Предложить изменения")
    await agreeing.teacher.send("Перенесите семинар")
    await agreeing.teacher.tap("✅ Отправить")
    assert "✏️ Педагог — Иванова Анна Петровна: предлагает изменения" in agreeing.teacher.screen.text
    route_id = route(agreeing).id
    with agreeing.acting() as w:
        for ctx in (w.ctx(w.curator_id), w.ctx(w.head_id)):
            routes.answer(w.session, ctx, route_id=route_id, agreed=True)
        w.later(hours=1)
        routes.close_round(w.session, w.planner, route_id=route_id)
        first = routes.card(w.session, w.planner, route_id=route_id).activities[0]
        routes.edit_activity(
            w.session, w.planner, activity_id=first.id, category=first.category, title="Семинар в марте",
            starts_on=first.starts_on, deficit_ids=[found.id for found in first.deficits],
        )  # fmt: skip
        routes.reply_to_proposal(w.session, w.planner, route_id=route_id, party=Party.teacher, text="Перенесли на март")
        routes.send_for_approval(w.session, w.planner, route_id=route_id)
    await agreeing.deliver()
    assert "Перенесли на март" in agreeing.teacher.screen.text
    await agreeing.teacher.tap("🧭 Открыть маршрут")
    assert "Ответ разработчика: «Перенесли на март»" in agreeing.teacher.screen.text
    await open_from_notice(agreeing.head)
    told = agreeing.head.screen.text
    assert "💬 Педагог — Иванова Анна Петровна: были предложения, разработчик ответил\n" in told
    assert "предлагает" not in told
    assert "Перенес" not in told
    assert told.count("согласие дано") == 2
    assert "Изменено после согласования:\n• 1 мероприятие" in agreeing.head.screen.text
    assert "Перенесли на март" not in agreeing.head.screen.text
    await agreeing.head.tap("📖 Прочитать всё")
    assert "изменено после согласования" in agreeing.head.screen.text
