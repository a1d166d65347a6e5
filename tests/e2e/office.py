"""The back office over HTTP as a browser would use it: cookies, pages, forms with their tokens."""

from __future__ import annotations

import re
from typing import Any

import aiohttp
from yarl import URL

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Office:
    """One browser."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self._token = ""
        self.page = ""
        self.address = ""
        self.kind = ""
        self.content = b""

    async def sign_in(self, email: str, password: str) -> None:
        """Sign in through the page."""
        await self.get("/login/")
        await self.post("/login/", email=email, password=password)
        assert "/login/" not in self.address, f"{email} is not let in"

    async def get(self, path: str) -> str:
        """Open a page that must be there."""
        return await self._open("GET", path)

    async def post(self, path: str, **fields: Any) -> str:
        """Send a form with the token of the page at hand; returns the page it leads to, which must be another."""
        before = path.partition("?")[0]
        text = await self._open("POST", path, {"csrf_token": self._token, **fields})
        errors = re.findall(r'class="error"[^>]*>(.*?)</p>', text, re.DOTALL)
        assert not errors, (before, errors)
        return text

    def link(self, words: str, to: str) -> str:
        """The address of the link of the row that holds the words, one that begins with ``to``."""
        rows = [row for row in re.split(r"<tr\b|<li\b", self.page) if words in row]
        assert rows, f"no row holds {words}"
        found = re.search(rf'href="({re.escape(to)}[^"]*)"', rows[0])
        assert found, f"no link {to} beside {words}"
        return found[1].replace("&amp;", "&")

    def value(self, name: str) -> str:
        """The value of a field of the page at hand."""
        found = re.search(rf'name="{name}"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="{name}"', self.page)
        assert found, f"no field {name}"
        return found[1] or found[2] or ""

    @property
    def id(self) -> int:
        """The number in the address of the page at hand."""
        return int(URL(self.address).query["id"])

    async def close(self) -> None:
        """Close the browser."""
        await self._session.close()

    async def _open(self, verb: str, path: str, fields: dict[str, Any] | None = None) -> str:
        async with self._session.request(verb, self._base + path, data=fields) as response:
            self.kind = response.content_type
            self.content = await response.read()
            self.page, self.address = await response.text(errors="replace"), str(response.url)
            assert response.status == 200, (verb, path, response.status, self.page[:500])
        assert "Traceback" not in self.page
        if token := TOKEN.search(self.page):
            self._token = token[1]
        return self.page
