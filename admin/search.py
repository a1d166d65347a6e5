"""The page of the global search: what was found, by kind, each a link to its own page."""

from __future__ import annotations

from typing import ClassVar

from flask import url_for

from admin.access import About, served
from admin.addresses import typed
from admin.base import PageView
from admin.navigation import may_enter
from admin.work import read
from locales import catalog
from models.accounts import Role
from services import search
from services.search import Found

lazy = catalog("admin").lazy
HEADS = {
    Found.people: lazy("People"),
    Found.organizations: lazy("Organisations"),
    Found.applications: lazy("Applications"),
    Found.routes: lazy("Routes"),
}
#: Where a hit of a kind leads: the first page of these that the person may enter.
PAGES = {
    Found.people: ("people.details_view",),
    Found.organizations: ("organizations.edit_view",),
    Found.applications: ("case.index",),
    Found.routes: ("routes.route", "approvals.route", "curated.route"),
}
LISTS = {Found.people: "people.index_view", Found.organizations: "organizations.index_view"}


class SearchPage(PageView):
    """Search in everything one may see."""

    allowed = frozenset(
        {Role.operator, Role.planner, Role.curator, Role.head, Role.deputy, Role.department, Role.administrator}
    )
    title = lazy("Search")
    about: ClassVar[About] = {}
    icon = "search"

    @served("/")
    def index(self) -> str:
        """What was found; the address is a link that can be kept."""
        text = typed()
        groups = read(search.search, text=text)
        return self.render("search.html", text=text, groups=groups, heads=HEADS, address=_address, all_address=_list)


def _address(kind: Found, row_id: int) -> str | None:
    endpoint = next((one for one in PAGES[kind] if may_enter(one)), None)
    return url_for(endpoint, id=row_id) if endpoint else None


def _list(kind: Found, text: str) -> str | None:
    return url_for(LISTS[kind], q=text) if kind in LISTS and may_enter(LISTS[kind]) else None
