"""The access matrix: every registered endpoint, as every role and as nobody, with numbers of rows that are others'.

It is generated from the application itself: an endpoint that is added is in it, and a view that does not say who may
enter, which rows it shows or which rows its addresses name does not come to be. A stranger's row is answered exactly
as one that does not exist, nothing of it changes, and nothing of it stands in any answer, list, export, search or file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlencode

import pytest

import admin.app
from admin.access import About, Everyone, registry, served
from admin.addresses import number
from admin.base import PageView
from admin.work import read
from models.accounts import Role
from models.people import Person
from tests.admin import two_towns
from tests.admin.matrix import (
    REGIONAL,
    ROLES,
    SCHOOLS_OF_ALL,
    addresses,
    leaks,
    open_to,
    secrets_for,
    strangers,
    tables,
)
from tests.admin.test_canaries import unpacked
from tests.admin.two_towns import COLLEAGUE, OUTSIDERS, RESULT, STRANGE, Rows, Towns
from tests.world import World

SEARCHED = ("", "Чуже", "Чужестранов", "Тайнодом", "тайнодомская", "1", "Канарейка")


@pytest.fixture(scope="session")
def towns_sown(sown: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World, Rows, Rows]:
    """The two towns, built once."""
    return two_towns.sow(sown, tmp_path_factory.mktemp("towns"))


@pytest.fixture
def towns(towns_sown: tuple[Path, World, Rows, Rows], tmp_path: Path) -> Iterator[Towns]:
    """A back office of the two towns."""
    with two_towns.opened(towns_sown, tmp_path) as found:
        yield found


@pytest.mark.rule("К-01")
@pytest.mark.parametrize("account", [*ROLES, *OUTSIDERS])
def test_a_row_of_another_town_is_as_one_that_does_not_exist(towns: Towns, account: str) -> None:
    strange = strangers(towns, account)
    with towns.walk.site.session() as session:
        before = two_towns.frozen(session, towns.strange)
    assert leaks(towns, account, strange, towns.case, secrets_for(account)) == []
    with towns.walk.site.session() as session:
        assert two_towns.frozen(session, towns.strange) == before


@pytest.mark.rule("К-01", "К-55")
@pytest.mark.parametrize("account", [*OUTSIDERS, COLLEAGUE, "group_head", "department", "administrator"])
def test_a_case_of_the_own_town_is_nothing_to_one_who_has_nothing_to_do_with_it(towns: Towns, account: str) -> None:
    """A curator to whom the teacher is not assigned, a head and a founder of another school, a colleague."""
    with towns.walk.site.session() as session:
        before = two_towns.frozen(session, towns.case)
    case = {name: ids for name, ids in towns.case.items() if name not in REGIONAL.get(account, set())}
    assert leaks(towns, account, case, {}, RESULT) == []
    with towns.walk.site.session() as session:
        assert two_towns.frozen(session, towns.case) == before


@pytest.mark.parametrize("account", [*ROLES, *OUTSIDERS, COLLEAGUE])
def test_no_list_search_or_export_holds_what_is_a_strangers(towns: Towns, account: str) -> None:
    client, seen = towns.walk.client(account), 0
    secrets = secrets_for(account)
    for endpoint in open_to(towns, account):
        if "GET" not in endpoint.methods:
            continue
        for text in SEARCHED:
            answer = client.get(f"{endpoint.rule}?{urlencode({'q': text, 'name': text})}")
            body = unpacked(answer).replace(f'value="{text}"', "").replace(f"«{text}»", "").replace(f"={text}", "")
            school = endpoint.name in SCHOOLS_OF_ALL
            shown = [one for one in secrets if one in body and one != text and not (school and "айнодом" in one)]
            assert shown == [], (endpoint.name, text)
            seen += answer.status_code == 200
    assert seen > 5


def test_nobody_gets_anything_without_signing_in(towns: Towns) -> None:
    client, tried = towns.walk.site.app.test_client(), 0
    for endpoint in registry(towns.walk.site.app):
        if endpoint.allowed is Everyone.anyone:
            continue
        for rows in (towns.case, towns.strange):
            for values in [{}, *(theirs for theirs, _none in addresses(endpoint, rows, {}))]:
                for method in endpoint.methods:
                    answer = client.open(f"{endpoint.rule}?{urlencode(values)}", method=method)
                    assert answer.status_code in (302, 400), endpoint.name
                    assert answer.status_code == 400 or answer.headers["Location"].startswith("/login/")
                    assert not [one for one in (*RESULT, *STRANGE) if one in unpacked(answer)], endpoint.name
                    tried += 1
    assert tried > 300


def test_the_matrix_is_not_vacuous(towns: Towns) -> None:
    """Whose the rows are, opens them: the same addresses answer the people of the second town's like."""
    opened = {
        account: sum(
            towns.walk.client(account).get(f"{endpoint.rule}?{urlencode(theirs)}").status_code == 200
            for endpoint in open_to(towns, account)
            for theirs, _none in addresses(endpoint, towns.case, towns.case)
            if "GET" in endpoint.methods
        )
        for account in ("operator", "planner", "curator", "head")
    }
    assert min(opened.values()) > 1, opened
    assert len([one for one in registry(towns.walk.site.app) if tables(one)]) > 80


class CarelessPage(PageView):
    """A view that says who may enter and forgets whose rows those are."""

    allowed = frozenset(Role)
    about: ClassVar[About] = {"id": Person}

    @served("/")
    def index(self) -> str:
        """Anybody's name."""
        row = read(lambda session, _ctx: session.get(Person, number()))
        return row.full_name if row else "nobody"


class HushedPage(PageView):
    """A view that reads a number it does not speak of."""

    allowed = frozenset(Role)
    about: ClassVar[About] = {}

    @served("/")
    def index(self) -> str:
        """Anybody's number."""
        return str(number())


def with_view(
    monkeypatch: pytest.MonkeyPatch, sown: tuple[Path, World, Rows, Rows], folder: Path, view: PageView
) -> Iterator[Towns]:
    """The back office with one view more."""
    built = admin.app._views
    monkeypatch.setattr(admin.app, "_views", lambda *given: (*built(*given), view))
    with two_towns.opened(sown, folder) as found:
        yield found


@pytest.mark.parametrize("account", ["curator", "head", "operator", "department"])
def test_the_matrix_refuses_a_new_view_without_a_scope(
    monkeypatch: pytest.MonkeyPatch, towns_sown: tuple[Path, World, Rows, Rows], tmp_path: Path, account: str
) -> None:
    for towns in with_view(monkeypatch, towns_sown, tmp_path, CarelessPage(name="careless", endpoint="careless")):
        found = leaks(towns, account, strangers(towns, account), towns.case, STRANGE)
        assert found
        assert all(" careless.index " in one for one in found)


def test_a_view_cannot_read_a_number_that_it_does_not_declare(
    monkeypatch: pytest.MonkeyPatch, towns_sown: tuple[Path, World, Rows, Rows], tmp_path: Path
) -> None:
    for towns in with_view(monkeypatch, towns_sown, tmp_path, HushedPage(name="hushed", endpoint="hushed")):
        assert towns.walk.client("operator").get("/hushed/?id=1").status_code == 500


def test_a_page_that_does_not_say_which_rows_it_is_asked_for_is_no_page() -> None:
    with pytest.raises(TypeError, match="which rows"):
        type("Silent", (PageView,), {"__module__": "tests", "allowed": frozenset({Role.head})})


def test_numbers_of_addresses_are_read_in_one_place() -> None:
    """No view reads a row's number past ``admin.addresses``, which knows what was declared."""
    here = Path(admin.app.__file__).parent
    raw = re.compile(
        r"request\.(?:args|values)(?:\.get\(|\[)\"(?:id|\w*_id|activity|school|job|other|invite|deficit)\""
    )
    found = [path.name for path in here.rglob("*.py") if raw.search(path.read_text(encoding="utf-8"))]
    assert found == ["listing.py"]  # ``Lists.one``: within the register's own scope
