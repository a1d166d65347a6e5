"""Handlers of results. Opening one is always a person's own tap, and a look of staff is recorded with it."""

from __future__ import annotations

import asyncio

from aiogram.types import CallbackQuery

from bot.results.calls import Lookers, OpenResult, ShowPicture
from bot.results.screens import lookers_screen, picture_screen, result_screen
from bot.screens import acknowledge, bring, show
from bot.taking import subject_router
from bot.work import Work
from documents import picture
from locales import catalog
from services import applications, results, routes

t = catalog("bot").gettext
router = subject_router("opening")


@router.callback_query(OpenResult.filter())
async def open_result(query: CallbackQuery, callback_data: OpenResult, work: Work) -> None:
    """Show a result to one who may see it."""
    number = callback_data.participation_id
    mine = {line.id for line in await work.read(applications.mine)} if work.person_id else set()
    own = number in mine
    route_id = None if own else await work.read(routes.seen_of, participation_id=number)
    card = await work.run(results.look, participation_id=number)
    await show(query, result_screen(card, work.ctx.region, callback_data.page, own=own, route_id=route_id))


@router.callback_query(ShowPicture.filter())
async def show_picture(query: CallbackQuery, callback_data: ShowPicture, work: Work) -> None:
    """Draw a result for one who may see it; the drawing begins when the look is on record."""
    number = callback_data.participation_id
    card = await work.run(results.look, participation_id=number)
    await acknowledge(query, t("Preparing the picture…"))
    drawn = await asyncio.to_thread(picture.profile_png, card, work.ctx.region)
    await bring(query, picture_screen(number, drawn, picture.profile_text(card, work.ctx.region)))


@router.callback_query(Lookers.filter())
async def open_lookers(query: CallbackQuery, callback_data: Lookers, work: Work) -> None:
    """Show who looked at the person's own result."""
    number = callback_data.participation_id
    looks = await work.read(results.lookers, participation_id=number)
    await show(query, lookers_screen(number, looks, work.ctx.region))
