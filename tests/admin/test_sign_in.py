"""Coming in and going out: the lockout, no telling of addresses, cookies, tokens of forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.accounts import Account, Role
from models.people import Person
from services import accounts
from tests.admin.conftest import PASSWORD, Site, sign_in, token

OPERATOR = "operator@example.test"


def test_signing_in_leads_to_the_page_one_wanted(site: Site) -> None:
    client = site.client()
    wanted = client.get("/people/?q=иван").headers["Location"]
    crumb = token(client, wanted)
    answer = client.post(wanted, data={"email": OPERATOR, "password": PASSWORD, "csrf_token": crumb})
    assert answer.headers["Location"] == "/people/?q=иван" or "/people/?q=%D0" in answer.headers["Location"]
    assert client.get("/people/").status_code == 200


@pytest.mark.parametrize("target", ["//evil.test", "https://evil.test", "/\\evil.test", "javascript:alert(1)", "/\n/e"])
def test_nobody_is_led_to_another_host(site: Site, target: str) -> None:
    client = site.client()
    crumb = token(client, "/login/")
    answer = client.post(
        "/login/", query_string={"next": target}, data={"email": OPERATOR, "password": PASSWORD, "csrf_token": crumb}
    )
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(site: Site) -> None:
    known = sign_in(site.client(), OPERATOR, "не тот пароль")
    unknown = sign_in(site.client(), "nobody@example.test", "не тот пароль")
    assert "Почта или пароль не подходят" in known
    assert (
        known.replace(OPERATOR, "").split("csrf_token")[0]
        == unknown.replace("nobody@example.test", "").split("csrf_token")[0]
    )


@pytest.mark.parametrize("email", [OPERATOR, "nobody@example.test"])
def test_five_mistakes_close_the_way_in_for_known_and_unknown_alike(site: Site, email: str) -> None:
    for _try in range(accounts.MOST_FAILURES):
        assert "не подходят" in sign_in(site.client(), email, "не тот пароль")
    assert "вход закрыт до 12:15" in sign_in(site.client(), email, PASSWORD)
    site.wall[0] += timedelta(minutes=16)
    assert "вход закрыт" not in sign_in(site.client(), email, PASSWORD)


def test_a_decomposed_password_and_capitals_in_the_address_are_taken(site: Site) -> None:
    assert sign_in(site.client(), " Operator@Example.TEST ", PASSWORD.replace("й", "й")) == "/"


def test_the_session_cookie_is_closed_to_scripts_and_other_sites(site: Site) -> None:
    client = site.client()
    cookie = client.get("/login/").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_over_https_cookies_travel_nowhere_else(raise_site: Callable[..., Site], sqlite_url: str) -> None:
    answer = raise_site(sqlite_url, secure=True).client().get("/login/")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_signing_out_takes_a_sent_form(site: Site) -> None:
    client = site.client(Role.operator)
    crumb = token(client)
    assert client.get("/login/out/").status_code == 405
    assert client.get("/people/").status_code == 200
    assert client.post("/login/out/", data={"csrf_token": crumb}).status_code == 303
    assert client.get("/people/").status_code == 302


def test_a_session_ends_after_its_longest_time(site: Site) -> None:
    client = site.client(Role.operator)
    with client.session_transaction() as cookie:
        cookie["fs_paa"] -= 13 * 3600
    assert client.get("/people/").headers["Location"].startswith("/login/")


def test_too_many_tries_from_one_address_wait(raise_site: Callable[..., Site], sqlite_url: str) -> None:
    client = raise_site(sqlite_url, sign_in_limit="2 per minute").client()
    for number in range(2):
        sign_in(client, f"{number}@example.test")
    answer = client.post("/login/", data={"csrf_token": token(client, "/login/")})
    assert answer.status_code == 429
    assert "Слишком много попыток" in answer.get_data(as_text=True)


def test_a_form_without_its_token_changes_nothing(site: Site) -> None:
    client = site.client(Role.administrator)
    answer = client.post("/centres/new/", data={"name": "Чужой"})
    assert answer.status_code == 400
    assert "Откройте её ещё раз" in answer.get_data(as_text=True)
    assert "Чужой" not in client.get("/centres/").get_data(as_text=True)


def test_changing_the_password_ends_other_sessions_and_keeps_this_one(site: Site) -> None:
    here, there = site.client(Role.operator), site.client(Role.operator)
    data = {"current": PASSWORD, "password": "совсем другой пароль", "again": "совсем другой пароль"}
    answer = here.post("/me/password/", data=data | {"csrf_token": token(here, "/me/password/")})
    assert answer.status_code == 303
    assert here.get("/people/").status_code == 200
    assert there.get("/people/").status_code == 302
    assert sign_in(site.client(), OPERATOR, "совсем другой пароль") == "/"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"current": "не тот"}, "не нынешний пароль"),
        ({"again": "опечатка в пароле"}, "не совпали"),
        ({"password": "мало", "again": "мало"}, "не меньше"),
    ],
)
def test_a_password_that_cannot_be_set_says_why_beside_its_field(
    site: Site, change: dict[str, str], words: str
) -> None:
    client = site.client(Role.operator)
    data = {"current": PASSWORD, "password": "совсем другой пароль", "again": "совсем другой пароль"} | change
    answer = client.post("/me/password/", data=data | {"csrf_token": token(client, "/me/password/")})
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert words in page or "least" in page
    assert 'aria-invalid="true"' in page


def test_a_closed_account_is_out_at_once(site: Site) -> None:
    client, admin = site.client(Role.operator), site.client(Role.administrator)
    with site.session() as session:
        number = session.query(Account.id).filter(Account.email == OPERATOR).scalar()
    assert client.get("/people/").status_code == 200
    page = f"/accounts/details/?id={number}"
    answer = admin.post(f"/accounts/active/?id={number}", data={"active": "0", "csrf_token": token(admin, page)})
    assert answer.status_code == 303
    assert client.get("/people/").status_code == 302
    assert "не подходят" in sign_in(site.client(), OPERATOR)


def test_a_code_for_the_chat_is_shown_once(site: Site) -> None:
    client = site.client(Role.operator)
    answer = client.post("/me/code/", data={"csrf_token": token(client, "/me/")})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/me/")
    page = client.get("/me/").get_data(as_text=True)
    code = page.split('class="secret">')[1].split("<")[0]
    assert len(code) == 9
    assert code not in client.get("/me/").get_data(as_text=True)


def test_a_page_is_read_in_the_persons_own_language(site: Site) -> None:
    with site.session() as session:
        person_id = session.query(Account.person_id).filter(Account.email == OPERATOR).scalar()
    with site.options.writer.begin() as connection:
        connection.execute(sa.update(Person).where(Person.id == person_id).values(language="en"))
    page = site.client(Role.operator).get("/people/").get_data(as_text=True)
    assert '<html lang="en">' in page
    assert "<h1>People</h1>" in page
