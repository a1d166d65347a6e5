"""What the pages of a route share: activities by category, chips of states, the way an answer is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from admin.work import read, run
from models.routes import ActivityCategory
from services import outside, results, routes
from services.errors import NotFound
from services.outside import OutsideLine
from services.routes import ActivityLine, RouteCard
from services.words import word


@dataclass(frozen=True)
class Group:
    """Activities of a category."""

    label: str
    activities: Sequence[ActivityLine]


def groups(card: RouteCard) -> list[Group]:
    """The activities of a route by category, in the order of the form (annex 3, cl. 5.6)."""
    found = [
        Group(word(category), [one for one in card.activities if one.category is category])
        for category in ActivityCategory
    ]
    return [group for group in found if group.activities]


def shown(card: RouteCard) -> dict[str, Any]:
    """What every page of a route gives its template. Deficits of activities are a part of the result: who is shown them
    is recorded, and the teacher can read it (К-01)."""
    if card.whole and any(one.deficits for one in card.activities):
        run(results.note_look, participation_id=card.participation_id)
    evidence = read(routes.evidence_on_route, route_id=card.id)
    return {"card": card, "groups": groups(card), "beside": evidence, "papers": _papers(card)}


def beside(card: RouteCard, activity_id: int) -> dict[str, Any]:
    """What stands beside one activity, for the form that is about it."""
    evidence = read(routes.evidence_on_route, route_id=card.id)
    return {"evidence": evidence.get(activity_id, ()), "papers": _papers(card).get(activity_id, ())}


def _papers(card: RouteCard) -> dict[int, list[OutsideLine]]:
    """Marks that were recorded outside the chat, by activity, for whoever may read them."""
    try:
        recorded = read(outside.of, route_id=card.id)
    except NotFound:
        return {}
    found: dict[int, list[OutsideLine]] = {}
    for one in recorded:
        if one.activity_id is not None:
            found.setdefault(one.activity_id, []).append(one)
    return found
