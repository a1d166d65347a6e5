"""What the wordings about routes share: whose it is, by when to answer, the button that opens it."""

from __future__ import annotations

from locales import catalog, dates
from notices.offers import Action, Offer, clip, office_route
from notices.reading import Reader
from services.routes import RouteCard

_ = catalog("notices").html
t = catalog("notices").gettext


def open_it(route: RouteCard) -> Offer:
    """The button that opens the route in the chat."""
    return Offer(t("🧭 Open the route"), Action("route.open", route.id))


def page_of(reader: Reader, route: RouteCard) -> Offer:
    """The route as the reader opens it: its curator and its school in the chat, the centre in the back office."""
    return office_route(route.id) if route.whole and not route.curated else open_it(route)


def whose(route: RouteCard) -> str:
    """Whose route it is: the person and the school."""
    return _("{person}, {organization}", person=clip(route.person, 150), organization=clip(route.organization, 150))


def by_day(reader: Reader) -> str | None:
    """By when the reader is to answer, of a reminder."""
    return _("⏰ Please answer by {day}.", day=dates.day(reader.due_on)) if reader.due_on else None


def by_the_round(route: RouteCard) -> str | None:
    """By when the round of agreement is to be answered."""
    day = next((one.due_on for one in route.deadlines if one.kind.value == "correct"), None)
    return _("⏰ Please answer by {day}.", day=dates.day(day)) if day else None
