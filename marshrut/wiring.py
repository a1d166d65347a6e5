"""The one place that builds things: engines, the clock, and each room from what it asks for.

The rooms are imported where they are built, so that a process pays only for its own: ``import aiogram`` costs seconds.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker

import regions
from marshrut import demo, office, ports, sweeping, telegram
from marshrut.clock import CLOCK_FILE, MovedClock, SystemClock
from marshrut.reset import CHATS_FILE
from marshrut.settings import Settings
from marshrut.trouble import Trouble
from models.engine import sync_engine
from services import health
from services.audit import AuditedSession
from services.clock import real_now
from services.context import Actor, Context

if TYPE_CHECKING:
    from flask import Flask

    from bot.app import App
    from bot.database import Database
    from scheduler.ticking import Part, Transact

log = logging.getLogger("marshrut.wiring")
ADMIN_THREADS = 8
PROXY_HEADERS = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}


def engine(settings: Settings, *, read_only: bool = False) -> sa.Engine:
    """An engine on the installation's database."""
    return sync_engine(settings.database, read_only=read_only)


def sessions(engine: sa.Engine) -> sessionmaker[AuditedSession]:
    """Makes sessions that write and are audited."""
    return sessionmaker(engine, class_=AuditedSession, expire_on_commit=False)


def clock(settings: Settings) -> SystemClock | MovedClock:
    """The domain clock: offline it can be moved, with a token never."""
    if not settings.offline:
        return SystemClock()
    return MovedClock(settings.var_dir / CLOCK_FILE, regions.load(settings.region))


def serve_sandbox(settings: Settings) -> None:
    """Serve the stand-in for Telegram until the process is asked to stop."""
    from sandbox import app
    from sandbox.options import Persona, SandboxOptions

    region = regions.load(settings.region)
    moved = MovedClock(settings.var_dir / CLOCK_FILE, region)
    people = tuple(
        Persona(
            id=player.chat_id,
            first_name=player.first_name,
            last_name=player.last_name,
            phone=player.phone,
            label=player.label,
        )
        for player in demo.players(settings.region)
    )
    options = SandboxOptions(
        people=people,
        unwatched=demo.UNWATCHED,
        bot_name=demo.bot_name(settings.region),
        port=settings.sandbox_port,
        clock=moved,
        time_zone=region.timezone,
        state_file=settings.var_dir / CHATS_FILE,
    )
    try:
        app.run(options)
    except OSError as error:
        raise ports.refused(error, options.host, options.port, "SANDBOX_PORT") from None


def serve_admin(settings: Settings) -> None:
    """Serve the back office until the process is asked to stop; a request in work is answered first."""
    writer, reader = engine(settings), engine(settings, read_only=True)
    server = _office_server(settings, _office(settings, writer, reader))
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(0))
    server.run()
    writer.dispose()
    reader.dispose()


def _office(settings: Settings, writer: sa.Engine, reader: sa.Engine) -> Flask:
    from admin.app import create_app
    from admin.options import Options

    options = Options(
        writer=writer,
        reader=reader,
        secret_key=settings.secret_key.get_secret_value(),
        password_salt=settings.password_salt.get_secret_value(),
        region=regions.load(settings.region),
        now=clock(settings).now,
        files=settings.files,
        bot_link=BotLink(settings),
        demo=settings.offline,
        secure=settings.office_url.startswith("https://"),
    )
    return create_app(options)


def _office_server(settings: Settings, office: Flask) -> Any:
    """The web server; behind a proxy that is trusted the address of the caller is what it says."""
    import waitress

    behind: dict[str, Any] = {}
    if settings.admin_proxy:
        behind = {"trusted_proxy": settings.admin_proxy, "trusted_proxy_headers": PROXY_HEADERS}
    host, port = settings.admin_host, settings.admin_port
    try:
        return waitress.create_server(
            office, host=host, port=port, threads=ADMIN_THREADS, ident=None, clear_untrusted_proxy_headers=True,
            **behind,
        )  # fmt: skip
    except OSError as error:
        raise ports.refused(error, host, port, "ADMIN_PORT") from None


class BotLink:
    """Where people open the bot: offline the chat page; else asked of Telegram once, and anew while it does not
    answer."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._found = f"{settings.sandbox_url}/" if settings.offline else ""

    def __call__(self) -> str:
        """The address, without a payload; empty while Telegram does not say it."""
        if not self._found:
            try:
                self._found = telegram.me(self._settings).link
            except Trouble:
                log.warning("Telegram does not say what the bot is called: invitations are shown without a link")
        return self._found


def serve_bot(settings: Settings) -> None:
    """Run the bot and the scheduler until the process is asked to stop; what is in flight ends first."""
    asyncio.run(_serve_bot(settings))


async def _serve_bot(settings: Settings) -> None:
    from bot.database import Database
    from scheduler.ticking import Ticker, build_scheduler

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    database = Database(settings.database)
    app = _bot(settings, database)

    async def transact(ctx: Context, service: Callable[..., Any], /, **kwargs: Any) -> Any:
        return await database.write(ctx, service, **kwargs)

    region = regions.load(settings.region)
    if not settings.mails:
        await transact(Context(Actor(None), clock(settings).now(), region), health.forget, part=health.MAILER)
    ticker = Ticker(transact, clock(settings), region, app.sender.wake, *_mailing(settings, transact))
    scheduler = build_scheduler(ticker, timedelta(seconds=settings.tick))
    scheduler.add_job(
        _sweep, "interval", hours=sweeping.EVERY_HOURS, id="sweep", max_instances=1, coalesce=True,
        args=[transact, settings], next_run_time=real_now(), misfire_grace_time=None,
    )  # fmt: skip
    scheduler.start()
    try:
        await app.run(stop)
    finally:
        await ticker.close()
        scheduler.shutdown(wait=False)
        await database.close()


def _mailing(settings: Settings, transact: Transact) -> tuple[Part, ...]:
    """The tick's part that sends e-mail, where a server is set."""
    from scheduler.mailer import Mailer, Post

    if not settings.mails:
        return ()
    post = Post(settings.smtp_url.get_secret_value(), settings.mail_from)
    return (Mailer(transact, clock(settings), regions.load(settings.region), post).send_due,)


async def _sweep(transact: sweeping.Transact, settings: Settings) -> None:
    ctx = Context(Actor(None), clock(settings).now(), regions.load(settings.region))
    await sweeping.sweep(transact, ctx, settings.files)


def _bot(settings: Settings, database: Database) -> App:
    from bot import rooms
    from bot.app import App, Wiring, build_bot
    from notices import compose
    from sandbox.options import DEFAULT_TOKEN

    token = DEFAULT_TOKEN if settings.offline else settings.bot_token.get_secret_value()
    api_url = settings.sandbox_url if settings.offline else settings.telegram_api_url
    proxy = "" if settings.offline else settings.telegram_proxy
    wiring = Wiring(
        database=database,
        clock=clock(settings),
        region=regions.load(settings.region),
        compose=compose,
        press=rooms.press,
        routers=rooms.ROUTERS,
        home=rooms.first_screen,
        resumes=rooms.resumes(),
        files=settings.files,
        link=office.links(settings.office_url),
    )
    return App(build_bot(token, api_url=api_url, proxy=proxy), wiring)
