"""Wordings of the end of a route: it comes, or it has come early."""

from __future__ import annotations

from locales import catalog, dates
from models.routes import RouteStatus
from notices.offers import NoticeText, clip, said
from notices.reading import Reader
from notices.routes.parts import open_it, page_of, whose
from services.words import word

_ = catalog("notices").html
S = RouteStatus


def term_ends(reader: Reader) -> NoticeText | None:
    """To the teacher: the route comes to its end."""
    route = reader.route
    if route.status is not S.active:
        return None
    until = reader.due_on or route.ends_on
    day = _("It ends on {day}.", day=dates.day(until)) if until else None
    left = _("Done: {done} of {total}.", done=route.done, total=len(route.activities))
    head = _("Your route comes to its end.")
    if until == reader.ctx.today:
        head = _("Your route ends today.")
    return said(head, day, left, offers=(open_it(route),))


def route_ended(reader: Reader) -> NoticeText | None:
    """To the teacher, the curator and the planner with the reason, to the school without it: it is over."""
    route = reader.route
    if route.status is not S.ended_early:
        return None
    cause = _("The reason: {cause}.", cause=word(route.end_cause)) if route.end_cause else None
    words = _("“{words}”", words=clip(route.end_words, 700)) if route.end_words else None
    if reader.own:
        kept = _("What you have done is kept.")
        return said(_("Your route ended early."), cause, words, kept, offers=(open_it(route),))
    rest = _("Nothing more is to be done.")
    return said(_("A route ended early."), whose(route), cause, words, rest, offers=(page_of(reader, route),))
