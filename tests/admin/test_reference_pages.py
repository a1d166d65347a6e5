"""Search, catalogue, codifiers and invitations over HTTP."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models.accounts import Invite, Role
from models.catalogue import Deficit, Event, Programme
from tests.admin.conftest import Site, token

PROGRAMME = {"title": "Физика в школе", "provider": "Институт", "hours": "36", "kind": "advanced_training",
             "source": "institute_plan", "centre_id": "1"}  # fmt: skip
EVENT = {"title": "Семинар", "category": "exchange", "kind": "seminar", "source": "institute_plan",
         "starts_on": "2026-10-01", "level": "region", "centre_id": "1", "municipality_id": ""}  # fmt: skip


def post(client: FlaskClient, path: str, **data: Any) -> TestResponse:
    """Send a form."""
    return client.post(path, data={"csrf_token": token(client), **data})


@pytest.mark.parametrize(("typed", "name"), [("иванов", "Иванова Анна"), ("анна иван", "Иванова Анна")])
def test_the_search_finds_within_the_scope(site: Site, typed: str, name: str) -> None:
    page = site.client(Role.operator).get("/search/", query_string={"q": typed}).get_data(as_text=True)
    assert name in page
    assert "/people/details/?id=1" in page
    for role in (Role.operator, Role.department, Role.curator, Role.administrator):
        assert "Ёлкина" not in site.client(role).get("/search/?q=елкина").get_data(as_text=True)


def test_the_search_stands_on_every_page_and_escapes_what_was_typed(site: Site) -> None:
    client = site.client(Role.operator)
    assert "data-search-everywhere" in client.get("/people/").get_data(as_text=True)
    assert "<b>x" not in client.get("/search/?q=<b>x</b>").get_data(as_text=True)


def test_a_programme_is_entered_changed_archived_and_filtered(site: Site) -> None:
    client = site.client(Role.planner)
    assert post(client, "/programmes/new/", **PROGRAMME).status_code == 303
    assert "Физика в школе" in client.get("/programmes/?state=open&q=институт").get_data(as_text=True)
    page = client.get("/programmes/edit/?id=1").get_data(as_text=True)
    assert 'value="36"' in page
    assert post(client, "/programmes/edit/?id=1", **PROGRAMME, archived="y").status_code == 303
    assert "Сохранено" in client.get("/programmes/").get_data(as_text=True)
    assert "Физика в школе" not in client.get("/programmes/?state=open").get_data(as_text=True)
    assert "Физика в школе" in client.get("/programmes/?state=archived").get_data(as_text=True)
    assert post(client, "/programmes/delete/?id=1").status_code == 303


@pytest.mark.parametrize("change", [{"hours": "много"}, {"hours": "0"}, {"title": ""}, {"kind": "seminar"}])
def test_a_wrong_programme_is_told(site: Site, change: dict[str, str]) -> None:
    answer = post(site.client(Role.planner), "/programmes/new/", **(PROGRAMME | change))
    assert answer.status_code == 200
    assert 'class="error"' in answer.get_data(as_text=True)


def test_events_of_a_school_name_it_and_keep_their_tags(site: Site) -> None:
    client = site.client(Role.planner)
    post(client, "/codifier/edit/", name="Физика", edition="2026", subject="", block="")
    post(client, "/codifier/deficit/?id=1", code="1.1", text="Механика")
    school = EVENT | {"level": "school", "organization": "Школа № 1", "deficit_ids": ["1"]}
    assert post(client, "/events/new/", **school).status_code == 303
    with site.session() as session:
        event = session.get_one(Event, 1)
        assert event.organization_id == 1
        assert [tag.code for tag in event.deficits] == ["1.1"]
    page = client.get("/events/edit/?id=1").get_data(as_text=True)
    assert "Школа № 1" in page
    assert re.search(r'<input[^>]*checked[^>]*value="1"|value="1"[^>]*checked', page)
    wrong = post(client, "/events/new/", **(school | {"organization": "Хогвартс"}))
    assert wrong.status_code == 200
    assert "Механика" not in client.get("/events/").get_data(as_text=True)


def test_another_centres_catalogue_cannot_be_touched(site: Site) -> None:
    with site.session() as session:
        session.info["ctx"] = None
        session.execute(sa.insert(Programme).values(title="Чужая", folded_title="чужая", hours=8, centre_id=2))
        session.commit()
    client = site.client(Role.operator)
    assert "Чужая" not in client.get("/programmes/").get_data(as_text=True)
    assert client.get("/programmes/edit/?id=1").status_code == 404
    assert post(client, "/programmes/edit/?id=1", **PROGRAMME).status_code == 404


def test_codifiers_are_entered_searched_and_archived(site: Site) -> None:
    client = site.client(Role.operator)
    assert (
        post(client, "/codifier/edit/", name="Кодификатор <b>", edition="1", subject="physics", block="").status_code
        == 303
    )
    assert "Кодификатор &lt;b&gt;" in client.get("/codifier/").get_data(as_text=True)
    assert post(client, "/codifier/deficit/?id=1", code="2.1", text="Оптика").status_code == 303
    assert "Оптика" in client.get("/codifier/codifier/?id=1&q=опт").get_data(as_text=True)
    assert post(client, "/codifier/deficit/?id=1", code="9.9", text="Ошибка").status_code == 303
    assert "Введено по ошибке?" in client.get("/codifier/deficit/?id=1&deficit=2").get_data(as_text=True)
    assert post(client, "/codifier/remove/?id=1&deficit=2").status_code == 303
    assert "Ошибка" not in client.get("/codifier/codifier/?id=1").get_data(as_text=True)
    assert post(client, "/codifier/archive/?id=1&deficit=1&code=2.1").status_code == 303
    with site.session() as session:
        assert session.get_one(Deficit, 1).archived_at is not None
    assert site.client(Role.head).get("/codifier/").status_code == 403
    assert site.client(Role.curator).get("/codifier/").status_code == 200


def test_an_invitation_is_shown_once_with_its_code_and_can_be_stopped(site: Site) -> None:
    client = site.client(Role.head)
    made = post(client, "/invites/new/?id=1", single="0", days="30")
    assert made.status_code == 303, "a reload makes no second one"
    page = client.get(made.headers["Location"]).get_data(as_text=True)
    payload = re.findall(r"/start (i_[\w-]+)", page)
    assert len(payload) == 1
    listed = client.get("/invites/school/?id=1").get_data(as_text=True)
    assert payload[0] not in listed
    assert post(client, "/invites/revoke/?id=1&invite=1").status_code == 303
    with site.session() as session:
        assert session.get_one(Invite, 1).revoked_at is not None


def test_an_invitation_with_a_known_bot_is_a_code_to_scan(raise_site: Any, sqlite_url: str) -> None:
    site = raise_site(sqlite_url, bot_link=lambda: "https://t.me/marshrut_bot")
    client = site.client(Role.head)
    made = post(client, "/invites/new/?id=1", single="1", days="7")
    page = client.get(made.headers["Location"]).get_data(as_text=True)
    assert "https://t.me/marshrut_bot?start=i_" in page
    assert "<svg xmlns" in page


def test_a_foreign_school_is_not_invited_to(site: Site) -> None:
    for role in (Role.head, Role.operator):
        client = site.client(role)
        assert "Школа № 2" not in client.get("/invites/").get_data(as_text=True)
        assert client.get("/invites/school/?id=2").status_code == 404
        assert post(client, "/invites/new/?id=2", single="0", days="30").status_code == 404
