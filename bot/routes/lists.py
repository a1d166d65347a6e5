"""Screens that list routes: one's own, the wards, the school's, those that await a word."""

from __future__ import annotations

from collections.abc import Sequence

from bot.routes.calls import FindWard, Listing, OpenActivity, OpenRoute, RouteList, WardList
from bot.screens import Button, Home, Screen, dropping, ways_out
from bot.writing import clip, label, lines, page_of, trouble_line, turns
from locales import Text, catalog, dates
from models.routes import RouteStatus
from services.digests import Item, WardActivity
from services.routes import RouteLine
from services.words import word

_ = catalog("bot").html
t = catalog("bot").gettext
lazy = catalog("bot").lazy

S = RouteStatus


def my_routes(found: Sequence[RouteLine]) -> Screen:
    """One's own routes, where there are several or none."""
    rows = [[Button(_line(one, own=True), OpenRoute(route_id=one.id))] for one in found[:20]]
    told = (
        _("<b>My routes</b>") if found else _("You have no route yet. It is drawn up after the result of diagnostics.")
    )
    return Screen(told, [*rows, ways_out(Home())])


def _line(one: RouteLine, *, own: bool = False) -> str:
    name = (one.number or "–") if own else clip(one.person, 34)
    status = f"{one.done}/{one.total}" if one.status is S.active else word(one.status)
    return label(f"{name} · {status}")


def _titles() -> dict[Listing, str]:
    return {
        Listing.agree: t("Routes that await your agreement"),
        Listing.approve: t("Routes that await your approval"),
        Listing.wards: t("My wards"),
        Listing.school: t("Routes of my school"),
    }


def route_list(listing: Listing, found: Sequence[RouteLine], page: int, *, search: bool = False) -> Screen:
    """A list of other people's routes: name and state, nothing of a result; ``search``: a search by name is offered."""
    shown, page, pages = page_of(found, page)
    rows = [[Button(_line(one), OpenRoute(route_id=one.id))] for one in shown]
    text = lines(
        _("<b>{title}</b>", title=_titles()[listing]),
        _("In all: {n}. Tap a name to open the route.", n=len(found)) if found else _("The list is empty now."),
    )
    turning = turns(page, pages, lambda wanted: RouteList(listing=listing, page=wanted))
    searching = [Button(t("🔎 Search by name"), FindWard())] if search else []
    return Screen(text, [*rows, turning, searching, ways_out(Home())])


#: Titles of what a digest counts in activities.
_COUNTED: dict[Item, Text] = {
    Item.overdue: lazy("Activities past their day"),
    Item.to_confirm: lazy("Activities that await your confirmation"),
    Item.soon: lazy("Activities in the next three working days"),
}


def ward_activities(item: Item, found: Sequence[WardActivity], page: int) -> Screen:
    """Activities of the wards that a digest counts: a tap opens one."""
    shown, page, pages = page_of(found, page)
    rows = [[Button(_ward_activity(one), OpenActivity(activity_id=one.id))] for one in shown]
    text = lines(
        _("<b>{title}</b>", title=str(_COUNTED.get(item, _titles()[Listing.wards]))),
        _("In all: {n}. Tap one to open it.", n=len(found)) if found else _("The list is empty now."),
    )
    turning = turns(page, pages, lambda wanted: WardList(item=item, page=wanted))
    return Screen(text, [*rows, turning, ways_out(RouteList(listing=Listing.wards))])


def _ward_activity(one: WardActivity) -> str:
    return label(f"{clip(one.person, 20)} · {dates.brief_day(one.ends_on, year=False)} {one.title}")


def ask_ward(trouble: str = "") -> Screen:
    """The curator types a part of a name."""
    text = lines(trouble_line(trouble), _("Please type a part of the name of the teacher."))
    return Screen(text, [dropping(RouteList(listing=Listing.wards))])


def wards_found(found: Sequence[RouteLine], text: str, most: int) -> Screen:
    """What was found among the wards; the curator may type again."""
    rows = [[Button(_line(one), OpenRoute(route_id=one.id))] for one in found[:most]]
    told = _("Found for “{text}”: {n}.", text=clip(text, 60), n=len(found))
    more = _("Here are the first {most}. Type a little more of the name.", most=most) if len(found) > most else None
    return Screen(lines(told, more), [*rows, ways_out(RouteList(listing=Listing.wards))])
