"""Handlers of what a teacher puts beside an activity. Files are taken from Telegram outside the transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from sqlalchemy.orm import Session

from bot.routes import evidence_screens as screens
from bot.routes.calls import OpenEvidence, OpenFile, RemoveEvidence, Writing
from bot.screens import Attachment, Screen, acknowledge, bring, show
from bot.taking import Typing, attempt, begin_typing, subject_router, words_of
from bot.work import Work
from locales import catalog
from services import files, routes
from services.context import Context
from services.errors import Invalid, Refused
from services.files import Inspected
from services.routes import EvidenceLine

t = catalog("bot").gettext
lazy = catalog("bot").lazy
router = subject_router("evidence")
TYPED_MAX = 4096
#: What Telegram shows as a picture by itself, and up to which size.
PICTURES, PICTURE_MAX = ("image/jpeg", "image/png"), 10 * files.MEGABYTE


@dataclass(frozen=True)
class Brought:
    """A file as Telegram keeps it: by which it is taken, and what it was called."""

    file_id: str
    name: str


async def evidence_of(work: Work, activity_id: int, *, note: str = "", trouble: str = "") -> Screen:
    """What is beside an activity now."""
    card = await work.read(routes.activity_card, activity_id=activity_id)
    found = await work.read(routes.evidence_of, activity_id=activity_id)
    own = "mark" in card.acts and card.mine
    return screens.evidence_screen(card, found, work.ctx.region, own=own, note=note, trouble=trouble)


@router.callback_query(OpenEvidence.filter())
async def open_evidence(query: CallbackQuery, callback_data: OpenEvidence, work: Work, state: FSMContext) -> None:
    """Show what is there; what the teacher sends now comes beside it."""
    number = callback_data.activity_id
    card = await work.read(routes.activity_card, activity_id=number)
    now = await evidence_of(work, number)
    if "mark" not in card.acts or not card.mine:
        await show(query, now)
        return
    typing = Typing(Writing.evidence, {"activity": number})
    await begin_typing(query, state, typing, now, possible=True, now=lambda: evidence_of(work, number))


@router.message(StateFilter(Writing.evidence))
async def take(message: Message, work: Work, state: FSMContext, bot: Bot) -> None:
    """Put what was sent beside the activity; more may follow."""
    number = (await state.get_data())["activity"]
    try:
        await _take(message, work, bot, number)
    except (Invalid, Refused) as error:
        await show(message, await evidence_of(work, number, trouble=str(error)))
        return
    await show(message, await evidence_of(work, number, note=t("Attached. You may send more.")))


async def _take(message: Message, work: Work, bot: Bot, number: int) -> None:
    if message.photo or message.document:
        brought = await fetch(work, bot, brought_by(message))
        await work.run(keep_files, activity_id=number, inspected=[brought], words=message.caption or "")
        return
    if message.text is None:
        raise Invalid(lazy("I can take a photo, a document, a link or words here."))
    words = words_of(message, TYPED_MAX).strip()
    if words.lower().startswith(("http://", "https://")) and not any(map(str.isspace, words)):
        await work.run(routes.attach_link, activity_id=number, url=words)
    else:
        await work.run(routes.attach_words, activity_id=number, text=words)


def brought_by(message: Message) -> Brought:
    """The photo or document of a message; raises Invalid for one without, or with one too large to be taken."""
    sent = message.photo[-1] if message.photo else message.document
    if sent is None:
        raise Invalid(lazy("I can take a photo, a document, a link or words here."))
    files.refuse_size(sent.file_size or 0)
    return Brought(sent.file_id, (message.document.file_name if message.document else None) or "")


async def fetch(work: Work, bot: Bot, brought: Brought) -> Inspected:
    """Take a file from Telegram, look at it and write it down, all before the transaction."""
    taken = await bot.download(brought.file_id)
    content = taken.read() if taken else b""
    return await asyncio.to_thread(partial(_place, work, content, brought.name))


def _place(work: Work, content: bytes, name: str) -> Inspected:
    inspected = files.inspect(content, original_name=name)
    files.place(work.files, inspected, content)
    return inspected


def keep_files(
    session: Session, ctx: Context, *, activity_id: int, inspected: Sequence[Inspected], words: str
) -> Sequence[EvidenceLine]:
    """Enter placed files and put them beside the activity, with the words that came along."""
    cards = [files.register(session, ctx, inspected=one) for one in inspected]
    kept = [routes.attach_file(session, ctx, activity_id=activity_id, file_id=card.id) for card in cards]
    if words.strip():
        kept.append(routes.attach_words(session, ctx, activity_id=activity_id, text=words))
    return kept


@router.callback_query(OpenFile.filter())
async def open_file(query: CallbackQuery, callback_data: OpenFile, work: Work) -> None:
    """Send a file to one who may open it."""
    card = await work.read(files.open_file, file_id=callback_data.file_id)
    content = await asyncio.to_thread(files.path_of(work.files, card).read_bytes)
    await acknowledge(query)
    file = Attachment(card.original_name, content)
    made = partial(screens.file_screen, callback_data.activity_id, file)
    try:
        await bring(query, made(picture=card.media_type in PICTURES and card.size <= PICTURE_MAX))
    except TelegramBadRequest:  # a picture of a shape that Telegram does not show
        await bring(query, made(picture=False))


@router.callback_query(RemoveEvidence.filter())
async def remove(query: CallbackQuery, callback_data: RemoveEvidence, work: Work) -> None:
    """Take a piece away once the teacher is sure."""
    number, piece = callback_data.activity_id, callback_data.evidence_id
    if not callback_data.sure:
        found = await work.read(routes.evidence_of, activity_id=number)
        asked = next((one for one in found if one.id == piece), None)
        if asked is not None:
            await show(query, screens.ask_remove(number, piece, screens.name_of(asked)))
        else:
            await show(query, await evidence_of(work, number), t("This has changed. Here is how it stands now."))
        return
    trouble = await attempt(work, routes.remove_evidence, evidence_id=piece)
    await show(query, await evidence_of(work, number), trouble or t("Removed"))
