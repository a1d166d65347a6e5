"""Screens of conversations: whom one asks, what has been said so far, and the inbox of those who answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup

from bot.applications.calls import Case
from bot.conversations.calls import Ask, CloseThread, OpenThread, Threads, Topic, WriteThread
from bot.home.calls import Help
from bot.people.calls import Fill
from bot.routes.calls import OpenActivity, OpenRoute
from bot.screens import Button, Screen, dropping, home, ways_out
from bot.writing import chunks, clip, label, leaves, lines, note_line, page_of, phone_line, trouble_line, turns
from locales import Text, catalog, dates
from models.conversations import Desk
from services.context import Region
from services.conversations import MessageLine, ThreadCard, ThreadLine
from services.people import ProfileField
from services.places import CentreLine
from services.words import word

_ = catalog("bot").html
t = catalog("bot").gettext
lazy = catalog("bot").lazy

#: How many of the latest messages stand above the place to type.
LATEST, LATEST_MAX = 3, 500
ASKED: dict[Topic, Text] = {
    Topic.route: lazy("What would you like to ask your curator about the route? Please type it."),
    Topic.activity: lazy("What would you like to ask your curator about this activity? Please type it."),
    Topic.case: lazy("What would you like to ask the centre about your application? Please type it."),
    Topic.absence: lazy(
        "Please type when you could come instead.\nFor example: I am ill, from Monday any day after lunch"
    ),
    Topic.called: lazy(
        "When may we call you, or what would you like to tell us? Please type it.\nFor example: any day after four"
    ),
    Topic.centre: lazy("What would you like to ask the centre? Please type it."),
}


@dataclass(frozen=True)
class Asking:
    """A question about to be typed: its topic, the thread it will stand in if there is one, whom to call, and why it
    cannot be asked now, if so."""

    topic: Topic
    id: int
    thread: ThreadCard | None
    centres: Sequence[CentreLine]
    trouble: Text | None = None


def parent_of(topic: Topic, id: int) -> CallbackData:
    """The screen a question is asked from."""
    if topic is Topic.centre:
        return Help()
    if topic in (Topic.case, Topic.absence, Topic.called):
        return Case(participation_id=id)
    return OpenRoute(route_id=id) if topic is Topic.route else OpenActivity(activity_id=id)


def ask_question(asking: Asking, region: Region, trouble: str = "") -> Screen:
    """What is already said, the question to type, and the phone for those who would rather talk."""
    thread = asking.thread
    text = lines(
        trouble_line(trouble),
        *_latest(thread, region),
        _("Please type your answer to the curator.") if _is_asked(asking) else str(ASKED[asking.topic]),
        None if _is_asked(asking) else _("<i>The answer comes here, into this chat.</i>"),
        "",
        *(phone_line(one.name, one.phone) for one in asking.centres[:3]),
    )
    whole = [[Button(t("💬 All we have written"), OpenThread(thread_id=thread.line.id))]] if thread else []
    return Screen(text, [*whole, dropping(parent_of(asking.topic, asking.id))])


def choose_school_first(centres: Sequence[CentreLine]) -> Screen:
    """Which centre answers is known by the school: it is chosen first, or one calls."""
    text = lines(
        _("To ask the centre here, please choose your school first: then we know which centre is yours."),
        _("Or call:"),
        "",
        *(phone_line(one.name, one.phone) for one in centres[:5]),
    )
    choose = [Button(t("🏫 Choose my school"), Fill(field=ProfileField.organization))]
    return Screen(text, [choose, ways_out(Help())])


def _is_asked(asking: Asking) -> bool:
    """Whether the last word is the curator's question about this very activity."""
    return asking.topic is Topic.activity and asking.thread is not None and asking.thread.asked == asking.id


def write_on(thread: ThreadCard, region: Region, trouble: str = "") -> Screen:
    """What was said last, and the place for an answer or one more question."""
    asked = (
        _("Please type your answer to {person}.", person=clip(thread.line.person, 150)) if thread.may_reply
        else _("Please type your answer to the curator.") if thread.asked
        else _("Please type your question.")
    )  # fmt: skip
    text = lines(trouble_line(trouble), *_latest(thread, region), asked)
    return Screen(text, [dropping(OpenThread(thread_id=thread.line.id))])


def _latest(thread: ThreadCard | None, region: Region) -> list[Markup]:
    if thread is None or not thread.messages:
        return []
    return [*(_message(one, region, clip(one.text, LATEST_MAX)) for one in thread.messages[-LATEST:]), Markup("")]


def _message(one: MessageLine, region: Region, text: str) -> Markup:
    head = _("{signpost} <b>{author}</b>, {moment}", signpost="❓" if one.asks else "💬",
             author=clip(one.author, 150), moment=dates.moment(one.at, region.zone))  # fmt: skip
    about = _("<i>About: {title}</i>", title=clip(one.activity, 150)) if one.activity else None
    kept = _("<i>Written down by the centre: {way}</i>", way=word(one.way)) if one.recorded_by else None
    return lines(head, about, kept, text)


def thread_screen(thread: ThreadCard, region: Region, page: int, note: str = "") -> Screen:
    """A conversation in pages, the latest first; page 0 is the latest."""
    pages = leaves(_pieces(thread, region))
    page = min(page, len(pages)) or len(pages)
    line = thread.line
    text = lines(
        note_line(note),
        _("<b>Question: {person}</b>", person=clip(line.person, 150)) if thread.may_reply else _about(line),
        _("<i>The question is closed.</i>") if line.closed_at else None,
        _("<i>Awaits an answer since {moment}.</i>", moment=dates.moment(line.waiting_since, region.zone))
        if line.waiting_since else None,
        "",
        pages[page - 1],
    )  # fmt: skip
    rows = [
        turns(page, len(pages), lambda wanted: OpenThread(thread_id=line.id, page=wanted)),
        *_acts(thread),
        *_subject(thread),
        ways_out(Threads(mine=not thread.may_reply)),
    ]
    return Screen(text, rows)


def _about(line: ThreadLine) -> Markup:
    return _("<b>Question to the curator</b>") if line.desk is Desk.curator else _("<b>Question to the centre</b>")


def _pieces(thread: ThreadCard, region: Region) -> list[Markup]:
    found = []
    for one in thread.messages:
        first, *rest = chunks(one.text) or [""]
        found += [_message(one, region, first), *(lines(piece) for piece in rest)]
    return found


def _acts(thread: ThreadCard) -> list[list[Button]]:
    number = thread.line.id
    if not thread.may_reply:
        words = t("↩️ Answer") if thread.asked else t("✏️ Write again")
        return [[Button(words, WriteThread(thread_id=number))]] if thread.may_ask else []
    rows = [[Button(t("↩️ Answer"), WriteThread(thread_id=number))]]
    if thread.line.waiting_since:
        rows.append([Button(t("Answered by voice, close"), CloseThread(thread_id=number))])
    return rows


def _subject(thread: ThreadCard) -> list[list[Button]]:
    line = thread.line
    if line.route_id:
        return [[Button(t("🧭 Open the route"), OpenRoute(route_id=line.route_id))]]
    if line.participation_id:
        return [[Button(t("📋 Open the application"), Case(participation_id=line.participation_id))]]
    return []


def thread_list(found: Sequence[ThreadLine], page: int, *, mine: bool) -> Screen:
    """The inbox of a desk, unanswered first, or one's own questions."""
    shown, page, pages = page_of(found, page)
    rows = [[Button(_row(one, mine), OpenThread(thread_id=one.id))] for one in shown]
    if mine:
        told = _("<b>My questions</b>") if found else _("You have not asked anything yet.")
        rows.append([Button(t("❓ Ask the centre"), Ask(topic=Topic.centre))])
    else:
        waiting = sum(one.waiting_since is not None for one in found)
        told = lines(
            _("<b>Questions of teachers</b>"),
            _("Await an answer: {n}. Tap a name to read and answer.", n=waiting) if found
            else _("There are no questions now."),
        )  # fmt: skip
    turning = turns(page, pages, lambda wanted: Threads(mine=mine, page=wanted))
    return Screen(told, [*rows, turning, ways_out(Help()) if mine else [home()]])


def _row(one: ThreadLine, mine: bool) -> str:
    signpost = "❓" if one.waiting_since else "💬"
    whose = (t("To the curator") if one.desk is Desk.curator else t("To the centre")) if mine else clip(one.person, 30)
    return label(f"{signpost} {whose}: {clip(one.last_text, 30)}")
