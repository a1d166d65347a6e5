"""The command line. Each command is one small function; what it builds comes from ``marshrut.wiring``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext

import locales
from locales import Text, catalog
from marshrut import (
    administrator,
    database,
    erasing,
    installation,
    logs,
    ports,
    reset,
    secrets,
    supervisor,
    telegram,
    usage,
    watch,
    wiring,
)
from marshrut import check as checking
from marshrut import settings as reading
from marshrut.alone import COMMANDS, alone
from marshrut.settings import Settings
from marshrut.trouble import EXIT_CODE, Trouble

_ = catalog("marshrut").lazy
#: The sandbox may be starting at the same time.
SANDBOX_SECONDS = 30
Command = Callable[[Settings, argparse.Namespace], int]


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code: not 0 after a line on stderr that says what is wrong."""
    usage.translate()
    options = _parser().parse_args(arguments)
    try:
        settings = reading.load()
        with locales.reading_in(settings.interface_language):
            logs.configure(settings, options.command)
            if options.supervised:
                watch.end_with_parent()
            with alone(settings, options.command) if options.command in COMMANDS else nullcontext():
                return int(options.act(settings, options))
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return EXIT_CODE
    except KeyboardInterrupt:
        return 0


def _run(settings: Settings, _options: argparse.Namespace) -> int:
    return supervisor.run(settings)


def _bot(settings: Settings, _options: argparse.Namespace) -> int:
    ready = _ready(settings)
    if not ready.offline:
        telegram.me(ready)
    elif not ports.wait_for("127.0.0.1", ready.sandbox_port, seconds=SANDBOX_SECONDS):
        raise Trouble(_("The sandbox does not answer on port {port}. Run: marshrut sandbox", port=ready.sandbox_port))
    wiring.serve_bot(ready)
    return 0


def _admin(settings: Settings, _options: argparse.Namespace) -> int:
    wiring.serve_admin(_ready(settings))
    return 0


def _ready(settings: Settings) -> Settings:
    ready = secrets.ensure(settings, generate=settings.offline)
    installation.require_fit(ready)
    return ready


def _sandbox(settings: Settings, _options: argparse.Namespace) -> int:
    if not settings.offline:
        raise Trouble(_("The sandbox stands in for Telegram and never starts while BOT_TOKEN is set."))
    wiring.serve_sandbox(settings)
    return 0


def _db_upgrade(settings: Settings, _options: argparse.Namespace) -> int:
    database.upgrade(settings.database)
    _say(_("The database {where} is up to date.", where=database.shown(settings.database)))
    return 0


def _init(settings: Settings, options: argparse.Namespace) -> int:
    return administrator.init(settings, email=options.email, name=options.name)


def _erase(settings: Settings, options: argparse.Namespace) -> int:
    return erasing.erase(_ready(settings), person_id=options.person, sure=options.yes)


def _check(settings: Settings, _options: argparse.Namespace) -> int:
    return checking.run(settings)


def _demo(settings: Settings, options: argparse.Namespace) -> int:
    if options.reset:
        return reset.reset(settings, sure=options.yes)
    if not settings.offline:
        raise Trouble(_("Demonstration data never go where BOT_TOKEN is set."))
    ready = secrets.ensure(settings, generate=True)
    installation.fill_demo(ready)
    _say(_("Demonstration data are in {where}.", where=database.shown(ready.database)))
    return 0


def _say(text: Text) -> None:
    sys.stdout.write(f"{text}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="marshrut", description=str(_("Support of teachers: bot and back office.")))
    parser.add_argument("--supervised", action="store_true", help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", metavar=str(_("command")), required=True)
    _add(commands, "run", _run, _("start everything; without BOT_TOKEN offline, with demonstration data"))
    _add(commands, "bot", _bot, _("only the bot with the scheduler"))
    _add(commands, "admin", _admin, _("only the back office"))
    _add(commands, "sandbox", _sandbox, _("only the offline stand-in for Telegram"))
    nested = commands.add_parser("db", help=str(_("the database"))).add_subparsers(
        dest="step", metavar=str(_("step")), required=True
    )  # fmt: skip
    _add(nested, "upgrade", _db_upgrade, _("bring the tables up to date"))
    init = _add(commands, "init", _init, _("prepare a real installation: secrets and the first administrator"))
    init.add_argument("--email", help=str(_("the administrator's address; asked for when missing")))
    init.add_argument("--name", help=str(_("last name, first name, patronymic; asked for when missing")))
    erase = _add(commands, "erase", _erase, _("take away all data of a person whose consent is withdrawn"))
    erase.add_argument("person", type=int, help=str(_("the person's number: it stands in the address of their page")))
    erase.add_argument("--yes", action="store_true", help=str(_("do not ask")))
    _add(commands, "check", _check, _("look whether everything is in order"))
    demo = _add(commands, "demo", _demo, _("fill the database with demonstration data; never with a token"))
    demo.add_argument("--reset", action="store_true", help=str(_("remove the demonstration instead")))
    demo.add_argument("--yes", action="store_true", help=str(_("do not ask")))
    return parser


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, act: Command, words: Text
) -> argparse.ArgumentParser:
    added = commands.add_parser(name, help=str(words), description=str(words))
    added.set_defaults(act=act)
    return added
