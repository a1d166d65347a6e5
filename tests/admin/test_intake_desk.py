"""Applications entered by an operator, questions answered, wards of a curator: over HTTP."""

from __future__ import annotations

import io
import re

import pytest
import sqlalchemy as sa

from models.applications import Application, Participation
from models.conversations import Desk
from models.people import Way
from models.routes import Activity, CuratorView
from services import conversations, routes
from tests.admin.walking import Walk, opens, said

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def paper() -> tuple[io.BytesIO, str]:
    """A scan as a browser sends it."""
    return io.BytesIO(PNG), "письмо.png"


def spoken(walk: Walk, **change: object) -> dict[str, object]:
    """An application by phone as the form sends it."""
    page = walk.page(walk.client("operator"), f"/intake/application/?id={walk.world.teacher_id}")
    blocks = re.findall(r'name="blocks"[^>]*value="([a-z_]+)"', page)
    return {
        "way": "phone", "received_on": "2026-08-31", "form": "standardized", "subjects": "physics", "blocks": blocks,
        "wanted_from": "2026-09-01", "wanted_to": "2026-09-30", "note": "Звонила утром",
    } | change  # fmt: skip


@pytest.mark.rule("SM-DIA-5.9.3a")
def test_an_application_by_phone_enters_the_incoming_register(walk: Walk) -> None:
    operator = walk.client("operator")
    assert "Иванова Анна" in walk.page(operator, "/intake/?q=иванова")
    path = f"/intake/application/?id={walk.world.teacher_id}"
    page = said(walk.post(operator, path, **spoken(walk)), operator)
    assert "№ 1/2026 от 31.08.2026" in page
    assert "Звонила утром" in page
    with walk.site.session() as session:
        assert session.scalars(sa.select(Application.way)).one() is Way.phone


@pytest.mark.rule("SM-FRM-2b")
def test_a_subject_is_entered_with_blocks_of_its_own(walk: Walk) -> None:
    operator, path = walk.client("operator"), f"/intake/application/?id={walk.world.teacher_id}"
    apart = spoken(walk, subjects=["physics", "chemistry"], blocks=["methods"], own=["chemistry:subject"])
    refused = walk.post(operator, path, **apart | {"wanted_to": ""}).get_data(as_text=True)
    assert re.search(r'<details class="apart" open>', refused)
    assert re.search(r'checked[^>]*value="chemistry:subject"', refused), "what was ticked is kept"
    page = said(walk.post(operator, path, **apart), operator)
    assert "<b>Физика</b>: Методический" in page
    assert "<b>Химия</b>: Предметный" in page


def test_a_written_application_needs_its_scan(walk: Walk) -> None:
    operator, path = walk.client("operator"), f"/intake/application/?id={walk.world.teacher_id}"
    answer = walk.post(operator, path, **spoken(walk, way="paper"))
    assert "scan-error" in answer.get_data(as_text=True)
    with_scan = spoken(walk, way="paper", scan=(io.BytesIO(PNG), "заявление.png"))
    said(walk.post(operator, path, **with_scan), operator)
    with walk.site.session() as session:
        assert session.scalars(sa.select(Application.scan_id)).one() is not None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"subjects": []}, "subjects-error"),
        ({"blocks": []}, "blocks-error"),
        ({"received_on": "2026-09-02"}, "received_on-error"),
        ({"wanted_from": "2026-08-01"}, "wanted_from-error"),
        ({"wanted_to": "2026-08-01"}, "wanted_to-error"),
        ({"wanted_to": ""}, "wanted_to-error"),
        ({"way": "paper", "scan": (io.BytesIO(b"MZ\x90\x00 program"), "x.pdf")}, 'role="alert"'),
    ],
)
def test_an_application_that_cannot_be_entered_says_why(walk: Walk, change: dict[str, object], words: str) -> None:
    operator, path = walk.client("operator"), f"/intake/application/?id={walk.world.teacher_id}"
    answer = walk.post(operator, path, **spoken(walk, **change))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert words in page or "scan-error" in page
    assert "Звонила утром" in page
    with walk.site.session() as session:
        assert session.scalar(sa.select(sa.func.count(Participation.id))) == 0


def test_a_second_application_is_refused_in_words(walk: Walk) -> None:
    walk.world.apply()
    operator, path = walk.client("operator"), f"/intake/application/?id={walk.world.teacher_id}"
    answer = walk.post(operator, path, **spoken(walk))
    assert "уже есть" in answer.get_data(as_text=True)


def test_a_question_is_answered_at_its_desk_and_nowhere_else(walk: Walk) -> None:
    case = walk.world.apply()
    thread = conversations.ask(walk.world.session, walk.world.teacher, participation_id=case, text="Когда позвоните?")
    walk.world.session.commit()
    operator, path = walk.client("operator"), f"/questions/thread/?id={thread.line.id}"
    assert "Когда позвоните?" in walk.page(operator, "/questions/")
    assert walk.client("curator").get(path).status_code == 404
    assert walk.client("head").get(path).status_code == 403
    assert "text-error" in walk.post(operator, path, text=" ").get_data(as_text=True)
    page = said(walk.post(operator, path, text="Сегодня до вечера", way="chat"), operator)
    assert "Сегодня до вечера" in page
    assert "закрыт" in said(walk.post(operator, f"/questions/close/?id={thread.line.id}"), operator)


def test_a_question_that_waits_stands_on_the_page_of_its_application_for_whoever_answers(walk: Walk) -> None:
    case = walk.world.apply()
    thread = conversations.ask(walk.world.session, walk.world.teacher, participation_id=case, text="Когда позвоните?")
    walk.world.session.commit()
    operator, path = walk.client("operator"), f"/questions/thread/?id={thread.line.id}"
    page = walk.page(operator, f"/case/?id={case}")
    assert "Педагог ждёт ответа:" in page
    assert "«Когда позвоните?»" in page
    assert f'href="{path}"' in page
    assert "Когда позвоните?" not in walk.page(walk.client("planner"), f"/case/?id={case}"), "not of this desk"
    said(walk.post(operator, path, text="Сегодня до вечера", way="chat"), operator)
    assert "Педагог ждёт ответа" not in walk.page(operator, f"/case/?id={case}")


def test_the_states_of_questions_are_chips_that_keep_the_other_choices(walk: Walk) -> None:
    case = walk.world.apply()
    conversations.ask(walk.world.session, walk.world.teacher, participation_id=case, text="Когда позвоните?")
    walk.world.session.commit()
    operator = walk.client("operator")
    page = walk.page(operator, "/questions/?whose=nobody&state=waiting")
    assert "Когда позвоните?" in page
    assert re.search(
        r'aria-current="page" href="/questions/\?state=waiting&amp;desk=operator&amp;whose=nobody">[^<]*<b>1</b>', page
    )
    assert "state=closed&amp;desk=operator&amp;whose=nobody" in page
    assert "Когда позвоните?" not in walk.page(operator, "/questions/?state=answered")
    assert "Когда позвоните?" not in walk.page(operator, "/questions/?older=week")
    assert "state=waiting" in walk.page(operator, "/")


def test_a_question_by_phone_is_written_down_from_the_case_and_answered_later(walk: Walk) -> None:
    case = walk.world.apply()
    operator, path = walk.client("operator"), f"/asked/?case={case}"
    assert path in walk.page(operator, f"/case/?id={case}")
    typed = {"way": "phone", "on": "2026-09-01", "text": "Можно ли приехать утром?", "answer": ""}
    assert "on-error" in walk.post(operator, path, **typed | {"on": "2026-09-02"}).get_data(as_text=True)
    page = said(walk.post(operator, path, **typed, scan=paper()), operator)
    assert "Можно ли приехать утром?" in page
    assert opens(walk.page(operator, f"/case/?id={case}"), operator)
    assert "по телефону, записано" in page
    thread = conversations.desk(walk.world.session, walk.world.operator, desk=Desk.operator)[0]
    walk.world.session.commit()
    answer = {"text": "Да, утром удобно", "way": "phone", "on": "2026-09-01"}
    page = said(walk.post(operator, f"/questions/thread/?id={thread.id}", **answer), operator)
    assert "Ответ записан" in page
    for stranger in ("planner", "head"):
        assert walk.client(stranger).get(path).status_code == 403
    assert walk.client("curator").get(path).status_code == 404


def test_a_curator_writes_down_a_question_about_a_route(walk: Walk) -> None:
    route = walk.world.active_route()
    walk.sync()
    curator, path = walk.client("curator"), f"/asked/?route={route}"
    assert path in walk.page(curator, f"/curated/route/?id={route}")
    day = walk.world.today.isoformat()
    letter = {"way": "letter", "on": day, "text": "Где семинар?", "answer": "В гимназии", "scan": paper()}
    page = said(walk.post(curator, path, **letter), curator)
    assert "В гимназии" in page
    page = walk.page(curator, f"/curated/route/?id={route}")
    assert "задан вопрос" in page
    assert opens(page, curator)
    assert walk.client("operator").get(path).status_code == 404


def test_a_question_in_general_is_written_down_from_the_card_of_the_person(walk: Walk) -> None:
    operator, path = walk.client("operator"), f"/asked/?person={walk.world.teacher_id}"
    assert path in walk.page(operator, f"/people/details/?id={walk.world.teacher_id}")
    page = said(walk.post(operator, path, way="in_person", on="2026-09-01", text="Где центр?", answer=""), operator)
    assert "Где центр?" in page


def test_a_curator_confirms_questions_and_records_marks_of_wards_only(walk: Walk) -> None:
    route = walk.world.active_route()
    session = walk.world.session
    first, second = session.scalars(sa.select(Activity.id).where(Activity.route_id == route).order_by(Activity.id))
    routes.mark_activity(session, walk.world.teacher, activity_id=first, done=True)
    session.commit()
    walk.sync()
    curator = walk.client("curator")
    assert "1 из 2" in walk.page(curator, "/curated/")
    said(walk.post(curator, f"/curated/confirm/?id={route}&activity={first}"), curator)
    empty = walk.post(curator, f"/curated/question/?id={route}&activity={first}", comment="")
    assert "comment-error" in empty.get_data(as_text=True)
    said(walk.post(curator, f"/curated/question/?id={route}&activity={first}", comment="Где отчёт?"), curator)
    day = walk.world.today.isoformat()
    said(walk.post(curator, f"/curated/mark/?id={route}&activity={second}", way="paper", on=day, note=""), curator)
    assert curator.get("/curated/route/?id=999").status_code == 404
    session.expire_all()
    assert session.get_one(Activity, first).view is CuratorView.questioned
    assert session.get_one(Activity, second).done_at is not None


@pytest.mark.parametrize(("who", "pages"), [("curator", "curated"), ("planner", "routes")])
def test_staff_attach_what_a_teacher_brought_see_it_and_take_their_own_away(walk: Walk, who: str, pages: str) -> None:
    w, client = walk.world, walk.client(who)
    route = w.active_route()
    number = w.session.scalars(sa.select(Activity.id).where(Activity.route_id == route).order_by(Activity.id)).first()
    w.session.commit()
    walk.sync()
    path = f"/{pages}/evidence/?id={route}&activity={number}"
    assert path.replace("&", "&amp;") in walk.page(client, f"/{pages}/route/?id={route}")
    wrong = walk.post(client, path, way="paper", url="нет", text="").get_data(as_text=True)
    assert "url-error" in wrong
    sent = {"way": "paper", "url": "", "text": "Справка о стажировке", "scan": (io.BytesIO(PNG), "справка.png")}
    page = said(walk.post(client, path, **sent), client)
    assert "Справка о стажировке" in page
    assert "на бумаге, приложено: " in page
    file = re.findall(r"/files/\?id=\d+", page)[0]
    assert client.get(file).status_code == 200
    assert walk.client("head").get(file).status_code == 404
    gone = re.findall(rf"/{pages}/detach/\?[^\"]+", page)[-1].replace("&amp;", "&")
    assert "Справка о стажировке" not in said(walk.post(client, gone), client)


def test_each_number_of_home_leads_to_what_it_counts(walk: Walk) -> None:
    case = walk.world.apply()
    page = walk.page(walk.client("operator"), "/")
    assert 'href="/queue/?tab=new"' in page
    assert f"/case/?id={case}" in walk.page(walk.client("operator"), "/queue/?tab=new")
    assert 'href="/approvals/"' in walk.page(walk.client("head"), "/")
    assert 'href="/curated/"' in walk.page(walk.client("curator"), "/")
