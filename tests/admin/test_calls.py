"""The list of whom to call, and of who blocked the bot; where notices lead to."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from marshrut import office
from models.people import Person, TelegramChat
from services import chats
from services.audit import acting
from tests.admin.walking import Walk, said


def unlink(walk: Walk) -> None:
    """The teacher has no chat."""
    w = walk.world
    w.ctx(None)
    w.session.execute(sa.delete(TelegramChat).where(TelegramChat.person_id == w.teacher_id))
    w.session.get_one(Person, w.teacher_id).phone = "+79101234567"
    w.session.commit()
    walk.sync()


def tile(page: str, words: str) -> tuple[str, int]:
    """Where a tile leads, and its number."""
    found = re.search(rf'href="([^"]+)">\s*<b>(\d+)</b><span class="what">{words}<', page)
    assert found, words
    return found[1], int(found[2])


def test_the_operator_has_a_list_of_whom_to_call(walk: Walk) -> None:
    number = walk.world.apply()
    walk.world.propose(number)
    walk.sync()
    operator = walk.client("operator")
    assert tile(walk.page(operator, "/"), "Позвонить")[1] == 0
    assert "Звонить некому" in walk.page(operator, "/calls/")
    unlink(walk)
    address, count = tile(walk.page(operator, "/"), "Позвонить")
    assert (address, count) == ("/calls/", 1)
    page = walk.page(operator, address)
    assert "Иванова Анна Петровна" in page
    assert "+79101234567" in page
    assert "нет чата с ботом" in page
    assert f"/case/?id={number}" in page


@pytest.mark.parametrize(("days", "words"), [(19, "Открыть маршрут"), (32, "Записать отметку")])
def test_an_activity_to_call_about_is_named_and_leads_to_where_it_is_recorded(
    walk: Walk, days: int, words: str
) -> None:
    walk.world.active_route()
    unlink(walk)
    walk.world.later(days=days)
    walk.sync()
    planner = walk.client("planner")
    page = walk.page(planner, "/calls/")
    assert "мероприятие: «Семинар № 1»" in page
    assert ("и ещё 1" in page.replace("\u00a0", " ")) == (days == 32)
    (address,) = re.findall(rf'href="([^"]+)">{words}</a>', page)
    assert "Семинар № 1" in walk.page(planner, address.replace("&amp;", "&"))
    assert "Семинар № 1" not in walk.page(walk.client("operator"), "/calls/")


def test_each_call_of_a_case_leads_to_where_its_answer_is_recorded(walk: Walk) -> None:
    w = walk.world
    number = w.apply()
    unlink(walk)
    operator = walk.client("operator")
    walk.step(operator, number, "log_contact", outcome="not_reached", way="phone", on="2026-09-01")
    recorded = {
        "Записать звонок": 'name="outcome"',
        "Записать ответ": "act=accept_terms",
        "Открыть заявку": "act=move_terms",
    }
    for words, there in recorded.items():
        (address,) = re.findall(rf'href="([^"]+)">{words}</a>', walk.page(operator, "/calls/"))
        assert there in walk.page(operator, address.replace("&amp;", "&")), words
        if words == "Записать звонок":
            w.propose(number)
        elif words == "Записать ответ":
            said(walk.step(operator, number, "accept_terms", way="phone", on="2026-09-01"), operator)
            w.session.expire_all()
            walk.sync()


def test_the_administrator_sees_who_blocked_the_bot(walk: Walk) -> None:
    w = walk.world
    acting(w.session, w.system)
    chat = w.session.scalars(sa.select(TelegramChat).where(TelegramChat.person_id == w.teacher_id)).one()
    chats.set_blocked(w.session, w.ctx(None), chat_id=chat.chat_id, blocked=True)
    w.session.commit()
    walk.sync()
    admin = walk.client("administrator")
    address, count = tile(walk.page(admin, "/"), "Заблокировали бота")
    assert (address, count) == ("/notices/blocked/", 1)
    assert "Иванова А. П." in walk.page(admin, address)
    assert walk.client("operator").get(address).status_code in (403, 404)


def test_what_notices_lead_to_are_pages_of_the_back_office(walk: Walk) -> None:
    known = {str(rule) for rule in walk.site.app.url_map.iter_rules()}
    assert {page.partition("?")[0] for page in office.PAGES.values()} <= known
