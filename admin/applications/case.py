"""The page of a case: its next step first, then the other steps, the way so far, the facts."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any, ClassVar

from flask import abort, request
from werkzeug.wrappers import Response

from admin.access import About, only, served
from admin.addresses import go, number
from admin.applications.queue import CENTRE
from admin.applications.steps import STEPS, StepForm, step_of
from admin.applications.timeline import ended_words, tasks
from admin.base import PageView
from admin.conversations import may_record
from admin.papers import made
from admin.work import context, read, run
from documents import consent
from locales import catalog
from models.accounts import Role
from models.applications import DecisionKind, MeetingFormat, Participation, ParticipationStatus
from models.results import ResultStatus
from services import applications, calendar, conversations, outside, results, routes, telling
from services.applications import ParticipationCard
from services.applications.history import CaseHistory, history
from services.errors import Refused, Stale
from services.results import ResultStage

_ = catalog("admin").gettext
lazy = catalog("admin").lazy
S = ParticipationStatus
#: Usual hour of an assessment, offered in the form.
USUAL_TIME = time(10, 0)
#: The sheet of consents in its formats.
CONSENT = {"pdf": consent.participation_pdf, "docx": consent.participation_docx}
#: The step that comes next in each state; the others are beside it.
NEXT = {
    S.submitted: "propose_terms", S.proposed: "accept_terms", S.agreed: "hold", S.result_published: "decide",
}  # fmt: skip
ADVICE = {
    S.submitted: lazy("Call the teacher and propose date, place and terms."),
    S.proposed: lazy("The teacher's answer is awaited. If it came by phone, record it."),
    S.agreed: lazy("On the day of the assessment or after it, record here that it was held."),
    S.withdrawn: lazy("The application is withdrawn. Nothing more is to be done."),
    S.cancelled: lazy("The application is cancelled. Nothing more is to be done."),
}


def stale(participation_id: int, error: Stale | None = None) -> Response:
    """Somebody was faster: say so, and show how it stands now."""
    text = str(error) if error else _("This has already been done or has changed. Here is how it stands now.")
    return go("case.index", text, "warning", id=participation_id)


class CasePage(PageView):
    """A case."""

    allowed = CENTRE
    title = lazy("Application")
    about: ClassVar[About] = {"id": Participation}
    section = "queue"

    @served("/")
    def index(self) -> str:
        """The case as it stands."""
        card = read(applications.card, participation_id=number())
        told = read(history, participation_id=card.id)
        stage = read(results.stage, participation_id=card.id)
        awaited = read(telling.result_awaited, participation_id=card.id)
        primary = next_step(card, stage, awaited)
        return self.render(
            "case.html", card=card, told=told, stage=stage, tasks=tasks(context(), card, told, stage, awaited),
            steps=_others(card, primary, awaited), untold=read(telling.untold, participation_id=card.id),
            primary=STEPS[primary] if primary else None, advice=_advice(card, told, stage, awaited),
            may_enter_result="enter_result" in card.acts,
            may_draw_up=read(routes.may_draw_up, participation_id=card.id),
            ended=card.status in (S.withdrawn, S.cancelled), recorded=read(outside.of, participation_id=card.id),
            papers=read(applications.papers, participation_id=card.id),
            may_record=may_record(participation_id=card.id),
            asked=read(conversations.waiting_about, participation_id=card.id),
        )  # fmt: skip

    @served("/consent/")
    def consent(self) -> Response:
        """The sheet of consents to take part of this case, to print and sign (annex 2, form of consent)."""
        card = read(applications.card, participation_id=number())
        return made(CONSENT, consent.participation(card, context().region))

    @served("/step/", methods=("GET", "POST"))
    def step(self) -> str | Response:
        """The form of a step, and the step."""
        card = read(applications.card, participation_id=number())
        asked = step_of(request.args.get("act", ""), card) or abort(404)
        if asked.act not in card.acts:
            return stale(card.id)
        form = asked.form(data=_offered(asked, card))
        try:
            if form.accept(lambda: asked.take(card.id, form)):
                return go("case.index", str(asked.done), id=card.id)
        except Stale as error:
            return stale(card.id, error)
        return self.render("case_step.html", card=card, asked=asked, form=form)

    @only(Role.planner)
    @served("/draw-up/", methods=("POST",))
    def draw_up(self) -> Response:
        """Begin the route that was decided on."""
        participation_id = number()
        try:
            route_id = run(routes.draw_up, participation_id=participation_id)
        except (Stale, Refused) as error:
            return go("case.index", str(error), "warning", id=participation_id)
        return go("routes.route", _("The route is begun. Set its terms and add activities."), id=route_id)


def next_step(card: ParticipationCard, stage: ResultStage | None, awaited: bool) -> str | None:
    """The step whose button is the loud one; None where it is the result's or the route's, or nobody's, and while a
    published result is to be told first."""
    act = NEXT.get(card.status)
    if act == "decide" and (card.decision or not stage or awaited):
        return None
    return act if act in card.acts else None


def _others(card: ParticipationCard, primary: str | None, awaited: bool) -> list[StepForm]:
    """The steps beside the loud one."""
    aside = (primary, "decide") if awaited else (primary,)
    return [step for act in card.acts if act not in aside and (step := step_of(act, card))]


def _advice(card: ParticipationCard, told: CaseHistory, stage: ResultStage | None, awaited: bool) -> str:
    if card.status in ADVICE:
        return str(ADVICE[card.status])
    if card.status is S.assessed:
        if stage is None:
            return _("Enter the result: a percent for each block and the deficits found.")
        if stage.status is ResultStatus.entered:
            return _("The result is entered. Look through it once more and confirm it.")
        if stage.status is ResultStatus.checked:
            return _("The result is checked. It can be published.")
        return _("The result was recalled. Enter the new one.")
    if card.decision is None and awaited:
        return _("The result is published. The teacher is told first; then decide what follows it.")
    if card.decision is None:
        return _("The result is published. Decide what follows it.")
    if card.decision is DecisionKind.route:
        if told.route_end:
            return " ".join((ended_words(told.route_end), _("If another is needed, it can be drawn up.")))
        return _("The route goes on its own page.") if told.route_id else _("The planner draws up the route.")
    return _("The decision is made. Nothing more is to be done here.")


def _offered(step: StepForm, card: ParticipationCard) -> dict[str, Any]:
    """What a form offers before anything is typed."""
    today = context().today
    if step.act in ("propose_terms", "move_terms"):
        told = read(history, participation_id=card.id)
        tomorrow = max(card.wanted_from or today, today + timedelta(days=1))
        day = calendar.nearest_working_day(context().region, tomorrow)
        shown = card.appointment
        here = context().region.zone
        return {
            "day": shown.starts_at.astimezone(here).date() if shown else day,
            "clock": shown.starts_at.astimezone(here).time() if shown else USUAL_TIME,
            "place": shown.place if shown else told.usual_place,
            "terms": shown.terms if shown else "",
            "format": (shown.format if shown else MeetingFormat.on_site).value,
            "on": today,
        }
    if step.act == "hold" and card.appointment:
        held = context().region.today(card.appointment.starts_at)
        return {"held_on": min(held, today)}
    if step.act == "decide" and card.decision:
        return {"instead_of": card.decision, "decision": card.decision}
    return {"on": today}
