"""Forms: every mistake is told at once, what must be filled in is marked, nothing risky is chosen beforehand."""

from __future__ import annotations

import re

from services import applications
from tests.admin.walking import Walk

CHECKED = re.compile(r'<input[^>]*\bchecked\b[^>]*type="radio"|<input[^>]*type="radio"[^>]*\bchecked\b')


def errors(page: str) -> int:
    """How many fields are told to be wrong."""
    return page.count('<p class="error"')


def test_every_wrong_field_of_a_profile_is_told_at_once(walk: Walk) -> None:
    w, client = walk.world, walk.client("operator")
    path = f"/person/edit/?id={w.teacher_id}"
    page = walk.page(client, path)
    assert "— заполните обязательно" in page
    wrong = {"name": "Иванова Анна Петровна", "phone": "12", "email": "нет", "teaching_since": "3000",
             "education": "", "qualification": ""}  # fmt: skip
    page = walk.post(client, path, **wrong).get_data(as_text=True)
    assert errors(page) == 3
    assert 'value="12"' in page


def test_an_empty_application_tells_all_that_is_missing(walk: Walk) -> None:
    w, client = walk.world, walk.client("operator")
    page = walk.post(client, f"/intake/application/?id={w.teacher_id}", form="", way="").get_data(as_text=True)
    assert errors(page) >= 6


def test_the_persons_own_subjects_come_first_in_a_long_list(walk: Walk) -> None:
    page = walk.page(walk.client("operator"), f"/person/edit/?id={walk.world.teacher_id}")
    boxes = re.findall(r'<input[^>]*name="subjects"[^>]*>', page)
    own = ["checked" in box for box in boxes]
    assert own == sorted(own, reverse=True)
    assert any(own)
    assert "field many" in page.replace("field wide many", "field many")


def test_nothing_risky_is_chosen_beforehand(walk: Walk) -> None:
    w = walk.world
    case = w.apply()
    operator, planner = walk.client("operator"), walk.client("planner")
    walk.sync()
    page = walk.page(operator, f"/case/step/?id={case}&act=cancel")
    assert '<option selected value="">' in page or '<option value="" selected' in page or "selected" not in page
    answer = walk.step(operator, case, "cancel", reason="")
    assert errors(answer.get_data(as_text=True)) == 1
    assert applications.card(w.session, w.operator, participation_id=case).status.value == "submitted"
    w.propose(case)
    w.assess(case)
    w.publish(case)
    route_id = w.draw_up(case)
    walk.sync()
    page = walk.page(planner, f"/routes/record/?id={route_id}")
    assert CHECKED.findall(page) == []
    page = walk.post(planner, f"/routes/record/?id={route_id}", on=w.today.isoformat()).get_data(as_text=True)
    assert errors(page) == 3


def test_a_new_row_of_a_deficit_is_where_the_page_opens(walk: Walk) -> None:
    w = walk.world
    case = w.assessed_case()
    walk.sync()
    client = walk.client("operator")
    path = f"/result/enter/?id={case}"
    seen = re.findall(r'name="seen" value="([^"]*)"', walk.page(client, path))[0]
    page = walk.post(client, path, seen=seen, more="1", **{"text-0": "Первый", "percent-0": "50"}).get_data(
        as_text=True
    )
    focused = re.findall(r"<input[^>]*autofocus[^>]*>", page)
    assert len(focused) == 1
    assert 'name="text-1"' in focused[0]


def test_a_page_opened_by_a_sent_form_leaves_one_to_go_back_to(walk: Walk) -> None:
    w = walk.world
    case = w.published_case()
    walk.sync()
    client = walk.client("operator")
    page = walk.post(client, f"/result/?id={case}").get_data(as_text=True)
    assert f'data-instead="/case/?id={case}"' in page
    page = walk.post(client, f"/result/correct/?id={case}", open="1").get_data(as_text=True)
    assert f'data-instead="/case/?id={case}"' in page
    assert f'action="/result/correct/?id={case}"' in page
