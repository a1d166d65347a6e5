"""The thread in the back office over HTTP: from the queue to an approved route, as each of its people."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from models.applications import Participation, ParticipationStatus
from models.results import Result, ResultLook, ResultStatus
from models.routes import Activity, Route, RouteStatus
from tests.admin.walking import Walk, marked, said

TERMS = {
    "day": "2026-09-04",
    "clock": "10:00",
    "place": "Смоленск, ул. Ленина, 1",
    "format": "on_site",
    "terms": "Паспорт",
}
PHONE = {"way": "phone", "on": "2026-09-01"}


def entered(page: str, **more: str) -> dict[str, str]:
    """A whole result for the fields of a form."""
    fields = dict.fromkeys(re.findall(r'name="(percent-\d+)"', page), "55,5")
    rows = {"place-0": "0", "code-0": "7.1", "text-0": "Затрудняется в оптике", "recommendations": "Курс"}
    return {**fields, **rows, "seen": marked(page), **more}


@pytest.mark.rule("SM-DIA-5.9.4")
def test_the_thread_is_walked_from_the_queue_to_an_active_route(walk: Walk) -> None:
    case = walk.world.apply()
    operator, planner = walk.client("operator"), walk.client("planner")
    assert f"/case/?id={case}" in walk.page(operator, "/queue/")
    assert "Предложить условия" in walk.page(operator, f"/case/?id={case}")
    assert "Ждём ответа" in said(walk.step(operator, case, "propose_terms", **TERMS), operator)
    assert "согласованы" in said(walk.step(operator, case, "accept_terms", **PHONE), operator)
    walk.world.later(days=3)
    walk.sync()
    assert "Внести результат" in said(walk.step(operator, case, "hold", held_on="2026-09-04"), operator)
    form = entered(walk.page(operator, f"/result/enter/?id={case}"))
    assert "Просмотреть и подтвердить" in said(walk.post(operator, f"/result/enter/?id={case}", **form), operator)
    for step in ("check", "publish"):
        shown = walk.post(operator, f"/result/?id={case}").get_data(as_text=True)
        said(walk.post(operator, f"/result/{step}/?id={case}", seen=marked(shown)), operator)
    said(walk.step(operator, case, "decide", decision="route"), operator)
    assert "Составить маршрут" in walk.page(planner, f"/case/?id={case}")
    route = int(walk.post(planner, f"/case/draw-up/?id={case}").headers["Location"].split("id=")[1])
    _draw(walk, route)
    assert "согласования" in walk.page(walk.client("head"), "/approvals/").lower()
    for name, where in (("curator", "curated"), ("head", "approvals")):
        client = walk.client(name)
        said(walk.post(client, f"/{where}/answer/?id={route}", agreed="1"), client)
    record = {"party": "teacher", "agreed": "1", "way": "phone", "on": "2026-09-04"}
    said(walk.post(planner, f"/routes/record/?id={route}", **record), planner)
    for step in ("close", "approval"):
        said(walk.post(planner, f"/routes/{step}/?id={route}"), planner)
    head = walk.client("head")
    assert "Маршрут утверждён" in said(walk.post(head, f"/approvals/approve/?id={route}"), head)
    with walk.site.session() as session:
        assert session.get_one(Route, route).status is RouteStatus.active
        assert session.get_one(Participation, case).status is ParticipationStatus.result_published


def _draw(walk: Walk, route: int) -> None:
    planner = walk.client("planner")
    terms = {"model": "a", "term_months": "9", "starts_on": "2026-09-07", "curator_id": str(walk.world.curator_id)}
    said(walk.post(planner, f"/routes/terms/?id={route}", **terms), planner)
    assert "Затрудняется в оптике" not in walk.page(planner, f"/routes/route/?id={route}")
    assert "Затрудняется в оптике" in said(walk.post(planner, f"/routes/look/?id={route}"), planner)
    page = walk.page(planner, f"/routes/activity/?id={route}")
    box = re.findall(r'name="deficit_ids"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="deficit_ids"', page)[0]
    activity = {"category": "knowledge", "title": "Курс по оптике", "starts_on": "2026-10-01", "ends_on": "",
                "place": "", "deficit_ids": box[0] or box[1]}  # fmt: skip
    said(walk.post(planner, f"/routes/activity/?id={route}", **activity), planner)
    assert "Отправлено на согласование" in said(walk.post(planner, f"/routes/agreement/?id={route}"), planner)


def test_a_result_is_opened_by_a_sent_form_only_and_the_look_is_recorded(walk: Walk) -> None:
    case = walk.world.published_case()
    walk.sync()
    operator = walk.client("operator")

    def looks() -> int:
        with walk.site.session() as session:
            return session.scalar(sa.select(sa.func.count(ResultLook.id)).where(ResultLook.door == "admin")) or 0

    assert "Канарейка" not in walk.page(operator, f"/case/?id={case}")
    assert operator.get(f"/result/?id={case}").status_code == 405
    assert looks() == 0
    assert "Канарейка" in walk.post(operator, f"/result/?id={case}").get_data(as_text=True)
    assert looks() == 1


def test_adding_a_row_of_a_deficit_keeps_what_was_typed(walk: Walk) -> None:
    case = walk.world.assessed_case()
    walk.sync()
    operator = walk.client("operator")
    form = entered(walk.page(operator, f"/result/enter/?id={case}"), **{"percent-0": "12.5"})
    page = walk.post(operator, f"/result/enter/?id={case}", **form, more="1").get_data(as_text=True)
    assert 'value="12.5"' in page
    assert ">Затрудняется в оптике</textarea>" in page
    assert 'name="text-1"' in page
    page = walk.post(operator, f"/result/enter/?id={case}", **form, drop="0").get_data(as_text=True)
    assert "Затрудняется в оптике" not in page
    with walk.site.session() as session:
        assert session.scalar(sa.select(sa.func.count(Result.id))) == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"percent-0": ""}, "Введите процент"),
        ({"percent-0": "101"}, "от 0 до 100"),
        ({"percent-0": "NaN"}, "от 0 до 100"),
        ({"percent-0": "сорок"}, "от 0 до 100"),
        ({"text-0": ""}, "Назовите дефицит словами"),
        ({"place-0": "99"}, "Выберите из списка"),
        ({"recommendations": "я" * 5000}, "не больше 4000"),
    ],
)
def test_a_result_that_cannot_be_taken_says_why_and_loses_nothing(
    walk: Walk, change: dict[str, str], words: str
) -> None:
    case = walk.world.assessed_case()
    walk.sync()
    operator = walk.client("operator")
    form = entered(walk.page(operator, f"/result/enter/?id={case}")) | change
    answer = walk.post(operator, f"/result/enter/?id={case}", **form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert words in page
    assert 'aria-invalid="true"' in page
    assert 'value="7.1"' in page
    with walk.site.session() as session:
        assert session.scalar(sa.select(sa.func.count(Result.id))) == 0


def test_a_removed_activity_leaves_the_route(walk: Walk) -> None:
    case = walk.world.published_case()
    walk.sync()
    planner = walk.client("planner")
    route = int(walk.post(planner, f"/case/draw-up/?id={case}").headers["Location"].split("id=")[1])
    _draw_terms = {"model": "a", "term_months": "9", "starts_on": "2026-09-07"}
    said(walk.post(planner, f"/routes/terms/?id={route}", curator_id=walk.world.curator_id, **_draw_terms), planner)
    new = {"category": "exchange", "title": "Лишнее", "starts_on": "2026-10-01", "ends_on": "", "place": ""}
    said(walk.post(planner, f"/routes/activity/?id={route}", **new), planner)
    with walk.site.session() as session:
        activity = session.scalars(sa.select(Activity.id).where(Activity.route_id == route)).one()
    page = said(walk.post(planner, f"/routes/remove/?id={route}&activity={activity}"), planner)
    assert "Лишнее" not in page


def test_a_corrected_result_takes_the_place_of_the_published_one(walk: Walk) -> None:
    case = walk.world.published_case()
    walk.sync()
    operator = walk.client("operator")
    opened = walk.post(operator, f"/result/correct/?id={case}", open="1").get_data(as_text=True)
    assert 'value="43.21"' in opened
    form = entered(opened, reason="")
    answer = walk.post(operator, f"/result/correct/?id={case}", **form)
    assert "reason-error" in answer.get_data(as_text=True)
    said(walk.post(operator, f"/result/correct/?id={case}", **(form | {"reason": "Опечатка"})), operator)
    with walk.site.session() as session:
        states = session.scalars(sa.select(Result.status).order_by(Result.version)).all()
    assert states == [ResultStatus.superseded, ResultStatus.published]


def test_a_proposal_of_changes_is_answered_before_the_route_goes_for_approval(walk: Walk) -> None:
    world, planner = walk.world, walk.client("planner")
    route = world.sent_route()
    walk.sync()
    record = {"way": "phone", "on": world.today.isoformat()}
    changes = record | {"party": "teacher", "agreed": "0", "comment": "Перенесите семинар"}
    said(walk.post(planner, f"/routes/record/?id={route}", **changes), planner)
    for party in ("curator", "head"):
        said(walk.post(planner, f"/routes/record/?id={route}", **record, party=party, agreed="1"), planner)
    said(walk.post(planner, f"/routes/close/?id={route}"), planner)
    assert "Сначала ответьте" in said(walk.post(planner, f"/routes/approval/?id={route}"), planner)
    assert "Ответить на предложение изменений" in walk.page(planner, f"/routes/route/?id={route}")
    assert "Перенесите семинар" in walk.page(planner, f"/routes/reply/?id={route}")
    answered = walk.post(planner, f"/routes/reply/?id={route}", party="teacher", words="Перенесли на март")
    assert "Перенесли на март" in said(answered, planner)
    assert "Ответить на предложение изменений" not in walk.page(planner, f"/routes/route/?id={route}")
    said(walk.post(planner, f"/routes/approval/?id={route}"), planner)
    with walk.site.session() as session:
        assert session.get_one(Route, route).status is RouteStatus.awaiting_approval
    assert "Перенесли на март" not in walk.page(walk.client("head"), f"/approvals/route/?id={route}")
