"""Forms: every mistake is told at once, what must be filled in is marked, nothing risky is chosen beforehand."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta

import pytest

from locales import NBSP
from services import applications
from tests.admin.walking import Walk, said

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


def told(page: str) -> list[str]:
    """Where the links of the summary on top lead."""
    return re.findall(r'<li><a href="#([^"]+)">', page)


def focused(page: str) -> list[str]:
    """The ids of what has the focus when the page opens."""
    return [re.findall(r' id="([^"]+)"', tag)[0] for tag in re.findall(r"<[a-z]+ [^>]*\bautofocus\b[^>]*>", page)]


def test_an_application_tells_what_the_form_and_the_service_refuse_in_one_answer(walk: Walk) -> None:
    w, client = walk.world, walk.client("operator")
    sent = {"way": "letter", "received_on": w.today.isoformat(), "form": "standardized", "subjects": [], "blocks": [],
            "wanted_from": "2026-08-01", "wanted_to": "", "note": "Звонила утром"}  # fmt: skip
    page = walk.post(client, f"/intake/application/?id={w.teacher_id}", **sent).get_data(as_text=True)
    assert told(page) == ["subjects", "blocks", "wanted_from", "wanted_to", "scan"]
    assert errors(page) == 5
    assert focused(page)[0].startswith("subjects-")
    assert "Звонила утром" in page
    assert "Нужно исправить 5 полей" in page.replace(NBSP, " ")


def test_a_period_is_not_measured_by_a_day_of_receipt_that_is_not_known(walk: Walk) -> None:
    w, client = walk.world, walk.client("operator")
    sent = {"way": "phone", "received_on": "", "form": "standardized", "subjects": ["physics"], "blocks": ["methods"],
            "wanted_from": (w.today - timedelta(days=5)).isoformat(), "wanted_to": w.today.isoformat(),
            "note": ""}  # fmt: skip
    page = walk.post(client, f"/intake/application/?id={w.teacher_id}", **sent).get_data(as_text=True)
    assert told(page) == ["received_on"]


def test_a_newcomer_form_tells_all_at_once_and_keeps_what_was_typed(walk: Walk) -> None:
    w, client = walk.world, walk.client("operator")
    sent = {"name": "Новая", "position": "", "staff_kind": "educator", "phone": "12", "email": "нет",
            "consented_on": "2027-01-01", "scan": (io.BytesIO(b"MZ program"), "x.pdf")}  # fmt: skip
    page = walk.post(client, f"/newcomer/form/?school={w.school_id}", **sent).get_data(as_text=True)
    assert told(page) == ["name", "position", "phone", "email", "consented_on", "scan"]
    assert focused(page) == ["name"]
    assert all(f'value="{typed}"' in page for typed in ("Новая", "12", "нет"))
    assert "Выберите файл ещё раз" in page


def test_a_namesake_is_told_beside_the_box_with_all_the_rest(walk: Walk) -> None:
    w, client = walk.world, walk.client("operator")
    sent = {"name": "Иванова Анна Петровна", "position": "Учитель", "staff_kind": "educator", "phone": "12",
            "email": "", "consented_on": w.today.isoformat()}  # fmt: skip
    page = walk.post(client, f"/newcomer/form/?school={w.school_id}", **sent).get_data(as_text=True)
    assert told(page) == ["subjects", "phone", "scan", "not_a_twin"]


@pytest.mark.parametrize(
    ("path", "who", "sent", "wrong"),
    [
        ("/programmes/new/", "planner", {"title": "", "hours": "много", "starts_on": "2026-10-02",
         "ends_on": "2026-10-01"}, ["title", "hours", "ends_on"]),
        ("/events/new/", "planner", {"title": "", "starts_on": "2026-10-02", "ends_on": "2026-10-01",
         "level": "municipality"}, ["title", "ends_on", "level"]),
        ("/organizations/new/", "administrator", {"name": "", "inn": "123", "municipality_id": ""},
         ["name", "municipality_id", "inn"]),
        ("/codifier/edit/", "planner", {"name": ""}, ["name"]),
    ],
)  # fmt: skip
def test_each_form_of_reference_data_tells_all_at_once(
    walk: Walk, path: str, who: str, sent: dict[str, str], wrong: list[str]
) -> None:
    client = walk.client(who)
    form = walk.page(client, path)
    chosen = {name: re.search(r'value="([^"]*)"', options) for name, options in
              re.findall(r'<select[^>]*name="([a-z_]+)"[^>]*>(.*?)</select>', form, re.S)}  # fmt: skip
    first = {name: found.group(1) for name, found in chosen.items() if found}
    page = walk.post(client, path, **first | sent).get_data(as_text=True)
    assert told(page) == wrong
    assert focused(page) == wrong[:1]


def test_terms_in_the_past_are_told_together_with_what_is_missing(walk: Walk) -> None:
    case = walk.world.apply()
    walk.sync()
    client = walk.client("operator")
    sent = {"day": "2026-08-01", "clock": "10:00", "place": "", "format": "on_site", "dates_basis": "department_act",
            "dates_act": ""}  # fmt: skip
    page = walk.step(client, case, "propose_terms", **sent).get_data(as_text=True)
    assert told(page) == ["day", "place", "dates_act"]


@pytest.mark.parametrize(
    ("day", "weekday"), [("2026-09-06", "воскресенье"), ("2026-11-04", "среда")], ids=["Sunday", "a holiday"]
)
def test_a_day_off_is_asked_about_once_and_then_taken(walk: Walk, day: str, weekday: str) -> None:
    case = walk.world.apply()
    walk.sync()
    client = walk.client("operator")
    sent = {"day": day, "clock": "10:00", "place": "Смоленск", "format": "on_site", "dates_basis": "request"}
    page = walk.step(client, case, "propose_terms", **sent).get_data(as_text=True)
    assert told(page) == ["day"]
    assert f"Это выходной: {weekday}. Если так и нужно, нажмите кнопку ещё раз." in page
    (meant,) = re.findall(r'name="meant"[^>]*value="([^"]*)"', page)
    other = walk.step(client, case, "propose_terms", **sent | {"day": "2026-09-13", "meant": meant})
    assert told(other.get_data(as_text=True)) == ["day"], "another day off is asked about anew"
    assert "Ждём ответа" in said(walk.step(client, case, "propose_terms", **sent, meant=meant), client)


def test_the_day_that_a_form_offers_is_a_working_one(walk: Walk) -> None:
    case = walk.world.apply()
    walk.world.now = datetime(2026, 9, 4, 9, tzinfo=UTC)
    walk.sync()
    form = walk.page(walk.client("operator"), f"/case/step/?id={case}&act=propose_terms")
    assert re.search(r'name="day"[^>]*value="2026-09-07"', form), "Monday, after Friday"


def test_a_result_tells_all_that_is_wrong_on_top_and_opens_there(walk: Walk) -> None:
    w, client = walk.world, walk.client("operator")
    case = w.apply()
    w.propose(case)
    w.assess(case)
    walk.sync()
    path = f"/result/enter/?id={case}"
    seen = re.findall(r'name="seen" value="([^"]*)"', walk.page(client, path))[0]
    sent = {f"percent-{at}": "50" for at in range(5)} | {"percent-1": "сто", "text-0": "", "code-0": "ФИЗ.1"}
    page = walk.post(client, path, seen=seen, save="1", **sent).get_data(as_text=True)
    assert told(page) == ["percent-1", "text-0"]
    assert focused(page) == ["percent-1"]


def test_a_forged_choice_is_refused_without_asking_the_service(walk: Walk) -> None:
    client = walk.client("administrator")
    page = walk.post(client, "/organizations/new/", name="", municipality_id="x", inn="1").get_data(as_text=True)
    assert told(page) == ["name", "municipality_id"]


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
    focused = re.findall(r"<(?:input|textarea)[^>]*autofocus[^>]*>", page)
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
