"""Handlers of a disclosure: the teacher opens their route to somebody and closes it; the other reads the full card."""

from __future__ import annotations

import asyncio

from aiogram.types import CallbackQuery

from bot.routes.calls import CloseDisclosure, Disclose, FullCard, FullCardFile, ShowDisclosures
from bot.routes.disclosure_screens import ask_disclose, disclosures_screen, full_card_file, full_card_screen
from bot.routes.printing import MAKERS
from bot.routes.reading import route_of
from bot.screens import Attachment, Screen, acknowledge, bring, show
from bot.taking import subject_router
from bot.work import Work
from locales import catalog
from services import routes
from services.errors import NotFound
from services.routes.paper import full_paper

t = catalog("bot").gettext
router = subject_router("disclosing")


async def disclosures_of(work: Work, route_id: int, note: str = "") -> Screen:
    """To whom the teacher's own route is opened now."""
    return disclosures_screen(await work.read(routes.disclosures, route_id=route_id), work.ctx.region, note)


@router.callback_query(ShowDisclosures.filter())
async def show_disclosures(query: CallbackQuery, callback_data: ShowDisclosures, work: Work) -> None:
    """Show to whom the route is opened."""
    await show(query, await disclosures_of(work, callback_data.route_id))


@router.callback_query(Disclose.filter())
async def disclose(query: CallbackQuery, callback_data: Disclose, work: Work) -> None:
    """Ask whether the teacher is sure, then open the route to the one they named."""
    route_id, recipient_id = callback_data.route_id, callback_data.recipient_id
    found = await work.read(routes.disclosures, route_id=route_id)
    one = next((line for line in found.possible if line.id == recipient_id), None)
    if one is None:
        await show(query, await disclosures_of(work, route_id, t("This has changed. Here is how it stands now.")))
    elif not callback_data.sure:
        await show(query, ask_disclose(route_id, one))
    else:
        await work.run(routes.disclose, route_id=route_id, recipient_id=recipient_id)
        note = t("Your route is open in full to {name}. They are told that it is, not what it says.", name=one.name)
        await show(query, await disclosures_of(work, route_id, note))


@router.callback_query(CloseDisclosure.filter())
async def close(query: CallbackQuery, callback_data: CloseDisclosure, work: Work) -> None:
    """Close what was opened."""
    route_id = await work.run(routes.close_disclosure, disclosure_id=callback_data.disclosure_id)
    await show(query, await disclosures_of(work, route_id, t("Closed: from now on the full card is not shown.")))


@router.callback_query(FullCard.filter())
async def full_card(query: CallbackQuery, callback_data: FullCard, work: Work) -> None:
    """Show the full card to whom it was opened; once it is closed, how the route stands for the school."""
    route_id = callback_data.route_id
    try:
        paper = await work.run(full_paper, route_id=route_id, printed=False)
    except NotFound as error:
        await show(query, await route_of(work, route_id, note=str(error)))
    else:
        await show(query, full_card_screen(paper, route_id, callback_data.page))


@router.callback_query(FullCardFile.filter())
async def full_file(query: CallbackQuery, callback_data: FullCardFile, work: Work) -> None:
    """Make the full card outside the transaction in which its look was recorded, and send it."""
    route_id = callback_data.route_id
    try:
        paper = await work.run(full_paper, route_id=route_id)
    except NotFound as error:
        await show(query, await route_of(work, route_id, note=str(error)))
        return
    await acknowledge(query, t("Preparing the card…"))
    made = await asyncio.to_thread(MAKERS[callback_data.file], paper)
    await bring(query, full_card_file(route_id, Attachment(made.name, made.content)))
