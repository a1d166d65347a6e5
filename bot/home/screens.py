"""The first screen: who is greeted, the one next step as the first button, and the rooms open to the person."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup

from bot.applications.calls import Apply, Case, MyApplication
from bot.applications.cases import told_end
from bot.conversations.calls import Ask, Threads, Topic
from bot.home.calls import Help
from bot.people.calls import GoOn, Profile, ReadConsent
from bot.results.calls import OpenResult
from bot.routes.calls import Listing, MyRoute, OpenActivity, OpenRoute, RouteList
from bot.screens import Button, Screen, home
from bot.settings.calls import OpenSettings
from bot.writing import clip, in_pairs, lines, phone_line
from locales import Text, catalog, dates
from models.accounts import Role
from services.home import CENTRES, Home, NextStep
from services.places import CentreLine

_ = catalog("bot").html
t = catalog("bot").gettext
lazy = catalog("bot").lazy

N = NextStep
#: Steps that a member of staff need not take: their work comes first then.
IDLE = (N.give_consent, N.complete_profile, N.route_ended, N.apply)
#: Steps in which a person only waits: what awaits their word as a head or curator comes first then.
QUIET = (*IDLE, N.wait_contact, N.wait_result, N.wait_route, N.come_to_assessment)
#: Steps whose day is the day itself, not a term.
DATED = (N.come_to_assessment, N.do_activity)
#: Who has an inbox of questions.
ANSWERING = (Role.curator, Role.operator)
SCHOOL = (Role.head, Role.deputy, Role.founder)

#: What is said of a next step, the words on its button, and where it leads.
STEPS: dict[NextStep, tuple[Text, Text, Callable[[Home], CallbackData]]] = {
    N.give_consent: (
        lazy("You withdrew the consent to the processing of personal data. To apply again, please give it anew."),
        lazy("📄 Read the consent"),
        lambda home: ReadConsent(),
    ),
    N.complete_profile: (
        lazy("Let us finish your profile: a few short questions."),
        lazy("👤 Go on with the profile"),
        lambda home: GoOn(),
    ),
    N.confirm_entry: (
        lazy("The centre entered an application from your call. Please look whether all is right and confirm it."),
        lazy("✅ Look and confirm"),
        lambda home: Case(participation_id=home.participation_id or 1),
    ),
    N.answer_terms: (
        lazy("The centre proposes a day for your assessment. Please answer whether it suits you."),
        lazy("📅 See the proposed day"),
        lambda home: Case(participation_id=home.participation_id or 1),
    ),
    N.ask_other_time: (
        lazy("The day that was proposed has passed: please tell us when it would suit you."),
        lazy("📅 Ask for another time"),
        lambda home: Case(participation_id=home.participation_id or 1),
    ),
    N.agree_route: (
        lazy("Your route is drawn up. Please look at it and say whether you agree."),
        lazy("🧭 See my route"),
        lambda home: OpenRoute(route_id=home.route_id or 1),
    ),
    N.continue_draft: (
        lazy("You began an application. What you chose is kept."),
        lazy("📝 Go on with the application"),
        lambda home: Apply(),
    ),
    N.come_to_assessment: (
        lazy("The day of your assessment is agreed."),
        lazy("📅 See the day and place"),
        lambda home: Case(participation_id=home.participation_id or 1),
    ),
    N.wait_contact: (
        lazy("Your application is received. A specialist of the centre will contact you."),
        lazy("📋 See my application"),
        lambda home: Case(participation_id=home.participation_id or 1),
    ),
    N.wait_result: (
        lazy("You have taken the assessment. The centre prepares your result."),
        lazy("📋 See my application"),
        lambda home: Case(participation_id=home.participation_id or 1),
    ),
    N.see_result: (
        lazy("Your result is ready."),
        lazy("📊 Open my result"),
        lambda home: OpenResult(participation_id=home.participation_id or 1),
    ),
    N.wait_route: (
        lazy("The centre draws up your individual educational route."),
        lazy("📋 See my application"),
        lambda home: Case(participation_id=home.participation_id or 1),
    ),
    N.do_activity: (
        lazy("Your route is active. Here is the nearest activity."),
        lazy("🧭 Open the activity"),
        lambda home: OpenActivity(activity_id=home.activity_id or 1),
    ),
    N.route_ended: (
        lazy("If you need a route after all, the centre can draw up a new one."),
        lazy("📋 See what may follow"),
        lambda home: Case(participation_id=home.participation_id or 1),
    ),
    N.apply: (
        lazy("You can apply for diagnostics: it shows what is worth improving."),
        lazy("📝 Apply for diagnostics"),
        lambda home: Apply(),
    ),
}


def home_screen(facts: Home) -> Screen:
    """The first screen of a person we know."""
    greeting = (
        _("<b>Good day, {name}!</b>", name=clip(facts.name, 130)) if facts.name else _("<b>Good day!</b>")
    )  # fmt: skip
    told, primary = _next(facts)
    rows = [[primary], *_work(facts, primary), *in_pairs(_rooms(facts, primary))]
    return Screen(lines(greeting, "", *told), rows)


def _led_to(facts: Home, primary: Button) -> list[type[CallbackData]]:
    """The rooms that the first button already leads to: two buttons of one screen only puzzle."""
    if isinstance(primary.data, Apply):
        return [Apply]
    if isinstance(primary.data, Case) and facts.step in CENTRES:
        return [MyApplication]
    if isinstance(primary.data, MyRoute) or (isinstance(primary.data, OpenRoute) and not facts.several_routes):
        return [MyRoute]
    return []


def _next(facts: Home) -> tuple[list[Markup], Button]:
    if facts.step in QUIET and (facts.to_approve or facts.to_agree):
        return [_("Routes of teachers await your word.")], _waiting(facts)[0]
    if facts.step in IDLE and Role.curator in facts.roles:
        return [_("Here are the teachers whose routes you curate.")], _wards()
    if facts.step in IDLE and any(role in facts.roles for role in SCHOOL):
        return [_("Here are the routes of your teachers.")], _school()
    if facts.step is N.do_activity and facts.activity_id is None:
        return [_("Every activity of your route is marked done. Well done!")], Button(t("🧭 My route"), MyRoute())
    words, button, to = STEPS[facts.step]
    told = [lines(told_end(facts.early_end) if facts.early_end else None, str(words))]
    day = _day(facts)
    return [*told, *([day] if day else [])], Button(str(button), to(facts))


def _day(facts: Home) -> Markup | None:
    """The day of a step and whose it is; none where it is the centre's and the step the person's."""
    if facts.by is None:
        return None
    day = dates.day(facts.by)
    if facts.step in CENTRES:
        return _("⏰ The centre answers by {day}", day=day)
    if facts.step is N.answer_terms:
        return _("⏰ Please answer by {day}", day=day)
    return _("⏰ {day}", day=day) if facts.step in DATED else None


def _waiting(facts: Home) -> list[Button]:
    found = []
    if facts.to_approve:
        found.append(Button(t("✍️ To approve ({n})", n=facts.to_approve), RouteList(listing=Listing.approve)))
    if facts.to_agree:
        found.append(Button(t("✍️ To agree ({n})", n=facts.to_agree), RouteList(listing=Listing.agree)))
    return found


def _wards() -> Button:
    return Button(t("👥 My wards"), RouteList(listing=Listing.wards))


def _questions(facts: Home) -> Button:
    words = t("💬 Questions ({n})", n=facts.to_answer) if facts.to_answer else t("💬 Questions")
    return Button(words, Threads(mine=False))


def _school() -> Button:
    return Button(t("🏫 Routes of the school"), RouteList(listing=Listing.school))


def _work(facts: Home, primary: Button) -> list[list[Button]]:
    rows = _waiting(facts)
    if any(role in facts.roles for role in ANSWERING):
        rows.append(_questions(facts))
    if Role.curator in facts.roles:
        rows.append(_wards())
    if any(role in facts.roles for role in SCHOOL):
        rows.append(_school())
    return [[button] for button in rows if button != primary]


def _rooms(facts: Home, primary: Button) -> list[Button]:
    rooms, led = [], _led_to(facts, primary)
    if facts.has_applications:
        rooms.append(Button(t("📋 My application"), MyApplication()))
    elif facts.step not in (N.complete_profile, N.give_consent):
        rooms.append(Button(t("📝 Apply"), Apply()))
    if facts.has_routes:
        rooms.append(Button(t("🧭 My route"), MyRoute()))
    return [
        *(room for room in rooms if type(room.data) not in led),
        Button(t("👤 My profile"), Profile()),
        Button(t("⚙️ Settings"), OpenSettings()),
        Button(t("❓ Help"), Help()),
    ]


def help_screen(centres: Sequence[CentreLine], *, known: bool = True) -> Screen:
    """What can be done here, how to begin anew, and whom to call; ``known``: the reader is no newcomer."""
    told = [
        lines(
            phone_line(one.name, one.phone), _("📍 {address}", address=clip(one.address, 200)) if one.address else None
        )
        for one in centres[:5]
    ]
    text = lines(
        _("<b>Help</b>"),
        _("• To begin anew from any place, tap “Home” or send /start."),
        _("• To stop typing an answer, send /cancel. Nothing is lost."),
        _("• If a button does not work, send /start and try again."),
        _(
            "• Your result is seen only by you, the specialists of the centre, your curator and those to whom you open"
            " your route yourself."
        ),
        "",
        _("If something is not clear, please call:"),
        *told,
    )
    asking = [
        [Button(t("❓ Ask the centre"), Ask(topic=Topic.centre))],
        [Button(t("💬 My questions"), Threads(mine=True))],
    ]
    return Screen(text, [*(asking if known else []), [home()]])
