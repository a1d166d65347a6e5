"""Puts the bot together from what the wiring hands over, runs it, and stops it without losing anything."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from aiogram import Bot, Dispatcher, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BotCommand

from bot import start
from bot.database import Database
from bot.inbox import Inbox, Patience, Restate
from bot.middlewares import HomeScreen, Named, Opened, Refused
from bot.poller import Poller
from bot.screens import Screen
from bot.sender import Compose, Link, Pace, Press, Sender, no_link
from bot.work import Bench, Work
from locales import LANGUAGES, catalog, reading_in
from services.clock import Clock
from services.context import Region

log = logging.getLogger("marshrut.bot")
_ = catalog("bot").gettext


@dataclass(frozen=True)
class Wiring:
    """What the bot is made of. ``resumes``: the screen of each state of typing, for going on after a break;
    ``files``: the folder of what people bring; ``link``: where a notice's act leads outside the chat."""

    database: Database
    clock: Clock
    region: Region
    compose: Compose
    press: Press
    routers: Sequence[Router] = ()
    home: HomeScreen = start.plain_home
    resumes: Mapping[str, Restate] = field(default_factory=dict)
    patience: Patience = field(default_factory=Patience)
    pace: Pace = field(default_factory=Pace)
    files: Path = Path("var/files")
    link: Link = no_link


def build_bot(token: str, *, api_url: str = "", proxy: str = "") -> Bot:
    """A client of Telegram's servers, or of the Bot API server at ``api_url``, through ``proxy`` (http, socks5).

    Raises aiogram's TokenValidationError when the token has not even the shape of one.
    """
    api = TelegramAPIServer.from_base(api_url) if api_url else PRODUCTION
    session = AiohttpSession(api=api, proxy=proxy or None)
    return Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))


def build_dispatcher(routers: Iterable[Router], home_screen: HomeScreen) -> Dispatcher:
    """A dispatcher over fresh copies of the routers, with ours around them and without aiogram's own FSM.

    State of typing comes from the update's work; order per chat is the inbox's, so no event isolation is needed.
    """
    dispatcher = Dispatcher(disable_fsm=True, home_screen=home_screen)
    dispatcher.update.outer_middleware(Opened())
    dispatcher.update.outer_middleware(Refused(home_screen))
    for observer in (dispatcher.message, dispatcher.callback_query, dispatcher.my_chat_member):
        observer.middleware(Named())
    for router in (start.router, *routers, start.leftovers):
        dispatcher.include_router(copy_of(router))
    return dispatcher


def copy_of(router: Router) -> Router:
    """A router with the same handlers and no parent: aiogram ties a router to one dispatcher, modules declare one."""
    fresh = Router(name=router.name)
    for name, observer in router.observers.items():
        copied = fresh.observers[name]
        copied.handlers = list(observer.handlers)
        copied._handler.filters = list(observer._handler.filters or [])
        for middleware in observer.middleware:
            copied.middleware(middleware)
        for middleware in observer.outer_middleware:
            copied.outer_middleware(middleware)
    for child in router.sub_routers:
        fresh.include_router(copy_of(child))
    return fresh


class App:
    """The running bot: inbox, poller and sender on one client. Build one per process and run it once."""

    def __init__(self, bot: Bot, wiring: Wiring) -> None:
        self.bot = bot
        self._wiring = wiring
        bench = Bench(wiring.database, wiring.clock, wiring.region, self._committed, wiring.files)
        self.dispatcher = build_dispatcher(wiring.routers, wiring.home)
        self.sender = Sender(bot, bench, wiring.compose, wiring.press, wiring.pace, wiring.link)
        self.inbox = Inbox(bot, self.dispatcher, bench, self._where, wiring.patience)
        self.poller = Poller(bot, self.inbox, bench, self.dispatcher.resolve_used_update_types())

    def _committed(self) -> None:
        self.sender.wake()

    async def _where(self, work: Work) -> Screen:
        resume = self._wiring.resumes.get(work.opening.state or "", self._wiring.home)
        return await resume(work)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop`` is set; then fetch no more, let handlers and messages in flight end, and close.

        Raises TelegramAPIError when Telegram does not know the bot at the start.
        """
        tasks: list[asyncio.Task[None]] = []
        try:
            await self._introduce()
            await self.inbox.resume()
            tasks = [asyncio.create_task(self.poller.run()), asyncio.create_task(self.sender.run())]
            await stop.wait()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.inbox.close()
            await self.sender.close(self._wiring.patience.drain)
            await self.bot.session.close()

    async def _introduce(self) -> None:
        await self.bot.delete_webhook()
        for language in LANGUAGES:
            with reading_in(language):
                commands = [
                    BotCommand(command="start", description=_("First screen")),
                    BotCommand(command="cancel", description=_("Drop what I was typing")),
                    BotCommand(command="help", description=_("Help")),
                ]
            with suppress(TelegramAPIError):  # a menu is a convenience
                await self.bot.set_my_commands(commands, language_code=None if language == "ru" else language)
