"""Imports over HTTP: the template, every way a workbook can be wrong, the preview, applied whole, nobody else's."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from models.accounts import Role
from models.imports import StagedPerson
from models.people import Person
from services.imports import COLUMNS
from services.imports import workbook as reader
from tests import workbooks
from tests.admin.conftest import Site, token
from tests.workbooks import ORGANIZATIONS, PEOPLE, workbook

PERSON = workbooks.PERSON | {"organization": "Школа № 1"}


def send(client: FlaskClient, content: bytes, kind: str = "people", name: str = "люди.xlsx") -> TestResponse:
    """Upload a workbook."""
    # By hand: the client would put a large body into a file that it leaves open.
    line = "--limit\r\nContent-Disposition: form-data; name="
    body = f'{line}"csrf_token"\r\n\r\n{token(client)}\r\n{line}"file"; filename="{name}"\r\n\r\n'.encode()
    sent = body + content + b"\r\n--limit--\r\n"
    return client.post(f"/imports/upload/?kind={kind}", data=sent, content_type="multipart/form-data; boundary=limit")


def preview(client: FlaskClient, content: bytes, kind: str = "people") -> tuple[str, str]:
    """Upload, wait until it is read; the address of the preview and its page."""
    answer = send(client, content, kind)
    assert answer.status_code == 303, answer.get_data(as_text=True)[:2000]
    path = answer.headers["Location"]
    for _attempt in range(200):
        found = client.get(path)
        if "Refresh" not in found.headers:
            return path, found.get_data(as_text=True)
        time.sleep(0.05)
    raise AssertionError("the workbook is not read")


def post(client: FlaskClient, path: str) -> TestResponse:
    """Press a button."""
    return client.post(path, data={"csrf_token": token(client)})


def people(*rows: dict[str, Any]) -> bytes:
    """A workbook of people of the first school."""
    return workbook(PEOPLE, [PERSON | row for row in rows])


def test_the_template_is_typed_explains_itself_and_can_be_uploaded_back(site: Site) -> None:
    client = site.client(Role.operator)
    for kind in (PEOPLE, ORGANIZATIONS):
        book = load_workbook(io.BytesIO(client.get(f"/imports/template/?kind={kind}").data))
        sheet = book.worksheets[0]
        heads = [cell.value for cell in sheet[1]]
        assert heads == [f"{column.head}{' *' if column.required else ''}" for column in COLUMNS[kind]]
        assert all(cell.comment and cell.comment.text for cell in sheet[1])
        assert sheet.data_validations.dataValidation
    assert sheet.column_dimensions["D"].number_format == "@"
    _path, page = preview(client, client.get("/imports/template/?kind=people").data)
    assert "ничего не меняет" in page or "не отличается" in page


def test_people_are_previewed_and_loaded(site: Site) -> None:
    client = site.client(Role.operator)
    path, page = preview(client, people({}, {"last_name": "Иванова", "first_name": "Анна", "patronymic": None}))
    assert "Кузнецова" in page
    assert "<ins>" in page
    with site.session() as session:
        assert session.query(Person).filter(Person.last_name == "Кузнецова").count() == 0
    assert post(client, path.replace("preview", "apply")).status_code == 303
    assert "Кузнецова" in client.get("/people/?q=кузнецова").get_data(as_text=True)
    assert "Кузнецова" in client.get("/search/?q=кузн").get_data(as_text=True)
    again = post(client, path.replace("preview", "apply"))
    assert "уже загружена" in client.get(again.headers["Location"]).get_data(as_text=True)


def test_rows_with_errors_are_told_kept_out_and_downloaded(site: Site) -> None:
    client = site.client(Role.operator)
    path, page = preview(client, people({}, {"first_name": "Анна", "phone": "12", "consented_on": "32.13.2026"}))
    assert "10 цифр" in page
    assert "/imports/apply/" not in page
    assert "ошибками" in client.get(post(client, path.replace("preview", "apply")).headers["Location"]).get_data(
        as_text=True
    )
    book = load_workbook(io.BytesIO(client.get(path.replace("preview", "errors")).data))
    rows = list(book.worksheets[0].values)
    assert len(rows) == 2
    assert rows[1][0] == 3
    assert "Телефон" in str(rows[1][-1])


def test_the_corrected_file_of_errors_is_taken(site: Site) -> None:
    client = site.client(Role.operator)
    path, _page = preview(client, people({"email": "нет"}))
    book = load_workbook(io.BytesIO(client.get(path.replace("preview", "errors")).data))
    sheet = book.worksheets[0]
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    sheet.cell(2, int(heads["Электронная почта"] or 0)).value = "olga@example.test"
    target = io.BytesIO()
    book.save(target)
    _path, page = preview(client, target.getvalue())
    assert "/imports/apply/" in page


def test_html_and_formulas_in_cells_stay_text(site: Site) -> None:
    client = site.client(Role.operator)
    hostile = "<script>alert(1)</script>"
    path, page = preview(client, people({"last_name": hostile, "position": '=HYPERLINK("x")'}))
    assert hostile not in page
    assert "&lt;script&gt;" in page
    assert "формула" in page
    book = load_workbook(io.BytesIO(client.get(path.replace("preview", "errors")).data))
    assert all(cell.data_type != "f" for row in book.worksheets[0].rows for cell in row)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "пуст"),
        (b"%PDF-1.7", "не таблица Excel"),
        (b"PK\x03\x04" + b"\0" * (11 * 1024 * 1024), "слишком больш"),
    ],
    ids=["empty", "pdf", "11 MB"],
)
def test_a_file_that_is_no_workbook_is_refused_beside_the_field(site: Site, content: bytes, words: str) -> None:
    answer = send(site.client(Role.operator), content)
    assert answer.status_code == 200
    assert words in answer.get_data(as_text=True)


def test_a_file_of_50_megabytes_is_refused_in_words(site: Site) -> None:
    answer = send(site.client(Role.operator), b"PK\x03\x04" + b"\0" * (50 * 1024 * 1024))
    assert answer.status_code == 413
    page = answer.get_data(as_text=True)
    assert "слишком" in page.lower()
    assert "10 МБ" in page, "as the form itself says"
    assert "До 10 МБ" in site.client(Role.operator).get("/imports/upload/?kind=people").get_data(as_text=True)


def test_the_page_of_a_file_too_big_leads_back_to_its_form(site: Site) -> None:
    client = site.client(Role.operator)
    form = "/imports/upload/?kind=people"
    data = {"csrf_token": token(client)}
    site.app.config["MAX_CONTENT_LENGTH"] = 10
    answer = client.post(form, data=data, headers={"Referer": f"http://localhost{form}"})
    assert answer.status_code == 413
    assert f'href="{form}">Вернуться' in answer.get_data(as_text=True)


def test_an_applied_import_says_what_it_did_also_when_its_rows_are_gone(site: Site) -> None:
    client = site.client(Role.operator)
    path, _page = preview(client, people({}))
    post(client, path.replace("preview", "apply"))
    assert "1\u00a0новая строка" in client.get(path).get_data(as_text=True)
    with site.options.writer.begin() as connection:
        connection.execute(sa.delete(StagedPerson))
    page = client.get(path).get_data(as_text=True)
    assert "1\u00a0новая строка" in page
    assert "90 дней" in page
    assert "Таких строк нет" not in page


def test_the_audit_of_a_register_tells_of_its_imports(site: Site) -> None:
    client = site.client(Role.administrator)
    path, _page = preview(client, workbook(ORGANIZATIONS, [{"municipality": "город Смоленск", "name": "Новая"}]),
                          ORGANIZATIONS)  # fmt: skip
    post(client, path.replace("preview", "apply"))
    page = client.get("/audit/?table=organizations").get_data(as_text=True)
    assert "загружено из таблицы" in page
    assert "Новая" in page


def test_a_file_too_big_leaves_the_preview_before_it(site: Site) -> None:
    client = site.client(Role.operator)
    path, _page = preview(client, people({}))
    assert send(client, b"PK\x03\x04" + b"\0" * (50 * 1024 * 1024)).status_code == 413
    assert "люди.xlsx" in client.get("/imports/").get_data(as_text=True)
    post(client, path.replace("preview", "apply"))
    assert "Кузнецова" in client.get("/people/?q=кузнецова").get_data(as_text=True)


def test_broken_rows_among_many_come_back_corrected_and_all_are_loaded(site: Site) -> None:
    client = site.client(Role.operator)
    letters = "абвгдежзик"
    names = [
        f"Рядова{letters[number // 100]}{letters[number // 10 % 10]}{letters[number % 10]}" for number in range(300)
    ]
    rows = [{"last_name": name, "phone": "12" if number % 3 == 0 else None} for number, name in enumerate(names)]
    path, page = preview(client, people(*rows))
    assert "/imports/apply/" not in page
    book = load_workbook(io.BytesIO(client.get(path.replace("preview", "errors")).data))
    sheet = book.worksheets[0]
    heads = {str(cell.value): int(cell.column or 0) for cell in sheet[1]}
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [number + 2 for number in range(0, 300, 3)]
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, heads["Телефон"]).value = "+7 999 000-00-00"
    target = io.BytesIO()
    book.save(target)
    for content in (people(*(row for row in rows if row["phone"] is None)), target.getvalue()):
        path, page = preview(client, content)
        assert "/imports/apply/" in page
        post(client, path.replace("preview", "apply"))
    with site.session() as session:
        assert session.query(Person).filter(Person.last_name.startswith("Рядова")).count() == 300


def test_more_rows_than_may_be_are_refused_in_words(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "ROWS_MAX", 3)
    _path, page = preview(site.client(Role.operator), people({}, {}, {}, {}))
    assert "Больше 3 строк" in page
    with site.session() as session:
        assert session.scalar(sa.select(sa.func.count(Person.id)).where(Person.last_name == "Кузнецова")) == 0


def test_an_import_is_of_who_uploaded_it(site: Site) -> None:
    path, _page = preview(site.client(Role.operator), people({}))
    other = site.client(Role.administrator)
    assert other.get(path).status_code == 404
    assert other.get(path.replace("preview", "errors")).status_code == 404
    for act in ("apply", "discard"):
        assert post(other, path.replace("preview", act)).status_code == 404
    assert "люди.xlsx" not in other.get("/imports/").get_data(as_text=True)


def test_a_preview_put_away_loads_nothing(site: Site) -> None:
    client = site.client(Role.operator)
    path, _page = preview(client, people({}))
    assert post(client, path.replace("preview", "discard")).status_code == 303
    post(client, path.replace("preview", "apply"))
    with site.session() as session:
        assert session.scalar(sa.select(sa.func.count(Person.id)).where(Person.last_name == "Кузнецова")) == 0


def test_an_operator_loads_organisations_of_their_centre_only(site: Site) -> None:
    client = site.client(Role.operator)
    rows = [{"municipality": "город Смоленск", "name": "Лицей"}, {"municipality": "город Вязьма", "name": "Чужая"}]
    _path, page = preview(client, workbook(ORGANIZATIONS, rows), "organizations")
    assert "среди ваших нет" in page
    path, _page = preview(client, workbook(ORGANIZATIONS, rows[:1]), "organizations")
    post(client, path.replace("preview", "apply"))
    assert "Лицей" in client.get("/organizations/").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/imports/upload/", "/imports/template/?kind=x", "/imports/preview/?id=9",
                                  "/imports/errors/?id=x"])  # fmt: skip
def test_a_senseless_address_is_nothing(site: Site, path: str) -> None:
    assert site.client(Role.operator).get(path).status_code == 404
