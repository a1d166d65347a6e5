"""Every paged screen: a button of a page that is there no more shows the last page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from aiogram.filters.callback_data import CallbackData

from bot import rooms
from bot.applications import cases, form
from bot.applications.calls import AllApplications, ReadTerms
from bot.conversations import screens as talks
from bot.conversations.calls import OpenThread, Threads
from bot.people import welcome
from bot.people.calls import ReadConsent
from bot.results import screens as results
from bot.results.calls import OpenResult
from bot.routes import disclosure_screens, lists
from bot.routes import screens as routes
from bot.routes.activity_rows import ordered
from bot.routes.calls import FullCard, Listing, OpenRoute, Order, ReadPlan, RouteList, WardList
from bot.screens import Screen
from models.routes import ActivityCategory, RouteStatus
from services.digests import Item
from tests.bot import samples
from tests.bot.matrix import kinds
from tests.bot.test_conversations_chat import ask
from tests.bot.town import Town, has

REGION = samples.REGION
LONG_TEXT = REGION.personal_data_consent.model_copy(update={"text": samples.LONG * 4})
#: How each kind of callback with a page is shown, with more than two pages of things.
PAGED: dict[type[CallbackData], list[Callable[[int], Screen]]] = {
    ReadConsent: [partial(welcome.consent, LONG_TEXT)],
    ReadTerms: [partial(form.full_terms, samples.draft(), samples.TERMS)],
    AllApplications: [partial(cases.case_list, samples.CASES, False)],
    Threads: [
        lambda page: talks.thread_list([samples.thread().line] * 60, page, mine=True),
        lambda page: talks.thread_list([samples.thread().line] * 60, page, mine=False),
    ],
    OpenThread: [partial(talks.thread_screen, samples.thread(), REGION)],
    OpenResult: [lambda page: results.result_screen(samples.result(), REGION, page, own=True)],
    RouteList: [partial(lists.route_list, listing, samples.LINES) for listing in Listing],
    WardList: [partial(lists.ward_activities, item, samples.WARD_ACTIVITIES) for item in Item],
    OpenRoute: [
        partial(routes.route_screen, replace(samples.route(RouteStatus.active), acts=()), 9, by) for by in Order
    ],
    FullCard: [partial(disclosure_screens.full_card_screen, samples.PAPER, 9)],
    ReadPlan: [partial(routes.plan_screen, samples.route(RouteStatus.active))],
}


def turned(screen: Screen, kind: type[CallbackData]) -> list[int]:
    """The pages to which the screen turns."""
    found = [button.data for row in screen.rows for button in row if isinstance(button.data, kind)]
    return [data.page for data in found if "page" in data.model_fields_set]  # type: ignore[attr-defined]  # one kind, with a page


def test_every_kind_with_a_page_is_here() -> None:
    assert {kind for kind in kinds(rooms.ROUTERS) if "page" in kind.model_fields} == set(PAGED)


@pytest.mark.parametrize(
    ("kind", "shown"), [(kind, shown) for kind, every in PAGED.items() for shown in every],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)  # fmt: skip
def test_a_page_that_is_not_there_is_the_last_one(kind: type[CallbackData], shown: Callable[[int], Screen]) -> None:
    page, screen = 1, shown(1)
    while following := [one for one in turned(screen, kind) if one > page]:
        page, screen = following[0], shown(following[0])
    assert page > 2, "too little to turn"
    for beyond in (page + 1, 1000):
        assert shown(beyond) == screen


async def test_a_stale_page_of_the_questions_shows_the_ones_that_are_there(active: Town) -> None:
    await ask(active)
    for data in ("ql:0:2", "ql:0:1000"):
        await active.curator.press(data)
        assert has(active.curator.screen, "Когда семинар?")
        assert "Ждут ответа: 1" in active.curator.screen.text
    await active.teacher.press("ql:1:7")
    assert has(active.teacher.screen, "Когда семинар?")


def test_by_category_the_days_within_each_ascend() -> None:
    days = [date(2027, 1, 12), date(2026, 12, 1), date(2026, 12, 20)]
    kept = (ActivityCategory.knowledge, ActivityCategory.exchange)
    mixed = [
        replace(samples.activity(), id=number, category=kept[number % 2], starts_on=day, ends_on=day)
        for number, day in enumerate(days * 2)
    ]
    shown = [(one.category, one.starts_on) for one in ordered(mixed, Order.category)]
    assert shown == sorted(shown, key=lambda pair: (kept.index(pair[0]), pair[1]))
    assert [one for one, _day in shown] == [kept[0]] * 3 + [kept[1]] * 3
