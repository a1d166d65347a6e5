"""Wordings about who guides a route: to the curator who comes, the one who goes, and the teacher."""

from __future__ import annotations

from locales import catalog
from models.routes import OVER
from notices.offers import NoticeText, clip, said
from notices.reading import Reader
from notices.routes.parts import by_the_round, open_it, whose

_ = catalog("notices").html


def curator_assigned(reader: Reader) -> NoticeText | None:
    """To the curator: a new ward, whose route may await agreement or be under way."""
    route = reader.route
    if not route.curated or route.status in OVER:
        return None
    asked = _("Please look at the route and agree to it, or propose changes.") if route.awaited else None
    by = by_the_round(route) if route.awaited else None
    return said(_("👥 <b>You have a new ward.</b>"), whose(route), asked, by, offers=(open_it(route),))


def curator_changed(reader: Reader) -> NoticeText | None:
    """To the teacher: somebody else is their curator from now on."""
    route = reader.route
    if not reader.own or not route.curator or route.status in OVER:
        return None
    told = _("👥 The curator of your route is now {curator}.", curator=clip(route.curator, 150))
    return said(told, _("Your questions about the route go to them."), offers=(open_it(route),))


def ward_released(reader: Reader) -> NoticeText:
    """To the one who was the curator: the ward, of whom they may see no more than the name, is another's now."""
    return said(_("👥 {person} has another curator now. You need not do anything.", person=clip(reader.named(), 150)))
