"""The side navigation: sections and what lies in them, for the roles at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_security import current_user

from admin.access import Allowed, lets_in
from locales import Text, catalog

_ = catalog("admin").lazy


@dataclass(frozen=True)
class Item:
    """A link of the navigation."""

    label: str
    address: str
    icon: str
    current: bool


@dataclass(frozen=True)
class Section:
    """A titled group of links."""

    title: str
    items: Sequence[Item]


#: Views by their endpoint, in the order people meet them. A view that is not built in is left out.
ORDER: Sequence[tuple[Text | str, Sequence[str]]] = (
    ("", ("home", "queue", "calls", "day_list", "incoming", "results", "deadlines", "indicators")),
    (_("Routes"), ("routes", "approvals", "curated", "questions")),
    (
        _("Registers"),
        (
            "people",
            "organizations",
            "municipalities",
            "centres",
            "programmes",
            "events",
            "codifier",
            "instruments",
            "invites",
            "region",
        ),
    ),
    (_("Service"), ("imports", "handovers", "accounts", "roles", "audit", "notices")),
)


def may_enter(endpoint: str) -> bool:
    """Whether the person may enter an endpoint; False for one that is not built in."""
    allowed: Allowed | None = current_app.extensions["access"].get(endpoint)
    if allowed is None:
        return False
    signed_in = current_user.is_authenticated
    roles = {scope.role for scope in current_user.actor.scopes} if signed_in else set()
    return lets_in(allowed, roles, signed_in=signed_in)


def sections() -> list[Section]:
    """What the person may open, grouped."""
    found = []
    for title, names in ORDER:
        items = [item for name in names if (item := _item(name))]
        if items:
            found.append(Section(str(title), items))
    return found


def _item(name: str) -> Item | None:
    view = current_app.extensions["views"].get(name)
    if view is None:
        return None
    endpoint = f"{name}.{view._default_view}"
    if not may_enter(endpoint):
        return None
    here = current_app.extensions["views"].get(request.blueprint)
    return Item(
        str(view.title), url_for(endpoint), view.icon, (getattr(here, "section", "") or request.blueprint) == name
    )
