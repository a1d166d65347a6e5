"""Handlers of results. Opening one is always a person's own tap, and a look of staff is recorded with it."""

from __future__ import annotations

from aiogram.types import CallbackQuery

from bot.results.calls import Lookers, OpenResult
from bot.results.screens import lookers_screen, result_screen
from bot.screens import show
from bot.taking import subject_router
from bot.work import Work
from services import applications, results

router = subject_router("opening")


@router.callback_query(OpenResult.filter())
async def open_result(query: CallbackQuery, callback_data: OpenResult, work: Work) -> None:
    """Show a result to one who may see it."""
    number = callback_data.participation_id
    mine = {line.id for line in await work.read(applications.mine)} if work.person_id else set()
    card = await work.run(results.look, participation_id=number)
    await show(query, result_screen(card, work.ctx.region, callback_data.page, own=number in mine))


@router.callback_query(Lookers.filter())
async def open_lookers(query: CallbackQuery, callback_data: Lookers, work: Work) -> None:
    """Show who looked at the person's own result."""
    number = callback_data.participation_id
    looks = await work.read(results.lookers, participation_id=number)
    await show(query, lookers_screen(number, looks, work.ctx.region))
