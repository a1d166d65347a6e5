"""What an administrator reads in the audit: that rows of cases changed, and nothing of what they hold."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from admin.audit.tables import COUNTED, TABLES
from models.audit import AuditEntry, AuditValue
from models.base import Base
from models.routes import Activity, Route
from tests.admin.walking import Walk

HIDDEN = "не показывается"
CASES = sorted(name for name in TABLES if Base.metadata.tables[name].info.get("confidential") and name not in COUNTED)


@pytest.mark.rule("К-01", "К-54")
def test_no_word_of_a_case_stands_in_the_log(walk: Walk) -> None:
    route_id = walk.world.active_route()
    session = walk.world.session
    words = [session.scalars(sa.select(Activity.title)).first(), session.get_one(Route, route_id).number, "ИОМ А"]
    session.rollback()
    client = walk.client("administrator")
    seen = 0
    for table in CASES:
        page = walk.page(client, f"/audit/?table={table}&period=30")
        body = page.split("<tbody>")[-1].split("</tbody>")[0]
        cells = [re.findall(r"<td.*?</td>", row, re.S) for row in body.split("</tr>")]
        changes = " ".join(row[4] for row in cells if len(row) > 4)
        assert not re.findall(r"<ins>|<del>", changes), table
        assert not [word for word in words if word and word in changes], table
        seen += changes.count(HIDDEN)
    assert seen > 20


def line(page: str, words: str) -> list[str]:
    """The cells of the first entry about ``words``, as text."""
    row = next(row for row in page.split("<tbody>")[-1].split("</tr>") if words in row)
    cells = re.findall(r"<td.*?</td>", row, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]


def test_a_row_of_a_case_is_called_by_the_number_of_its_route_or_application(walk: Walk) -> None:
    w = walk.world
    number = w.session.get_one(Route, w.active_route()).number
    w.session.rollback()
    client = walk.client("administrator")
    route = line(walk.page(client, "/audit/?table=routes"), "шаг")
    assert route[3] == f"маршрут № {number}"
    assert "состояние" in route[4]
    assert route[4].startswith("изменено, не показывается")
    activity = line(walk.page(client, "/audit/?table=activities"), "внесено")
    assert activity[3:5] == [f"мероприятие: маршрут № {number}", "внесено, не показывается"]
    result = line(walk.page(client, "/audit/?table=results"), "внесено")
    assert re.fullmatch("результат: заявка № \\d+/2026", result[3])


@pytest.mark.parametrize("table", sorted(COUNTED))
def test_what_would_tell_a_result_by_its_number_is_not_counted_there(walk: Walk, table: str) -> None:
    walk.world.active_route()
    client = walk.client("administrator")
    for path in (f"/audit/?table={table}", "/audit/?show=all"):
        assert f"{TABLES[table]} №" not in walk.page(client, path)


def test_a_value_written_before_its_field_was_kept_in_confidence_stays_unread(walk: Walk) -> None:
    walk.world.active_route()
    with walk.site.options.writer.begin() as connection:
        entry = connection.scalar(sa.select(AuditEntry.id).where(AuditEntry.table == "routes").limit(1))
        connection.execute(sa.insert(AuditValue).values(entry_id=entry, field="model", after="тайная модель"))
    page = walk.page(walk.client("administrator"), "/audit/?table=routes")
    assert "тайная модель" not in page
