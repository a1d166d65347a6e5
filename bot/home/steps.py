"""The table of the first screen: what is said of each next step, the button that takes it, and what its day is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup

from bot.applications.calls import AnotherTime, Apply, Case
from bot.applications.cases import MISSED_CALL
from bot.conversations.calls import Ask, Topic
from bot.people.calls import GoOn, ReadConsent
from bot.results.calls import OpenResult
from bot.routes.calls import OpenActivity, OpenRoute
from bot.routes.standing import ASKED, STANDING
from bot.settings.calls import OpenSettings
from locales import Text, catalog
from models.routes import RouteStatus
from services.next_step import Following, NextStep

_ = catalog("bot").html
lazy = catalog("bot").lazy

N, S = NextStep, RouteStatus


@dataclass(frozen=True)
class Row:
    """What is said of a step, the words on its button, where it leads, and what its day says, if it has one."""

    words: Text
    button: Text
    to: Callable[[Following], CallbackData]
    day: Callable[[str], Markup] | None = None


def _case(step: Following) -> CallbackData:
    return Case(participation_id=step.participation_id or 1)


def _another_time(step: Following) -> CallbackData:
    return AnotherTime(participation_id=step.participation_id or 1, appointment_id=step.appointment_id or 0)


def _route(step: Following) -> CallbackData:
    return OpenRoute(route_id=step.route_id or 1)


def _answer(day: str) -> Markup:
    return _("⏰ Please answer by {day}", day=day)


def _centre(day: str) -> Markup:
    return _("⏰ The centre answers by {day}", day=day)


SEE_CASE, SEE_ROUTE = lazy("📋 See my application"), lazy("🧭 See my route")

# fmt: off
STEPS: dict[NextStep, Row] = {
    N.give_consent: Row(
        lazy("You withdrew the consent to the processing of personal data. To apply again, please give it anew."),
        lazy("📄 Read the consent"), lambda step: ReadConsent()),
    N.complete_profile: Row(
        lazy("Let us finish your profile: a few short questions."),
        lazy("👤 Go on with the profile"), lambda step: GoOn()),
    N.confirm_entry: Row(
        lazy("The centre entered an application from your call. Please look whether all is right and confirm it."),
        lazy("✅ Look and confirm"), _case),
    N.answer_terms: Row(
        lazy("The centre proposes a day for your assessment. Please answer whether it suits you."),
        lazy("📅 See the proposed day"), _case, _answer),
    N.ask_other_time: Row(
        lazy("The day that was proposed has passed: please tell us when it would suit you."),
        lazy("📅 Ask for another time"), _another_time),
    N.continue_draft: Row(
        lazy("You began an application. What you chose is kept."),
        lazy("📝 Go on with the application"), lambda step: Apply()),
    N.come_to_assessment: Row(
        lazy("The day of your assessment is agreed."),
        lazy("📅 See the day and place"), _case),
    N.wait_record: Row(
        lazy("The hour of your assessment has come. The centre notes who was there, then prepares the result."
             " If you did not come, please write to the centre."),
        SEE_CASE, _case),
    N.name_hour: Row(
        MISSED_CALL, lazy("✏️ Write when it suits"),
        lambda step: Ask(topic=Topic.called, id=step.participation_id or 1)),
    N.wait_contact: Row(
        lazy("Your application is received. A specialist of the centre will contact you."), SEE_CASE, _case, _centre),
    N.wait_result: Row(
        lazy("You have taken the assessment. The centre prepares your result."), SEE_CASE, _case, _centre),
    N.see_result: Row(
        lazy("Your result is ready."),
        lazy("📊 Open my result"), lambda step: OpenResult(participation_id=step.participation_id or 1)),
    N.wait_route: Row(
        lazy("The centre draws up your individual educational route."), SEE_CASE, _case, _centre),
    # One's own route, by its state.
    N.agree_route: Row(ASKED, SEE_ROUTE, _route, _answer),
    N.wait_agreement: Row(STANDING[S.in_agreement], SEE_ROUTE, _route,
                          lambda day: _("⏰ They answer by {day}", day=day)),
    N.wait_finalizing: Row(STANDING[S.finalizing], SEE_ROUTE, _route,
                           lambda day: _("⏰ The centre finishes it by {day}", day=day)),
    N.wait_approval: Row(STANDING[S.awaiting_approval], SEE_ROUTE, _route,
                         lambda day: _("⏰ It is approved by {day}", day=day)),
    N.do_activity: Row(
        lazy("Your route is active. Here is the nearest activity:"),
        lazy("🧭 Open the activity"), lambda step: OpenActivity(activity_id=step.activity_id or 1)),
    N.wait_resuming: Row(STANDING[S.suspended], SEE_ROUTE, _route),
    N.wait_final_assessment: Row(STANDING[S.final_assessment], SEE_ROUTE, _route),
    N.route_ended: Row(
        lazy("If you need a route after all, the centre can draw up a new one."),
        lazy("📋 See what may follow"), _case),
    N.apply: Row(
        lazy("You can apply for diagnostics: it shows what is worth improving."),
        lazy("📝 Apply for diagnostics"), lambda step: Apply()),
    N.serve: Row(
        lazy("Notices of your work come here. The work itself is done in the back office."),
        lazy("⚙️ Settings"), lambda step: OpenSettings()),
}
# fmt: on
