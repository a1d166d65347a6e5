"""What a notice is made of, whatever the channel: words, and acts offered under them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from locales import catalog

t = catalog("notices").gettext


@dataclass(frozen=True)
class Action:
    """An act by name, the row it is about, and the part of it that was offered (0: none). A channel knows how."""

    act: str
    id: int = 0
    part: int = 0


class Offer(NamedTuple):
    """Words of a button and what it does."""

    label: str
    action: Action


@dataclass(frozen=True)
class NoticeText:
    """HTML in the reader's language and rows of what settles the matter."""

    text: str
    rows: tuple[tuple[Offer, ...], ...] = ()

    @property
    def acts(self) -> list[str]:
        """Names of the acts it offers."""
        return [offer.action.act for row in self.rows for offer in row]


def office_case(case_id: int) -> Offer:
    """The page of a case in the back office, for the staff of the centre."""
    return Offer(t("🗂 Open the case"), Action("office.case", case_id))


def office_route(route_id: int) -> Offer:
    """The page of a route in the back office, for the staff of the centre."""
    return Offer(t("🗂 Open the route"), Action("office.route", route_id))


def said(*parts: str | None, offers: tuple[Offer, ...] = ()) -> NoticeText:
    """Lines of HTML (None is left out) with one offer a row, and the way home below."""
    text = Markup("\n").join(part for part in parts if part is not None)
    home = Offer(t("🏠 Home"), Action("home"))
    return NoticeText(text, (*((offer,) for offer in offers), (home,)))


def clip(text: str, most: int) -> str:
    """The text, cut with an ellipsis to at most ``most`` characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
