"""The screen of one activity: place, dates, what it works on, the teacher's mark and, beside it, the curator's view."""

from __future__ import annotations

from markupsafe import Markup

from bot.conversations.calls import Ask, Topic
from bot.results.screens import deficit_words
from bot.routes.activity_rows import term_of
from bot.routes.calls import LookAtMark, MarkActivity, MarkEarly, OpenActivity, OpenEvidence, OpenRoute, QuestionMark
from bot.screens import Button, Screen, dropping, home, ways_out
from bot.writing import capital, clip, lines, note_line, trouble_line
from locales import catalog, dates
from models.routes import CuratorView
from services.context import Region
from services.routes import ActivityCard, ActivityLine
from services.words import word

_ = catalog("bot").html
t = catalog("bot").gettext

V = CuratorView
#: How many deficits are named, and in how many characters each.
DEFICITS, DEFICIT_MAX = 5, 300


def activity_screen(line: ActivityCard, region: Region, note: str = "") -> Screen:
    """An activity in the projection its reader was given."""
    done_on = region.today(line.done_at) if line.done_at else None
    mark = _("✅ Marked done on {day}", day=dates.day(done_on)) if done_on else _("▫️ Not marked yet")
    text = lines(
        note_line(note),
        _("<b>{title}</b>", title=clip(line.title, 400)),
        _("<i>{category}</i>", category=word(line.category)),
        _("📅 {term}", term=term_of(line)),
        _("📍 {place}", place=clip(line.place, 300)) if line.place else None,
        *_deficits(line),
        "",
        mark,
        capital(word(line.seen)) if line.seen else None,
        _("“{words}”", words=clip(line.view_comment, 700)) if line.view_comment else None,
    )
    return Screen(
        text,
        [
            *_marks(line),
            *_evidence(line),
            *_views(line),
            ways_out(OpenRoute(route_id=line.route_id)),
        ],
    )


def _deficits(line: ActivityLine) -> list[Markup]:
    if not line.deficits:
        return []
    more = len(line.deficits) - DEFICITS
    told = [_("It works on:"), *(deficit_words(one, DEFICIT_MAX) for one in line.deficits[:DEFICITS])]
    return [*told, _("and {n} more", n=more)] if more > 0 else told


def _marks(line: ActivityCard) -> list[list[Button]]:
    if "mark" not in line.acts:
        return []
    rows = []
    if line.done_at is None:
        rows.append([Button(t("✅ Mark as done"), MarkActivity(activity_id=line.id, done=True))])
    elif line.fresh:
        rows.append([Button(t("Take the mark back"), MarkActivity(activity_id=line.id, done=False))])
    if line.curator_id:
        asked = line.view is V.questioned
        words = t("↩️ Answer the curator") if asked else t("❓ Ask the curator")
        rows.append([Button(words, Ask(topic=Topic.activity, id=line.id))])
    return rows


def _evidence(line: ActivityCard) -> list[list[Button]]:
    to = OpenEvidence(activity_id=line.id)
    if line.attached:
        return [[Button(t("📎 Attached ({n})", n=line.attached), to)]]
    return [[Button(t("📎 Attach a photo or a file"), to)]] if line.attached == 0 and "mark" in line.acts else []


def _views(line: ActivityCard) -> list[list[Button]]:
    if "look_at_mark" not in line.acts:
        return []
    rows = []
    if line.done_at and not (line.looked and line.view is V.confirmed):
        rows.append([Button(t("✅ Confirm"), LookAtMark(activity_id=line.id, view=V.confirmed))])
    rows.append([Button(t("❓ Ask the teacher"), QuestionMark(activity_id=line.id))])
    return rows


def ask_mark(line: ActivityLine) -> Screen:
    """Whether an activity whose day has not come is really done already."""
    last = dates.day(line.ends_on)
    text = lines(
        _("<b>{title}</b>", title=clip(line.title, 400)),
        _("📅 {term}", term=term_of(line)),
        "",
        _("This day has not come yet. Is it really done already?") if line.starts_on == line.ends_on
        else _("It goes on until {day}. Is it really done already?", day=last),
    )  # fmt: skip
    rows = [
        [Button(t("Yes, it is done"), MarkEarly(activity_id=line.id))],
        [Button(t("No, not yet"), OpenActivity(activity_id=line.id))],
        [home()],
    ]
    return Screen(text, rows)


def ask_question(activity_id: int, trouble: str = "") -> Screen:
    """The curator types a question about an activity."""
    text = lines(trouble_line(trouble), _("What is your question to the teacher? Please type it."))
    return Screen(text, [dropping(OpenActivity(activity_id=activity_id))])
