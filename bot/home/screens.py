"""The first screen: who is greeted, the one next step as the first button, and the rooms open to the person."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup

from bot.applications.calls import Apply, Case, MyApplication
from bot.conversations.calls import Ask, Threads, Topic
from bot.home.calls import Help
from bot.home.steps import STEPS
from bot.people.calls import Profile
from bot.routes.calls import Listing, MyRoute, OpenRoute, RouteList
from bot.routes.standing import told_end
from bot.screens import Button, Screen, home
from bot.settings.calls import OpenSettings
from bot.writing import clip, in_pairs, lines, phone_line
from locales import catalog, dates
from models.accounts import Role
from services.context import Region
from services.home import Home
from services.next_step import WAITING, Following, NextStep
from services.places import CentreLine

_ = catalog("bot").html
t = catalog("bot").gettext

N = NextStep
#: Steps that a member of staff need not take: their work comes first then.
IDLE = frozenset({N.give_consent, N.complete_profile, N.route_ended, N.apply, N.serve})
#: Steps in which a person only waits: what awaits their word as a head or curator comes first then.
QUIET = IDLE | WAITING | {N.come_to_assessment, N.wait_record, N.wait_resuming, N.wait_final_assessment}
#: Who has an inbox of questions.
ANSWERING = (Role.curator, Role.operator)
SCHOOL = (Role.head, Role.deputy, Role.founder)


def home_screen(facts: Home, region: Region) -> Screen:
    """The first screen of a person we know."""
    greeting = (
        _("<b>Good day, {name}!</b>", name=clip(facts.name, 130)) if facts.name else _("<b>Good day!</b>")
    )  # fmt: skip
    told, primary = _next(facts, region)
    rows = [[primary], *_work(facts, primary), *in_pairs(_rooms(facts, primary))]
    return Screen(lines(greeting, "", *told), rows)


def _led_to(facts: Home, primary: Button) -> list[type[CallbackData]]:
    """The rooms that the first button already leads to: two buttons of one screen only puzzle."""
    if isinstance(primary.data, OpenSettings):
        return [OpenSettings]
    if isinstance(primary.data, Apply):
        return [Apply]
    if isinstance(primary.data, Case) and facts.next.step in WAITING | {N.wait_record}:
        return [MyApplication]
    if isinstance(primary.data, MyRoute) or (isinstance(primary.data, OpenRoute) and not facts.several_routes):
        return [MyRoute]
    return []


def _next(facts: Home, region: Region) -> tuple[list[Markup], Button]:
    one = facts.next
    if one.step in QUIET and (facts.to_approve or facts.to_agree):
        return [_("Routes of teachers await your word.")], _waiting(facts)[0]
    if one.step in IDLE and Role.curator in facts.roles:
        return [_("Here are the teachers whose routes you curate.")], _wards()
    if one.step in IDLE and any(role in facts.roles for role in SCHOOL):
        return [_("Here are the routes of your teachers.")], _school()
    if one.step in IDLE and Role.operator in facts.roles:
        return [_("Here are the questions of teachers. The rest of your work is in the back office.")], _questions(
            facts
        )
    if one.step is N.do_activity and one.activity_id is None:
        return [_("Every activity of your route is marked done. Well done!")], Button(t("🧭 My route"), MyRoute())
    row = STEPS[one.step]
    words = _("The day of this activity has passed. If it is done, please mark it:") if _missed(one) else row.words
    ended = told_end(one.early_end) if one.early_end else None
    return [lines(ended, str(words)), *_days(one, region)], Button(str(row.button), row.to(one))


def _missed(one: Following) -> bool:
    return one.step is N.do_activity and one.late


def _days(one: Following, region: Region) -> list[Markup]:
    """Every day of the step, each with what it is: of an activity, of the assessment, by when somebody acts."""
    if one.step is N.do_activity:
        return _activity(one)
    told = []
    if one.moment is not None and one.step in MOMENTS:
        told.append(MOMENTS[one.step](dates.moment(one.moment, region.zone)))
    say = STEPS[one.step].day
    if one.by is not None and say is not None:
        day = dates.day(one.by)
        told.append(_("❗ The term was {day}. You can still answer now.", day=day) if one.late else say(day))
    return told


#: What the moment of an assessment is, in the steps that tell it.
MOMENTS: dict[NextStep, Callable[[str], Markup]] = {
    N.answer_terms: lambda moment: _("📅 The proposed day: {moment}", moment=moment),
    N.come_to_assessment: lambda moment: _("📅 You are expected: {moment}", moment=moment),
    N.wait_record: lambda moment: _("📅 It was set for: {moment}", moment=moment),
}


def _activity(one: Following) -> list[Markup]:
    if one.since is None or one.by is None:
        return []
    term = dates.term(dates.day(one.since), dates.day(one.by))
    return [_("<b>{title}</b>", title=clip(one.title, 300)), _("📅 When: {term}", term=term)]


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
    elif facts.next.step not in (N.complete_profile, N.give_consent, N.serve):
        rooms.append(Button(t("📝 Apply"), Apply()))
    if facts.has_routes:
        rooms.append(Button(t("🧭 My route"), MyRoute()))
    rooms += [
        Button(t("👤 My profile"), Profile()),
        Button(t("⚙️ Settings"), OpenSettings()),
        Button(t("❓ Help"), Help()),
    ]
    return [room for room in rooms if type(room.data) not in led]


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
        _("• To stop typing an answer, type “Cancel”. Nothing is lost."),
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
