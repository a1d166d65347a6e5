"""Wording of the curator's morning digest: what waits, in numbers taken as it is sent, with a button to each list."""

from __future__ import annotations

from collections.abc import Callable

from locales import Text, catalog
from notices.offers import Action, NoticeText, Offer, said
from notices.reading import Reader
from services import digests
from services.digests import Item

_ = catalog("notices").html
_n = catalog("notices").nhtml
lazy = catalog("notices").lazy

#: What is said of an item, the words on its button, and the act that shows its list.
_SAID: dict[Item, tuple[Callable[[int], str], Text, str]] = {
    Item.to_agree: (
        lambda n: _n("✍️ {n} route awaits your agreement", "✍️ {n} routes await your agreement", n),
        lazy("✍️ To agree"),
        "routes.agree",
    ),
    Item.overdue: (
        lambda n: _n("⏳ {n} activity is past its day", "⏳ {n} activities are past their day", n),
        lazy("⏳ Past their day"),
        "wards.overdue",
    ),
    Item.to_confirm: (
        lambda n: _n("✅ {n} activity awaits your confirmation", "✅ {n} activities await your confirmation", n),
        lazy("✅ To confirm"),
        "wards.to_confirm",
    ),
    Item.questions: (
        lambda n: _n("💬 {n} question awaits your answer", "💬 {n} questions await your answer", n),
        lazy("💬 Questions"),
        "threads.waiting",
    ),
    Item.soon: (
        lambda n: _n("📅 {n} activity in the next three working days",
                     "📅 {n} activities in the next three working days", n),
        lazy("📅 Soon"),
        "wards.soon",
    ),
    Item.ending: (
        lambda n: _n("🏁 {n} route ends within a month", "🏁 {n} routes end within a month", n),
        lazy("🏁 Ending soon"),
        "wards.ending",
    ),
}  # fmt: skip


def curator_digest(reader: Reader) -> NoticeText | None:
    """To the curator, once a working day: counts and buttons; nothing when all has been settled meanwhile."""
    found = digests.counts(reader.session, reader.ctx)
    if not found:
        return None
    told = [_SAID[item][0](number) for item, number in found.items()]
    offers = tuple(Offer(str(_SAID[item][1]), Action(_SAID[item][2])) for item in found)
    return said(_("☀️ <b>Good morning! Your wards today:</b>"), *told, offers=offers)
