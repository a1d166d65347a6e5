"""Questions of teachers: the desks of the centre and of a curator, a thread, an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from admin.access import About, served
from admin.addresses import go, number, optional_number, page, typed
from admin.applications.forms import SaidForm, outside_ways
from admin.applications.queue import Chip
from admin.base import PAGE_SIZE, PageView
from admin.fields import ChoiceField, DayField, WordsField, filled, short
from admin.forms import PageForm, accepted, member, members
from admin.picks import Pick, kept, pick
from admin.uploads import with_scan
from admin.work import context, read, run
from locales import catalog
from models.accounts import Role
from models.applications import Participation
from models.conversations import Conversation, Desk
from models.people import Person, Way
from models.routes import Route
from services import conversations
from services.applications import Whose
from services.conversations import Age, OnlyThreads, ThreadState
from services.errors import NotFound, Stale
from services.outside import Said
from services.words import word

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
DESK_OF = {Role.operator: Desk.operator, Role.curator: Desk.curator}


class ReplyForm(PageForm):
    """An answer: written into the chat, or given by phone, by letter, in person."""

    text = WordsField(lazy("Your answer"), [filled(most=conversations.TEXT_MAX)])
    way = ChoiceField(lazy("How it is given"), choices=lambda: members(Way, Way.paper), default=Way.chat.value)
    on = DayField(lazy("On which day"), description=lazy("For an answer given outside the chat; today if empty."))


class QuestionForm(SaidForm):
    """A question that came by phone, by letter or in person."""

    way = ChoiceField(lazy("How it came"), choices=outside_ways, default=Way.phone.value)
    text = WordsField(lazy("What was asked"), [filled(most=conversations.TEXT_MAX)])
    answer = WordsField(lazy("What was answered"), [short(conversations.TEXT_MAX)],
                        description=lazy("Empty: the question waits for an answer."))  # fmt: skip


def may_record(**about: int) -> bool:
    """Whether the actor may write down a question about this: what a page offers it by."""
    try:
        read(conversations.asker, **about)
    except NotFound:
        return False
    return True


class QuestionsPage(PageView):
    """Questions."""

    allowed = frozenset(DESK_OF)
    title = lazy("Questions")
    about: ClassVar[About] = {"id": Conversation}
    icon = "question"

    @served("/")
    def index(self) -> str:
        """The inbox of a desk: unanswered first, the longest waiting on top."""
        desks = [desk for role, desk in DESK_OF.items() if context().actor.has(role)]
        asked = request.args.get("desk", "")
        desk = next((one for one in desks if one.value == asked), desks[0])
        text, at, picks = typed(), page(), _picks(desk)
        only, values = _only(picks), kept(picks) | ({"q": text} if text else {})
        rows = read(conversations.desk, desk=desk, text=text, only=only, limit=PAGE_SIZE + 1,
                    offset=(at - 1) * PAGE_SIZE)  # fmt: skip
        counts = read(conversations.desk_counts)
        chips = [Chip(word(one), counts[one], url_for("questions.index", desk=one.value), one is desk) for one in desks]
        return self.render(
            "questions.html", chips=chips if len(chips) > 1 else [], desk=desk, text=text, picks=picks, values=values,
            state=only.state, states=_states(desk, only, text, values), rows=rows[:PAGE_SIZE], page=at,
            more=len(rows) > PAGE_SIZE,
        )  # fmt: skip

    @served("/thread/", methods=("GET", "POST"))
    def thread(self) -> str | Response:
        """A thread, and an answer in it."""
        card = read(conversations.thread, thread_id=number())
        form = ReplyForm()

        def take() -> None:
            run(conversations.reply, thread_id=card.line.id, text=form.text.data, way=Way(form.way.data),
                on=form.on.data)  # fmt: skip

        if accepted(form, take):
            sent = form.way.data == Way.chat.value
            return go("questions.thread", _("The answer is sent.") if sent else _("The answer is recorded."),
                      id=card.line.id)  # fmt: skip
        return self.render("question.html", card=card, line=card.line, form=form)

    @served("/close/", methods=("POST",))
    def close(self) -> Response:
        """Close a thread: nothing more is to be said."""
        thread_id = number()
        try:
            run(conversations.close, thread_id=thread_id)
        except Stale as error:
            return go("questions.thread", str(error), "warning", id=thread_id)
        return go("questions.index", _("The conversation is closed."))


def _picks(desk: Desk) -> list[Pick]:
    """Whose application it is about is asked at the desk of the centre: a curator's questions are all their own."""
    whose = [pick("whose", lazy("Whose"), members(Whose))] if desk is Desk.operator else []
    return [*whose, pick("older", lazy("How long ago"), members(Age))]


def _only(picks: Sequence[Pick]) -> OnlyThreads:
    chosen = kept(picks)
    return OnlyThreads(
        state=member(ThreadState, request.args.get("state")), whose=member(Whose, chosen.get("whose")),
        older=member(Age, chosen.get("older")),
    )  # fmt: skip


def _states(desk: Desk, only: OnlyThreads, text: str, values: dict[str, Any]) -> list[Chip]:
    """The states with their counts, within the search and the choices beside them."""
    counts, here = read(conversations.state_counts, desk=desk, text=text, only=only), {"desk": desk.value} | values
    every = Chip(_("All"), sum(counts.values()), url_for("questions.index", **here), only.state is None)
    return [every] + [
        Chip(word(one), counts[one], url_for("questions.index", state=one.value, **here), one is only.state)
        for one in ThreadState
    ]


class AskedPage(PageView):
    """A question that did not come through the chat."""

    allowed = frozenset(DESK_OF)
    title = lazy("Record a question")
    about: ClassVar[About] = {"case": Participation, "route": Route, "person": Person}
    section = "questions"

    @served("/", methods=("GET", "POST"))
    def index(self) -> str | Response:
        """Write it down: about an application, a route, or in general; with the answer where it was given at once."""
        found = {"participation_id": optional_number("case"), "route_id": optional_number("route"),
                 "person_id": optional_number("person")}  # fmt: skip
        about = {name: number for name, number in found.items() if number is not None}
        if len(about) != 1:
            abort(404)
        who, form = read(conversations.asker, **about), QuestionForm(data={"on": context().today})
        kept: list[int] = []

        def take() -> None:
            thread = with_scan(form.scan.data, lambda session, ctx, scan_id: conversations.record(
                session, ctx, text=form.text.data, answer=form.answer.data,
                said=Said(Way(form.way.data), form.on.data, scan_id), **about,
            ))  # fmt: skip
            kept.append(thread.line.id)

        if accepted(form, take):
            return go("questions.thread", _("The question is recorded."), id=kept[0])
        return self.render("question_form.html", who=who, form=form)
