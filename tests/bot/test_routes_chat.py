"""A route in the chat: agreed by three, approved by the head, ticked by the teacher, looked at by the curator."""

from __future__ import annotations

import io
import zipfile

import pytest
import sqlalchemy as sa

from models.applications import Participation
from models.results import ResultLook
from models.routes import Activity, Agreement, Answer, CuratorView, Party, Route, RouteStatus
from services import reminders, routes
from tests.bot.chat import Person
from tests.bot.town import CANARIES, Town, has, heard, taps
from tests.world import CANARY_CODE

WARD = "Иванова Анна Петровна"


def route(town: Town) -> Route:
    """The only route."""
    return town.chat.look(lambda session: session.scalars(sa.select(Route)).one())


def activities(town: Town) -> list[Activity]:
    """Activities, the earliest first."""
    return town.chat.look(lambda session: list(session.scalars(sa.select(Activity).order_by(Activity.id))))


def answers(town: Town) -> dict[Party, Answer | None]:
    """What each party has said."""
    rows = town.chat.look(lambda session: session.scalars(sa.select(Agreement)).all())
    return {row.party: row.answer for row in rows}


async def open_from_notice(person: Person) -> None:
    """Open the route from the newest notice."""
    await person.tap("🧭 Открыть маршрут")


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
    assert route(approving).status is RouteStatus.finalizing
    assert "Нет времени в ноябре" in approving.head.screen.text


@pytest.mark.rule("К-01", "К-54")
async def test_a_head_sees_the_schools_projection_on_every_screen(active: Town) -> None:
    head = active.head
    await head.send("/start")
    await taps(head, "🏫 Маршруты школы", f"{WARD} · 0/10")
    assert "куратор ЦНППМ" in head.screen.text
    assert "Цель: профессиональный рост педагога" in head.screen.text
    await taps(head, "🗂 По видам", "▫️ 24.09 Семинар № 1")
    assert "Над чем работаем" not in head.screen.text
    assert not has(head.screen, "Отметить")
    assert not any(canary in heard(head) for canary in CANARIES)
    assert "Ёлкина" not in heard(head)
    assert not any(has(shown, "Результат") for shown in head.messages)


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
    await active.curator.tap("💬 Открыть вопрос")
    assert active.curator.screen.text.index("Где сертификат?") < active.curator.screen.text.index("Пришлю завтра")


@pytest.mark.rule("SM-IOM-5.8")
async def test_activities_stand_with_dates_and_by_category_in_pages(active: Town) -> None:
    await active.teacher.send("/start")
    await active.teacher.tap("🧭 Мой маршрут")
    assert has(active.teacher.screen, "▫️ 24.09 Семинар № 1")
    assert not has(active.teacher.screen, "Семинар № 9")
    await active.teacher.tap("Страница 2 ›")
    assert has(active.teacher.screen, "Семинар № 9")
    await active.teacher.tap("🗂 По видам")
    assert "Профессиональное развитие и обмен опытом: 0 из 10" in active.teacher.screen.text


async def test_the_screen_of_a_route_lists_its_activities_once(active: Town) -> None:
    await active.teacher.send("/start")
    await active.teacher.tap("🧭 Мой маршрут")
    assert "Семинар" not in active.teacher.screen.text
    assert "10 мероприятий" in active.teacher.screen.text
    await active.teacher.tap("📖 Прочитать всё")
    assert "▫️ 24.09.2026: Семинар № 1" in active.teacher.screen.text
    assert not has(active.teacher.screen, "Семинар")


async def test_the_word_one_is_asked_for_stands_right_below_the_text(approving: Town) -> None:
    await open_from_notice(approving.head)
    first = [row[0] for row in approving.head.screen.rows[:3]]
    assert first == ["📖 Прочитать всё", "✅ Утвердить", "↩️ Вернуть с причиной"]
    assert not has(approving.head.screen, "Семинар")
    await approving.head.tap("🗂 По видам")
    assert has(approving.head.screen, "Семинар № 1")
    await approving.head.tap("✍️ К ответу")
    await approving.head.tap("📖 Прочитать всё")
    assert has(approving.head.screen, "✅ Утвердить")


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


async def test_the_application_of_a_route_leads_to_the_route(active: Town) -> None:
    await active.teacher.send("/start")
    await active.teacher.tap("📋 Моя заявка")
    assert "Ваш маршрут действует. Выполнено: 0 из 10." in active.teacher.screen.text
    assert active.teacher.screen.rows[0] == ["🧭 Открыть мой маршрут"]
    await active.teacher.tap("🧭 Открыть мой маршрут")
    assert "Мой маршрут" in active.teacher.screen.text


@pytest.mark.rule("SM-IOM-5.9")
async def test_an_activity_tells_the_teacher_which_deficits_it_works_on(active: Town) -> None:
    await active.teacher.send("/start")
    await active.teacher.tap("🧭 Открыть мероприятие")
    assert "Над чем работаем:" in active.teacher.screen.text
    assert CANARIES[0] in active.teacher.screen.text


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


@pytest.mark.rule("К-01")
@pytest.mark.parametrize("data", ["vl:{}:confirmed", "va:{}"])
async def test_deficits_shown_after_any_tap_leave_a_look(active: Town, data: str) -> None:
    looks = active.chat.look(lambda session: session.scalars(sa.select(sa.func.count(ResultLook.id))).one())
    await active.curator.press(data.format(activities(active)[0].id))
    assert CANARY_CODE in active.curator.screen.text
    assert active.chat.look(lambda session: session.scalars(sa.select(sa.func.count(ResultLook.id))).one()) == looks + 1


async def test_a_curator_finds_a_ward_by_a_part_of_the_name(active: Town) -> None:
    await active.curator.press("tf")
    await active.curator.send("иванов")
    assert has(active.curator.screen, WARD)
    await active.curator.send("петух")
    assert "Найдено по словам «петух»: 0." in active.curator.screen.text


@pytest.mark.parametrize("data", ["to:{id}:d:1", "tg:{id}:0", "tc:{id}", "tr:{id}", "va:{activity}", "vq:{activity}"])
async def test_another_persons_route_gives_nothing(active: Town, data: str) -> None:
    stranger = active.newcomer
    await stranger.send("/start")
    await taps(stranger, "📄 Прочитать согласие", "✅ Согласен (согласна)")
    await stranger.press(data.format(id=route(active).id, activity=activities(active)[0].id))
    assert stranger.alerts[-1] in ("Такого маршрута нет.", "Такого мероприятия нет.")
    assert "Семинар" not in heard(stranger)


async def test_a_route_is_not_seen_before_it_is_sent_for_agreement(town: Town) -> None:
    with town.acting() as w:
        number = w.apply()
        w.propose(number)
        w.assess(number)
        w.publish(number)
        drafted = routes.draw_up(w.session, w.planner, participation_id=number)
    await town.teacher.press(f"to:{drafted}:d:1")
    assert town.teacher.alerts[-1] == "Такого маршрута нет."
    assert town.chat.look(lambda session: session.scalar(sa.select(Participation.id))) == number


def card_of(town: Town, person: Person) -> tuple[str, str]:
    """Name and the text of the Word file a person got last."""
    document = person.screen.raw["document"]
    stored = town.chat.world.files.find(document["file_id"])
    assert stored is not None
    with zipfile.ZipFile(io.BytesIO(town.chat.world.files.read(stored))) as archive:
        return document["file_name"], archive.read("word/document.xml").decode()


@pytest.mark.rule("SM-IOM-4.3.5", "SM-IOM-4.3.9", "К-01", "К-54")
async def test_the_card_is_whole_for_the_teacher_and_the_schools_for_the_head(active: Town) -> None:
    number = route(active).id
    for person in (active.teacher, active.curator, active.head):
        await person.press(f"to:{number}:d:1")
        await person.tap("📄 Карта для правки")
        assert person.alerts[-1] == "Готовлю карту…"
    for person in (active.teacher, active.curator):
        assert CANARY_CODE in card_of(active, person)[1]
    name, text = card_of(active, active.head)
    assert "(для школы)" in name
    assert not any(canary in text for canary in CANARIES)
    assert "Ёлкина" not in text
    await active.teacher.press(f"td:{number}:p")
    assert active.teacher.screen.raw["document"]["file_name"].endswith(".pdf")


async def test_the_plan_names_what_each_activity_works_on_but_not_to_the_head(agreeing: Town) -> None:
    await open_from_notice(agreeing.teacher)
    assert agreeing.teacher.screen.rows[:2] == [["📖 Прочитать всё"], ["✅ Согласен (согласна)"]]
    assert "Петров Семён Ильич" in agreeing.teacher.screen.text
    await agreeing.teacher.tap("📖 Прочитать всё")
    assert f"Над чем работаем:\n• {CANARY_CODE}" in agreeing.teacher.screen.text
    looks = sa.select(sa.func.count(ResultLook.id)).where(ResultLook.viewer_id == agreeing.world.curator_id)
    assert agreeing.chat.look(lambda session: session.scalar(looks)) == 0
    await open_from_notice(agreeing.curator)
    await agreeing.curator.tap("📖 Прочитать всё")
    assert CANARY_CODE in agreeing.curator.screen.text
    assert agreeing.chat.look(lambda session: session.scalar(looks)) == 1
    await open_from_notice(agreeing.head)
    await agreeing.head.tap("📖 Прочитать всё")
    assert "Над чем работаем" not in heard(agreeing.head)


async def test_the_approver_sees_who_agreed_and_what_changed_after_it(agreeing: Town) -> None:
    await open_from_notice(agreeing.teacher)
    await agreeing.teacher.tap("✏️ Предложить изменения")
    await agreeing.teacher.send("Перенесите семинар")
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
    assert "✏️ Педагог — Иванова Анна Петровна: предлагает изменения" in agreeing.head.screen.text
    assert "Изменено после согласования:\n• 1 мероприятие" in agreeing.head.screen.text
    assert "Перенесли на март" not in agreeing.head.screen.text
    await agreeing.head.tap("📖 Прочитать всё")
    assert "изменено после согласования" in agreeing.head.screen.text
