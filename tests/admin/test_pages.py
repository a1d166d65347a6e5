"""Every page: nothing inline, nothing from another host, Russian words, one heading, a place to skip to."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import admin
from models.accounts import Role
from tests.admin.conftest import Site, token
from tests.admin.crawling import Page

MOST_PAGES = 150
STATIC = Path(admin.__file__).parent / "static"


def crawl(site: Site, role: Role) -> dict[str, Page]:
    """Every page a role reaches by links from home."""
    client, seen, waiting = site.client(role), dict[str, Page](), ["/"]
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop()
        if path in seen or "/export/" in path or path.startswith("/static/"):
            continue
        answer = client.get(path)
        assert answer.status_code == 200, path
        if answer.mimetype != "text/html":
            continue
        assert "no-store" in answer.headers["Cache-Control"]
        seen[path] = Page(answer.get_data(as_text=True))
        waiting += seen[path].local()
    return seen


@pytest.fixture(scope="module")
def pages(still: Site) -> Callable[[Role], dict[str, Page]]:
    """The pages of a role, crawled once."""
    return cache(lambda role: crawl(still, role))


@pytest.mark.parametrize("role", Role)
def test_pages_of_a_role_are_clean(pages: Callable[[Role], dict[str, Page]], role: Role) -> None:
    for path, page in pages(role).items():
        assert page.inline == [], path
        assert page.foreign() == [], path
        assert page.latin() == [], path
        tags = [tag for tag, _values in page.tags]
        assert (tags.count("h1"), tags.count("main"), tags.count("title")) == (1, 1, 1), path
        assert ("html", {"lang": "ru"}) in page.tags
        assert "/" in page.links, path


@pytest.mark.parametrize("role", Role)
def test_every_field_has_a_label_and_every_picture_a_word(pages: Callable[[Role], dict[str, Page]], role: Role) -> None:
    for path, page in pages(role).items():
        labels = {values.get("for") for tag, values in page.tags if tag == "label"}
        for tag, values in page.tags:
            if tag in ("input", "select", "textarea") and values.get("type") not in ("hidden", "checkbox"):
                assert values.get("id") in labels or values.get("aria-label"), (path, values)
            if tag == "img":
                assert "alt" in values, path


@pytest.mark.parametrize(
    ("path", "code"), [("/nosuch", 404), ("/accounts/", 403), ("/people/details/?id=999", 404), ("/login/out/", 405)]
)
def test_errors_have_our_look_and_words(still: Site, path: str, code: int) -> None:
    answer = still.client(Role.operator).get(path)
    page = Page(answer.get_data(as_text=True))
    assert answer.status_code == code
    assert page.latin() == []
    assert page.inline == page.foreign() == []
    assert "/" in page.links


def test_an_error_of_ours_shows_no_traceback(site: Site) -> None:
    def broken() -> str:
        raise LookupError("a secret detail")

    site.app.view_functions["home.index"] = broken
    answer = site.client(Role.operator).get("/")
    assert answer.status_code == 500
    text = answer.get_data(as_text=True)
    assert "У нас что-то сломалось" in text
    assert "secret detail" not in text


def test_a_body_too_big_is_told(site: Site) -> None:
    client = site.client(Role.administrator)
    site.app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = client.post("/centres/new/", data={"name": "x" * 2000, "csrf_token": "x"})
    assert answer.status_code == 413
    assert "слишком большой" in answer.get_data(as_text=True)


def test_headers_close_the_page(still: Site) -> None:
    for answer in (still.client().get("/login/"), still.client(Role.operator).get("/"), still.client().get("/nosuch")):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "*" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_style_and_script_ask_nobody_else() -> None:
    for path in (STATIC / "style.css", STATIC / "keys.js"):
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"url\(|@import|https?://|fetch\(|XMLHttpRequest|eval\(|innerHTML", text) == [], path.name


def test_hostile_names_are_shown_as_they_are(site: Site) -> None:
    client = site.client(Role.administrator)
    name = '<script>alert("x")</script>{{ 7 * 7 }}'
    answer = client.post("/centres/new/", data={"name": name, "csrf_token": token(client, "/centres/new/")})
    assert answer.status_code == 303
    page = client.get("/centres/").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "{{ 7 * 7 }}" in page
