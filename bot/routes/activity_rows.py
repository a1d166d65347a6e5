"""Activities of a route in lists: their marks, dates, order, categories, and the words on their buttons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from bot.routes.calls import Order
from bot.writing import label
from locales import catalog, dates
from models.routes import ActivityCategory
from services.routes import ActivityLine, RouteCard
from services.words import word

_ = catalog("bot").html
_n = catalog("bot").nhtml

BAR = 10


def progress(done: int, total: int) -> Markup:
    """How much is done, in numbers and as a bar."""
    full = round(BAR * done / total) if total else 0
    return _("Done: {done} of {total}  {bar}", done=done, total=total, bar="▓" * full + "░" * (BAR - full))


def mark_of(line: ActivityLine) -> str:
    """A signpost for the teacher's mark."""
    return "✅" if line.done_at else "▫️"


def term_of(line: ActivityLine) -> str:
    """Dates of an activity."""
    return dates.term(dates.short_day(line.starts_on), dates.short_day(line.ends_on))


def ordered(activities: Sequence[ActivityLine], by: Order) -> Sequence[ActivityLine]:
    """Activities in the wanted order; they come by date."""
    if by is Order.date:
        return activities
    order = list(ActivityCategory)
    return sorted(activities, key=lambda one: (order.index(one.category), one.starts_on, one.id))


def said_below(card: RouteCard, asked: bool = False) -> Markup:
    """How many activities there are as buttons below; ``asked``: the reader is to read them as text first."""
    if not card.activities:
        return _("There are no activities yet.")
    if asked:
        return _n("{n} activity: tap “Read it all”.", "{n} activities: tap “Read it all”.", len(card.activities))
    return _n("{n} activity. Tap it to open.", "{n} activities. Tap one to open it.", len(card.activities))


def categories(card: RouteCard) -> list[Markup]:
    """How many activities there are of each category, in the order of the buttons."""
    found = Counter(one.category for one in card.activities)
    done = Counter(one.category for one in card.activities if one.done_at)
    return [
        _("• {category}: {done} of {total}", category=word(one), done=done[one], total=found[one])
        for one in ActivityCategory
        if found[one]
    ] or [said_below(card)]


def label_of(one: ActivityLine, years: bool) -> str:
    """Words of an activity's button; ``years``: the route lies in more than one, so the year is told."""
    return label(f"{mark_of(one)} {dates.brief_day(one.starts_on, year=years)} {one.title}")
