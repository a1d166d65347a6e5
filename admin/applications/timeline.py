"""The way of a case as a list of tasks: what is done, what is going on, what is still to come."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from locales import catalog, dates
from models.applications import DecisionKind, ParticipationStatus
from models.deadlines import DeadlineKind, DeadlineStatus
from models.results import ResultStatus
from models.routes import RouteStatus
from services.applications import ParticipationCard
from services.applications.cards import DeadlineLine
from services.applications.history import CaseHistory
from services.context import Context
from services.results import ResultStage
from services.routes import EarlyEnd
from services.words import word

_ = catalog("admin").gettext
S = ParticipationStatus
ORDER = [S.draft, S.submitted, S.proposed, S.agreed, S.assessed, S.result_published]


class State(enum.StrEnum):
    """How a task stands."""

    done = "done"
    now = "now"
    later = "later"
    off = "off"


@dataclass(frozen=True)
class Task:
    """A task of the way: its words, what is known of it, its deadline."""

    label: str
    state: State
    note: str = ""
    deadline: DeadlineLine | None = None


def tasks(
    ctx: Context, card: ParticipationCard, told: CaseHistory, stage: ResultStage | None, awaited: bool
) -> list[Task]:  # fmt: skip
    """The tasks of a case in order; ``awaited``: the result is published and its person is still to be told."""
    ended = card.status in (S.withdrawn, S.cancelled)
    at = ORDER.index(card.status) if card.status in ORDER else 0

    def state(passed: int, going: int) -> State:
        if ended:
            return State.off
        return State.done if at > passed else State.now if at >= going else State.later

    return [
        Task(_("Application received"), State.done, _received(card)),
        Task(_("Contact and terms"), state(2, 1), _terms(ctx, card), _deadline(card, DeadlineKind.contact)),
        Task(_("Assessment"), state(3, 3), _held(card), _deadline(card, DeadlineKind.assessment)),
        Task(_("Result"), state(5 if awaited else 4, 4), _result(stage, awaited),
             _deadline(card, DeadlineKind.result)),
        Task(_("Decision"), _decision_state(card, state(5, 5)), word(card.decision) if card.decision else "",
             _deadline(card, DeadlineKind.decision)),
        *_route(card, told, ended=ended),
    ]  # fmt: skip


def _deadline(card: ParticipationCard, kind: DeadlineKind) -> DeadlineLine | None:
    found = [line for line in card.deadlines if line.kind is kind]
    living = [line for line in found if line.status in (DeadlineStatus.open, DeadlineStatus.on_hold)]
    if card.status not in (S.withdrawn, S.cancelled):
        # What became void on the way, as by a no-show, is still needed: its day is not appointed yet.
        found = [line for line in found if line.status is not DeadlineStatus.void]
    return next(reversed(living or found), None)


def _received(card: ParticipationCard) -> str:
    if card.received_on is None:
        return word(card.way)
    return _("No. {number} of {day}, {way}", number=card.number, day=dates.short_day(card.received_on),
             way=word(card.way))  # fmt: skip


def _terms(ctx: Context, card: ParticipationCard) -> str:
    if card.appointment is None:
        return ""
    act = f" · {card.appointment.dates_act}" if card.appointment.dates_act else ""
    return f"{dates.moment(card.appointment.starts_at, ctx.region.zone)} · {card.appointment.place}{act}"


def _held(card: ParticipationCard) -> str:
    return _("held on {day}", day=dates.short_day(card.held_on)) if card.held_on else ""


def _result(stage: ResultStage | None, awaited: bool) -> str:
    if awaited:
        return _("published, the person is not told yet")
    if stage is None:
        return ""
    if stage.status is ResultStatus.entered:
        return _("entered by {name}, not checked yet", name=stage.entered_by)
    return word(stage.status)


def _decision_state(card: ParticipationCard, state: State) -> State:
    return State.done if card.decision else state


def ended_words(end: EarlyEnd) -> str:
    """When a route was ended before its time, and by whom."""
    day = dates.short_day(end.on)
    if end.by_person is None:
        return _("The route ended early on {day}.", day=day)
    if end.by_person:
        return _("The route ended early on {day}: the teacher ended it.", day=day)
    return _("The route ended early on {day}: the centre ended it.", day=day)


def _route(card: ParticipationCard, told: CaseHistory, *, ended: bool) -> list[Task]:
    if card.decision not in (None, DecisionKind.route) and told.route_end is None:
        return []
    state = State.off if ended else State.now if card.decision else State.later
    if told.route_status not in (None, RouteStatus.drafting):
        state = State.done
    note = word(told.route_status) if told.route_status else ""
    if told.route_end:
        state, note = State.off, ended_words(told.route_end)
    return [Task(_("Route"), state, note, _deadline(card, DeadlineKind.draw_up))]
