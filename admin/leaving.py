"""When a notice leaves, in words: nobody is called told before it does."""

from __future__ import annotations

from datetime import datetime

from admin.work import context
from locales import catalog, dates

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
#: From Monday on.
ON_DAY = (
    lazy("on Monday"), lazy("on Tuesday"), lazy("on Wednesday"), lazy("on Thursday"), lazy("on Friday"),
    lazy("on Saturday"), lazy("on Sunday"),
)  # fmt: skip


def when(at: datetime) -> str:
    """«сейчас», «сегодня в 9:00» or «в понедельник, 30 ноября, в 9:00»."""
    ctx = context()
    if at <= ctx.now:
        return _("now")
    there = at.astimezone(ctx.region.zone)
    clock = f"{there.hour}:{there:%M}"
    if there.date() == ctx.today:
        return _("today at {clock}", clock=clock)
    on_day, day = str(ON_DAY[there.weekday()]), dates.day_and_month(there.date())
    return _("{on_day}, {day}, at {clock}", on_day=on_day, day=day, clock=clock)
