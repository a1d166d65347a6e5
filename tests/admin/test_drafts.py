"""A session that ends while somebody is typing: they sign in, and what they had typed is in the form again."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from models.accounts import Role
from tests.admin.conftest import PASSWORD, Site, token
from tests.admin.walking import Walk

FORM = "/organizations/new/"
OPERATOR, ADMINISTRATOR = "operator@example.test", "administrator@example.test"


def marked(client: FlaskClient, path: str) -> dict[str, str]:
    """The hidden fields of a form that a page gives this browser."""
    page = client.get(path).get_data(as_text=True)
    return dict(re.findall(r'type="hidden" (?:name|id="\w+" name)="(\w+)"[^>]*value="([^"]*)"', page)) | {
        "csrf_token": token(client, path)
    }


def ends(client: FlaskClient) -> None:
    """The session ends."""
    with client.session_transaction() as cookie:
        cookie["fs_paa"] -= 13 * 3600


def enters(client: FlaskClient, login: str, email: str) -> str:
    """Sign in on the page one was led to; where that leads."""
    data = {"email": email, "password": PASSWORD, "csrf_token": token(client, login)}
    answer = client.post(login, data=data)
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_what_was_typed_when_the_session_ended_is_in_the_form_after_signing_in(site: Site) -> None:
    client = site.client(Role.operator)
    data = marked(client, FORM) | {"name": "Школа у реки", "founder": "Округ"}
    assert data["typed_by"]
    ends(client)
    answer = client.post(FORM, data=data)
    login = answer.headers["Location"]
    assert login.startswith("/login/")
    assert "Сеанс закончился" in client.get(login).get_data(as_text=True)
    assert enters(client, login, OPERATOR) == FORM
    page = client.get(FORM).get_data(as_text=True)
    assert 'value="Школа у реки"' in page
    assert "снова здесь" in page
    assert "Школа у реки" not in client.get(FORM).get_data(as_text=True), "it comes back once"
    assert "Школа у реки" not in client.get("/organizations/").get_data(as_text=True), "nothing was saved by itself"


def test_nobody_else_who_signs_in_there_sees_it(site: Site) -> None:
    client = site.client(Role.operator)
    data = marked(client, FORM) | {"name": "Школа у реки"}
    ends(client)
    login = client.post(FORM, data=data).headers["Location"]
    enters(client, login, ADMINISTRATOR)
    assert "Школа у реки" not in client.get(FORM).get_data(as_text=True)


@pytest.mark.parametrize("mark", ["", "1", "1.подделка"])
def test_a_form_without_a_true_mark_is_not_put_aside(site: Site, mark: str) -> None:
    client = site.client(Role.operator)
    data = marked(client, FORM) | {"name": "Школа у реки", "typed_by": mark}
    ends(client)
    login = client.post(FORM, data=data).headers["Location"]
    assert enters(client, login, OPERATOR) == FORM
    assert "Школа у реки" not in client.get(FORM).get_data(as_text=True)


def test_a_form_of_an_earlier_session_comes_back_to_its_author_to_be_sent_again(site: Site) -> None:
    client = site.client(Role.operator)
    data = marked(client, FORM) | {"name": "Школа у реки"}
    with client.session_transaction() as cookie:
        cookie.pop("csrf_token")
    answer = client.post(FORM, data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, FORM)
    assert 'value="Школа у реки"' in client.get(FORM).get_data(as_text=True)


def test_a_password_is_never_put_aside(site: Site) -> None:
    client = site.client(Role.operator)
    form = "/me/password/"
    data = marked(client, form) | {"current": PASSWORD, "password": "тайный новый пароль", "again": "тайный новый"}
    ends(client)
    login = client.post(form, data=data).headers["Location"]
    assert enters(client, login, OPERATOR) == form
    assert "тайный" not in client.get(form).get_data(as_text=True)


def test_a_result_half_entered_comes_back(walk: Walk) -> None:
    case = walk.world.assessed_case()
    walk.sync()
    client = walk.client("operator")
    form = f"/result/enter/?id={case}"
    data = marked(client, form) | {
        "percent-0": "57",
        "place-0": "0",
        "text-0": "Затрудняется",
        "recommendations": "Курс",
    }
    ends(client)
    login = client.post(form, data=data).headers["Location"]
    assert enters(client, login, OPERATOR) == form
    page = client.get(form).get_data(as_text=True)
    assert all(text in page for text in ("57", "Затрудняется", "Курс"))
