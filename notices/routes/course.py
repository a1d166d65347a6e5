"""Wordings of what happens to a route under way: it stands still, goes on, its result was changed."""

from __future__ import annotations

from locales import catalog, dates
from models.routes import RouteStatus
from notices.offers import NoticeText, clip, office_case, said
from notices.reading import Reader
from notices.routes.parts import open_it, page_of, whose

_ = catalog("notices").html
S = RouteStatus


def route_suspended(reader: Reader) -> NoticeText | None:
    """To the teacher and the curator: the route stands still."""
    route = reader.route
    if route.status is not S.suspended:
        return None
    told = _("Its terms wait, and we shall not remind of activities until it goes on.")
    if reader.own:
        return said(_("⏸ Your route is suspended."), told, offers=(open_it(route),))
    return said(_("⏸ A route is suspended."), whose(route), told, offers=(open_it(route),))


def route_resumed(reader: Reader) -> NoticeText | None:
    """To the teacher and the curator: it goes on, its term longer by the days it stood still."""
    route = reader.route
    if route.status is not S.active:
        return None
    until = _("Now it lasts until {day}.", day=dates.day(route.ends_on)) if route.ends_on else None
    moved = _("The activities that were still to come are moved; events of the catalogue keep their dates.")
    if reader.own:
        return said(_("▶️ Your route goes on."), until, moved, offers=(open_it(route),))
    return said(_("▶️ A route goes on."), whose(route), until, moved, offers=(open_it(route),))


def result_changed(reader: Reader) -> NoticeText | None:
    """To the planner and the curator: the result that a route rests on was corrected or recalled; not what it says."""
    recalled = reader.parcel.facts.get("recalled")
    head = _("❗ <b>A result was recalled.</b>") if recalled else _("❗ <b>A result was corrected.</b>")
    asked = _("Please look whether the route still fits it.")
    if not reader.parcel.route_id:
        case = reader.case
        person = _("{person}, {organization}", person=clip(case.person, 150), organization=clip(case.organization, 150))
        return said(head, person, asked, offers=(office_case(case.id),))
    route = reader.route
    if not route.whole:
        return None
    return said(head, whose(route), asked, offers=(page_of(reader, route),))
