"""A route led by its planner to approval: sent, taken back, answers and the head's word from paper recorded."""

from __future__ import annotations

from typing import ClassVar

from werkzeug.wrappers import Response

from admin import leaving
from admin.access import About, only, served
from admin.forms import PageForm, sure
from admin.routes.forms import ApprovalForm, RecordForm, RecordReturnForm, ReplyForm
from admin.routes.stepping import F, Stepping
from admin.uploads import with_scan
from admin.work import context, read, run
from locales import catalog
from models.accounts import Role
from models.people import Way
from models.routes import Party
from services import notices, routes
from services.notices import NoticeKind
from services.routes import RouteCard
from services.words import word

_ = catalog("admin").gettext


class Leading(Stepping):
    """Steps from the draft to the head's word."""

    abstract = True
    about: ClassVar[About] = {}

    @only(Role.planner)
    @served("/agreement/", methods=("POST",))
    def agreement(self) -> Response:
        """Send to the teacher, the curator and the head."""
        return self._step(lambda one: run(routes.send_for_agreement, route_id=one),
                          " ".join((_("Sent for agreement to the teacher, the curator and the head."),
                                    _leave(NoticeKind.route_to_agree))))  # fmt: skip

    @only(Role.planner)
    @served("/close/", methods=("POST",))
    def close(self) -> Response:
        """Close the round of agreement."""
        return self._step(lambda one: run(routes.close_round, route_id=one),
                          _("The round is closed. Finalize the route and send it for approval."))  # fmt: skip

    @only(Role.planner)
    @served("/approval/", methods=("POST",))
    def approval(self) -> Response:
        """Register and send to the head."""
        return self._step(lambda one: run(routes.send_for_approval, route_id=one),
                          _("Registered and sent for approval."))  # fmt: skip

    @only(Role.planner)
    @served("/record/", methods=("GET", "POST"))
    def record(self) -> str | Response:
        """Record an answer that a party gave outside the chat."""

        def take(card: RouteCard, form: RecordForm) -> None:
            with_scan(form.scan.data, lambda session, ctx, scan_id: routes.answer(
                session, ctx, route_id=card.id, agreed=form.agreed.data == "1", comment=form.comment.data,
                party=Party(form.party.data), way=Way(form.way.data), on=form.on.data, scan_id=scan_id,
            ))  # fmt: skip

        return self._asked("record_answer", _answers, take, _("The answer is recorded."),
                           title=_("Record an answer"), button=_("Record"))  # fmt: skip

    @only(Role.planner)
    @served("/reply/", methods=("GET", "POST"))
    def reply(self) -> str | Response:
        """Answer a proposal of changes: whoever proposed them is told."""

        def take(card: RouteCard, form: ReplyForm) -> None:
            run(routes.reply_to_proposal, route_id=card.id, party=Party(form.party.data), text=form.words.data)

        return self._asked(
            "reply", _proposals, take, _("The answer is sent to whoever proposed the changes."),
            title=_("Answer a proposal of changes"), button=_("Send the answer"),
            lead=lambda card: "\n".join(f"{word(one.party)}: «{one.comment}»" for one in card.unreplied),
        )  # fmt: skip

    @only(Role.planner)
    @served("/signed/", methods=("GET", "POST"))
    def signed(self) -> str | Response:
        """Record an approval that the head signed on paper, with its scan (annex 3, cl. 4.3.10)."""

        def take(card: RouteCard, form: ApprovalForm) -> None:
            with_scan(form.scan.data, lambda session, ctx, scan_id: routes.record_approval(
                session, ctx, route_id=card.id, approved_by_id=int(form.approver.data), scan_id=sure(scan_id),
                on=form.on.data, way=Way(form.way.data), note=form.note.data,
            ))  # fmt: skip

        return self._asked("record_approval", lambda card: _approved(card, ApprovalForm), take,
                           _("The approval is recorded; the route is active."),
                           title=_("Record a signed approval"), button=_("Record"))  # fmt: skip

    @only(Role.planner)
    @served("/back/", methods=("GET", "POST"))
    def take_back(self) -> str | Response:
        """Ask first; then take the route back from agreement."""
        return self._asked(
            "take_back", lambda _card: PageForm(), lambda card, _form: run(routes.take_back, route_id=card.id),
            " ".join((_("The route is taken back."), _leave(NoticeKind.route_taken_back))),
            title=_("Take back from agreement"), button=_("Take back"),
            lead=_("Those who have the route are told that it is being changed. Answers that are given stay in sight; "
                   "before approval the route goes for agreement once more."),
        )  # fmt: skip

    @only(Role.planner)
    @served("/returned/", methods=("GET", "POST"))
    def returned(self) -> str | Response:
        """Record that the head returned the route outside the chat, with the reasons."""

        def take(card: RouteCard, form: RecordReturnForm) -> None:
            with_scan(form.scan.data, lambda session, ctx, scan_id: routes.record_return(
                session, ctx, route_id=card.id, approved_by_id=int(form.approver.data), reasons=form.reasons.data,
                way=Way(form.way.data), on=form.on.data, scan_id=scan_id,
            ))  # fmt: skip

        return self._asked("record_return", lambda card: _approved(card, RecordReturnForm), take,
                           _("The return is recorded. Make the changes and send the route once more."),
                           title=_("Record a return by the head"), button=_("Record"))  # fmt: skip


def _leave(kind: NoticeKind) -> str:
    """When those whom a step is told to get their notices."""
    return _("Notices of it leave {when}.", when=leaving.when(notices.leaves_at(context(), kind)))


def _answers(card: RouteCard) -> RecordForm | None:
    """The parties that have not answered yet."""
    form = RecordForm(data={"on": context().today})
    form.party.choices = [(one.party.value, word(one.party)) for one in card.agreements if one.answer is None]
    return form if form.party.choices else None


def _proposals(card: RouteCard) -> ReplyForm | None:
    """The parties whose proposal has no answer yet."""
    if not card.unreplied:
        return None
    form = ReplyForm(data={"party": card.unreplied[0].party.value})
    form.party.choices = [(one.party.value, word(one.party)) for one in card.unreplied]
    return form


def _approved(card: RouteCard, kind: type[F]) -> F | None:
    """Those who may approve the route, the first of them chosen."""
    people = read(routes.approvers, route_id=card.id)
    if not people:
        return None
    form = kind(data={"on": context().today, "approver": str(people[0].id)})
    form.approver.choices = [(str(one.id), one.name) for one in people]
    return form
