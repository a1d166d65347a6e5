"""Wordings of the approval: to the head, and of what the head said."""

from __future__ import annotations

from locales import catalog
from models.routes import RouteStatus
from notices.offers import NoticeText, clip, office_route, said
from notices.reading import Reader
from notices.routes.parts import by_day, open_it, page_of, whose

_ = catalog("notices").html
S = RouteStatus


def route_to_approve(reader: Reader) -> NoticeText | None:
    """To the head: the final version awaits approval, or anew after it was returned (annex 3, cl. 4.3.10)."""
    route, time = reader.route, int(reader.parcel.facts.get("time", 1))
    if "approve" not in route.acts:
        return None
    asked = _("Please look at it, then approve it or return it with a reason.")
    head = _("✍️ <b>A teacher's route awaits your approval.</b>")
    changed = None
    if time > 1:
        changed = _("🔁 <b>It was corrected after you returned it.</b> It comes to you for time {number}.", number=time)
    return said(head, whose(route), changed, asked, offers=(open_it(route),))


def approval_due(reader: Reader) -> NoticeText | None:
    """To the head: a reminder of approval, before, on and after its day."""
    route, offset = reader.route, reader.parcel.facts.get("offset", -1)
    if "approve" not in route.acts:
        return None
    head, by = _("A reminder: a route awaits your approval."), by_day(reader)
    if offset == 0:
        head = _("⏰ <b>A route awaits your approval: please look at it today.</b>")
    elif offset > 0:
        head, by = _("A route still awaits your approval: the day for it has passed."), None
    return said(head, whose(route), by, offers=(open_it(route),))


def route_returned(reader: Reader) -> NoticeText | None:
    """To the planner and the teacher: the head, or the founder of a head's school (К-53), returned it with reasons."""
    route = reader.route
    if route.status is not S.finalizing:
        return None
    reasons = _("The reason: “{words}”", words=clip(route.return_reasons, 700)) if route.return_reasons else None
    if reader.own:
        head = _("The head of your school returned your route to be corrected. You need not do anything.")
        if route.founder:
            head = _("The founder of your school returned your route to be corrected. You need not do anything.")
        return said(head, reasons, offers=(open_it(route),))
    head, asked = _("The head returned a route."), _("Please correct it.")
    if route.founder:
        head = _("The founder returned a route.")
    return said(head, whose(route), reasons, asked, offers=(office_route(route.id),))


def route_approved(reader: Reader) -> NoticeText:
    """To the teacher, the curator and the planner: the route is active."""
    route = reader.route
    if reader.own:
        head = _("🎉 <b>Your route is approved.</b> You can begin.")
        told = _("We shall remind you of each activity. Mark each one here when it is done.")
        return said(head, told, offers=(open_it(route),))
    return said(_("A route is approved and active."), whose(route), offers=(page_of(reader, route),))


def route_disclosed(reader: Reader) -> NoticeText | None:
    """To whoever a person opened the full card of their route: that it is open, and nothing of what it says."""
    route = reader.route
    if not route.disclosed:
        return None
    told = _("It is on the page of the route: “Full card”. The teacher sees each look and can close it at any time.")
    head = _("🔓 <b>A teacher opened the full card of their route to you.</b>")
    return said(head, whose(route), told, offers=(open_it(route),))
