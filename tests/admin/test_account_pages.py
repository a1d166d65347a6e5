"""The page of an account: what is set there asks first, is shown once, and is not taken again by a reload."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from models.accounts import Account, Role
from models.people import TelegramChat
from tests.admin.conftest import NOW, Site, sign_in, token


@pytest.fixture
def number(site: Site) -> int:
    """The operator's account."""
    with site.session() as session:
        return int(session.query(Account.id).filter(Account.email == "operator@example.test").scalar())


def test_a_new_password_is_shown_once_and_a_reload_sets_none(site: Site, number: int) -> None:
    admin = site.client(Role.administrator)
    answer = admin.post(f"/accounts/password/?id={number}", data={"csrf_token": token(admin)})
    assert answer.status_code == 303
    page = admin.get(answer.headers["Location"]).get_data(as_text=True)
    password = page.split('class="secret">')[1].split("<")[0]
    assert 'class="secret"' not in admin.get(answer.headers["Location"]).get_data(as_text=True)
    assert sign_in(site.client(), "operator@example.test", password) == "/"


def test_what_was_made_for_one_page_is_not_shown_on_another(site: Site, number: int) -> None:
    admin = site.client(Role.administrator)
    admin.post(f"/accounts/password/?id={number}", data={"csrf_token": token(admin)})
    assert 'class="secret"' not in admin.get("/me/").get_data(as_text=True)


def test_steps_of_an_account_ask_first(site: Site, number: int) -> None:
    page = site.client(Role.administrator).get(f"/accounts/details/?id={number}").get_data(as_text=True)
    for step in ("password", "active"):
        before = page.partition(f'action="/accounts/{step}/?id={number}"')[0]
        assert before.rindex("<details") > before.rfind("</details>"), step
    before = page.partition('action="/roles/end/?')[0]
    assert before.rindex("<details") > before.rfind("</details>")
    assert "не связан" in page


def test_the_chat_of_an_account_is_shown_and_unlinked(site: Site, number: int) -> None:
    with site.session() as session:
        person = session.get_one(Account, number).person_id
    with site.options.writer.begin() as connection:
        connection.execute(sa.insert(TelegramChat).values(chat_id=77, person_id=person, linked_at=NOW))
    admin = site.client(Role.administrator)
    assert "с 01.09.2026" in admin.get(f"/accounts/details/?id={number}").get_data(as_text=True)
    answer = admin.post(f"/accounts/unlink/?id={number}", data={"csrf_token": token(admin)})
    assert "не связан" in admin.get(answer.headers["Location"]).get_data(as_text=True)


def test_an_address_is_corrected_on_its_page(site: Site, number: int) -> None:
    admin = site.client(Role.administrator)
    form = f"/accounts/edit/?id={number}"
    taken = admin.post(form, data={"email": "head@example.test", "csrf_token": token(admin)})
    assert taken.status_code == 200
    answer = admin.post(form, data={"email": "better@example.test", "csrf_token": token(admin)})
    assert answer.status_code == 303
    assert sign_in(site.client(), "better@example.test") == "/"


def test_the_role_that_opens_nothing_is_not_offered(site: Site, number: int) -> None:
    with site.session() as session:
        person = session.get_one(Account, number).person_id
    page = site.client(Role.administrator).get(f"/roles/give/?id={person}").get_data(as_text=True)
    roles = page.partition('name="role"')[2].partition("</select>")[0]
    assert 'value="head"' in roles
    assert 'value="group_head"' not in roles


def test_whoever_has_no_role_is_told_so(site: Site) -> None:
    with site.options.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE grants SET ends_on = '2026-08-01' WHERE role = 'planner'")
    page = site.client(Role.planner).get("/").get_data(as_text=True)
    assert "нет ролей" in page
    assert "администратор" in page


def test_one_without_a_chat_chooses_the_language_in_the_office(site: Site) -> None:
    client = site.client(Role.operator)
    page = client.get("/me/").get_data(as_text=True)
    assert "Вы читаете по-русски" in page
    assert re.search(r'<button class="button ">English</button>', page)

    def chosen(code: str) -> str:
        answer = client.post("/me/language/", data={"code": code, "csrf_token": token(client, "/me/")})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/me/")
        return str(client.get("/me/").get_data(as_text=True))

    page = chosen("en")
    assert '<html lang="en">' in page
    assert "From now on, the office and the chat speak English." in page
    assert "Русский" in page
    assert "My account" in page
    assert '<html lang="en">' in chosen("tlh"), "a language that is not spoken here"
    page = chosen("ru")
    assert '<html lang="ru">' in page
    assert "Теперь кабинет и чат говорят по-русски." in page
