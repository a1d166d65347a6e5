"""The page of the global search: what was found, by kind, each a link to its own page."""

from __future__ import annotations

from typing import ClassVar

from flask import url_for

from admin.access import About, served
from admin.addresses import typed
from admin.base import PageView
from admin.navigation import may_enter
from admin.work import context, read
from locales import catalog
from models.accounts import Role
from services import search
from services.search import Found

lazy = catalog("admin").lazy
HEADS = {
    Found.people: lazy("People"),
    Found.wards: lazy("My wards"),
    Found.accounts: lazy("Accounts"),
    Found.organizations: lazy("Organisations"),
    Found.applications: lazy("Applications"),
    Found.routes: lazy("Routes"),
    Found.programmes: lazy("Programmes"),
    Found.events: lazy("Events"),
}
#: By what a kind is found: a hint promises these to whoever may find the kind, and nothing else.
BY = {
    Found.people: lazy("search by: a name or a phone"),
    Found.wards: lazy("search by: the name of a ward"),
    Found.accounts: lazy("search by: the name or e-mail of an account"),
    Found.organizations: lazy("search by: an organisation"),
    Found.applications: lazy("search by: the number of an application"),
    Found.routes: lazy("search by: the number of a route"),
    Found.programmes: lazy("search by: a programme"),
    Found.events: lazy("search by: an event"),
}
#: Where a hit of a kind leads: the first page of these that the person may enter.
PAGES = {
    Found.people: ("people.details_view",),
    Found.wards: ("curated.route",),
    Found.accounts: ("accounts.details_view",),
    Found.organizations: ("organizations.edit_view",),
    Found.applications: ("case.index",),
    Found.routes: ("routes.route", "approvals.route", "curated.route"),
    Found.programmes: ("programmes.edit_view",),
    Found.events: ("events.edit_view",),
}
LISTS = {
    Found.people: "people.index_view",
    Found.wards: "curated.index",
    Found.accounts: "accounts.index_view",
    Found.organizations: "organizations.index_view",
    Found.programmes: "programmes.index_view",
    Found.events: "events.index_view",
}


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
        return self.render(
            "search.html", text=text, groups=groups, heads=HEADS, address=_address, all_address=_list,
            hint=", ".join(str(BY[kind]) for kind in search.kinds(context())), enough=search.long_enough(text),
        )  # fmt: skip


def _address(kind: Found, row_id: int) -> str | None:
    endpoint = next((one for one in PAGES[kind] if may_enter(one)), None)
    return url_for(endpoint, id=row_id) if endpoint else None


def _list(kind: Found, text: str) -> str | None:
    return url_for(LISTS[kind], q=text) if kind in LISTS and may_enter(LISTS[kind]) else None
