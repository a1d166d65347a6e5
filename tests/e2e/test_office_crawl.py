"""Every link of the back office as each role, over HTTP."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
import yaml

from marshrut import demo
from tests.admin.crawling import Page as Markup
from tests.documents.reading import pdf_text, squeezed, unzipped
from tests.e2e.conftest import House
from tests.e2e.office import Office

pytestmark = pytest.mark.e2e
#: As many pages of one kind are opened: a register has hundreds of rows that look alike.
ALIKE = 3
MOST_PAGES = 400
#: Whose work results are; everybody else reads none, a new login among them.
READERS = ("operator", "planner", "curator")
#: Who is offered no table and no paper.
NO_FILES = ("curator",)


def kind_of(link: str) -> str:
    """Pages that differ in numbers only are of one kind."""
    return re.sub(r"\d+", "0", link)


def deficits() -> list[str]:
    """What results of the demonstration hold: the words of deficits and the recommendations."""
    script = yaml.safe_load((Path(demo.__file__).parent / "smolensk.yaml").read_text(encoding="utf-8"))
    return [*(row["text"] for row in script["deficits"]), *script["advice"]]


def read(content: bytes) -> str:
    """What stands in a file: a workbook and a paper of Word are unzipped, a typeset one is read as it is printed."""
    if content.startswith(b"PK"):
        return unzipped(content)
    return pdf_text(content) if content.startswith(b"%PDF") else squeezed(content.decode("utf-8", "replace"))


async def crawl(office: Office, base: str, told: list[str]) -> dict[str, str]:
    """Open every link that is shown, a few of each kind; returns the pages by address, and in ``told`` what stands in
    the files."""
    seen: dict[str, str] = {}
    kinds: dict[str, int] = {}
    waiting = ["/"]
    while waiting and len(seen) < MOST_PAGES:
        link = waiting.pop(0)
        kind = kind_of(link)
        if link in seen or kinds.get(kind, 0) >= ALIKE or link.startswith("/static/"):
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        page = await office.get(link)
        if office.kind != "text/html":
            told.append(read(office.content))
            continue
        seen[link] = page
        waiting += [urljoin(base + link, one).removeprefix(base) for one in Markup(seen[link]).local()]
    return seen


@pytest.fixture(scope="module")
def standing(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for the crawls, which change nothing."""
    copy = tmp_path_factory.mktemp("standing")
    shutil.copytree(filled, copy, dirs_exist_ok=True)
    made = House(copy)
    made.run.start()
    yield made
    made.run.stop()


@pytest.mark.parametrize("email", [login.email for login in demo.logins("smolensk")])
async def test_every_link_of_the_back_office_leads_to_a_sound_page(standing: House, email: str) -> None:
    office, files = await standing.office(email), list[str]()
    try:
        pages = await crawl(office, standing.run.office, files)
    finally:
        await office.close()
    assert len(pages) > 3
    for link, text in pages.items():
        page = Markup(text)
        tags = [tag for tag, _values in page.tags]
        assert tags.count("h1") == 1, link
        assert ("html", {"lang": "ru"}) in page.tags, link
        assert page.latin() == [], link
        assert page.foreign() == [], link
    if login_of(email) not in READERS:
        shown = squeezed(" ".join(pages.values())) + "".join(files)
        assert [one for one in deficits() if squeezed(one) in shown] == []
    assert files or login_of(email) in NO_FILES


def login_of(email: str) -> str:
    """The name of a login without its address and number."""
    return email.partition("@")[0].rstrip("0123456789")
