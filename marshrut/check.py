"""``marshrut check``: one line for each thing that must be in order, and what to do about what is not."""

from __future__ import annotations

import smtplib
import ssl
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from locales import Text, catalog
from marshrut import database, installation, sqlite, telegram
from marshrut.settings import Settings
from marshrut.trouble import Trouble
from models.engine import is_sqlite, sync_engine
from services import audit

_ = catalog("marshrut").gettext
_t = catalog("marshrut").lazy
Check = Callable[[Settings], str]


def run(settings: Settings) -> int:
    """Print the lines; returns 1 when something is not in order."""
    # What rests on something that is not in order is not asked: one fault is told once.
    chains: list[list[Check]] = [
        [_settings], [_there, _database, _migrations, _kind, _audit], [_sqlite], [_telegram], [_mail]
    ]  # fmt: skip
    return max([_chain(chain, settings) for chain in chains])


def _chain(chain: list[Check], settings: Settings) -> int:
    return int(any(_one(check, settings) for check in chain))


def _one(check: Check, settings: Settings) -> int:
    try:
        line, bad = check(settings), False
    except Trouble as trouble:
        line, bad = str(trouble), True
    if line:
        sys.stdout.write(f"{'✗' if bad else '✓'} {line}\n")
    return int(bad)


def _settings(settings: Settings) -> str:
    if settings.missing_secrets and not settings.offline:
        names = ", ".join(name.upper() for name in settings.missing_secrets)
        raise Trouble(_t("Settings: {names} not set. Run once: marshrut init", names=names))
    mode = _("offline demonstration") if settings.offline else _("real Telegram")
    return _("Settings: {mode}, region {region}", mode=mode, region=settings.region)


def _there(settings: Settings) -> str:
    if not database.exists(settings.database):
        raise Trouble(_none_yet(settings))
    return ""


def _none_yet(settings: Settings) -> Text:
    if settings.offline:
        return _t("Data: none yet. The first start makes a demonstration: make run")
    return _t("Data: none yet. Run once: marshrut init")


def _database(settings: Settings) -> str:
    database.current(settings.database)
    return _("Database: {where} can be opened", where=database.shown(settings.database))


def _migrations(settings: Settings) -> str:
    if settings.offline and database.current(settings.database) is None:
        raise Trouble(_none_yet(settings))
    database.require_current(settings.database)
    return _("Migrations: up to date, {revision}", revision=database.head())


def _kind(settings: Settings) -> str:
    held = database.held(settings.database)
    if held is None:
        raise Trouble(_none_yet(settings))
    installation.require_kind(settings, held)
    return _("Data: a demonstration") if settings.offline else _("Data: real")


def _audit(settings: Settings) -> str:
    try:
        if database.held(settings.database) is None:
            return ""
    except Trouble:
        # The lines above say what is wrong with the database itself.
        return ""
    engine = sync_engine(settings.database, read_only=True)
    try:
        with Session(engine) as session:
            broken = audit.broken_at(session)
    finally:
        engine.dispose()
    if broken is not None:
        raise Trouble(_broken(broken))
    return _("Audit: the chain of entries is whole")


def _broken(broken: audit.Break) -> Text:
    number = broken.entry_id
    if broken.damage is audit.Damage.cut_off:
        return _t(
            "Audit: the chain is cut off after entry {number}: entries that followed it were taken away past the "
            "program. Compare with a backup.",
            number=number,
        )
    if broken.damage is audit.Damage.beyond:
        return _t(
            "Audit: entry {number} and what follows it stand behind the end of the chain: they were added, or its end "
            "was set back, past the program. Compare with a backup.",
            number=number,
        )
    return _t(
        "Audit: the chain is broken at entry {number}: it or an entry before it was changed past the program. "
        "Compare with a backup.",
        number=number,
    )


def _sqlite(settings: Settings) -> str:
    if not is_sqlite(settings.database):
        return ""
    version = ".".join(map(str, sqlite.version()))
    if not sqlite.is_fixed():
        raise Trouble(
            _t(
                "SQLite {version} can damage a file that two processes write: 3.51.3 repaired it. "
                "Use PostgreSQL (DATABASE_URL), or install pysqlite3 where it exists.",
                version=version,
            )
        )
    return _("SQLite: {version}, with the WAL repair", version=version)


def _telegram(settings: Settings) -> str:
    if settings.offline:
        return _("Telegram: no token, the offline stand-in takes its place")
    return _("Telegram: answers, the bot is @{username}", username=telegram.me(settings).username)


def _mail(settings: Settings) -> str:
    url = settings.smtp_url.get_secret_value()
    if not url or settings.offline:
        return ""
    if not settings.mail_from:
        raise Trouble(_t("E-mail: MAIL_FROM is not set, so no letter goes. Set it in .env."))
    from scheduler.mailer import Post

    try:
        Post(url, settings.mail_from).greet()
    except Exception as error:
        raise Trouble(_refusal(error)) from None
    return _("E-mail: the server at {host} takes letters", host=urlsplit(url).hostname or "")


def _refusal(error: Exception) -> Text:
    """What is wrong with the mail server, in a line; never its own words, which may hold the password."""
    if isinstance(error, smtplib.SMTPConnectError | TimeoutError):
        return _t("E-mail: the server does not answer. Check the host and the port of SMTP_URL.")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _t("E-mail: the server refuses the name or the password of SMTP_URL.")
    if isinstance(error, ssl.SSLError):
        return _t(
            "E-mail: the server's certificate is not trusted, or it speaks TLS otherwise: try smtps:// or smtp://."
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return _t("E-mail: the server offers no TLS or no sign-in; a password is not sent openly.")
    return _t("E-mail: the server broke off ({kind}). Check SMTP_URL.", kind=type(error).__name__)
