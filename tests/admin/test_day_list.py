"""The assessments of a day and the register of incoming applications."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, timedelta

import openpyxl

from services import applications
from tests.admin.walking import Walk, said


def agreed(walk: Walk) -> tuple[int, date]:
    """A case whose assessment is in three days, and that day."""
    case = walk.world.apply()
    walk.world.propose(case)
    applications.accept_terms(walk.world.session, walk.world.teacher, participation_id=case)
    walk.world.session.commit()
    walk.sync()
    return case, walk.world.today + timedelta(days=3)


def test_the_day_list_shows_who_comes_and_when(walk: Walk) -> None:
    _case, day = agreed(walk)
    operator = walk.client("operator")
    page = walk.page(operator, f"/day_list/?day={day}")
    assert "Иванова Анна" in page
    assert "Физика" in page
    assert "/day_list/held/" not in page
    today = walk.page(operator, "/day_list/")
    assert "Иванова" not in today
    assert f"/day_list/?day={day}" in today


def days_linked(page: str) -> list[str]:
    """The days that a page of the list leads to."""
    return re.findall(r'href="/day_list/\?day=([\d-]+)"', page)


def test_only_days_that_hold_something_are_linked_and_today(walk: Walk) -> None:
    _case, day = agreed(walk)
    operator = walk.client("operator")
    before, after = (day + timedelta(days=one) for one in (-30, 30))
    assert days_linked(walk.page(operator, f"/day_list/?day={before}")) == [str(day)]
    assert days_linked(walk.page(operator, f"/day_list/?day={after}")) == [str(day)]
    there = walk.page(operator, f"/day_list/?day={day}")
    assert days_linked(there) == []
    assert 'href="/day_list/">Сегодня' in there


def test_attendance_is_recorded_from_the_day_list(walk: Walk) -> None:
    case, day = agreed(walk)
    walk.world.later(days=3)
    walk.sync()
    operator = walk.client("operator")
    assert f"/day_list/held/?id={case}" in walk.page(operator, "/day_list/")
    page = said(walk.post(operator, f"/day_list/held/?id={case}&day={day}"), operator)
    assert "/day_list/held/" not in page
    again = said(walk.post(operator, f"/day_list/held/?id={case}&day={day}"), operator)
    assert "notice warn" in again


def test_a_mis_click_is_taken_back_from_the_day_list_with_a_reason(walk: Walk) -> None:
    case, day = agreed(walk)
    walk.world.later(days=3)
    walk.sync()
    operator, undo = walk.client("operator"), f"/case/step/?id={case}&amp;act=undo_held"
    page = said(walk.post(operator, f"/day_list/held/?id={case}&day={day}"), operator)
    assert undo in page
    assert "Снять отметку «Проведена»" in page
    refused = walk.step(operator, case, "undo_held", reason=" ").get_data(as_text=True)
    assert 'id="reason-error"' in refused
    page = said(walk.step(operator, case, "undo_held", reason="Не та строка"), operator)
    row = re.findall(r"<tr><td>[^<]*</td><td>[^<]*</td><td>[^<]*</td><td class=\"typed\">Не та строка</td>", page)
    assert len(row) == 1
    assert "лично" not in row[0], "nobody said it to anybody"
    assert "Не та строка" in page
    assert "отметка «Проведена» снята" in page
    page = walk.page(operator, f"/day_list/?day={day}")
    assert undo not in page
    assert f"/day_list/held/?id={case}" in page


def test_a_day_that_is_to_come_says_when_attendance_is_marked(walk: Walk) -> None:
    _case, day = agreed(walk)
    operator = walk.client("operator")
    assert "Явку отмечают в день диагностики" in walk.page(operator, f"/day_list/?day={day}")
    walk.world.later(days=3)
    walk.sync()
    assert "Явку отмечают в день диагностики" not in walk.page(operator, f"/day_list/?day={day}")


def test_a_no_show_is_recorded_from_the_day_list(walk: Walk) -> None:
    case, day = agreed(walk)
    walk.world.later(days=3)
    walk.sync()
    operator = walk.client("operator")
    said(walk.post(operator, f"/day_list/absent/?id={case}&day={day}"), operator)
    assert "submitted" in applications.card(walk.world.session, walk.world.operator, participation_id=case).status


def test_nobody_is_recorded_as_absent_before_the_hour(walk: Walk) -> None:
    case, day = agreed(walk)
    walk.world.later(days=2, hours=23)
    walk.sync()
    operator = walk.client("operator")
    assert f"/day_list/absent/?id={case}" not in walk.page(operator, f"/day_list/?day={day}")
    page = said(walk.post(operator, f"/day_list/absent/?id={case}&day={day}"), operator)
    assert "время ещё не наступило" in page
    assert "agreed" in applications.card(walk.world.session, walk.world.operator, participation_id=case).status


def test_a_planner_reads_the_day_list_and_records_nothing(walk: Walk) -> None:
    case, day = agreed(walk)
    planner = walk.client("planner")
    assert "Иванова" in walk.page(planner, f"/day_list/?day={day}")
    assert walk.post(planner, f"/day_list/held/?id={case}&day={day}").status_code == 403


def test_a_senseless_day_is_today(walk: Walk) -> None:
    operator = walk.client("operator")
    for day in ("x", "0001-01-01", "9999-12-31", ""):
        assert "2026" in walk.page(operator, f"/day_list/?day={day}")


def test_the_incoming_register_is_filtered_by_its_address(walk: Walk) -> None:
    walk.world.apply()
    walk.sync()
    operator = walk.client("operator")
    assert "Иванова" in walk.page(operator, "/incoming/?q=1/2026")
    assert "Иванова" in walk.page(operator, "/incoming/?month=2026-09&way=chat&state=submitted&form=standardized")
    assert "Иванова" not in walk.page(operator, "/incoming/?month=2026-08")
    assert "Иванова" not in walk.page(operator, "/incoming/?way=letter")


def test_the_incoming_register_leaves_as_a_typed_table(walk: Walk) -> None:
    walk.world.apply()
    walk.sync()
    answer = walk.client("operator").get("/incoming/export/")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True))
    assert rows[1][0] == "1/2026"
    assert rows[1][1] == datetime(2026, 9, 1)  # noqa: DTZ001 a cell has no zone
