"""What each role finds on the first page, in the deadlines, in the audit log and on the page of the own account."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from openpyxl import load_workbook

from admin.audit.page import AuditView
from admin.work import Work
from models.accounts import Invite, Role
from models.audit import AuditEntry
from models.deadlines import Deadline, DeadlineKind
from models.people import TelegramChat
from models.results import ResultLook
from models.routes import Activity
from services import results
from tests import world
from tests.admin.conftest import NOW, Site, token
from tests.admin.walking import Walk


def numbers(page: str) -> dict[str, str]:
    """The tiles of the first page: words and number."""
    found = {}
    for tile in page.split("<li><")[1:]:
        if "<b>" in tile and 'class="what"' in tile:
            words = tile.split('class="what">')[1].split("<")[0]
            found[words] = tile.split("<b>")[1].split("</b>")[0]
    return found


def test_an_overdue_norm_is_counted_apart_from_a_day_of_ours(walk: Walk) -> None:
    walk.world.active_route()
    walk.world.later(days=60)
    walk.sync()
    page = walk.page(walk.client("operator"), "/")
    found = numbers(page)
    assert int(found["Мероприятия без отметки"]) == 2
    assert found["Просрочено по приказу"] == "0"
    assert "of=activity&amp;urgency=overdue" in page


def test_deadlines_begin_with_norms_and_each_leads_to_what_it_is_about(site: Site) -> None:
    client = site.client(Role.operator)
    page = client.get("/deadlines/").get_data(as_text=True)
    assert "Сроки по приказам · 1" in page
    assert 'href="/case/?id=1"' in page
    with site.session() as session:
        session.info["ctx"] = None
        session.execute(
            sa.insert(Deadline).values(
                kind=DeadlineKind.decision, participation_id=1, clause="", normative=False, event_on=date(2026, 8, 1),
                due_on=date(2026, 8, 2), opened_at=NOW, status="open", version=1, hold_reason="", provisional=False,
            )
        )  # fmt: skip
        session.commit()
    assert "решить" not in client.get("/deadlines/").get_data(as_text=True).split("<tbody>")[1]
    assert "решить" in client.get("/deadlines/?of=guideline").get_data(as_text=True).split("<tbody>")[1]
    assert "приложение 2" in client.get("/deadlines/?of=all").get_data(as_text=True).split("<tbody>")[1]


def test_the_export_of_deadlines_holds_what_the_filter_shows(site: Site) -> None:
    client = site.client(Role.operator)
    page = client.get("/deadlines/?of=norm&urgency=overdue").get_data(as_text=True)
    assert "/deadlines/export/?of=norm&amp;urgency=overdue" in page
    assert client.get("/deadlines/export/?of=norm&urgency=overdue").data.startswith(b"PK")


def test_an_administrator_finds_what_they_look_after(site: Site) -> None:
    with site.options.writer.begin() as connection:
        soon = {"organization_id": 1, "token_digest": "d", "single_use": False, "uses": 0}
        connection.execute(sa.insert(Invite).values(expires_at=NOW + timedelta(days=3), created_at=NOW, **soon))
        connection.execute(sa.update(TelegramChat).where(TelegramChat.id == 1).values(blocked_at=NOW))
    page = site.client(Role.administrator).get("/").get_data(as_text=True)
    found = numbers(page)
    assert found["Истекают приглашения"] == "1"
    assert found["Заблокировали бота"] == "1"
    assert int(found["Без чата"]) == 9
    assert "/accounts/?chat=none" in page
    assert site.client(Role.administrator).get("/accounts/?chat=none&state=open").status_code == 200


@pytest.mark.rule("К-01")
def test_a_department_finds_its_municipalities_in_numbers_and_nobodys_name(walk: Walk) -> None:
    walk.world.active_route()
    walk.sync()
    page = walk.page(walk.client("department"), "/")
    row = page.split("Вяземский район")[1].split("</tr>")[0]
    cells = re.findall(r'<td class="number"[^>]*>([^<]*)', row)
    assert cells == ["0", "0", "менее 5", "менее 5"]
    assert "Иванова" not in page


@pytest.mark.rule("К-01")
def test_a_look_at_the_deficits_of_a_wards_route_is_recorded_once_a_day(walk: Walk) -> None:
    route = walk.world.active_route()
    walk.sync()
    looks = sa.select(sa.func.count(ResultLook.id)).where(ResultLook.viewer_id == walk.world.curator_id)
    before = walk.world.session.scalar(looks) or 0
    walk.world.session.rollback()
    curator = walk.client("curator")
    assert world.CANARY_CODE in walk.page(curator, f"/curated/route/?id={route}")
    walk.page(curator, f"/curated/route/?id={route}")
    walk.world.session.rollback()
    assert walk.world.session.scalar(looks) == before + 1
    told = results.lookers(walk.world.session, walk.world.teacher, participation_id=1)
    assert "Ёлкина Мария Львовна" in {one.viewer for one in told}


def test_the_head_opens_a_route_and_leaves_no_look(walk: Walk) -> None:
    route = walk.world.active_route()
    walk.sync()
    walk.page(walk.client("head"), f"/approvals/route/?id={route}")
    walk.world.session.rollback()
    query = sa.select(ResultLook.id).where(ResultLook.viewer_id == walk.world.head_id)
    assert walk.world.session.scalars(query).all() == []
    assert walk.world.session.scalar(sa.select(sa.func.count(Activity.id))) == 2


def test_a_newcomer_is_named_in_the_audit_log_and_not_taken_for_the_system(walk: Walk) -> None:
    world.register(
        walk.world.session, walk.world.system, chat_id=5000, name="Новикова Анна", organization_id=walk.world.school_id
    )
    walk.world.session.commit()
    page = walk.page(walk.client("administrator"), "/audit/?show=all")
    rows = [row for row in page.split("<tr>") if "согласие на обработку" in row and "</td>" in row]
    assert any("Новикова А." in row for row in rows)
    assert all("система" not in row.split("</td>")[1] for row in rows)


def test_the_audit_log_says_nothing_of_fields_that_stay_empty(still: Site) -> None:
    with still.app.test_request_context(), still.session() as session:
        view = AuditView(Work(still.options))
        rows = session.scalars(sa.select(AuditEntry).where(AuditEntry.table == "people").limit(20)).all()
        for row in view.prepare(rows):
            assert all((one.before, one.after) != ("—", "—") for one in row.differences)


def test_an_own_chat_is_shown_and_unlinked(site: Site) -> None:
    with site.options.writer.begin() as connection:
        person = connection.scalar(sa.text("SELECT person_id FROM accounts WHERE email = 'curator@example.test'"))
        connection.execute(sa.insert(TelegramChat).values(chat_id=77, person_id=person, linked_at=NOW))
    client = site.client(Role.curator)
    page = client.get("/me/").get_data(as_text=True)
    assert "с 01.09.2026" in page
    assert 'href="/me/unlink/"' in page
    answer = client.post("/me/unlink/", data={"csrf_token": token(client)})
    assert answer.status_code == 303
    assert "Получить код" in client.get("/me/").get_data(as_text=True)
    with site.session() as session:
        assert session.scalar(sa.select(TelegramChat.id).where(TelegramChat.chat_id == 77)) is None


def test_an_invitation_has_its_link_and_qr(site: Site) -> None:
    app: Flask = site.app
    object.__setattr__(site.options, "bot_link", lambda: "https://t.me/marshrut_bot")
    client = app.test_client()
    client = site.client(Role.head)
    data = {"single": "0", "days": "7", "csrf_token": token(client)}
    answer = client.post("/invites/new/?id=1", data=data)
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "https://t.me/marshrut_bot?start=i_" in page
    assert "<svg" in page.split('class="qr"')[1]


def rows_of(answer: Any) -> list[tuple[Any, ...]]:
    """The rows of a workbook below its heads."""
    assert answer.status_code == 200
    return list(load_workbook(io.BytesIO(answer.data)).worksheets[0].iter_rows(min_row=2, values_only=True))


def test_the_queue_and_the_register_of_routes_are_exported_typed_within_their_filter(walk: Walk) -> None:
    walk.world.active_route()
    walk.sync()
    planner = walk.client("planner")
    page = walk.page(planner, "/routes/?status=active")
    assert "/routes/export/?status=active" in page
    [row] = rows_of(planner.get("/routes/export/?status=active"))
    assert (row[0], row[3], row[4]) == ("Иванова Анна Петровна", 0, 2)
    assert isinstance(row[6], datetime)
    assert rows_of(planner.get("/routes/export/?status=drafting")) == []
    assert rows_of(planner.get("/routes/export/?q=Ветров")) == []
    assert rows_of(planner.get("/queue/export/?tab=new")) == []


def test_sign_ins_are_left_out_of_what_people_did_and_named_among_all(walk: Walk) -> None:
    with walk.site.options.writer.begin() as connection:
        account = connection.scalar(sa.text("SELECT id FROM accounts WHERE email = 'operator@example.test'"))
        values = {"at": NOW, "door": "admin", "correlation_id": "c", "act": "update", "previous_digest": "0" * 64}
        fields = {"table": "accounts", "row_id": account, "fields": ["last_login_at"], "digest": "1" * 64}
        connection.execute(sa.insert(AuditEntry).values(**values, **fields))
    client = walk.client("administrator")
    assert "Орлова В. И." in walk.page(client, "/audit/?show=all").split("<tbody>")[1].split("</tr>")[0]
    assert "учётная запись: Орлова" not in walk.page(client, "/audit/?table=").split("<tbody>")[1].split("</tr>")[0]
