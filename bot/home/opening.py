"""The first screen for whoever asks, and the handler of help."""

from __future__ import annotations

from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.home.calls import Help
from bot.home.screens import help_screen, home_screen
from bot.people.welcome import welcome, welcome_back
from bot.screens import Screen, show
from bot.taking import subject_router
from bot.work import Work
from services import home, linking, places

router = subject_router("home")


async def first_screen(work: Work) -> Screen:
    """The first screen of the person behind the chat, or the welcome of a newcomer."""
    if work.person_id is None:
        if await work.read(linking.was_linked, chat_id=work.chat_id):
            return welcome_back()
        return welcome(centres=await work.read(places.serving_centres))
    return home_screen(await work.read(home.home), work.ctx.region)


@router.message(Command("help"))
@router.callback_query(Help.filter())
async def open_help(event: Message | CallbackQuery, work: Work) -> None:
    """Show help; after the command, what was being typed may be typed on."""
    await show(event, help_screen(await work.read(places.serving_centres), known=work.person_id is not None))
