"""How a route stands while it is not under way: the same on the first screen, beside an application and on its own."""

from __future__ import annotations

from markupsafe import Markup

from locales import Text, catalog, dates
from models.routes import RouteStatus
from services.routes import EarlyEnd

_ = catalog("bot").html
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


def told_end(end: EarlyEnd, *, own: bool = True) -> Markup:
    """When a route was ended before its time, and by whom; ``own``: to its teacher, else to another who sees it."""
    day = dates.day(end.on)
    if own and not end.sent:
        return _("The work on your route was stopped on {day}, before it was sent to you.", day=day)
    if own:
        told = {
            None: _("Your route ended early on {day}.", day=day),
            True: _("Your route ended early on {day}: you ended it yourself.", day=day),
            False: _("Your route ended early on {day}: the centre ended it.", day=day),
        }
    else:
        told = {
            None: _("Ended early on {day}.", day=day),
            True: _("Ended early on {day} by the teacher.", day=day),
            False: _("Ended early on {day} by the centre.", day=day),
        }
    return told[end.by_person]
