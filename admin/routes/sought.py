"""What a planner looks for in the catalogue: words, category, level, the federal register, a deficit of this person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

from admin.addresses import optional_number, typed
from admin.forms import member
from admin.work import context, read
from models.catalogue import EventLevel
from models.routes import ActivityCategory
from services import catalogue, codifiers, results
from services.routes import RouteCard


@dataclass(frozen=True)
class FoundTag:
    """A deficit of the person that a codifier has, by which the catalogue can be searched."""

    deficit_id: int
    label: str


@dataclass(frozen=True)
class Sought:
    """What is asked for by the address."""

    text: str
    category: ActivityCategory | None
    level: EventLevel | None
    federal: bool
    deficit_id: int | None

    @property
    def address(self) -> dict[str, Any]:
        """The parts of an address that ask for the same."""
        return {
            "q": self.text or None, "category": self.category, "level": self.level,
            "federal": 1 if self.federal else None, "deficit": self.deficit_id,
        }  # fmt: skip


def tags(card: RouteCard) -> list[FoundTag] | None:
    """The person's deficits to search by; None until the actor has opened them, which is recorded (К-01)."""
    if not card.whole or not catalogue.sees_tags(context()):
        return []
    found = read(results.deficits_looked_at, participation_id=card.participation_id)
    if found is None:
        return None
    known = read(codifiers.by_codes, found=[(one.subject, one.block, one.code) for one in found])
    labels = {
        known[one.subject, one.block, one.code]: f"{one.code} {one.text}"
        for one in found
        if (one.subject, one.block, one.code) in known
    }
    return [FoundTag(number, label) for number, label in labels.items()]


def sought(offered: list[FoundTag] | None) -> Sought:
    """What the address asks for; a deficit only when it is one of ``offered``."""
    deficit_id = optional_number("deficit")
    return Sought(
        typed(),
        member(ActivityCategory, request.args.get("category")),
        member(EventLevel, request.args.get("level")),
        request.args.get("federal") == "1",
        deficit_id if deficit_id in {one.deficit_id for one in offered or ()} else None,
    )


def offers(card: RouteCard, asked: Sought) -> dict[str, Any]:
    """Programmes and events within the term of the route. A programme is always of the category of knowledge and of no
    level; the federal register is of programmes."""
    within: dict[str, Any] = {
        "text": asked.text, "on_from": card.starts_on, "on_to": card.ends_on, "deficit_id": asked.deficit_id,
    }  # fmt: skip
    programmes = asked.level is None and asked.category in (None, ActivityCategory.knowledge)
    return {
        "programmes": read(catalogue.find_programmes, **within, federal_only=asked.federal) if programmes else (),
        "events": () if asked.federal else read(
            catalogue.find_events, **within, category=asked.category, level=asked.level
        ),
    }  # fmt: skip
