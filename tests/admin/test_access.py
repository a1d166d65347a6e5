"""Who may enter what: the matrix of roles and registered endpoints, and what no one can forget to say."""

from __future__ import annotations

import re
from typing import ClassVar

import pytest
import sqlalchemy as sa
from flask import Flask

from admin import access
from admin.access import About, Everyone, lets_in, registry, served
from admin.app import create_app, register
from admin.base import PageView
from admin.listing import Column
from admin.registers import RegisterView
from admin.work import Work
from locales import catalog
from models.accounts import Role
from models.places import Centre
from tests.admin.conftest import Site, token

STOCK = ("ajax/update/", "ajax/lookup/?name=x&query=y", "export/csv/", "action/")
OWN_DATA = re.compile(r"Иванова|Ёлкина|Школа № \d")


def paths(site: Site) -> list[tuple[access.Endpoint, str]]:
    """Every endpoint with an address to try it at."""
    return [
        (endpoint, re.sub(r"<[^>]+>", "style.css", endpoint.rule)
         + ("?id=1" if "index" not in endpoint.name else ""))
        for endpoint in registry(site.app)
        if endpoint.name != "static"
    ]  # fmt: skip


@pytest.mark.parametrize("role", Role)
def test_a_role_enters_only_what_is_opened_to_it(site: Site, role: Role) -> None:
    client = site.client(role)
    crumb = token(client)
    for endpoint, path in paths(site):
        if endpoint.name == "login.out":
            continue
        allowed = lets_in(endpoint.allowed, [role], signed_in=True)
        for method in endpoint.methods:
            answer = client.open(path, method=method, data={"csrf_token": crumb} if method == "POST" else None)
            if allowed:
                assert answer.status_code in (200, 302, 303, 404, 409), (method, path)
            else:
                assert answer.status_code == 403, (method, path)
                assert not OWN_DATA.search(answer.get_data(as_text=True)), (method, path)


def test_the_matrix_is_not_empty_and_has_both_answers(still: Site) -> None:
    answers = [lets_in(end.allowed, [role], signed_in=True) for end in registry(still.app) for role in Role]
    assert len(answers) > 200
    assert 50 < sum(answers) < len(answers) - 50


def test_a_stranger_is_sent_to_sign_in_and_back(still: Site) -> None:
    client = still.client()
    for endpoint, path in paths(still):
        answer = client.get(path) if "GET" in endpoint.methods else client.post(path)
        if endpoint.allowed is Everyone.anyone:
            assert answer.status_code in (200, 302, 400), path
            continue
        assert answer.status_code == 302, path
        assert answer.headers["Location"].startswith("/login/"), path


@pytest.mark.parametrize("role", [None, *Role])
def test_stock_endpoints_of_the_framework_are_not_there(still: Site, role: Role | None) -> None:
    client = still.client(role)
    for name in still.app.extensions["views"]:
        for tail in STOCK:
            assert client.get(f"/{name}/{tail}").status_code == 404
            assert client.post(f"/{name}/{tail}", data={"csrf_token": "x"}).status_code in (400, 404)


def test_nobody_is_let_in_by_a_role_that_ended(site: Site) -> None:
    client = site.client(Role.operator)
    assert client.get("/people/").status_code == 200
    with site.options.writer.begin() as connection:
        connection.execute(sa.text("UPDATE grants SET ends_on = '2026-08-31' WHERE role = 'operator'"))
    assert client.get("/people/").status_code == 403


def test_a_view_that_does_not_say_who_may_enter_is_no_view() -> None:
    with pytest.raises(TypeError, match="who may enter"):
        type("Careless", (PageView,), {"__module__": "tests"})


def test_a_register_without_a_scope_is_no_register() -> None:
    body = {
        "__module__": "tests",
        "allowed": frozenset({Role.operator}),
        "columns": (Column("name", catalog("admin").lazy("Name"), str),),
    }
    with pytest.raises(TypeError, match="which rows"):
        type("Unscoped", (RegisterView,), body)
    type("Scoped", (RegisterView,), {**body, "scope": lambda _self, _ctx: sa.true()})


def test_an_endpoint_beside_the_views_stops_the_start(site: Site) -> None:
    app = Flask("bare")
    app.add_url_rule("/secret", "secret", lambda: "")
    with pytest.raises(RuntimeError, match="secret"):
        access.table(app, [])


def test_a_view_that_does_not_stand_on_our_base_is_refused(site: Site) -> None:
    from flask_admin import BaseView

    class Foreign(BaseView):  # type: ignore[misc]  # flask-admin is untyped
        @served("/")
        def index(self) -> str:
            return ""

    class Home(PageView):
        allowed = Everyone.anyone
        about: ClassVar[About] = {}

        @served("/")
        def index(self) -> str:
            return ""

    with pytest.raises(TypeError, match="Foreign"):
        register(Flask("bare"), [Home(name="home", endpoint="home", url="/", static_url_path="/-"), Foreign()])


def test_two_applications_live_side_by_side(still: Site) -> None:
    assert create_app(still.options).test_client().get("/login/").status_code == 200


def test_a_register_finds_one_only_within_its_scope(still: Site) -> None:
    class Narrow(RegisterView):
        allowed = frozenset({Role.administrator})
        columns = (Column("name", catalog("admin").lazy("Name"), lambda row: row.name),)

        def scope(self, ctx: object) -> sa.ColumnElement[bool]:
            return Centre.id == 2

    with still.app.test_request_context():
        view = Narrow(Centre, Work(still.options), name="narrow", endpoint="narrow")
        assert [view.get_one(value) for value in ("1", "1,2", "", "x", "9" * 30, "-2", "²")] == [None] * 7
        assert view.get_one("2").id == 2
        assert view.get_query().count() == view.get_count_query().scalar() == 1
