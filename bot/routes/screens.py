"""Screens of a route: its state, who has agreed, its activities by date or category, what the reader may do.

One screen serves both projections: it shows what the service gave, and the service gives a school no results (К-01).
"""

from __future__ import annotations

from markupsafe import Markup

from bot.applications.cases import Side, deadline_note
from bot.results.screens import deficit_words
from bot.routes.activity_rows import categories, label_of, mark_of, ordered, progress, said_below, term_of
from bot.routes.calls import (
    AgreeRoute,
    ApproveRoute,
    Listing,
    OpenActivity,
    OpenRoute,
    Order,
    ProposeChanges,
    ReadPlan,
    ReturnRoute,
    RouteList,
)
from bot.routes.more import besides
from bot.routes.standing import told_end
from bot.screens import Button, Home, Screen, dropping, ways_out
from bot.writing import capital, clip, leaves, lines, note_line, page_of, trouble_line, turns
from locales import catalog, dates
from models.deadlines import DeadlineStatus
from models.routes import RouteStatus
from services.applications.cards import DeadlineLine
from services.next_step import awaited_term
from services.routes import ActivityLine, AgreementLine, Heard, RouteCard
from services.words import word

_ = catalog("bot").html
_n = catalog("bot").nhtml
t = catalog("bot").gettext

S = RouteStatus
#: Characters of a page of the plan: what a phone shows without losing the buttons below.
PLAN_PAGE = 1200
#: How many deficits are named beside an activity of the plan, and in how many characters each.
DEFICITS, DEFICIT_MAX = 5, 200
#: States in which activities are under way or behind.
BEGUN = (S.active, S.suspended, S.final_assessment, S.completed, S.ended_early)


def route_screen(card: RouteCard, reader_id: int | None, by: Order, page: int, note: str = "") -> Screen:
    """A route in the projection its reader was given. One whose word is awaited first sees what is asked of them and
    where to read the plan; its activities as buttons are a tap further, by category."""
    own = card.person_id == reader_id
    asked = bool(_acts(card)) and by is Order.date
    shown, page, pages = page_of(() if asked else ordered(card.activities, by), page)
    deadline = _deadline(card)
    years = len({one.starts_on.year for one in card.activities}) > 1
    text = lines(
        note_line(note),
        *_head(card, own),
        deadline_note(deadline, _side(card, own)) if deadline else None,
        *_agreements(card),
        "",
        *([progress(card.done, len(card.activities))] if card.status in BEGUN else []),
        *(categories(card) if by is Order.category else [said_below(card, asked)]),
    )
    plan = Button(t("📖 Read it all"), ReadPlan(route_id=card.id))
    rows = [
        [plan] if asked and card.activities else [],
        *_acts(card),
        *([Button(label_of(one, years), OpenActivity(activity_id=one.id))] for one in shown),
        turns(page, pages, lambda wanted: OpenRoute(route_id=card.id, by=by, page=wanted)),
        [_reorder(card, by), plan] if card.activities and not asked else [],
        *besides(card, own, asked=bool(_acts(card))),
        ways_out(_parent(card, reader_id)),
    ]  # fmt: skip
    return Screen(text, rows)


def _head(card: RouteCard, own: bool) -> list[str]:
    period = (
        _("📅 {term}", term=dates.term(dates.day(card.starts_on), dates.day(card.ends_on)))
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
        _("<b>{status}</b>", status=capital(word(card.status))),
        period,
        _curator(card),
        None if card.whole else _("Aim: professional growth of the teacher"),
        _("🔓 The teacher opened the full card of this route to you.") if card.disclosed else None,
        _("Returned with the words: {words}", words=clip(card.return_reasons, 400)) if card.return_reasons else None,
        *_standing(card, own),
    ]  # fmt: skip
    return [one for one in told if one is not None]


def _standing(card: RouteCard, own: bool) -> list[Markup]:
    """Why the route stands still or has ended, for those who are told."""
    told = []
    if card.suspended_on:
        told.append(_("⏸ Suspended since {day}: its terms wait.", day=dates.day(card.suspended_on)))
    if card.early_end:
        told.append(told_end(card.early_end, own=own))
    if card.end_cause:
        told.append(_("The reason: {cause}.", cause=word(card.end_cause)))
    words = card.suspend_reason if card.suspended_on else card.end_words
    return [*told, _("“{words}”", words=clip(words, 400))] if words else told


def _curator(card: RouteCard) -> Markup | None:
    if not card.curator:
        return None
    name = clip(card.curator, 150)
    return _("Curator: {curator}", curator=name) if card.whole else _("Accompanied by: {curator}", curator=name)


def _deadline(card: RouteCard) -> DeadlineLine | None:
    wanted = awaited_term(card.status)
    return next((one for one in card.deadlines if one.kind is wanted and one.status is DeadlineStatus.open), None)


def _side(card: RouteCard, own: bool) -> Side:
    if card.awaited or "approve" in card.acts:
        return Side.acts
    return Side.waits if own else Side.looks


def _agreements(card: RouteCard) -> list[Markup]:
    """Who has said what: while the word of the parties or of the head is awaited, and while the planner finalizes."""
    if card.status not in (S.in_agreement, S.finalizing, S.awaiting_approval):
        return []
    return [Markup(""), *(_agreement(one) for one in card.agreements), *_changes(card)]


#: A signpost of each answer: changes are proposed, nothing is agreed by that, nor by the planner's answer to them.
SIGNPOSTS = {Heard.agreed: "✅", Heard.changes: "✏️", Heard.replied: "💬", Heard.silence: "➖"}


def _agreement(line: AgreementLine) -> Markup:
    answer = word(line.heard) if line.heard else t("has not answered yet")
    who = capital(word(line.party))
    party = f"{who} — {clip(line.person, 100)}" if line.person else who
    signpost = SIGNPOSTS[line.heard] if line.heard else "▫️"
    told = _("{signpost} {party}: {answer}", signpost=signpost, party=party, answer=answer)
    if line.comment:
        told = _("{told}. “{words}”", told=told, words=clip(line.comment, 200))
    reply = _("↩️ The planner answers: “{words}”", words=clip(line.reply, 200)) if line.reply else None
    return lines(told, reply)


def _changes(card: RouteCard) -> list[Markup]:
    """What is not as the parties studied it, for one who is to approve it."""
    if card.status is not S.awaiting_approval:
        return []
    changed = sum(one.changed for one in card.activities)
    told = [
        _("• the term or its dates") if card.terms_changed else None,
        _n("• {n} activity", "• {n} activities", changed) if changed else None,
        _n("• {n} activity was taken off", "• {n} activities were taken off", card.removed) if card.removed else None,
    ]
    found = [one for one in told if one is not None]
    return [Markup(""), _("✏️ <b>Changed after the agreement:</b>"), *found] if found else []


def plan_screen(card: RouteCard, page: int) -> Screen:
    """All activities of a route in words, by category and date, to be read before one agrees; what may be done with
    the route stands below."""
    told: list[Markup] = []
    category = None
    for one in ordered(card.activities, Order.category):
        head = None if one.category is category else _("<b>{category}</b>", category=word(one.category))
        category = one.category
        place = _("📍 {place}", place=clip(one.place, 150)) if one.place else None
        line = _("{mark} {term}: {title}", mark=mark_of(one), term=term_of(one), title=clip(one.title, 300))
        fresh = (
            _("✏️ <i>changed after the agreement</i>") if one.changed and card.status is S.awaiting_approval else None
        )
        told.append(lines(head, line, fresh, place, *_works_on(one)))
    pages = leaves(told or [_("There are no activities yet.")], PLAN_PAGE)
    page = min(page, len(pages))
    rows = [
        turns(page, len(pages), lambda wanted: ReadPlan(route_id=card.id, page=wanted)),
        *_acts(card),
        ways_out(OpenRoute(route_id=card.id)),
    ]
    return Screen(pages[page - 1], rows)


def _works_on(line: ActivityLine) -> list[Markup]:
    """Which deficits an activity works on, for those who were given them: never the school (К-01)."""
    if not line.deficits:
        return []
    return [_("<i>It works on:</i>"), *(deficit_words(one, DEFICIT_MAX) for one in line.deficits[:DEFICITS])]


def _acts(card: RouteCard) -> list[list[Button]]:
    rows = []
    if card.awaited:
        rows.append([Button(t("✅ I agree"), AgreeRoute(route_id=card.id, round=card.round))])
        rows.append([Button(t("✏️ Propose changes"), ProposeChanges(route_id=card.id))])
    if "approve" in card.acts:
        rows.append([Button(t("✅ Approve"), ApproveRoute(route_id=card.id))])
        rows.append([Button(t("↩️ Return with a reason"), ReturnRoute(route_id=card.id))])
    return rows


def _reorder(card: RouteCard, by: Order) -> Button:
    if by is Order.category and _acts(card):
        return Button(t("✍️ To the answer"), OpenRoute(route_id=card.id))
    if by is Order.date:
        return Button(t("🗂 By category"), OpenRoute(route_id=card.id, by=Order.category))
    return Button(t("📅 By date"), OpenRoute(route_id=card.id, by=Order.date))


def _parent(card: RouteCard, reader_id: int | None) -> Home | RouteList:
    if card.person_id == reader_id:
        return Home()
    return RouteList(listing=Listing.wards if card.curated else Listing.school)


def ask_words(question: str, route_id: int, trouble: str = "") -> Screen:
    """A question about a route, answered in typed words."""
    return Screen(lines(trouble_line(trouble), question), [dropping(OpenRoute(route_id=route_id))])
