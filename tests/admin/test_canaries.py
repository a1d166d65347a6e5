"""К-01 in the back office: planted values of a result are searched in every answer that every role can get."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from admin.access import registry
from models.accounts import Role
from models.people import Employment
from services import conversations
from tests import world
from tests.admin import walking
from tests.admin.conftest import token
from tests.admin.crawling import Page
from tests.admin.walking import Walk
from tests.documents.reading import pdf_text, squeezed
from tests.world import World

#: Each day leads to the one before it: so many are opened.
DAYS = 20
SECRETS = (world.CANARY_CODE, world.CANARY_DEFICIT, world.CANARY_ADVICE, "43.21", "43,21")
#: Whose work the result is: the centre's, and the curator's own ward's.
READERS = {Role.operator, Role.planner, Role.curator}
OUTSIDERS = [role for role in Role if role not in READERS]


@pytest.fixture(scope="module")
def walk(sown: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """An active route on a canary result, and a question asked about it."""
    yield from planted(sown, tmp_path_factory.mktemp("canaries"))


@pytest.fixture(scope="module")
def trampled(sown: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """The same, where everything may be sent to every address."""
    yield from planted(sown, tmp_path_factory.mktemp("trampled"))


def planted(sown: tuple[Path, World], folder: Path) -> Iterator[Walk]:
    """A walk with the canary result on its way."""
    with walking.walk(sown, folder) as found:
        route = found.world.active_route()
        conversations.ask(found.world.session, found.world.teacher, route_id=route, text="Когда семинар?")
        found.world.session.commit()
        found.sync()
        yield found


def unpacked(answer: TestResponse) -> str:
    """All text of an answer; an office file is unzipped, a paper that was typeset is read as it is printed."""
    if answer.data.startswith(b"%PDF"):
        try:
            return str(answer.data, "utf-8")  # what tests plant as a file
        except UnicodeDecodeError:
            return pdf_text(answer.data)
    if not answer.data.startswith(b"PK"):
        return answer.get_data(as_text=True)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def seen(text: str) -> list[str]:
    """The planted values in a text."""
    return [secret for secret in SECRETS if secret in text or squeezed(secret) in text]


def crawled(walk: Walk, role: Role) -> dict[str, str]:
    """Every answer to a GET that a role reaches by links, exports among them."""
    client, found, waiting, days = walk.client(role.value), dict[str, str](), ["/"], 0
    while waiting:
        path = waiting.pop()
        if path in found or path.startswith("/static/"):
            continue
        days += path.startswith("/day_list/?")
        if days > DAYS and path.startswith("/day_list/?"):
            continue
        answer = client.get(path)
        assert answer.status_code == 200, path
        found[path] = unpacked(answer)
        if answer.mimetype == "text/html":
            page = Page(found[path])
            assert set(page.latin()) <= {"test"}, path  # the door of the world, in the audit log
            assert page.inline == [], path
            waiting += page.local()
    return found


@pytest.mark.rule("SM-DIA-6.3")
@pytest.mark.parametrize("role", OUTSIDERS)
def test_no_page_or_export_of_an_outsider_holds_a_result(walk: Walk, role: Role) -> None:
    for path, text in crawled(walk, role).items():
        assert seen(text) == [], path
        if role in (Role.head, Role.deputy, Role.founder):
            assert "Ёлкина" not in text, path


@pytest.mark.parametrize("role", OUTSIDERS)
def test_no_endpoint_gives_an_outsider_a_result_whatever_is_sent(trampled: Walk, role: Role) -> None:
    client = trampled.client(role.value)
    crumb = token(client)
    tries = 0
    for endpoint in registry(trampled.site.app):
        if endpoint.name in ("static", "login.out", "me.password") or "delete" in endpoint.name:
            continue
        for tail in ("?id=1", "?id=1&act=decide", "?id=1&activity=1", "?id=1&file=docx"):
            for method in endpoint.methods:
                data = {"csrf_token": crumb, "open": "1"} if method == "POST" else None
                answer = client.open(re.sub(r"<[^>]+>", "1", endpoint.rule) + tail, method=method, data=data)
                assert seen(unpacked(answer)) == [], (method, endpoint.rule, tail)
                tries += 1
    assert tries > 100


@pytest.mark.parametrize("role", sorted(READERS))
def test_no_page_opens_a_result_by_itself(walk: Walk, role: Role) -> None:
    """A route shows the centre and the curator which deficits an activity works on, and nothing else of the result."""
    for path, text in crawled(walk, role).items():
        allowed = "/route/" in path or "/routes/activity/" in path
        assert seen(text) == [] or (allowed and not set(seen(text)) & {world.CANARY_ADVICE, "43.21", "43,21"}), path


def test_the_centre_sees_the_whole_result_once_it_opens_it(walk: Walk) -> None:
    operator = walk.client("operator")
    text = walk.post(operator, "/result/?id=1").get_data(as_text=True)
    assert set(seen(text)) >= {world.CANARY_CODE, world.CANARY_DEFICIT, world.CANARY_ADVICE}


def test_a_colleague_at_the_centre_does_not_open_the_result_of_their_own_school(walk: Walk) -> None:
    """К-55: one who shares an employer with the teacher does not see the result, whatever their role."""
    with walk.site.options.writer.begin() as connection:
        to = sa.update(Employment).where(Employment.person_id == walk.world.operator_id)
        connection.execute(to.values(organization_id=walk.world.school_id))
    answer = walk.post(walk.client("operator"), "/result/?id=1")
    assert answer.status_code == 404
    assert seen(answer.get_data(as_text=True)) == []
