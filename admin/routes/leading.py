"""A route led by its planner to approval: sent, taken back, answers and the head's word from paper recorded."""

from __future__ import annotations

from typing import ClassVar

from werkzeug.wrappers import Response

from admin.access import About, only, served
from admin.addresses import go, number
from admin.forms import PageForm, sure
from admin.routes.forms import ApprovalForm, RecordForm, RecordReturnForm, ReplyForm
from admin.routes.stepping import Stepping, accepted, stale
from admin.uploads import with_scan
from admin.work import context, read, run
from locales import catalog
from models.accounts import Role
from models.people import Way
from models.routes import Party
from services import routes
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
                          _("Sent for agreement: the teacher, the curator and the head are told."))  # fmt: skip

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
        card = read(routes.card, route_id=number())
        waiting = [one for one in card.agreements if one.answer is None]
        if "record_answer" not in card.acts or not waiting:
            return stale(card.id)
        form = RecordForm(data={"on": context().today})
        form.party.choices = [(one.party.value, word(one.party)) for one in waiting]

        def take() -> None:
            with_scan(form.scan.data, lambda session, ctx, scan_id: routes.answer(
                session, ctx, route_id=card.id, agreed=form.agreed.data == "1", comment=form.comment.data,
                party=Party(form.party.data), way=Way(form.way.data), on=form.on.data, scan_id=scan_id,
            ))  # fmt: skip

        if accepted(form, take):
            return go("routes.route", _("The answer is recorded."), id=card.id)
        return self._form(card, form, _("Record an answer"), _("Record"))

    @only(Role.planner)
    @served("/reply/", methods=("GET", "POST"))
    def reply(self) -> str | Response:
        """Answer a proposal of changes: whoever proposed them is told."""
        card = read(routes.card, route_id=number())
        if "reply" not in card.acts or not card.unreplied:
            return stale(card.id)
        form = ReplyForm(data={"party": card.unreplied[0].party.value})
        form.party.choices = [(one.party.value, word(one.party)) for one in card.unreplied]

        def take() -> None:
            run(routes.reply_to_proposal, route_id=card.id, party=Party(form.party.data), text=form.words.data)

        if accepted(form, take):
            return go("routes.route", _("The answer is sent to whoever proposed the changes."), id=card.id)
        lead = "\n".join(f"{word(one.party)}: «{one.comment}»" for one in card.unreplied)
        return self._form(card, form, _("Answer a proposal of changes"), _("Answer"), lead=lead)

    @only(Role.planner)
    @served("/signed/", methods=("GET", "POST"))
    def signed(self) -> str | Response:
        """Record an approval that the head signed on paper, with its scan (annex 3, cl. 4.3.10)."""
        card = read(routes.card, route_id=number())
        people = read(routes.approvers, route_id=card.id)
        if "record_approval" not in card.acts or not people:
            return stale(card.id)
        form = ApprovalForm(data={"on": context().today, "approver": str(people[0].id)})
        form.approver.choices = [(str(one.id), one.name) for one in people]

        def take() -> None:
            with_scan(form.scan.data, lambda session, ctx, scan_id: routes.record_approval(
                session, ctx, route_id=card.id, approved_by_id=int(form.approver.data), scan_id=sure(scan_id),
                on=form.on.data, way=Way(form.way.data), note=form.note.data,
            ))  # fmt: skip

        if accepted(form, take):
            return go("routes.route", _("The approval is recorded; the route is active."), id=card.id)
        return self._form(card, form, _("Record a signed approval"), _("Record"))

    @only(Role.planner)
    @served("/back/", methods=("GET", "POST"))
    def take_back(self) -> str | Response:
        """Ask first; then take the route back from agreement."""
        return self._asked(
            "take_back", PageForm(), lambda card: run(routes.take_back, route_id=card.id),
            _("The route is taken back; those who had it are told."),
            title=_("Take back from agreement"), button=_("Take back"),
            lead=_("Those who have the route are told that it is being changed. Answers that are given stay in sight; "
                   "before approval the route goes for agreement once more."),
        )  # fmt: skip

    @only(Role.planner)
    @served("/returned/", methods=("GET", "POST"))
    def returned(self) -> str | Response:
        """Record that the head returned the route outside the chat, with the reasons."""
        card = read(routes.card, route_id=number())
        people = read(routes.approvers, route_id=card.id)
        if "record_return" not in card.acts or not people:
            return stale(card.id)
        form = RecordReturnForm(data={"on": context().today, "approver": str(people[0].id)})
        form.approver.choices = [(str(one.id), one.name) for one in people]

        def take() -> None:
            with_scan(form.scan.data, lambda session, ctx, scan_id: routes.record_return(
                session, ctx, route_id=card.id, approved_by_id=int(form.approver.data), reasons=form.reasons.data,
                way=Way(form.way.data), on=form.on.data, scan_id=scan_id,
            ))  # fmt: skip

        if accepted(form, take):
            return go("routes.route", _("The return is recorded. Make the changes and send the route once more."),
                      id=card.id)  # fmt: skip
        return self._form(card, form, _("Record a return by the head"), _("Record"))
