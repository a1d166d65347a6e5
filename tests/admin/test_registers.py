"""Registers: scope in every door, search, bounds of what an address may say, export, changes through services."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from admin.audit.fields import FIELDS, HIDDEN
from admin.audit.tables import TABLES
from admin.export import MEDIA_TYPE
from models import Base
from models.accounts import Role
from models.audit import AuditEntry
from models.people import Person
from models.places import Organization
from services.audit import NOT_AUDITED
from tests.admin.conftest import Site, sign_in, token


def cells(answer: TestResponse) -> list[tuple[Any, ...]]:
    """The rows of a workbook that was downloaded, its cells' values."""
    assert answer.mimetype == MEDIA_TYPE
    return list(load_workbook(io.BytesIO(answer.data)).worksheets[0].values)


def text(site: Site, role: Role, path: str) -> str:
    """The page as the role sees it."""
    return site.client(role).get(path).get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.operator, Role.planner, Role.head, Role.deputy])
def test_people_are_those_of_the_scope_in_list_search_details_and_export(still: Site, role: Role) -> None:
    client = still.client(role)
    assert "Иванова Анна" in text(still, role, "/people/")
    for path in ("/people/", "/people/?q=елкина", "/people/?municipality=2"):
        assert "Ёлкина" not in text(still, role, path)
    assert client.get("/people/details/?id=1").status_code == 200
    assert client.get("/people/details/?id=2").status_code == 404
    assert "Ёлкина" not in str(cells(client.get("/people/export/")))


@pytest.mark.parametrize(
    "path",
    [
        "/people/details/?id=",
        "/people/details/",
        "/people/details/?id=1,2",
        "/people/details/?id=1&id=2x",
        "/people/details/?id=99999999999999999999",
        "/people/details/?id=-1",
        "/people/details/?id=%00",
        "/people/details/?id=x",
    ],
)
def test_a_senseless_id_finds_nothing_and_breaks_nothing(still: Site, path: str) -> None:
    assert still.client(Role.operator).get(path).status_code == (200 if "id=1&" in path else 404)


@pytest.mark.parametrize(
    "query",
    [
        "page=999999999999999999999",
        "page=-5",
        "page=0",
        "page=x",
        "page=²",
        "sort=id",
        "sort=name&desc=9",
        "municipality=1 OR 1=1",
        "chat=zzz",
        "q=%25%5F",
        "q=" + "я" * 5000,
    ],
)
def test_whatever_an_address_says_the_list_stands(still: Site, query: str) -> None:
    assert still.client(Role.operator).get(f"/people/?{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "found"), [("иванов", True), ("ИВАНОВА анна", True), ("анн", True), ("петров", False), ("%", False)]
)
def test_search_folds_case_and_takes_parts_of_names(still: Site, query: str, found: bool) -> None:
    page = still.client(Role.operator).get("/people/", query_string={"q": query}).get_data(as_text=True)
    assert ("Иванова Анна" in page) is found


def test_pages_work_on_both_databases(raise_site: Callable[..., Site], url: str) -> None:
    site = raise_site(url)
    assert sign_in(site.client(), "operator@example.test") == "/"
    for role, paths in {
        Role.operator: ("/", "/people/", "/people/?q=иванова&chat=yes&staff=educator", "/deadlines/?urgency=overdue",
                        "/organizations/?state=open", "/people/export/"),
        Role.administrator: ("/", "/accounts/?state=locked&role=operator", "/audit/?period=7", "/accounts/new/?q=ел",
                             "/roles/give/?id=1", "/roles/?q=ел", "/roles/person/?id=1", "/handovers/"),
    }.items():  # fmt: skip
        client = site.client(role)
        for path in paths:
            assert client.get(path).status_code == 200, path


def test_the_reading_engine_writes_nothing(still: Site) -> None:
    with still.app.test_request_context(), pytest.raises(Exception, match=r"readonly|read-only"):
        work = still.app.extensions["work"]
        work.session.add(Organization(name="x", municipality_id=1))
        work.session.flush()


def test_an_operator_enters_an_organisation_and_it_is_in_the_audit(site: Site) -> None:
    client = site.client(Role.operator)
    data = {"name": "Гимназия № 5", "municipality_id": "1", "csrf_token": token(client, "/organizations/new/")}
    assert client.post("/organizations/new/", data=data).status_code == 303
    page = client.get("/organizations/").get_data(as_text=True)
    assert "Гимназия № 5" in page
    assert "Сохранено" in page
    log = text(site, Role.administrator, "/audit/")
    assert "Гимназия № 5" in log
    assert "муниципалитет" in log
    with site.session() as session:
        assert session.query(AuditEntry.door).order_by(AuditEntry.id.desc()).first() == ("admin",)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Заполните"),
        ({"name": "я" * 300}, "не больше 250"),
        ({"name": "Школа № 1"}, "name-error"),
        ({"municipality_id": "2"}, "Выберите из списка"),
        ({"municipality_id": ""}, "municipality_id-error"),
        ({"inn": "123"}, "inn-error"),
    ],
)
def test_what_cannot_be_saved_is_told_beside_its_field(site: Site, change: dict[str, str], words: str) -> None:
    client = site.client(Role.operator)
    data = {"name": "Лицей", "municipality_id": "1", "csrf_token": token(client, "/organizations/new/")} | change
    answer = client.post("/organizations/new/", data=data)
    assert answer.status_code == 200
    assert words in answer.get_data(as_text=True)


def test_an_organisation_of_another_centre_cannot_be_touched(site: Site) -> None:
    client = site.client(Role.operator)
    crumb = token(client, "/organizations/new/")
    for path in ("/organizations/edit/?id=2", "/organizations/delete/?id=2"):
        assert client.post(path, data={"name": "Моя", "municipality_id": "1", "csrf_token": crumb}).status_code == 404
    with site.session() as session:
        assert session.get_one(Organization, 2).name == "Школа № 2"


def test_deleting_asks_first_and_refuses_what_is_in_use(site: Site) -> None:
    client = site.client(Role.operator)
    crumb = token(client, "/organizations/new/")
    client.post("/organizations/new/", data={"name": "Ошибка", "municipality_id": "1", "csrf_token": crumb})
    assert "Не удалять" in client.get("/organizations/delete/?id=3").get_data(as_text=True)
    assert client.post("/organizations/delete/?id=3", data={"csrf_token": crumb}).status_code == 303
    used = client.post("/organizations/delete/?id=1", data={"csrf_token": crumb})
    assert used.status_code == 200
    assert 'role="alert"' in used.get_data(as_text=True)
    with site.session() as session:
        assert {row.id for row in session.query(Organization)} == {1, 2}


def test_an_export_holds_types_and_no_formulas(site: Site) -> None:
    client = site.client(Role.operator)
    crumb = token(client, "/organizations/new/")
    for name in ("=1+1", "+7", "-1", "@x", "Обычная"):
        client.post("/organizations/new/", data={"name": name, "municipality_id": "1", "csrf_token": crumb})
    names = [row[0] for row in cells(client.get("/organizations/export/"))]
    assert {"=1+1", "+7", "-1", "@x", "Обычная"} <= set(names)
    exported = load_workbook(io.BytesIO(client.get("/organizations/export/").data)).worksheets[0]
    assert all(row[0].data_type == "s" for row in exported.iter_rows())
    assert isinstance(cells(client.get("/deadlines/export/"))[1][1], datetime)


def test_an_account_is_opened_given_a_role_and_its_password_shown_once(site: Site) -> None:
    client = site.client(Role.administrator)
    crumb = token(client, "/accounts/new/?person=2")
    answer = client.post("/accounts/new/?person=2", data={"email": "new@example.test", "csrf_token": crumb})
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    password = page.split('class="secret">')[1].split("<")[0]
    person = page.split("/roles/give/?id=")[1].split('"')[0]
    number = page.split("/accounts/password/?id=")[1].split('"')[0]
    data = {"role": "operator", "scope": "centre-2", "curator_kind": "", "ends_on": "", "csrf_token": crumb}
    assert client.post(f"/roles/give/?id={person}", data=data).status_code == 200, "an operator needs an order"
    data["act"] = "приказ от 01.09.2026 № 10-ОД"
    assert client.post(f"/roles/give/?id={person}", data=data).status_code == 303
    details = client.get(f"/accounts/details/?id={number}").get_data(as_text=True)
    assert password not in details
    assert data["act"] in details
    newcomer = site.client()
    assert sign_in(newcomer, "new@example.test", password) == "/"
    assert "Ёлкина" in newcomer.get("/people/").get_data(as_text=True)
    assert client.post(f"/roles/give/?id={person}", data=data | {"scope": "region"}).status_code == 200


def test_the_log_is_narrowed_to_whoever_did_it(site: Site) -> None:
    client = site.client(Role.operator)
    data = {"name": "Школа № 77", "municipality_id": "1", "csrf_token": token(client, "/organizations/new/")}
    assert client.post("/organizations/new/", data=data).status_code == 303
    with site.session() as session:
        mine = session.scalars(sa.select(AuditEntry.actor_id).where(AuditEntry.actor_id.is_not(None))).first()
        assert mine is not None
        name = session.get_one(Person, mine).last_name
    rows = text(site, Role.administrator, f"/audit/?show=all&q={name.lower()}").split("<tbody>")[1]
    assert name in rows
    assert "<tr" not in text(site, Role.administrator, "/audit/?show=all&q=никтотакой").partition("<tbody>")[2]


def test_every_audited_table_and_field_has_its_word() -> None:
    skipped = {model.__tablename__ for model in NOT_AUDITED}
    tables = [table for table in Base.metadata.sorted_tables if table.name not in skipped]
    assert [table.name for table in tables if table.name not in TABLES] == []
    unknown = {
        column.name
        for table in tables
        for column in table.columns
        if column.name not in FIELDS and column.name not in HIDDEN and not column.info.get("technical")
    }
    assert unknown == set()
