"""Where in the back office the act of a notice leads: the bot may not know its pages, so the wiring tells it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: The page of each act that notices offer of the back office. A test holds them to the back office's own addresses.
PAGES = {
    "office.case": "/case/?id={id}",
    "office.route": "/routes/route/?id={id}",
    "office.person": "/person/?id={id}",
    "office.home": "/",
}


def links(office_url: str) -> Callable[[Any], str]:
    """Makes the address of a notice's act in the back office at ``office_url``; empty for an act of the chat."""

    def link(action: Any) -> str:
        page = PAGES.get(action.act)
        return f"{office_url}{page.format(id=action.id)}" if page else ""

    return link
