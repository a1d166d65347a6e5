"""Handlers of files that nothing asked for: kept by their names at Telegram and offered to the activities of the route,
as words out of place are offered to the centre."""

from __future__ import annotations

from functools import partial
from typing import Any

from aiogram import Bot
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.conversations.calls import Talking
from bot.routes import evidence_screens as screens
from bot.routes.calls import AttachTo, Writing
from bot.routes.evidence import Brought, brought_by, evidence_of, fetch, keep_files
from bot.screens import Screen, show
from bot.taking import Typing, begin_typing, keeping_router, settle, words_of
from bot.work import Work
from locales import catalog
from services import routes
from services.errors import Invalid, Refused

t = catalog("bot").gettext
#: A tap acts on the files that were sent before it.
router = keeping_router("offering")


class StrayFile(Filter):
    """A photo or a document of one we know."""

    async def __call__(self, message: Message, work: Work) -> bool:
        """Whether it is one."""
        return work.person_id is not None and bool(message.photo or message.document)


@router.message(StrayFile(), StateFilter(None, Talking.said, Writing.brought))
async def offer(message: Message, work: Work, state: FSMContext) -> None:
    """Ask beside which activity it is to be put; what is sent one after another goes together."""
    brought = brought_by(message)
    before = await state.get_data() if await state.get_state() == Writing.brought.state else {}
    if not await work.read(routes.may_attach, limit=1):
        await show(message, screens.nowhere())
        return
    files = [*before.get("files", []), [brought.file_id, brought.name]]
    words = [before.get("words", ""), message.caption or ""]
    data = {"files": files, "words": "\n".join(filter(None, words))}
    await state.set_state(Writing.brought)
    await state.set_data(data)
    await show(message, await offered(work, data))


@router.message(StateFilter(Writing.brought))
async def add_words(message: Message, work: Work, state: FSMContext) -> None:
    """Keep what is typed after the files: it goes along with them."""
    data, trouble = await state.get_data(), ""
    try:
        data = data | {"words": "\n".join(filter(None, [data["words"], words_of(message)]))}
        await state.set_data(data)
    except Invalid as error:
        trouble = str(error)
    await show(message, await offered(work, data, trouble))


async def offered(work: Work, data: dict[str, Any], trouble: str = "") -> Screen:
    """The activities to choose of, for the files that were sent."""
    return screens.offer(await work.read(routes.may_attach), len(data["files"]), data["words"], trouble)


@router.callback_query(AttachTo.filter())
async def attach(query: CallbackQuery, callback_data: AttachTo, work: Work, state: FSMContext, bot: Bot) -> None:
    """Put the files beside the activity; more may follow. A second tap shows what is there."""
    number, data = callback_data.activity_id, await state.get_data()
    if await state.get_state() != Writing.brought.state:
        await show(query, await evidence_of(work, number))
        return
    following = Typing(Writing.evidence, {"activity": number})
    try:
        inspected = [await fetch(work, bot, Brought(*one)) for one in data["files"]]
        await settle(
            work, state, following, keep_files, activity_id=number, inspected=inspected, words=data["words"]
        )  # fmt: skip
    except (Invalid, Refused) as error:
        screen = await evidence_of(work, number, trouble=str(error))
        now = partial(evidence_of, work, number)
        await begin_typing(query, state, following, screen, possible=True, now=now)
        return
    await show(query, await evidence_of(work, number, note=t("Attached. You may send more.")))
