"""Handler of the route card as a file: whole for those who see the whole route, else the school's projection (К-01)."""

from __future__ import annotations

import asyncio

from aiogram.types import CallbackQuery

from bot.routes.calls import CardFile, DownloadCard
from bot.routes.more import card_file
from bot.screens import Attachment, acknowledge, bring
from bot.taking import subject_router
from bot.work import Work
from documents import route_card
from locales import catalog
from services.routes.paper import paper

t = catalog("bot").gettext
router = subject_router("printing")
MAKERS = {CardFile.pdf: route_card.as_pdf, CardFile.docx: route_card.as_docx}


@router.callback_query(DownloadCard.filter())
async def download(query: CallbackQuery, callback_data: DownloadCard, work: Work) -> None:
    """Make the card outside the transaction in which its look at the result was recorded, and send it."""
    found = await work.run(paper, route_id=callback_data.route_id)
    await acknowledge(query, t("Preparing the card…"))
    made = await asyncio.to_thread(MAKERS[callback_data.file], found)
    await bring(query, card_file(callback_data.route_id, Attachment(made.name, made.content), whole=found.whole))
