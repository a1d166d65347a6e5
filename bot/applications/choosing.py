"""Handlers of the question about blocks."""

from __future__ import annotations

from aiogram.types import CallbackQuery

from bot.applications.applying import draft_of, screen_of
from bot.applications.blocks import ask_blocks, ask_blocks_of
from bot.applications.calls import AllBlocks, AllBlocksOf, BlocksOf, ChooseBlock, ChooseBlockOf, SameBlocks
from bot.applications.standing import Standing
from bot.screens import show
from bot.taking import subject_router
from bot.work import Work
from services import applications

router = subject_router("choosing", Standing())


@router.callback_query(ChooseBlock.filter())
async def choose_block(query: CallbackQuery, callback_data: ChooseBlock, work: Work) -> None:
    """Tick or untick a block of every subject: the button says which is wanted."""
    draft = await work.run(applications.choose_block, block=callback_data.block, chosen=callback_data.chosen)
    await show(query, ask_blocks(draft))


@router.callback_query(AllBlocks.filter())
async def choose_all_blocks(query: CallbackQuery, work: Work) -> None:
    """Take every block and go on."""
    await show(query, screen_of(work, await work.run(applications.choose_all_blocks)))


@router.callback_query(SameBlocks.filter())
async def same_blocks(query: CallbackQuery, work: Work) -> None:
    """Ask about all subjects at once."""
    await show(query, ask_blocks(await work.read(draft_of)))


@router.callback_query(BlocksOf.filter())
async def blocks_of(query: CallbackQuery, callback_data: BlocksOf, work: Work) -> None:
    """Ask about one subject."""
    await show(query, ask_blocks_of(await work.read(draft_of), work.ctx.region, callback_data.at))


@router.callback_query(ChooseBlockOf.filter())
async def choose_block_of(query: CallbackQuery, callback_data: ChooseBlockOf, work: Work) -> None:
    """Tick or untick a block of one subject."""
    subject = callback_data.subject
    draft = await work.run(
        applications.choose_block_of, subject=subject, block=callback_data.block, chosen=callback_data.chosen
    )
    await show(query, ask_blocks_of(draft, work.ctx.region, draft.subjects.index(subject)))


@router.callback_query(AllBlocksOf.filter())
async def choose_all_blocks_of(query: CallbackQuery, callback_data: AllBlocksOf, work: Work) -> None:
    """Take every block of one subject and go on to the next."""
    draft = await work.run(applications.choose_all_blocks_of, subject=callback_data.subject)
    after = draft.subjects.index(callback_data.subject) + 1
    further = ask_blocks_of(draft, work.ctx.region, after) if after < len(draft.subjects) else screen_of(work, draft)
    await show(query, further)
