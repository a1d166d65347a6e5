"""Finding one's way: choices above the lists, tiles that lead to what they count, a person's affairs, phones."""

from __future__ import annotations

import re

import pytest

from models.accounts import Role
from models.people import Employment, Person
from services import applications, conversations, routes
from tests.admin.conftest import Site
from tests.admin.walking import Walk, said

TILE = re.compile(r'<a class="tile [^"]*" href="([^"]+)">\s*<b>(\d+)</b><span class="what">([^<]+)</span>')
ROW = re.compile(r'<a class="row"')


def tiles(page: str) -> list[tuple[str, int, str]]:
    """Address, number and words of each tile that leads somewhere."""
    return [(href.replace("&amp;", "&"), int(number), what) for href, number, what in TILE.findall(page)]


def rows(page: str) -> int:
    """How many rows a page lists."""
    return len(ROW.findall(page))


@pytest.fixture
def busy(walk: Walk) -> Walk:
    """A submitted application without an operator, another of an operator, a route under way, a question."""
    w = walk.world
    w.active_route()
    for name in ("Ветрова Инна", "Снегова Ольга"):
        person = Person(last_name=name.split()[0], first_name=name.split()[1], created_at=w.now, subjects=["physics"],
                        muted=[])  # fmt: skip
        person.employments = [Employment(organization_id=w.school_id, position="Учитель")]
        w.session.add(person)
    w.session.commit()
    case = w.apply()
    conversations.ask(w.session, w.teacher, text="Когда приходить?", participation_id=case)
    w.session.commit()
    walk.sync()
    return walk


@pytest.mark.parametrize("name", ["operator", "planner", "curator"])
def test_a_tile_leads_to_exactly_what_it_counts(busy: Walk, name: str) -> None:
    client = busy.client(name)
    found = tiles(busy.page(client, "/"))
    assert any(number for _href, number, _what in found)
    wrong = [(what, number, href) for href, number, what in found if rows(busy.page(client, href)) != number]
    assert wrong == []


def test_the_queue_is_narrowed_and_its_chips_count_the_same(busy: Walk) -> None:
    client = busy.client("operator")
    for address, shown in (
        ("/queue/?tab=new&whose=nobody", 1), ("/queue/?tab=new&whose=mine", 0), ("/queue/?tab=new&way=chat", 1),
        ("/queue/?tab=new&way=phone", 0), ("/queue/?tab=new&form=standardized", 1),
        ("/queue/?tab=new&form=self_assessment", 0), ("/queue/?tab=new&municipality=1", 1),
        ("/queue/?tab=new&municipality=999", 1), ("/queue/?tab=new&q=иванова", 1), ("/queue/?tab=new&q=ветрова", 0),
        ("/queue/?page=999999", 1),
    ):  # fmt: skip
        page = busy.page(client, address)
        assert rows(page) == shown, address
        counted = re.search(r'class="chip current"[^>]*>[^<]*<b>(\d+)</b>', page)
        assert counted is not None
        assert int(counted[1]) == shown, address


def test_what_was_withdrawn_or_cancelled_is_among_the_finished(busy: Walk) -> None:
    w, client = busy.world, busy.client("operator")
    assert rows(busy.page(client, "/queue/?tab=closed")) == 0
    case = applications.of_person(w.session, w.operator, person_id=w.teacher_id)[0]
    applications.withdraw(w.session, w.teacher, participation_id=case.id)
    w.session.commit()
    page = busy.page(client, "/queue/?tab=closed")
    assert "Завершённые" in page
    assert "отозвана" in page
    assert rows(page) == 1
    assert rows(busy.page(client, "/queue/?tab=new")) == 0


def test_the_register_of_routes_is_narrowed(busy: Walk) -> None:
    w, client = busy.world, busy.client("planner")
    for address, shown in (
        (f"/routes/?curator={w.curator_id}", 1), (f"/routes/?curator={w.teacher_id}", 1), ("/routes/?model=a", 1),
        ("/routes/?model=b", 0), ("/routes/?municipality=1", 1), ("/routes/?late=1", 0), ("/routes/?page=999999", 1),
        ("/routes/?status=active&model=b", 0),
    ):  # fmt: skip
        assert rows(busy.page(client, address)) == shown, address
    w.later(days=900)
    busy.sync()
    assert rows(busy.page(client, "/routes/?late=1")) == 1


def test_the_wards_are_narrowed_by_state_and_by_what_the_digest_counts(busy: Walk) -> None:
    w, client = busy.world, busy.client("curator")
    counts = routes.ward_counts(w.session, w.curator)
    for part, number in counts.items():
        assert rows(busy.page(client, f"/curated/?part={part.value}")) == number, part
    assert rows(busy.page(client, "/curated/?status=active")) == 1
    assert rows(busy.page(client, "/curated/?status=completed")) == 0
    activity = routes.card(w.session, w.curator, route_id=routes.curated(w.session, w.curator)[0].id).activities[0]
    routes.mark_activity(w.session, w.teacher, activity_id=activity.id, done=True)
    w.session.commit()
    page = busy.page(client, "/curated/?part=to_confirm")
    assert activity.title in page
    assert "/curated/route/?id=" in page


def test_a_person_has_their_affairs_on_the_page(busy: Walk) -> None:
    w = busy.world
    page = busy.page(busy.client("operator"), f"/people/details/?id={w.teacher_id}")
    for link in ("/case/?id=", "/routes/route/?id=", "/questions/thread/?id=", "/intake/application/?id="):
        assert link in page, link
    page = busy.page(busy.client("planner"), f"/people/details/?id={w.teacher_id}")
    assert "/case/?id=" in page
    assert "/questions/thread/" not in page
    assert "/intake/" not in page
    page = busy.page(busy.client("head"), f"/people/details/?id={w.teacher_id}")
    assert "/approvals/route/?id=" in page
    for link in ("/case/", "/questions/", "/intake/"):
        assert link not in page, link


def test_phones_are_found_and_rung(busy: Walk) -> None:
    w = busy.world
    w.session.get_one(Person, w.teacher_id).phone = "+79990000922"
    w.session.commit()
    client = busy.client("operator")
    for address in ("/search/?q=0009-22", "/people/?q=8+999+000-09-22", "/people/?q=%2B79990000922"):
        assert "Иванова Анна" in busy.page(client, address), address
    assert 'href="tel:+79990000922"' in busy.page(client, f"/people/details/?id={w.teacher_id}")
    case = applications.of_person(w.session, w.operator, person_id=w.teacher_id)[0]
    assert 'href="tel:+79990000922"' in busy.page(client, f"/case/?id={case.id}")


def test_a_head_sees_the_job_in_their_own_school(busy: Walk) -> None:
    w = busy.world
    teacher = w.session.get_one(Person, w.teacher_id)
    for job in teacher.employments:
        job.main = False
    teacher.employments.append(Employment(organization_id=w.other_school_id, position="Методист", main=True))
    w.session.commit()
    row = next(one for one in busy.page(busy.client("head"), "/people/").split("<tr>") if "Иванова" in one)
    assert "Методист" not in row
    assert "Методист" in next(
        one for one in busy.page(busy.client("operator"), "/people/").split("<tr>") if "Иванова" in one
    )
    assert "Методист" not in busy.page(busy.client("head"), "/search/?q=иванова")


def test_the_search_promises_each_role_what_they_may_find(still: Site) -> None:
    told = {role: still.client(role).get("/search/").get_data(as_text=True) for role in (Role.head, Role.curator)}
    assert "телефону" in told[Role.head]
    assert "программу" not in told[Role.head]
    assert "подопечного" in told[Role.curator]
    assert "телефону" not in told[Role.curator]
    assert "не меньше двух букв" in still.client(Role.head).get("/search/?q=и").get_data(as_text=True)


def test_municipalities_of_the_department_open(still: Site) -> None:
    page = still.client(Role.department).get("/").get_data(as_text=True)
    assert "/organizations/?municipality=1" in page
    assert "/queue/" not in page


def test_deadlines_of_an_agreement_say_who_must_act_and_the_head_has_a_name(walk: Walk) -> None:
    w = walk.world
    route_id = w.sent_route()
    walk.sync()
    page = walk.page(walk.client("planner"), "/deadlines/?of=all&kind=agree")
    for party in ("педагог", "куратор", "руководитель"):
        assert f"согласовать ИОМ: {party}" in page, party
    agreement = walk.page(walk.client("planner"), f"/routes/route/?id={route_id}").split("Согласование</h2>")[1]
    assert "Петров Семён Ильич" in agreement
    routes.answer(w.session, w.head, route_id=route_id, agreed=True)
    w.session.commit()
    lines = routes.card(w.session, w.planner, route_id=route_id).agreements
    assert [line.person for line in lines if line.answer] == ["Петров Семён Ильич"]


def test_an_assessment_is_still_needed_after_a_no_show(walk: Walk) -> None:
    w = walk.world
    case = w.apply()
    w.propose(case)
    applications.accept_terms(w.session, w.teacher, participation_id=case)
    w.session.commit()
    w.later(days=3)
    applications.record_no_show(w.session, w.operator, participation_id=case)
    w.session.commit()
    walk.sync()
    page = walk.page(walk.client("operator"), f"/case/?id={case}")
    assert "больше не нужно" not in page


def test_a_route_decided_on_is_a_tile_of_the_planner_and_begun_by_one_press(walk: Walk) -> None:
    walk.world.published_case()
    walk.sync()
    planner = walk.client("planner")
    assert "/case/draw-up/" not in walk.page(walk.client("operator"), "/queue/?tab=to_draw_up")
    (address,) = (
        href for href, number, what in tiles(walk.page(planner, "/")) if what == "Составить маршрут" and number
    )
    page = walk.page(planner, address)
    assert rows(page) == 1
    (press,) = re.findall(r'action="(/case/draw-up/[^"]+)"', page)
    assert f'href="{address}"' in walk.page(planner, "/routes/").replace("&amp;", "&")
    assert "Маршрут начат" in said(walk.post(planner, press), planner)
    assert rows(walk.page(planner, address)) == 0
    assert f'href="{address}"' not in walk.page(planner, "/routes/")


def test_the_first_page_names_ones_own_terms(walk: Walk) -> None:
    w = walk.world
    w.published_case()
    w.assessed_case()
    walk.sync()
    terms = walk.page(walk.client("planner"), "/").split("<h2>Ближайшие сроки</h2>")[1]
    assert ">разработать ИОМ</td>" in terms
    assert "сообщить результат" not in terms
