"""What a person has with the centre or the school: applications, routes, conversations; each leads to its own page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from admin.navigation import may_enter
from admin.work import context, read
from services import applications, conversations, routes
from services.applications import ParticipationLine
from services.conversations import ThreadLine
from services.routes import RouteLine

#: The page of a route for who may enter it, the first that fits.
ROUTE_PAGES = ("routes.route", "approvals.route", "curated.route")


@dataclass(frozen=True)
class Affairs:
    """Lists within the actor's rights; ``route_page`` is where a route leads; ``may_enter_one``: an application may be
    entered for the person."""

    applications: Sequence[ParticipationLine]
    routes: Sequence[RouteLine]
    threads: Sequence[ThreadLine]
    route_page: str | None
    may_enter_one: bool


def affairs(person_id: int, *, working: bool, served: bool) -> Affairs:
    """What the actor may see of a person's applications, routes and conversations."""
    centre = may_enter("case.index")
    return Affairs(
        applications=read(applications.of_person, person_id=person_id) if centre else (),
        routes=read(routes.of_person, person_id=person_id),
        threads=read(conversations.of_person, person_id=person_id) if may_enter("questions.thread") else (),
        route_page=next((one for one in ROUTE_PAGES if may_enter(one)), None),
        may_enter_one=working and served and may_enter("intake.index") and person_id != context().actor.person_id,
    )
