"""How one's own route stands while it is not under way: the same on the first screen and beside an application."""

from __future__ import annotations

from locales import Text, catalog
from models.routes import RouteStatus

lazy = catalog("bot").lazy

S = RouteStatus
#: Said while the teacher's own word is awaited.
ASKED = lazy("Your route is drawn up. Please look at it and say whether you agree.")
#: Said of a route by its state once the teacher's own word is given.
STANDING: dict[RouteStatus, Text] = {
    S.in_agreement: lazy(
        "Your answer about the route is recorded. The others give theirs now, then the centre finishes the route."
    ),
    S.finalizing: lazy("The centre finishes your route by the answers it was given, then sends it for approval."),
    S.awaiting_approval: lazy("Your route awaits approval. Once it is approved, its activities begin."),
    S.suspended: lazy("Your route is suspended: its activities and terms wait until it goes on."),
    S.final_assessment: lazy("The activities of your route are over: the final assessment is ahead."),
}
