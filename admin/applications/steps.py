"""The steps of a case as data: their words, their form, and the service each one calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from admin.applications.forms import (
    CancelForm,
    ContactForm,
    DecisionForm,
    HeldForm,
    MoveForm,
    ReasonForm,
    RefusalForm,
    SaidForm,
    TermsForm,
)
from admin.forms import PageForm
from admin.uploads import with_scan
from admin.work import run
from locales import Text, catalog
from models.applications import CancelReason, ContactOutcome, DatesBasis, DecisionKind, MeetingFormat
from models.people import Way
from services import applications, results
from services.applications import ParticipationCard
from services.outside import Said

_ = catalog("admin").lazy


@dataclass(frozen=True)
class StepForm:
    """A step of a case: what its button and page say, what is said once it is done; ``grave`` ends something."""

    act: str
    button: Text
    title: Text
    lead: Text
    done: Text
    form: Callable[..., Any]
    take: Callable[[int, Any], Any]
    grave: bool = False


def _propose(number: int, form: TermsForm) -> None:
    run(applications.propose_terms, participation_id=number, starts_at=form.starts_at(), place=form.place.data,
        format=MeetingFormat(form.format.data), terms=form.terms.data, dates_act=form.dates_act.data,
        dates_basis=DatesBasis(form.dates_basis.data))  # fmt: skip


def _move(number: int, form: MoveForm) -> None:
    with_scan(form.scan.data, lambda session, ctx, scan_id: applications.move_terms(
        session, ctx, participation_id=number, starts_at=form.starts_at(), place=form.place.data,
        format=MeetingFormat(form.format.data), terms=form.terms.data,
        said=Said(Way(form.way.data), form.on.data, scan_id),
    ))  # fmt: skip


def _said(service: Callable[..., object], number: int, form: SaidForm, **more: Any) -> None:
    """A step that the person took outside the chat, with its scan."""
    with_scan(form.scan.data, lambda session, ctx, scan_id: service(
        session, ctx, participation_id=number, way=Way(form.way.data), on=form.on.data, scan_id=scan_id, **more
    ))  # fmt: skip


def _accept(number: int, form: SaidForm) -> None:
    _said(applications.accept_terms, number, form)


def _refuse(number: int, form: RefusalForm) -> None:
    _said(applications.refuse_terms, number, form, note=form.note.data)


def _withdraw(number: int, form: SaidForm) -> None:
    _said(applications.withdraw, number, form)


def _contact(number: int, form: ContactForm) -> None:
    with_scan(form.scan.data, lambda session, ctx, scan_id: applications.log_contact(
        session, ctx, participation_id=number, way=Way(form.way.data), outcome=ContactOutcome(form.outcome.data),
        note=form.note.data, on=form.on.data, clock=form.clock.data, scan_id=scan_id,
    ))  # fmt: skip


def _no_show(number: int, _form: PageForm) -> None:
    run(applications.record_no_show, participation_id=number)


def _held(number: int, form: HeldForm) -> None:
    run(applications.record_held, participation_id=number, held_on=form.held_on.data,
        instrument_id=int(form.instrument_id.data) if form.instrument_id.data else None)  # fmt: skip


def _undo_held(number: int, form: ReasonForm) -> None:
    run(applications.undo_held, participation_id=number, reason=form.reason.data)


def _cancel(number: int, form: CancelForm) -> None:
    run(applications.cancel, participation_id=number, reason=CancelReason(form.reason.data))


def _decide(number: int, form: DecisionForm) -> None:
    instead_of = DecisionKind(form.instead_of.data) if form.instead_of.data in set(DecisionKind) else None
    run(results.decide, participation_id=number, decision=DecisionKind(form.decision.data), instead_of=instead_of)


def _recall(number: int, form: ReasonForm) -> None:
    run(results.recall, participation_id=number, reason=form.reason.data)


def step_of(act: str, card: ParticipationCard) -> StepForm | None:
    """A step in the words that suit a case as it stands; None for an unknown act."""
    step = STEPS.get(act)
    if step is None or act != "decide" or card.decision is None:
        return step
    return replace(
        step, button=_("Change the decision"), title=_("Change what follows the result"),
        lead=_("Nothing has been begun from the decision yet, so it can be changed. The terms follow the new one."),
        done=_("The decision is changed."),
    )  # fmt: skip


# fmt: off
STEPS: dict[str, StepForm] = {step.act: step for step in (
    StepForm("propose_terms", _("Propose terms"), _("Propose date, place and terms"),
             _("The teacher gets the terms in the chat and agrees or asks for another time."),
             _("The terms are proposed. Now the answer is awaited."), TermsForm, _propose),
    StepForm("accept_terms", _("Record consent"), _("The person agrees to the terms"),
             _("Record what the person told you outside the chat."),
             _("Recorded: the terms are agreed."), SaidForm, _accept),
    StepForm("refuse_terms", _("Record another time asked for"), _("The person asks for another time"),
             _("Record what the person told you outside the chat."),
             _("Recorded. Please propose new terms."), RefusalForm, _refuse),
    StepForm("log_contact", _("Log a contact"), _("Log an attempt to reach the person"),
             _("When the person is not reached, the term waits: this log is the reason."),
             _("The attempt is in the log."), ContactForm, _contact),
    StepForm("hold", _("Record as held"), _("The assessment was held"),
             _("From this day the term of the result runs."),
             _("Recorded. Now the result is awaited."), HeldForm, _held),
    StepForm("undo_held", _("Take “held” back…"), _("The assessment was not held"),
             _("For a record made by a slip. The agreed day stands again, and the term of the result ends."),
             _("Taken back: the agreed day stands again."), ReasonForm, _undo_held),
    StepForm("move_terms", _("Move"), _("Move the assessment"),
             _("Please agree the new date by phone first. The teacher gets it in the chat, too, where there is one."),
             _("The assessment is moved."), MoveForm, _move),
    StepForm("no_show", _("Did not come"), _("The person did not come"),
             _("The application waits for new terms, and the term of contact begins anew."),
             _("Recorded. Please propose new terms."), PageForm, _no_show),
    StepForm("decide", _("Decide what follows"), _("What follows the result"),
             _("A person decides, never the machine. A route opens the planner's term, counted from the assessment."),
             _("Decided."), DecisionForm, _decide),
    StepForm("recall", _("Recall the result"), _("Recall the published result"),
             _("The teacher is told of it, or you call where no notice reaches them. A new result must be entered."),
             _("The result is recalled."), ReasonForm, _recall, grave=True),
    StepForm("withdraw", _("Record a withdrawal"), _("The person withdraws the application"),
             _("No reason is asked for. All terms of the case end."),
             _("The application is withdrawn."), SaidForm, _withdraw, grave=True),
    StepForm("cancel", _("Cancel…"), _("Cancel the application"),
             _("The teacher is told, with the reason, or you call where no notice reaches them."),
             _("The application is cancelled."), CancelForm, _cancel, grave=True),
)}
# fmt: on
