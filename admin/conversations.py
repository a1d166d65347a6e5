"""Questions of teachers: the desks of the centre and of a curator, a thread, an answer."""

from __future__ import annotations

from typing import ClassVar

from flask import request, url_for
from werkzeug.wrappers import Response

from admin.access import About, served
from admin.addresses import go, number, page, typed
from admin.applications.queue import Chip
from admin.base import PAGE_SIZE, PageView
from admin.forms import PageForm, WordsField, filled
from admin.routes.editor import accepted
from admin.work import context, read, run
from locales import catalog
from models.accounts import Role
from models.conversations import Conversation, Desk
from services import conversations
from services.errors import Stale
from services.words import word

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
DESK_OF = {Role.operator: Desk.operator, Role.curator: Desk.curator}


class ReplyForm(PageForm):
    """An answer."""

    text = WordsField(lazy("Your answer"), [filled(most=conversations.TEXT_MAX)])


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
        counts, text, at = read(conversations.desk_counts), typed(), page()
        waiting = request.args.get("waiting") == "1"
        rows = read(conversations.desk, desk=desk, text=text, waiting_only=waiting, limit=PAGE_SIZE + 1,
                    offset=(at - 1) * PAGE_SIZE)  # fmt: skip
        chips = [Chip(word(one), counts[one], url_for("questions.index", desk=one.value), one is desk) for one in desks]
        return self.render(
            "questions.html", chips=chips if len(chips) > 1 else [], desk=desk, text=text, waiting=waiting,
            rows=rows[:PAGE_SIZE], page=at, more=len(rows) > PAGE_SIZE,
        )  # fmt: skip

    @served("/thread/", methods=("GET", "POST"))
    def thread(self) -> str | Response:
        """A thread, and an answer in it."""
        card = read(conversations.thread, thread_id=number())
        form = ReplyForm()
        if accepted(form, lambda: run(conversations.reply, thread_id=card.line.id, text=form.text.data)):
            return go("questions.thread", _("The answer is sent."), id=card.line.id)
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
