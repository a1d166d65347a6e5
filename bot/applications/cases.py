"""Screens of an application that was sent: how it stands, what happens next and by when, whom to call."""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence

from markupsafe import Markup

from bot.applications.calls import (
    AcceptTerms,
    AllApplications,
    AnotherTime,
    Apply,
    Case,
    ConfirmEntry,
    DenyEntry,
    Withdraw,
)
from bot.applications.parts import told_blocks
from bot.conversations.calls import Ask, Topic
from bot.people.calls import LeavePhone
from bot.people.profile import fill_rest
from bot.results.calls import OpenResult
from bot.routes.calls import OpenRoute
from bot.routes.standing import ASKED, STANDING, told_end
from bot.screens import Button, Home, Screen, ways_out
from bot.writing import capital, clip, clip_lines, label, lines, note_line, page_of, phone_line, turns
from locales import Text, catalog, dates
from models.applications import DecisionKind, ParticipationStatus
from models.deadlines import DeadlineKind, DeadlineStatus
from models.routes import RouteStatus
from services.applications import ParticipationCard, ParticipationLine
from services.applications.cards import AppointmentLine, DeadlineLine
from services.context import Region
from services.next_step import awaited_term
from services.people import ProfileField
from services.routes import RouteLine
from services.words import word

_ = catalog("bot").html
_n = catalog("bot").nhtml
t = catalog("bot").gettext
lazy = catalog("bot").lazy

S, R = ParticipationStatus, RouteStatus
#: Statuses that a teacher is told in words of their own: an order says «условия», people say a day.
STATED: dict[ParticipationStatus, Text] = {
    S.proposed: lazy("a day is proposed"),
    S.agreed: lazy("the day is agreed"),
}
#: Said where the centre called in vain.
MISSED_CALL = lazy("We tried to reach you but did not manage. When would it suit you? Please tap the button and write.")


def stated(status: ParticipationStatus) -> str:
    """A status in a teacher's words."""
    return str(STATED[status]) if status in STATED else word(status)


class Side(enum.Enum):
    """Towards a term the reader is the one who must act, the teacher who waits, or one who only looks on."""

    acts = "acts"
    waits = "waits"
    looks = "looks"


def deadline_note(line: DeadlineLine, side: Side) -> Markup:
    """By when, with the clause in small; a guideline is called so and never a norm."""
    day = dates.day(line.due_on)
    if not line.overdue:
        told = _("⏰ By {day}", day=day)
    elif side is Side.acts:
        told = _("❗ The term was {day}. Your answer is still awaited: you can give it now.", day=day)
    elif side is Side.waits:
        told = _("The term was {day}. If you have heard nothing, please call the centre.", day=day)
    else:
        told = _("The term was {day}.", day=day)
    if line.normative and line.clause:
        return lines(told, _("<i>Term: {clause}</i>", clause=line.clause))
    return lines(told, _("<i>An approximate day: no order sets it.</i>"))


def _deadline(card: ParticipationCard) -> DeadlineLine | None:
    if card.passed:
        return None
    wanted = awaited_term(card.status)
    if card.decision is DecisionKind.route:
        wanted = DeadlineKind.draw_up
    return next(
        (one for one in card.deadlines if one.kind is wanted and one.status is DeadlineStatus.open), None
    )  # fmt: skip


def meeting(line: AppointmentLine, region: Region) -> Markup:
    """Date, place and terms of an assessment."""
    return lines(
        _("📅 {moment}", moment=dates.moment(line.starts_at, region.zone)),
        _("📍 {place} ({format})", place=clip(line.place, 300), format=word(line.format)),
        _("Terms: {terms}", terms=clip_lines(line.terms, 600)) if line.terms else None,
    )


def _awaited(card: ParticipationCard, region: Region) -> list[str]:
    """What one who only looks on is told: whose application it is, and the day there is."""
    living = card.appointment if card.status in (S.proposed, S.agreed) else None
    whose = _("Who takes part: {person}", person=clip(card.person, 200))
    return [whose, *([meeting(living, region)] if living else [])]


def what_next(card: ParticipationCard, region: Region, route: RouteLine | None = None) -> Sequence[str]:
    """What happens next, and who does it; ``route``: the person's own that the application led to."""
    if route is not None and (route.early_end is None or card.decision is DecisionKind.route):
        return _route_next(route)
    if card.passed and card.appointment:
        gone = _("The day that was proposed has passed: please tell us when it would suit you.")
        return [gone, meeting(card.appointment, region)]
    if card.status is S.proposed and card.appointment:
        return [_("The centre proposes:"), meeting(card.appointment, region), _("Does this suit you?")]
    if card.status is S.agreed and card.appointment:
        if card.expected:
            return [_("You are expected:"), meeting(card.appointment, region)]
        return [_("The hour of the assessment has come:"), meeting(card.appointment, region), *_after_hour()]
    if card.missed_call:
        return [str(MISSED_CALL)]
    if card.status is S.submitted and card.asked_for:
        said = _("You asked for another time: “{words}”", words=clip(card.asked_for, 600))
        return [said, _("The centre will propose another day.")]
    told = {
        S.submitted: _("What next: a specialist of the centre will call or write to you to agree the day and place."),
        S.assessed: _("What next: the centre prepares your result and tells you here."),
        S.result_published: _result_next(card),
        S.withdrawn: _("You withdrew this application. You can apply again at any time."),
        S.cancelled: _("The centre cancelled this application. Please call if you have a question."),
    }
    return [told[card.status]] if card.status in told else []


def _after_hour() -> list[Markup]:
    return [
        _("What next: the centre notes who was there, then prepares the result."),
        _("If you did not come, please write to the centre: tap “Ask a question”."),
    ]


def _result_next(card: ParticipationCard) -> Markup:
    if card.decision is DecisionKind.route:
        return _("What next: the centre draws up your individual educational route.")
    if card.decision is None:
        return _("The centre will suggest what to do next.")
    return _("What next: {decision}.", decision=word(card.decision))


def _route_next(route: RouteLine) -> list[Markup]:
    """How the person's own route stands, and by when the next thing happens."""
    if route.status is R.active:
        return [_("Your route is active. Done: {done} of {total}.", done=route.done, total=route.total)]
    if route.early_end is not None:
        told = told_end(route.early_end)
        return [told, _("If you need a route after all, ask the centre: it can draw up a new one by the same result.")]
    words = ASKED if route.awaited else STANDING.get(route.status)
    told = lines(str(words)) if words else _("Your route: {status}.", status=word(route.status))
    due = route.deadline
    if due is None or due.kind is not awaited_term(route.status):
        return [told]
    return [told, deadline_note(due, Side.acts if route.awaited else Side.waits)]


def case_screen(
    card: ParticipationCard, region: Region, note: str = "", *, own: bool = True, route: RouteLine | None = None
) -> Screen:
    """An application as it stands; ``own``: the reader is the person concerned; ``route``: theirs that it led to."""
    deadline = None if route else _deadline(card)
    side = (Side.acts if "accept_terms" in card.acts else Side.waits) if own else Side.looks
    text = lines(
        note_line(note),
        _("<b>Application {number}</b>", number=card.number) if card.number else _("<b>Application</b>"),
        _("Received on {day}.", day=dates.day(card.received_on)) if card.received_on else None,
        _("<b>{status}</b>", status=capital(stated(card.status))),
        "",
        *(
            [_("The centre entered this from your call. <b>Please look whether all is right and confirm it.</b>"), ""]
            if own and card.to_confirm
            else []
        ),
        *(what_next(card, region, route) if own else _awaited(card, region)),
        deadline_note(deadline, side) if deadline else None,
        "",
        *_asked(card, region),
        "",
        phone_line(card.centre_name, card.centre_phone),
    )
    every = [Button(t("📋 All my applications"), AllApplications())] if own else []
    return Screen(text, [*_acts(card, own, route), every, ways_out(Home())])


def _asked(card: ParticipationCard, region: Region) -> list[str]:
    subjects = ", ".join(region.subject_name(subject) for subject, _blocks in card.blocks if subject)
    return [
        *([_("Form: {form}", form=word(card.form))] if card.form else []),
        *([_("Subjects: {names}", names=clip(subjects, 600))] if subjects else []),
        *told_blocks(card.blocks, region),
        *_wanted(card),
    ]


def _wanted(card: ParticipationCard) -> list[Markup]:
    if card.wanted_from is None or card.wanted_to is None:
        return []
    term = dates.term(dates.day(card.wanted_from), dates.day(card.wanted_to))
    return [_("Time that was wished: {term}", term=term)]


def _acts(card: ParticipationCard, own: bool, route: RouteLine | None) -> list[list[Button]]:
    number, appointment = card.id, card.appointment.id if card.appointment else 0
    rows = [[Button(t("🧭 Open my route"), OpenRoute(route_id=route.id))]] if route and _opens(route) else []
    if own and card.to_confirm:
        rows.append([Button(t("✅ All is right, I confirm"), ConfirmEntry(participation_id=number))])
        rows.append([Button(t("I did not ask for this"), DenyEntry(participation_id=number, sure=False))])
    if "accept_terms" in card.acts:
        rows.append([Button(t("✅ It suits me"), AcceptTerms(participation_id=number, appointment_id=appointment))])
    if "refuse_terms" in card.acts:
        other = AnotherTime(participation_id=number, appointment_id=appointment)
        rows.append([Button(t("Ask for another time"), other)])
    if card.status is S.result_published:
        rows.append([Button(t("📊 Open my result"), OpenResult(participation_id=number))])
    if own and card.missed_call:
        rows.append([Button(t("✏️ Write when it suits"), Ask(topic=Topic.called, id=number))])
    if own and card.expected:
        rows.append([Button(t("I cannot come on this day"), Ask(topic=Topic.absence, id=number))])
    if own and card.number:
        rows.append([Button(t("❓ Ask a question"), Ask(topic=Topic.case, id=number))])
    if card.status in (S.withdrawn, S.cancelled, S.result_published):
        rows.append([Button(t("📝 Apply for diagnostics"), Apply())])
    if "withdraw" in card.acts:
        rows.append([Button(t("Withdraw the application"), Withdraw(participation_id=number, sure=False))])
    return rows


def _opens(route: RouteLine) -> bool:
    return route.early_end is None or route.early_end.sent


def sent(card: ParticipationCard, region: Region, missing: Collection[ProfileField] = ()) -> Screen:
    """The application has been received: its number, and what happens next and by when; ``missing``: what of the
    profile is asked for beside it."""
    screen = case_screen(card, region)
    if card.status is not S.submitted:
        return screen
    phone = ProfileField.phone in missing
    days = region.terms[DeadlineKind.contact.value].days
    text = lines(
        _("✅ <b>Your application is received.</b> Thank you!\n"),
        _n("📱 The centre calls within {n} working day. So that it can, please leave your phone number.\n",
           "📱 The centre calls within {n} working days. So that it can, please leave your phone number.\n",
           days) if phone and days else None,
        screen.text,
    )  # fmt: skip
    asked = [
        [Button(t("📱 Leave my phone number"), LeavePhone(participation_id=card.id))] if phone else [],
        [fill_rest()] if set(missing) - {ProfileField.phone} else [],
    ]
    return Screen(text, [*asked, *screen.rows])


def case_list(found: Sequence[ParticipationLine], has_draft: bool, page: int) -> Screen:
    """All applications of the person, the newest first."""
    shown, page, pages = page_of(found, page)
    rows = [
        [Button(label(t("{number}: {status}", number=one.number or "–", status=stated(one.status))),
                Case(participation_id=one.id))]
        for one in shown
    ]  # fmt: skip
    if has_draft:
        rows.insert(0, [Button(t("📝 Go on with the form"), Apply())])
    told = _("<b>My applications</b>") if rows else _("You have not applied yet.")
    if not rows:
        rows = [[Button(t("📝 Apply for diagnostics"), Apply())]]
    turning = turns(page, pages, lambda number: AllApplications(page=number))
    return Screen(told, [*rows, turning, ways_out(Home())])
