"""What no notice brought is told by staff: on the list to call, on the page of the case, recorded with its scan."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from models.notices import Notice
from models.people import TelegramChat
from services import results
from services.notices import NoticeKind
from services.outbox import Outcome
from services.results import DeficitIn
from tests.admin.test_calls import tile, unlink
from tests.admin.test_outside_papers import scan
from tests.admin.walking import Walk, marked, said
from tests.services.untold import send


def checked(walk: Walk, *, in_chat: bool = False) -> int:
    """A case whose result is checked, of one who has no chat by default."""
    w = walk.world
    number = w.apply()
    w.propose(number)
    w.assess(number)
    send(w)
    if not in_chat:
        unlink(walk)
    scores = w.scores(number)
    found = [DeficitIn(scores[0].subject, scores[0].block, "Затрудняется", "1.1")]
    results.enter(w.session, w.operator, participation_id=number, scores=scores, deficits=found, recommendations="")
    results.check(w.session, w.operator, participation_id=number)
    w.session.commit()
    walk.sync()
    return number


def publish(walk: Walk, number: int) -> str:
    """The operator publishes; the page that says so."""
    operator = walk.client("operator")
    seen = marked(walk.post(operator, f"/result/?id={number}").get_data(as_text=True))
    return said(walk.post(operator, f"/result/publish/?id={number}", seen=seen), operator)


def offered(page: str) -> str:
    """The only notice that a page offers to be told."""
    (what,) = re.findall(r'name="what"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="what"', page)
    return "".join(what)


def refused(answer: TestResponse) -> list[str]:
    """The fields beside which a form says what is wrong."""
    return re.findall(r'id="([\w-]+)-error"', answer.get_data(as_text=True))


def test_the_office_does_not_say_that_somebody_knows_who_was_not_reached(walk: Walk) -> None:
    page = publish(walk, checked(walk))
    assert "Педагог извещён" not in page
    assert "Уведомления до педагога не доходят: позвоните" in page
    assert "опубликован, человеку ещё не сообщён" in page
    assert "Решите, что дальше" not in page
    assert "act=decide" not in page, "told first, then decided"


def test_a_result_published_in_working_hours_is_told_now(walk: Walk) -> None:
    page = publish(walk, checked(walk, in_chat=True))
    assert "Опубликовано. Педагог получит уведомление сейчас." in page


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 9, 6, 14, 21, tzinfo=UTC), "в понедельник, 7\u00a0сентября, в 9:00"),
        (datetime(2026, 9, 7, 4, 0, tzinfo=UTC), "сегодня в 9:00"),
    ],
    ids=["on Sunday", "before the day begins"],
)
def test_nobody_is_called_told_of_a_result_before_the_notice_leaves(walk: Walk, at: datetime, words: str) -> None:
    number = checked(walk, in_chat=True)
    walk.world.now = at
    walk.sync()
    page = publish(walk, number)
    assert f"Опубликовано. Педагог получит уведомление {words}." in page
    assert "извещён" not in page
    leaves = walk.world.session.scalars(sa.select(Notice.not_before).where(Notice.kind == NoticeKind.result_ready))
    assert leaves.one().astimezone(walk.world.system.region.zone).hour == 9


def test_a_route_sent_on_a_day_off_says_when_its_notices_leave(walk: Walk) -> None:
    w = walk.world
    route_id = w.draw_up(w.published_case())
    w.now = datetime(2026, 9, 6, 14, 21, tzinfo=UTC)
    walk.sync()
    planner = walk.client("planner")
    page = said(walk.post(planner, f"/routes/back/?id={route_id}"), planner)
    assert "Маршрут отозван с согласования. Уведомления уйдут в понедельник, 7\u00a0сентября, в 9:00." in page


def test_a_result_that_perhaps_came_is_told_first_too(walk: Walk) -> None:
    w = walk.world
    number = w.assessed_case()
    send(w)
    w.publish(number, decide=False)
    send(w, Outcome.uncertain)
    w.session.commit()
    walk.sync()
    operator = walk.client("operator")
    page = walk.page(operator, f"/case/?id={number}")
    assert "опубликован, человеку ещё не сообщён" in page
    assert "О нём сначала сообщают педагогу" in page
    assert "act=decide" not in page
    address = f"/told/?case={number}"
    (field,) = re.findall(r'<input[^>]*name="what"[^>]*>', walk.page(operator, address))
    (what,) = re.findall(r'value="(\d+)"', field)
    page = said(walk.post(operator, address, what=what, way="phone", on=w.today.isoformat()), operator)
    assert "человеку ещё не сообщён" not in page
    assert "Решите, что" in page
    assert "act=decide" in page


def test_a_result_is_on_the_list_to_call_until_the_telling_is_recorded_with_its_scan(walk: Walk) -> None:
    number, operator = checked(walk), walk.client("operator")
    assert tile(walk.page(operator, "/"), "Позвонить")[1] == 0
    publish(walk, number)
    assert tile(walk.page(operator, "/"), "Позвонить") == ("/calls/", 1)
    row = walk.page(operator, "/calls/")
    assert "сообщить: результат готов" in row
    address = f"/told/?case={number}"
    assert address in row
    assert address in walk.page(operator, f"/case/?id={number}")
    form = {
        "what": offered(walk.page(operator, address)),
        "way": "letter",
        "on": walk.world.today.isoformat(),
        "note": "Письмо № 7",
    }
    page = said(walk.post(operator, address, **form, scan=scan()), operator)
    assert "Записано: человеку сообщено" in page
    assert "сообщено: результат готов" in page
    assert "Письмо № 7" in page
    assert re.search(r'href="/files/\?id=\d+"', page)
    assert "Звонить некому" in walk.page(operator, "/calls/")
    again = said(operator.get(address), operator)
    assert "Здесь обо всём уже сообщено" in again


def test_a_telling_of_nothing_or_tomorrow_is_refused_beside_its_field(walk: Walk) -> None:
    number, operator = checked(walk), walk.client("operator")
    publish(walk, number)
    address, today = f"/told/?case={number}", walk.world.today
    what, tomorrow = offered(walk.page(operator, address)), today + timedelta(days=1)
    nothing = walk.post(operator, address, way="phone", on=today.isoformat())
    assert (nothing.status_code, refused(nothing)) == (200, ["what"])
    ahead = walk.post(operator, address, what=what, way="phone", on=tomorrow.isoformat())
    assert (ahead.status_code, refused(ahead)) == (200, ["on"])
    assert "Звонить некому" not in walk.page(operator, "/calls/")
    told = walk.post(operator, address, what=what, way="phone", on=today.isoformat())
    assert told.status_code == 303, "the same form is taken once its day has come"


def test_a_route_is_told_of_from_its_own_page(walk: Walk) -> None:
    w = walk.world
    route_id = w.active_route()
    w.ctx(None)
    w.session.execute(sa.delete(TelegramChat).where(TelegramChat.person_id == w.teacher_id))
    w.session.commit()
    walk.sync()
    planner, address = walk.client("planner"), f"/told/?route={route_id}"
    page = walk.page(planner, f"/routes/route/?id={route_id}")
    assert "маршрут утверждён" in page
    assert address in page
    every = re.findall(r'<input[^>]*name="what"[^>]*>', walk.page(planner, address))
    assert every
    assert all("checked" in one for one in every)


def test_nobody_else_is_let_in(walk: Walk) -> None:
    number = checked(walk)
    publish(walk, number)
    for name in ("head", "curator", "department", "administrator"):
        assert walk.client(name).get(f"/told/?case={number}").status_code in (403, 404)
    operator = walk.client("operator")
    for address in ("/told/", "/told/?case=999", f"/told/?case={number}&route=1"):
        assert operator.get(address).status_code == 404
