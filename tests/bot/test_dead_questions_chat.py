"""A button whose act is past shows how things stand now: nobody is asked for words that would be thrown away."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from models.applications import Appointment
from models.conversations import Desk, Message
from models.inbox import ChatState
from models.places import Centre
from models.routes import EndCause, Route
from services import applications, conversations, routes
from services.conversations import OnlyThreads, ThreadState
from tests.bot.chat import Person
from tests.bot.town import Town, has

ROOT = Path(__file__).parents[2]
CHANGED = "изменилось"
FIELD = "a field of one's own profile can always be typed"
#: Who sets a state of typing without ``begin_typing``, by their files in bot/, and why nothing typed is thrown away.
BY_THEMSELVES = {
    ("people/filling.py", "take_phone"): FIELD,
    ("people/filling.py", "take_typed"): "the name was typed already, a button is awaited",
    ("people/filling.py", "turn_to"): FIELD,
    ("people/linking.py", "_link"): "the code was typed already; a wrong one may be typed again",
    ("people/linking.py", "link_command"): "asks for a code only where the chat is nobody's",
    ("people/schools.py", "not_listed"): FIELD,
    ("routes/offering.py", "offer"): "files that came, after asking whether there is an activity to put them beside",
    ("start.py", "misunderstood"): "words that were typed already, after asking whether a question can be put",
}


def typing(town: Town, person: Person) -> str | None:
    """What the chat would take the next words for."""
    return town.chat.look(
        lambda session: session.scalar(sa.select(ChatState.state).where(ChatState.chat_id == person.id))
    )


def asked(town: Town) -> int:
    """How many messages stand on somebody's desk."""
    return town.chat.look(lambda session: session.scalar(sa.select(sa.func.count(Message.id)))) or 0


def route_id(town: Town) -> int:
    """The only route."""
    return town.chat.look(lambda session: session.scalars(sa.select(Route.id)).one())


def _terms(town: Town) -> tuple[int, int]:
    with town.acting() as w:
        number = w.apply()
        w.propose(number)
    return number, town.chat.look(lambda session: session.scalars(sa.select(Appointment.id)).one())


async def test_another_time_is_not_asked_for_once_the_day_is_agreed(town: Town) -> None:
    number, appointment = _terms(town)
    with town.acting() as w:
        applications.accept_terms(w.session, w.teacher, participation_id=number)
    await town.teacher.press(f"amt:{number}:{appointment}")
    assert "Когда вам удобно" not in town.teacher.screen.text
    assert "Вас ждут" in town.teacher.screen.text
    assert typing(town, town.teacher) is None


async def test_changes_are_not_asked_for_once_the_answer_is_given(agreeing: Town) -> None:
    number = route_id(agreeing)
    for person in (agreeing.teacher, agreeing.curator, agreeing.head):
        await person.press(f"tg:{number}:1")
        await person.press(f"tc:{number}")
        assert "Что изменить" not in person.screen.text
        assert CHANGED in person.alerts[-1]
        assert typing(agreeing, person) is None


async def test_one_who_was_assessed_cannot_say_that_they_will_not_come(town: Town) -> None:
    number, _appointment = _terms(town)
    with town.acting() as w:
        w.assess(number)
        w.publish(number)
    await town.teacher.press(f"qa:n:{number}")
    assert "Результат готов" in town.teacher.screen.text
    await town.teacher.send("Болею")
    assert asked(town) == 0


async def test_the_day_may_pass_while_one_types_that_they_cannot_come(town: Town) -> None:
    number, _appointment = _terms(town)
    with town.acting() as w:
        applications.accept_terms(w.session, w.teacher, participation_id=number)
    await town.teacher.press(f"qa:n:{number}")
    assert typing(town, town.teacher) == "Talking:question"
    town.chat.clock.move(days=3, hours=1)
    await town.teacher.send("Болею")
    assert asked(town) == 0
    assert "Согласованного дня впереди сейчас нет" in town.teacher.screen.text


async def test_a_button_of_old_terms_shows_the_application_with_its_route(agreeing: Town) -> None:
    number, old = agreeing.chat.look(
        lambda session: session.execute(sa.select(Appointment.participation_id, Appointment.id)).one()
    )
    await agreeing.teacher.press(f"amt:{number}:{old}")
    assert has(agreeing.teacher.screen, "🧭 Открыть мой маршрут")
    assert "центр составляет" not in agreeing.teacher.screen.text


async def test_an_application_that_is_assessed_is_not_asked_to_be_withdrawn(agreeing: Town) -> None:
    number = agreeing.chat.look(lambda session: session.scalars(sa.select(Appointment.participation_id)).one())
    await agreeing.teacher.press(f"amw:{number}:0")
    assert "Отозвать заявку" not in agreeing.teacher.screen.text
    assert "Заявка № 1/2026" in agreeing.teacher.screen.text
    assert "Результат готов" in agreeing.teacher.screen.text


async def test_a_route_that_is_over_has_nobody_to_ask(active: Town) -> None:
    number = route_id(active)
    await active.teacher.press(f"qa:r:{number}")
    await active.teacher.send("Когда семинар?")
    thread = active.chat.look(lambda session: session.scalars(sa.select(Message.conversation_id)).one())
    with active.acting() as w:
        routes.end_early(w.session, w.planner, route_id=number, cause=EndCause.other, words="Закончили")
    for data, told in ((f"qa:r:{number}", "сейчас нет куратора"), (f"qw:{thread}", CHANGED)):
        await active.teacher.press(data)
        assert typing(active, active.teacher) is None, data
        assert told in active.teacher.alerts[-1], data
        await active.teacher.send("Ещё вопрос")
    assert asked(active) == 1
    await active.teacher.press(f"qt:{thread}:0")
    assert not has(active.teacher.screen, "Написать ещё")


async def test_a_search_among_wards_is_no_ones_who_curates_nobody(town: Town) -> None:
    await town.teacher.press("tf")
    assert "Здравствуйте, Анна" in town.teacher.screen.text
    assert typing(town, town.teacher) is None


async def test_a_position_is_typed_after_the_school_is_known(town: Town) -> None:
    await town.newcomer.send("/start")
    await town.newcomer.tap("📄 Прочитать согласие")
    await town.newcomer.tap("✅ Согласен (согласна)")
    for data in ("prf:position", "prp:manager"):
        await town.newcomer.press(data)
        assert "Где вы работаете" in town.newcomer.screen.text, data
        assert typing(town, town.newcomer) == "Filling:organization", data


async def test_a_code_is_not_asked_for_in_a_chat_that_is_somebodys(town: Town) -> None:
    await town.teacher.press("pl")
    assert typing(town, town.teacher) is None
    await town.teacher.send("/link")
    assert typing(town, town.teacher) is None


async def test_the_only_centre_is_asked_before_a_school_is_chosen(town: Town) -> None:
    await _consented(town)
    await town.newcomer.send("/help")
    await town.newcomer.tap("❓ Задать вопрос центру")
    await town.newcomer.send("Как найти мою школу?")
    assert "Ваш вопрос передан" in town.newcomer.screen.text
    assert asked(town) == 1
    with town.acting() as w:
        waiting = conversations.desk(
            w.session, w.operator, desk=Desk.operator, only=OnlyThreads(state=ThreadState.waiting)
        )
    assert [line.person for line in waiting] == ["новый человек, имя пока не указано"]


async def test_where_centres_are_several_the_school_is_chosen_before_one_types(town: Town) -> None:
    with town.acting() as w:
        w.ctx(None)
        w.session.add(Centre(name="ЦНППМ Вязьма", address="", phone="+7 48131 0-00-00", email=""))
    await _consented(town)
    await town.newcomer.send("/help")
    await town.newcomer.tap("❓ Задать вопрос центру")
    assert "сначала выберите школу" in town.newcomer.screen.text
    assert "+7 48131 0-00-00" in town.newcomer.screen.text
    assert typing(town, town.newcomer) is None
    await town.newcomer.send("Как найти мою школу?")
    assert not has(town.newcomer.screen, "Передать")
    await town.newcomer.tap("🏫 Выбрать школу")
    assert "Где вы работаете" in town.newcomer.screen.text


async def _consented(town: Town) -> None:
    await town.newcomer.send("/start")
    await town.newcomer.tap("📄 Прочитать согласие")
    await town.newcomer.tap("✅ Согласен (согласна)")
    await town.newcomer.send("/start")


@pytest.mark.parametrize("words", ["Отмена", "отменить.", " СТОП! ", "/cancel", "Cancel"])
async def test_a_word_of_calling_off_is_no_question(town: Town, words: str) -> None:
    for data in ("qa:o:0", "prf:email", "prf:phone"):
        await town.teacher.press(data)
        await town.teacher.send(words)
        assert typing(town, town.teacher) is None, data
        assert "не спрашиваю" in town.teacher.messages[-2].text
        assert "Здравствуйте, Анна" in town.teacher.screen.text
        assert town.teacher.keys == []
    await town.teacher.send(words)
    assert not has(town.teacher.screen, "Передать")
    assert asked(town) == 0


async def test_a_word_of_calling_off_within_a_sentence_is_passed_on(town: Town) -> None:
    await town.teacher.press("qa:o:0")
    await town.teacher.send("Возможна ли отмена заявки?")
    assert asked(town) == 1


async def test_whatever_is_asked_in_words_can_be_called_off_by_a_button(town: Town) -> None:
    number, appointment = _terms(town)
    for data in ("qa:o:0", f"qa:c:{number}", f"amt:{number}:{appointment}", "prf:name", "prf:email"):
        await town.teacher.press(data)
        await town.teacher.tap("✖️ Отмена")
        assert typing(town, town.teacher) is None, data


async def test_a_newcomer_sees_the_phone_and_help_at_once(town: Town) -> None:
    await town.newcomer.send("/start")
    assert "+7 4812 00-00-00" in town.newcomer.screen.text
    await town.newcomer.send("Здравствуйте, как подать заявку?")
    await town.newcomer.tap("❓ Помощь")
    assert "+7 4812 00-00-00" in town.newcomer.screen.text


def sets_states(tree: ast.AST, inside: str = "") -> Iterator[str]:
    """The functions in which a state of typing is set, each as often as it sets one; nothing typed ends one."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield from sets_states(node, name)
                continue
            case ast.Call(func=ast.Attribute(attr="set_state"), args=[ast.Constant(value=None)]):
                pass
            case ast.Call(func=ast.Attribute(attr="set_state")):
                yield inside
        yield from sets_states(node, inside)


def test_whatever_asks_for_words_looks_first_whether_they_can_be_taken() -> None:
    """The general way is ``bot.taking.begin_typing``: neither a handler nor a helper of its sets a state by itself."""
    found = {
        (path.relative_to(ROOT / "bot").as_posix(), function)
        for path in (ROOT / "bot").rglob("*.py")
        for function in sets_states(ast.parse(path.read_text(encoding="utf-8")))
        if path != ROOT / "bot" / "taking.py"
    }
    assert found - set(BY_THEMSELVES) == set(), "begins typing without begin_typing"
    assert set(BY_THEMSELVES) - found == set(), "sets no state any more: strike it off the list"


def test_a_state_that_is_set_in_a_helper_is_seen() -> None:
    tapped = "@router.callback_query(Tap.filter())\nasync def tapped(state):\n    await _begin(state)\n"
    helper = "async def _begin(state):\n    await state.set_state(Writing.words)\n"
    ending = "async def end(state):\n    await state.set_state(None)\n"
    assert list(sets_states(ast.parse(tapped + helper + ending))) == ["_begin"]
