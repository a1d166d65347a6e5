"""The first screen, the ways back to it, and what nothing else understands."""

from __future__ import annotations

import re
from functools import cache

from aiogram import Router
from aiogram.enums import ChatMemberStatus
from aiogram.filters import Command, CommandStart, Filter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from bot.conversations.calls import PassOn, Talking
from bot.conversations.screens import choose_school_first
from bot.home.calls import Help
from bot.middlewares import HomeScreen
from bot.screens import Button, Home, Keyboard, Screen, home, show
from bot.work import Work
from locales import LANGUAGES, catalog, reading_in
from services import chats, conversations, places

_ = catalog("bot").html
t = catalog("bot").gettext
lazy = catalog("bot").lazy
#: What people type where the command «/cancel» is meant.
CALLED_OFF = (lazy("cancel"), lazy("call it off"), lazy("stop"))
#: 128 bits take 22 letters; a button carries no more than 64 bytes, so a longer one is no token of ours.
INVITED = re.compile(r"/start i_([A-Za-z0-9_-]{8,24})")


class Invited(Filter):
    """The first message of one who came by an invite link; gives ``token``."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        """The token behind «/start i_», if that is what was sent."""
        found = INVITED.fullmatch(message.text or "")
        return {"token": found[1]} if found else False


class CalledOff(Filter):
    """A word by which people say that they would rather not answer, typed instead of the command."""

    async def __call__(self, message: Message) -> bool:
        """Whether that is all that was typed."""
        return (message.text or "").strip(" .!\n").casefold() in called_off()


@cache
def called_off() -> frozenset[str]:
    """The words of calling off, in every language: one may read another than one types."""
    found: set[str] = set()
    for language in LANGUAGES:
        with reading_in(language):
            found |= {str(word).casefold() for word in CALLED_OFF}
    return frozenset(found)


router = Router(name="start")
#: Comes last of all routers: a stale button redraws, and words that nothing asked for get an answer.
leftovers = Router(name="leftovers")


@router.message(CommandStart(), ~Invited())
@router.callback_query(Home.filter())
async def go_home(event: Message | CallbackQuery, work: Work, state: FSMContext, home_screen: HomeScreen) -> None:
    """Show the first screen, whatever the chat was in the middle of."""
    await state.clear()
    await show(event, await home_screen(work))


@router.message(Command("cancel"))
@router.message(CalledOff())
async def call_off(message: Message, work: Work, state: FSMContext, home_screen: HomeScreen) -> None:
    """Stop asking, say that nothing was sent, and show the first screen; keys below the chat go away."""
    if await state.get_state() is not None:
        await state.clear()
        await show(message, Screen(_("All right, I no longer ask. Nothing was sent."), keyboard=Keyboard()))
    await show(message, await home_screen(work))


@router.my_chat_member()
async def note_block(event: ChatMemberUpdated, work: Work) -> None:
    """Note that the person blocked the bot, or let it in again."""
    gone = event.new_chat_member.status in (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT)
    await work.run(chats.set_blocked, chat_id=event.chat.id, blocked=gone)


@leftovers.callback_query()
async def redraw(query: CallbackQuery, work: Work, home_screen: HomeScreen) -> None:
    """Answer a button that means nothing any more with the first screen."""
    await show(query, await home_screen(work), _("This button is out of date. Here is where things stand now."))


@leftovers.message()
async def misunderstood(message: Message, work: Work, state: FSMContext) -> None:
    """Answer what nothing asked for; the state of typing stays. Words of one we know may be passed on to the centre:
    they are kept until then."""
    told = _("I did not understand that. Please use the buttons, or go to the first screen.")
    if message.voice or message.video_note or message.audio:
        told = _("I do not listen to voice messages. Please write it in words.")
    free = await state.get_state() in (None, Talking.said.state)
    if work.person_id is None or not message.text or message.text.startswith("/") or not free:
        await show(message, Screen(told, [[Button(t("❓ Help"), Help())], [home()]]))
        return
    if await work.read(conversations.why_not) is not None:
        await show(message, choose_school_first(await work.read(places.serving_centres)))
        return
    await state.set_state(Talking.said)
    await state.set_data({"said": message.text})
    await show(message, pass_on())


def pass_on() -> Screen:
    """What to do with words that nothing asked for."""
    told = _("Nothing was asked here. Shall I pass your words on to the centre as a question?")
    return Screen(told, [[Button(t("❓ Pass this on to the centre"), PassOn())], [home()]])


async def plain_home(work: Work) -> Screen:
    """A first screen of nothing but a greeting, until the wiring brings a fuller one."""
    name = work.opening.first_name
    return Screen(_("Good day, {name}!", name=name) if name else _("Good day!"))
