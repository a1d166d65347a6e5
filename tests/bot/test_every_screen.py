"""Every screen with hostile names and texts without end: nothing is unescaped, nothing is more than Telegram takes."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

import bot
from bot import start
from bot.applications import applying, blocks, calendar, cases, form
from bot.applications import questions as about_application
from bot.conversations import screens as talks
from bot.conversations.calls import Topic
from bot.home import screens as home_screens
from bot.home import steps as home_steps
from bot.people import filling, linking, moves, profile, questions, steps, welcome
from bot.people.calls import STEPS
from bot.results import screens as results
from bot.routes import activities, answering, disclosure_screens, ending, evidence_screens, lists
from bot.routes import more as besides
from bot.routes import screens as routes
from bot.routes.calls import Listing, Order, Writing
from bot.screens import Attachment, Screen
from bot.settings import screens as settings
from locales import reading_in
from models.accounts import Role
from models.applications import DecisionKind, DiagnosticForm, ParticipationStatus
from models.people import StaffKind
from models.results import DeficitLevel
from models.routes import CuratorView, EvidenceKind, RouteStatus
from sandbox.html_text import parse_html
from services.applications.draft import DraftStep
from services.digests import Item
from services.employments import Moving
from services.next_step import NextStep
from services.notices import RULES
from services.people import ProfileField
from services.personal_data import Ending
from services.places import PlaceLine
from services.results import LookLine
from services.routes import (
    Disclosures,
)
from services.settings import Settings, Switch
from tests.bot.samples import (
    BIG,
    CASES,
    CENTRES,
    DISCLOSED,
    LEFT,
    LINES,
    LONG,
    NAMED,
    NOW,
    PAPER,
    REGION,
    TERMS,
    TODAY,
    WARD_ACTIVITIES,
    activity,
    activity_card,
    apart,
    case,
    draft,
    evidence,
    facts,
    person,
    result,
    route,
    thread,
)

REST = tuple(STEPS)

#: Every function of a screen, and what it is shown with.
SCREENS: dict[Callable[..., Screen], list[tuple[Any, ...]]] = {
    welcome.welcome: [(), (LONG[:300],)],
    welcome.welcome_back: [()],
    welcome.consent: [(REGION.personal_data_consent.model_copy(update={"text": LONG * 4}), 2, LONG[:300])],
    welcome.consent_file: [(Attachment("consent.pdf", b"x"),)],
    welcome.not_now: [(CENTRES,)],
    linking.ask_code: [(), (LONG[:300],)],
    questions.question: [
        (field, person(ready=ready), REGION) for field in ProfileField for ready in (True, False)
    ],
    questions.ask_position: [(person(), REGION, kind) for kind in StaffKind],
    questions.schools_found: [(person(), [PlaceLine(BIG, LONG, LONG)] * n, LONG, 8) for n in (0, 3, 9)],
    questions.no_school: [(CENTRES,)],
    questions.ask_patronymic: [(person(ready=ready),) for ready in (True, False)],
    moves.ask_move: [(Moving(BIG, LONG, LONG, n, n, bool(n)),) for n in (0, 1, 300)],
    moves.ask_rename: [(LONG, LONG)],
    profile.profile: [(person(ready=ready), REGION, 2026, ProfileField.name) for ready in (True, False)],
    profile.registered: [(person(), REGION, 2026)],
    steps.step: [(REST[number:],) for number in range(len(REST))],
    steps.walked: [(person(ready=ready), REGION, 2026, REST[:n]) for ready in (True, False) for n in (1, 5)],
    form.step_screen: [
        *[(draft(step, kind), REGION, TODAY, TERMS) for step in DraftStep for kind in StaffKind],
        (apart(9), REGION, TODAY, TERMS),
    ],
    blocks.ask_blocks: [(draft(),), (apart(3),)],
    blocks.ask_blocks_of: [(apart(9), REGION, at) for at in (0, 1, 99)] + [(apart(0), REGION, 0)],
    form.ask_period: [(draft(), TODAY, LONG[:300])],
    form.review: [
        (draft(), REGION, TERMS[:1], LONG[:300]), (draft(), REGION, TERMS), (apart(6), REGION, TERMS[:1]),
    ],
    form.full_terms: [(draft(), TERMS, page) for page in (1, 2, 99)],
    form.ask_discard: [()],
    calendar.month_screen: [
        (TODAY, date(2026, month, 28), since) for month in (9, 11) for since in (None, date(2026, 9, 30))
    ],
    cases.case_screen: [
        (replace(case(status, decision), expected=expected), REGION, LONG[:300])
        for expected in (True, False)
        for status in ParticipationStatus
        for decision in (None, DecisionKind.route, DecisionKind.none)
    ],
    cases.sent: [(case(ParticipationStatus.submitted), REGION, missing) for missing in ((), REST, REST[:1])],
    cases.case_list: [(CASES, True, 3), ((), False, 1)],
    about_application.ask_withdraw: [(case(ParticipationStatus.agreed),)],
    about_application.ask_deny: [(case(ParticipationStatus.submitted),)],
    about_application.ask_another_time: [(case(ParticipationStatus.proposed), REGION, LONG[:300])],
    results.result_screen: [(result(), REGION, page) for page in (1, 2, 7, 99)],
    results.picture_screen: [(BIG, b"x", LONG * 3), (BIG, b"x", (LONG[:90] + "\n") * 40)],
    results.lookers_screen: [(BIG, [LookLine(LONG, NOW, "bot")] * 50, REGION), (BIG, [], REGION)],
    talks.ask_question: [
        (talks.Asking(topic, BIG, found, CENTRES), REGION, LONG[:300]) for topic in Topic for found in (None, thread())
    ],
    talks.choose_school_first: [(CENTRES,)],
    talks.write_on: [(thread(desk=desk), REGION, LONG[:300]) for desk in (True, False)],
    talks.thread_screen: [
        (thread(desk=desk, waiting=waiting), REGION, page, LONG[:300])
        for desk in (True, False) for waiting in (True, False) for page in (0, 1, 99)
    ],
    talks.thread_list: [(found, 3) for found in ([thread().line] * 60, [])],
    routes.route_screen: [
        (route(status, whole=whole), reader, by, page, LONG[:300])
        for status in RouteStatus
        for whole, reader in ((True, 7), (True, 8), (False, 9))
        for by in Order
        for page in (1, 5)
    ],
    routes.plan_screen: [(route(status), page) for status in RouteStatus for page in (1, 9, 99)],
    besides.more_screen: [(route(status, whole=whole), reader) for status in RouteStatus
                       for whole, reader in ((True, 7), (True, 8), (False, 9))],
    besides.card_file: [(BIG, Attachment("card.pdf", b"x"))],
    routes.ask_words: [(LONG[:300], BIG, LONG[:300])],
    answering.asked_of: [(state, BIG, LONG[:1000], LONG[:300]) for state in (Writing.changes, Writing.reasons)],
    answering.check_words: [(state, BIG, LONG[:1000], LONG[:300]) for state in (Writing.changes, Writing.reasons)],
    ending.ask_end: [(BIG,)],
    disclosure_screens.disclosures_screen: [
        (Disclosures(BIG, BIG, LONG, (), (), ()), REGION),
        (Disclosures(BIG, BIG, LONG, (DISCLOSED,) * 20, (NAMED,) * 20, (LEFT,) * 10), REGION, LONG[:300]),
        (Disclosures(BIG, BIG, LONG, (LEFT,), (NAMED,), ()), REGION),
    ],
    disclosure_screens.ask_disclose: [(BIG, NAMED)],
    disclosure_screens.full_card_screen: [
        (replace(PAPER, result=result), BIG, page) for result in (PAPER.result, None) for page in (1, 2, 99)
    ],
    disclosure_screens.full_card_file: [(BIG, Attachment("card.pdf", b"x"))],
    ending.ask_reason: [(BIG, LONG[:300])],
    lists.my_routes: [(LINES,), ([],)],
    lists.route_list: [(listing, found, 3) for listing in Listing for found in (LINES, [])],
    lists.ask_ward: [(LONG[:300],)],
    lists.wards_found: [(LINES, LONG, 8), ([], LONG, 8)],
    activities.activity_screen: [
        (activity_card(view, done=done, attached=attached), REGION, LONG[:300])
        for view in CuratorView
        for done in (True, False)
        for attached in (None, 0, 10)
    ],
    evidence_screens.evidence_screen: [
        (activity(), found, REGION) for found in ([evidence(kind) for kind in EvidenceKind for _ in (1, 2, 3)][:10], [])
    ],
    evidence_screens.offer: [([activity()] * 6, n, LONG, LONG[:300]) for n in (1, 10)],
    evidence_screens.nowhere: [()],
    evidence_screens.ask_remove: [(BIG, BIG, LONG)],
    evidence_screens.file_screen: [(BIG, Attachment(LONG, b"x"))],
    activities.ask_mark: [(activity(done=False),)],
    activities.ask_question: [(BIG, LONG[:300])],
    settings.settings_screen: [
        (Settings(language, tuple(Switch(kind, muted) for kind in settings.CALLED), given), REGION, LONG[:300])
        for language in ("ru", "en") for muted in (True, False) for given in (NOW, None)
    ],
    settings.ask_unlink: [()],
    settings.unlinked: [()],
    settings.ask_withdraw: [(Ending(300, 300),), (Ending(0, 0),)],
    settings.withdrawn: [()],
    lists.ward_activities: [(item, found, 3) for item in Item for found in (WARD_ACTIVITIES, [])],
    home_screens.home_screen: [
        (facts(step, roles, late=late), REGION) for step in NextStep for roles in (tuple(Role), ())
        for late in (True, False)
    ],
    home_screens.help_screen: [(CENTRES,)],
    start.pass_on: [()],
}  # fmt: skip
OWN: dict[Callable[..., Screen], list[dict[str, Any]]] = {
    steps.step: [{}, {"understood": LONG}, {"trouble": LONG[:300]}],
    linking.ask_code: [{}, {"again": False}],
    welcome.welcome: [{}, {"school": LONG, "invite": "a" * 22, "centres": CENTRES}],
    welcome.consent: [{"invite": "a" * 22}],
    welcome.consent_file: [{"invite": "a" * 22}],
    evidence_screens.evidence_screen: [
        {"own": True, "note": LONG[:200]},
        {"own": False},
        {"own": True, "trouble": LONG[:300]},
    ],
    evidence_screens.file_screen: [{"picture": True}, {"picture": False}],
    besides.card_file: [{"whole": True}, {"whole": False}],
    talks.thread_list: [{"mine": True}, {"mine": False}],
    home_screens.help_screen: [{"known": False}, {}],
    results.result_screen: [{"own": True}, {"own": False}, {"own": False, "route_id": BIG}],
    lists.route_list: [{"search": True}],
    cases.case_screen: [
        {},
        *(
            {"route": replace(LINES[0], status=status, awaited=awaited)}
            for status in RouteStatus
            for awaited in (True, False)
        ),
    ],
}
#: Shown inside others of the registry: through a question, a step, or a handler that chooses between screens.
INNER = {
    questions.ask_school, questions.ask_subjects, questions.ask_code, form.ask_form, form.ask_subjects,
    blocks.blocks_question, applying.screen_of, filling.after,
}  # fmt: skip
ROOTS = {welcome.welcome, welcome.welcome_back, home_screens.home_screen}


def shown() -> Iterator[tuple[str, Callable[..., Screen], Screen]]:
    """Every screen with its sample data."""
    for function, samples in SCREENS.items():
        for number, sample in enumerate(samples):
            for more in OWN.get(function, [{}]):
                name = f"{function.__module__}.{function.__name__} {number} {more}"
                yield name, function, function(*sample, **more)


@pytest.fixture(params=["ru", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each language in turn."""
    with reading_in(request.param):
        yield request.param


def test_every_screen_function_is_in_the_registry() -> None:
    """Wherever in the bot it stands; what awaits its data only chooses between screens."""
    modules = [importlib.import_module(one.name) for one in pkgutil.walk_packages(bot.__path__, "bot.")]
    made = {
        function
        for module in modules
        for name, function in vars(module).items()
        if inspect.isfunction(function) and not name.startswith("_") and function.__module__ == module.__name__
        and function.__annotations__.get("return") == "Screen" and not inspect.iscoroutinefunction(function)
    }  # fmt: skip
    assert {sys.modules[function.__module__] for function in SCREENS} <= set(modules)
    assert made == set(SCREENS) | INNER


def test_every_screen_keeps_telegrams_limits(language: str) -> None:
    for name, _function, screen in shown():
        text, _entities = parse_html(str(screen.text))
        most = 1024 if screen.document or screen.photo else 4096
        assert 0 < len(text) <= most, (name, len(text))
        buttons = [button for row in screen.rows for button in row]
        assert len(buttons) <= 100, name
        for row in screen.rows:
            assert len(row) <= 8, name
        for button in buttons:
            data = button.data if isinstance(button.data, str) else button.data.pack()
            assert 0 < len(data.encode()) <= 64, (name, data)
            assert button.text.strip(), name
            assert len(button.text) <= 64, (name, button.text)


def test_every_screen_escapes_what_people_typed() -> None:
    known = {"<b>", "</b>", "<i>", "</i>", "<code>", "</code>", "<blockquote expandable>", "</blockquote>"}
    for name, _function, screen in shown():
        tags = set(re.findall(r"<[^>]*>", screen.text))
        assert tags <= known, (name, tags)


def test_buttons_are_plain_words() -> None:
    for name, _function, screen in shown():
        assert not any("&lt;" in button.text or "&#3" in button.text for row in screen.rows for button in row), name


def test_every_inner_screen_leads_home() -> None:
    for name, function, screen in shown():
        if function in ROOTS or screen.keyboard is not None:
            continue
        assert any(
            not isinstance(button.data, str) and button.data.pack() == "home" for row in screen.rows for button in row
        ), name


def test_russian_screens_speak_no_other_language() -> None:
    # Commands and the example of an address; what people typed, or a beginning of it where it was cut.
    known = {"start", "cancel", "link", "name", "mail", "ru", "English"}
    typed = re.compile(r"href?|hre?|tg?|[abhix]")
    for name, _function, screen in shown():
        words = " ".join([str(screen.text), *(button.text for row in screen.rows for button in row)])
        left = set(re.findall(r"[A-Za-z]+", re.sub(r"</?[^>]*>|&[a-z]+;", " ", words)))
        assert {word for word in left if not typed.fullmatch(word)} <= known, name


def test_a_hundred_percent_of_the_enumerations_are_shown() -> None:
    assert set(home_steps.STEPS) == set(NextStep)
    assert set(form.EXPLAINED) == set(DiagnosticForm)
    assert set(results.MEANT) == set(DeficitLevel)
    assert set(settings.CALLED) == {kind for kind, rule in RULES.items() if rule.mutable or rule.guideline}
