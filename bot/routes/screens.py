"""Screens of a route: its state, who has agreed, its activities by date or category, what the reader may do.

One screen serves both projections: it shows what the service gave, and the service gives a school no results (К-01).
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.applications.cases import deadline_note
from bot.conversations.calls import Ask, Topic
from bot.results.calls import OpenResult
from bot.routes.calls import (
    AgreeRoute,
    ApproveRoute,
    CardFile,
    DownloadCard,
    Listing,
    OpenActivity,
    OpenRoute,
    Order,
    ProposeChanges,
    ReturnRoute,
    RouteList,
)
from bot.screens import Attachment, Button, Home, Screen, ways_out
from bot.writing import clip, label, lines, note_line, page_of, trouble_line, turns
from locales import catalog, dates
from models.deadlines import DeadlineKind, DeadlineStatus
from models.routes import ActivityCategory, RouteStatus
from services.applications.cards import DeadlineLine
from services.routes import ActivityLine, AgreementLine, RouteCard
from services.words import word

_ = catalog("bot").html
t = catalog("bot").gettext

S = RouteStatus
BAR = 10
#: States in which activities are under way or behind.
OVER = (S.completed, S.ended_early, S.erased)
BEGUN = (S.active, S.suspended, S.final_assessment, S.completed, S.ended_early)
AWAITED = {S.in_agreement: DeadlineKind.correct, S.awaiting_approval: DeadlineKind.approve}


def progress(done: int, total: int) -> Markup:
    """How much is done, in numbers and as a bar."""
    full = round(BAR * done / total) if total else 0
    return _("Done: {done} of {total}  {bar}", done=done, total=total, bar="▓" * full + "░" * (BAR - full))


def mark_of(line: ActivityLine) -> str:
    """A signpost for the teacher's mark."""
    return "✅" if line.done_at else "▫️"


def term_of(line: ActivityLine) -> str:
    """Dates of an activity."""
    first, last = dates.short_day(line.starts_on), dates.short_day(line.ends_on)
    return first if first == last else f"{first} – {last}"


def route_screen(card: RouteCard, reader_id: int | None, by: Order, page: int, note: str = "") -> Screen:
    """A route in the projection its reader was given."""
    own = card.person_id == reader_id
    shown, page, pages = page_of(_sorted(card.activities, by), page)
    deadline = _deadline(card)
    text = lines(
        note_line(note),
        *_head(card, own),
        deadline_note(deadline) if deadline else None,
        *_agreements(card),
        "",
        *([progress(card.done, len(card.activities)), ""] if card.status in BEGUN else []),
        *_activities(shown, by),
    )
    rows = [
        *_acts(card),
        *([Button(label(f"{mark_of(one)} {one.title}"), OpenActivity(activity_id=one.id))] for one in shown),
        turns(page, pages, lambda wanted: OpenRoute(route_id=card.id, by=by, page=wanted)),
        [_reorder(card, by)],
        _files(card),
        *([[Button(t("❓ Ask the curator"), Ask(topic=Topic.route, id=card.id))]]
          if own and card.curator_id and card.status not in OVER else []),
        *([[Button(t("📊 Result of the assessment"), OpenResult(participation_id=card.participation_id))]]
          if card.whole and not own else []),
        ways_out(_parent(card, reader_id)),
    ]  # fmt: skip
    return Screen(text, rows)


def _head(card: RouteCard, own: bool) -> list[str]:
    period = (
        _("📅 {since} – {until}", since=dates.day(card.starts_on), until=dates.day(card.ends_on))
        if card.starts_on and card.ends_on
        else None
    )
    number = _(" No. {number}", number=card.number) if card.number else ""
    told = [
        _("<b>My route{number}</b>", number=number) if own
        else _("<b>Route{number}: {person}</b>", number=number, person=clip(card.person, 200)),
        _("<i>An individual educational route is a personal plan of courses, seminars and meetings.</i>") if own
        else _("{position}, {organization}", position=clip(card.position, 120),
               organization=clip(card.organization, 200)),
        _("Now: <b>{status}</b>", status=word(card.status)),
        period,
        _curator(card),
        None if card.whole else _("Aim: professional growth of the teacher"),
        _("Returned with the words: {words}", words=clip(card.return_reasons, 400)) if card.return_reasons else None,
    ]  # fmt: skip
    return [one for one in told if one is not None]


def _curator(card: RouteCard) -> Markup | None:
    if not card.curator:
        return None
    name = clip(card.curator, 150)
    return _("Curator: {curator}", curator=name) if card.whole else _("Accompanied by: {curator}", curator=name)


def _deadline(card: RouteCard) -> DeadlineLine | None:
    wanted = AWAITED.get(card.status)
    return next((one for one in card.deadlines if one.kind is wanted and one.status is DeadlineStatus.open), None)


def _agreements(card: RouteCard) -> list[Markup]:
    if card.status is not S.in_agreement:
        return []
    return [Markup(""), *(_agreement(one) for one in card.agreements)]


def _agreement(line: AgreementLine) -> Markup:
    answer = word(line.answer) if line.answer else t("has not answered yet")
    party = f"{word(line.party)} — {clip(line.person, 100)}" if line.person else word(line.party)
    signpost = "✅" if line.answer else "▫️"
    told = _("{signpost} {party}: {answer}", signpost=signpost, party=party, answer=answer)
    return _("{told}. “{words}”", told=told, words=clip(line.comment, 200)) if line.comment else told


def _sorted(activities: Sequence[ActivityLine], by: Order) -> Sequence[ActivityLine]:
    if by is Order.date:
        return activities
    order = list(ActivityCategory)
    return sorted(activities, key=lambda one: (order.index(one.category), one.starts_on, one.id))


def _activities(shown: Sequence[ActivityLine], by: Order) -> list[Markup]:
    told: list[Markup] = []
    category = None
    for one in shown:
        if by is Order.category and one.category is not category:
            category = one.category
            told.append(_("<b>{category}</b>", category=word(category)))
        told.append(_("{mark} {term}: {title}", mark=mark_of(one), term=term_of(one), title=clip(one.title, 120)))
    return told or [_("There are no activities yet.")]


def _acts(card: RouteCard) -> list[list[Button]]:
    rows = []
    awaited = any(one.mine and one.answer is None for one in card.agreements)
    if "answer" in card.acts and awaited:
        rows.append([Button(t("✅ I agree"), AgreeRoute(route_id=card.id))])
        rows.append([Button(t("✏️ Propose changes"), ProposeChanges(route_id=card.id))])
    if "approve" in card.acts:
        rows.append([Button(t("✅ Approve"), ApproveRoute(route_id=card.id))])
        rows.append([Button(t("↩️ Return with a reason"), ReturnRoute(route_id=card.id))])
    return rows


def _reorder(card: RouteCard, by: Order) -> Button:
    if by is Order.date:
        return Button(t("🗂 By category"), OpenRoute(route_id=card.id, by=Order.category))
    return Button(t("📅 By date"), OpenRoute(route_id=card.id, by=Order.date))


def _files(card: RouteCard) -> list[Button]:
    if card.status in (S.drafting, S.erased):
        return []
    return [
        Button(t("📄 Card to print"), DownloadCard(route_id=card.id, file=CardFile.pdf)),
        Button(t("📄 Card to edit"), DownloadCard(route_id=card.id, file=CardFile.docx)),
    ]


def card_file(route_id: int, file: Attachment, *, whole: bool) -> Screen:
    """The route card as a file to keep and print."""
    told = _("The route card.") if whole else _("The route card for the school.")
    return Screen(told, [ways_out(OpenRoute(route_id=route_id))], document=file)


def _parent(card: RouteCard, reader_id: int | None) -> Home | RouteList:
    if card.person_id == reader_id:
        return Home()
    return RouteList(listing=Listing.wards if card.curator_id == reader_id else Listing.school)


def ask_words(question: str, route_id: int, trouble: str = "") -> Screen:
    """A question about a route, answered in typed words."""
    return Screen(lines(trouble_line(trouble), question), [ways_out(OpenRoute(route_id=route_id))])
