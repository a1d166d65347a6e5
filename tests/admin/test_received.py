"""NUL characters: PostgreSQL takes none, so nothing that a browser sends may carry one as far as a query."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from admin.access import registry
from models.accounts import Role
from models.places import Organization
from tests.admin.conftest import PASSWORD, Site, sign_in, token


@pytest.fixture
def on_both(url: str, raise_site: Callable[..., Site]) -> Site:
    """A back office on each database."""
    return raise_site(url)


def test_no_page_breaks_on_a_nul_in_its_address(on_both: Site) -> None:
    for role in (Role.operator, Role.administrator):
        client = on_both.client(role)
        for endpoint in registry(on_both.app):
            if "GET" in endpoint.methods and "<" not in endpoint.rule:
                answer = client.get(f"{endpoint.rule}?q=%00&id=1%00&person=%00&sort=%00a&page=%00&state=%00")
                assert answer.status_code < 500, endpoint.rule


def test_a_nul_in_a_form_is_left_out(on_both: Site) -> None:
    assert sign_in(on_both.client(), "operator\0@example.test", PASSWORD) == "/"
    client = on_both.client(Role.operator)
    data = {"name": "Шко\0ла № 9", "municipality_id": "1\0", "csrf_token": token(client)}
    assert client.post("/organizations/new/", data=data).status_code == 303
    with on_both.session() as session:
        assert session.query(Organization).filter(Organization.name == "Школа № 9").count() == 1
