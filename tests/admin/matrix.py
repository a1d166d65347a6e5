"""The access matrix of the back office: which addresses there are for whom, and what guessing numbers gives away."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urlencode

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from admin.access import Endpoint, lets_in, registry
from models.accounts import Role
from tests.admin.conftest import token
from tests.admin.test_canaries import unpacked
from tests.admin.two_towns import COLLEAGUE, OUTSIDERS, RESULT, STRANGE, Rows, Towns

NOBODY_KNOWS = 2_000_000_000
#: Shared by the whole region: the catalogue that routes draw from.
COMMON = {"codifiers", "deficits", "programmes", "events"}
#: Where a school is chosen for a person from all schools of the region, as a newcomer does in the chat; its name only.
SCHOOLS_OF_ALL = {"person.school", "person.job", "newcomer.index", "newcomer.form", "newcomer.paper"}
#: Who sees the region's places, and whose accounts there are, by right.
REGIONAL = {Role.department.value: {"organizations", "municipalities", "centres"}}
REGIONAL[Role.administrator.value] = {
    "organizations", "municipalities", "centres", "people", "employments", "invites", "notices", "accounts",
    "audit_entries", "grants", "imports",
}  # fmt: skip
#: Ends the session or is limited by the number of tries.
LEFT_OUT = {"static", "login.out", "login.index", "me.password"}
ROLES = [role.value for role in Role]
SCRUBBED = re.compile(r'name="csrf_token"[^>]*>|<div class="notice.*?</div>|content="[^"]*"', re.DOTALL)
STEPS_TAKEN = {"open": "1", "agreed": "1", "active": "0", "on": "2026-09-07", "held_on": "2026-09-07", "text": "Да"}


def roles_of(account: str) -> set[Role]:
    """What an account of the first town is there."""
    if account in OUTSIDERS:
        return {OUTSIDERS[account][0]}
    return {Role.curator} if account == COLLEAGUE else {Role(account)}


def open_to(towns: Towns, account: str) -> list[Endpoint]:
    """The endpoints that an account enters."""
    return [
        endpoint
        for endpoint in registry(towns.walk.site.app)
        if endpoint.name not in LEFT_OUT and lets_in(endpoint.allowed, roles_of(account), signed_in=True)
    ]


def tables(endpoint: Endpoint) -> dict[str, str]:
    """The numbers of an endpoint's address, each with the name of its table."""
    return {name: model.__tablename__ for name, model in endpoint.about.items()}


def addresses(endpoint: Endpoint, strange: Rows, own: Rows) -> Iterator[tuple[dict[str, int], dict[str, int]]]:
    """Addresses that name a stranger's row, each beside the same with a row that does not exist."""
    named = tables(endpoint)
    for name, table in named.items():
        others = {
            other: max(own.get(kind, frozenset()), default=NOBODY_KNOWS)
            for other, kind in named.items()
            if other != name
        }
        for row in sorted(strange.get(table, frozenset()))[:1] if table not in COMMON else ():
            yield {**others, name: row}, {**others, name: NOBODY_KNOWS}
            if others:
                yield {name: row}, {name: NOBODY_KNOWS}


def asked(client: FlaskClient, method: str, endpoint: Endpoint, values: dict[str, int], crumb: str) -> TestResponse:
    """The answer to a guessed address."""
    with client.session_transaction() as cookie:
        cookie.pop("_flashes", None)
        cookie.pop("once", None)
    acts = "&act=decide" if endpoint.name == "case.step" else "&file=docx"
    data = {"csrf_token": crumb, **STEPS_TAKEN} if method == "POST" else None
    return client.open(f"{endpoint.rule}?{urlencode(values)}{acts}", method=method, data=data)


def gist(answer: TestResponse, values: dict[str, int]) -> tuple[int, str]:
    """An answer without what differs from one time to another, and without the numbers asked for."""
    # A workbook and a paper hold the moment they were made.
    text = (
        ""
        if answer.data.startswith((b"PK", b"%PDF"))
        else SCRUBBED.sub("", html.unescape(answer.get_data(as_text=True)))
    )
    where = answer.headers.get("Location", "")
    for name, value in values.items():
        said = re.compile(rf"\b{name}={value}\b|name=\"{name}\" value=\"{value}\"")
        text, where = (said.sub(f"{name}=№", one) for one in (text, where))
    return answer.status_code, where + text


def strangers(towns: Towns, account: str) -> Rows:
    """Rows of the second town that are none of this account's business."""
    return {name: ids for name, ids in towns.strange.items() if name not in REGIONAL.get(account, set())}


def secrets_for(account: str) -> tuple[str, ...]:
    """What an account may read nowhere: results, unless they work with those; what is the second town's, unless they
    see the region."""
    results = () if account in ("operator", "planner", "curator") else RESULT
    return results if account in REGIONAL else (*results, *STRANGE)


def leaks(towns: Towns, account: str, strange: Rows, own: Rows, secrets: tuple[str, ...]) -> list[str]:
    """What an account gets by guessing addresses of a stranger's rows: nothing, when all is well."""
    client, found, tried = towns.walk.client(account), [], 0
    crumb = token(client)
    for endpoint in open_to(towns, account):
        for theirs, none in addresses(endpoint, strange, own):
            for method in endpoint.methods:
                answer = asked(client, method, endpoint, theirs, crumb)
                tried += 1
                where = f"{method} {endpoint.name} {theirs}"
                school = endpoint.name in SCHOOLS_OF_ALL
                shown = [one for one in secrets if one in unpacked(answer) and not (school and "айнодом" in one)]
                if shown:
                    found.append(f"{where} shows {shown}")
                if school and "school" in theirs and theirs["school"] != NOBODY_KNOWS:
                    continue
                got, missing = gist(answer, theirs), gist(asked(client, method, endpoint, none, crumb), none)
                if got == missing:
                    continue
                # An answer that is another each time, such as a fresh code, is compared by its status.
                fresh = missing != gist(asked(client, method, endpoint, none, crumb), none)
                if not fresh or got[0] != missing[0]:
                    found.append(f"{where} is not answered as a row that does not exist: {answer.status_code}")
    assert tried or roles_of(account) <= {Role.department, Role.group_head}
    return found
