"""What a notice offers in the chat: the word that is asked for, and the page of the back office."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from marshrut import office
from models.people import TelegramChat
from models.routes import Agreement, Answer, Party
from services import reminders, routes
from tests.bot.chat import Person
from tests.bot.conftest import OpenTown
from tests.bot.town import Town, has


async def reminded(town: Town) -> None:
    """The agreement's first reminder has come."""
    with town.acting() as w:
        for _day in range(7):
            w.later(days=1)
            if reminders.tick(w.session, w.ctx(None)):
                break
    await town.deliver()


def answers(town: Town) -> dict[Party, Answer | None]:
    """The answers of the latest round."""
    query = sa.select(Agreement).order_by(Agreement.round, Agreement.id)
    return {row.party: row.answer for row in town.chat.look(lambda session: session.scalars(query).all())}


async def test_a_route_is_agreed_to_from_its_reminder_with_one_tap(agreeing: Town) -> None:
    await reminded(agreeing)
    assert agreeing.curator.screen.rows[0] == ["✅ Согласен (согласна)"]
    await agreeing.curator.tap("✅ Согласен (согласна)")
    assert answers(agreeing)[Party.curator] is Answer.agreed


async def test_a_button_of_an_earlier_round_agrees_to_nothing(agreeing: Town) -> None:
    await reminded(agreeing)
    data = agreeing.curator.screen.callbacks["✅ Согласен (согласна)"]
    with agreeing.acting() as w:
        for person_id in (w.teacher_id, w.curator_id, w.head_id):
            routes.answer(w.session, w.ctx(person_id), route_id=1, agreed=False, comment="иначе")
        routes.close_round(w.session, w.planner, route_id=1)
        routes.send_for_agreement(w.session, w.planner, route_id=1)
    await agreeing.curator.press(data)
    assert answers(agreeing)[Party.curator] is None
    assert "Маршрут с тех пор изменился" in agreeing.curator.alerts[-1]


def the_operator(town: Town) -> Person:
    """The operator with a phone."""
    query = sa.select(TelegramChat.chat_id).where(TelegramChat.person_id == town.world.operator_id)
    return town.chat.person("Вера", id=town.chat.look(lambda session: session.scalars(query).one()))


@pytest.mark.parametrize(
    ("address", "button"), [("https://office.example.ru", True), ("http://127.0.0.1:8080", False), ("", False)]
)
async def test_the_operator_opens_the_case_from_the_notice(open_town: OpenTown, address: str, button: bool) -> None:
    town = await open_town("people")
    if address:
        town.chat.app.sender._link = office.links(address)
    operator = the_operator(town)
    await operator.send("/start")
    with town.acting() as w:
        number = w.apply()
    await town.deliver()
    (found,) = [one for row in operator.screen._rows() for one in row if "заявку" in one["text"]]
    link = f"{address}/case/?id={number}"
    if button:
        assert found["url"] == link
        assert link not in operator.screen.text
        return
    assert (link in operator.screen.text) == bool(address), "an address Telegram takes for no button stands in the text"
    await operator.tap(found["text"])
    assert "Заявка" in operator.screen.text
    assert not has(operator.screen, "✅")
