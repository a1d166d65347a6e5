"""Handlers that show routes: one's own, the wards, the school's, those that await a word."""

from __future__ import annotations

from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.middlewares import HomeScreen
from bot.routes import lists
from bot.routes.calls import (
    FindWard,
    Listing,
    MoreOfRoute,
    MyRoute,
    OpenRoute,
    Order,
    ReadPlan,
    RouteList,
    WardList,
    Writing,
)
from bot.routes.more import more_screen
from bot.routes.screens import plan_screen, route_screen
from bot.screens import Screen, show
from bot.taking import Typing, begin_typing, subject_router, words_of
from bot.work import Work
from bot.writing import LIST
from services import digests, results, rights, routes
from services.errors import Invalid

router = subject_router("reading")
NAME_MAX = 100
LISTS = {
    Listing.agree: routes.to_agree,
    Listing.approve: routes.to_approve,
    Listing.wards: routes.curated,
    Listing.school: routes.of_my_school,
}


async def route_of(
    work: Work, route_id: int, *, by: Order = Order.date, page: int = 1, note: str = ""
) -> Screen:  # fmt: skip
    """A route as it stands now."""
    card = await work.read(routes.card, route_id=route_id)
    return route_screen(card, work.person_id, by, page, note)


@router.callback_query(MyRoute.filter())
async def my_route(query: CallbackQuery, work: Work) -> None:
    """Show one's own route; the list where there are several."""
    found = await work.read(routes.mine)
    await show(query, await route_of(work, found[0].id) if len(found) == 1 else lists.my_routes(found))


@router.callback_query(OpenRoute.filter())
async def open_route(query: CallbackQuery, callback_data: OpenRoute, work: Work) -> None:
    """Show a route."""
    await show(query, await route_of(work, callback_data.route_id, by=callback_data.by, page=callback_data.page))


@router.callback_query(MoreOfRoute.filter())
async def open_more(query: CallbackQuery, callback_data: MoreOfRoute, work: Work) -> None:
    """Show what the route offers besides."""
    card = await work.read(routes.card, route_id=callback_data.route_id)
    await show(query, more_screen(card, work.person_id))


@router.callback_query(ReadPlan.filter())
async def read_plan(query: CallbackQuery, callback_data: ReadPlan, work: Work) -> None:
    """Show all activities as text. Anyone but the teacher who is shown deficits leaves a look (К-01)."""
    card = await work.read(routes.card, route_id=callback_data.route_id)
    if card.person_id != work.person_id and any(one.deficits for one in card.activities):
        work.along(results.note_look, participation_id=card.participation_id)
    await show(query, plan_screen(card, callback_data.page))


@router.callback_query(RouteList.filter())
async def open_list(query: CallbackQuery, callback_data: RouteList, work: Work) -> None:
    """Show a list of other people's routes."""
    found = await work.read(LISTS[callback_data.listing])
    search = callback_data.listing is Listing.wards and len(found) > LIST
    await show(query, lists.route_list(callback_data.listing, found, callback_data.page, search=search))


@router.callback_query(WardList.filter())
async def open_ward_list(query: CallbackQuery, callback_data: WardList, work: Work) -> None:
    """Show the activities that an item of the digest counts."""
    found = await work.read(digests.activities, item=callback_data.item)
    await show(query, lists.ward_activities(callback_data.item, found, callback_data.page))


@router.callback_query(FindWard.filter())
async def ask_ward(query: CallbackQuery, work: Work, state: FSMContext, home_screen: HomeScreen) -> None:
    """Ask for a part of a name; one who curates nobody any more is home."""
    await begin_typing(
        query, state, Typing(Writing.ward, {}), lists.ask_ward(), possible=rights.is_curator(work.ctx),
        now=lambda: home_screen(work),
    )  # fmt: skip


@router.message(StateFilter(Writing.ward))
async def find_ward(message: Message, work: Work) -> None:
    """Search among the wards; typing may go on."""
    try:
        text = words_of(message, NAME_MAX)
    except Invalid as error:
        await show(message, lists.ask_ward(str(error)))
        return
    await show(message, lists.wards_found(await work.read(routes.curated, text=text), text, LIST))
