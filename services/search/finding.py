"""The global search itself: which kinds whose roles may find, and what was found of each."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.accounts import Role
from services.context import Context
from services.naming import words_of
from services.search import sources
from services.search.sources import Hit

MOST = 10
SHORTEST = 2


class Found(enum.StrEnum):
    """What may be found."""

    people = "people"
    wards = "wards"
    accounts = "accounts"
    organizations = "organizations"
    applications = "applications"
    routes = "routes"
    programmes = "programmes"
    events = "events"


@dataclass(frozen=True)
class Group:
    """What was found of a kind; ``more``: there is more than is shown."""

    kind: Found
    hits: Sequence[Hit]
    more: bool


_CENTRE = frozenset({Role.operator, Role.planner})
_SCHOOL = frozenset({Role.head, Role.deputy})
_KEEPERS = _CENTRE | {Role.administrator}
#: Who may find a kind at all, and where it is looked for. Deny by default: a kind stands here or is not found.
_SOURCES: dict[Found, tuple[frozenset[Role], Callable[[Session, Context, str, Sequence[str], int], list[Hit]]]] = {
    Found.people: (_CENTRE | _SCHOOL, sources.people),
    Found.wards: (frozenset({Role.curator}), sources.wards),
    Found.accounts: (frozenset({Role.administrator}), sources.accounts),
    Found.organizations: (_KEEPERS | {Role.department}, sources.organizations),
    Found.applications: (_CENTRE, sources.applications),
    Found.routes: (_CENTRE | _SCHOOL | {Role.curator}, sources.routes),
    Found.programmes: (_KEEPERS, sources.programmes),
    Found.events: (_KEEPERS, sources.events),
}


def kinds(ctx: Context) -> Sequence[Found]:
    """What the actor's roles may find at all: what a page may promise them."""
    return [kind for kind, (roles, _source) in _SOURCES.items() if ctx.actor.has(*roles)]


def long_enough(text: str) -> bool:
    """Whether so much was typed that a search makes sense: everything begins with one letter."""
    return sum(len(one) for one in words_of(text)) >= SHORTEST


def search(session: Session, ctx: Context, *, text: str, limit: int = MOST) -> Sequence[Group]:
    """What the actor may see of each kind, up to ``limit``; kinds without a hit are left out. Fewer than two letters
    find nothing."""
    words = words_of(text)
    if not long_enough(text):
        return []
    found = ((kind, _SOURCES[kind][1](session, ctx, text, words, limit + 1)) for kind in kinds(ctx))
    return [Group(kind, hits[:limit], len(hits) > limit) for kind, hits in found if hits]
