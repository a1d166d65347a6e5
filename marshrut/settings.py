"""Settings: read once from the environment, ``.env`` and ``var/secrets.env``, and checked before anything starts.

``.env.example`` explains each of them. Precedence: environment, ``.env``, ``secrets.env``, default. A secret has no
default: ``marshrut.secrets`` makes them.
"""

from __future__ import annotations

import os
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self

import sqlalchemy as sa
from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

import regions
from locales import Text, catalog
from marshrut.trouble import Trouble

_ = catalog("marshrut").lazy

SECRETS_FILE = "secrets.env"
OFFLINE_TICK_SECONDS = 2
Port = Annotated[int, Field(ge=1, le=65535)]
Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(lambda given: str(given).upper())]


def _matching(pattern: str) -> AfterValidator:
    def check(value: str) -> str:
        if value and not re.fullmatch(pattern, value):
            raise ValueError(pattern)
        return value.rstrip("/")

    return AfterValidator(check)


def _token(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not re.fullmatch(r"\d+:[\w-]{30,}", value.get_secret_value()):
        raise ValueError
    return value


def _smtp(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not re.fullmatch(
        r"smtps?://([^@/\s]+@)?[^@/:\s]+(:\d+)?/?", value.get_secret_value()
    ):
        raise ValueError
    return value


def _at_least(length: int) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < length:
            raise ValueError
        return value

    return AfterValidator(check)


def _region(value: str) -> str:
    if value not in regions.codes():
        raise ValueError
    return value


def _database(value: str) -> str:
    try:
        known = not value or sa.make_url(value).get_backend_name() in {"sqlite", "postgresql"}
    except sa.exc.ArgumentError:
        known = False
    if not known:
        raise ValueError
    return value


class Settings(BaseSettings):
    """What the installation is told from outside; an environment variable of the same name in capitals sets each."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", env_ignore_empty=True, hide_input_in_errors=True)

    bot_token: Annotated[SecretStr, AfterValidator(_token)] = SecretStr("")
    telegram_api_url: Annotated[str, _matching(r"https?://[^/\s]+(/\S*)?")] = ""
    telegram_proxy: Annotated[str, _matching(r"(https?|socks[45])://\S+:\d+/?")] = ""
    database_url: Annotated[str, AfterValidator(_database)] = ""
    region: Annotated[str, AfterValidator(_region)] = "smolensk"
    admin_host: str = "127.0.0.1"
    admin_port: Port = 8080
    admin_url: Annotated[str, _matching(r"https?://[^/\s]+(/\S*)?")] = ""
    admin_proxy: Annotated[str, _matching(r"[\w.:]+")] = ""
    sandbox_port: Port = 8081
    var_dir: Path = Path("var")
    log_level: Level = "INFO"
    smtp_url: Annotated[SecretStr, AfterValidator(_smtp)] = SecretStr("")
    mail_from: Annotated[str, _matching(r"[^@\s]+@[^@\s]+")] = ""
    tick_seconds: Annotated[int, Field(ge=1, le=3600)] = 30
    interface_language: Literal["ru", "en"] = "ru"
    secret_key: Annotated[SecretStr, _at_least(32)] = SecretStr("")
    password_salt: Annotated[SecretStr, _at_least(32)] = SecretStr("")
    demo_password: Annotated[SecretStr, _at_least(12)] = SecretStr("")

    @property
    def offline(self) -> bool:
        """Whether everything runs without Telegram: no token is set."""
        return not self.bot_token.get_secret_value()

    @property
    def database(self) -> str:
        """The database's URL: the one set, else a file of its own for the demonstration and for the real thing."""
        name = "demo.sqlite3" if self.offline else "marshrut.sqlite3"
        return self.database_url or f"sqlite:///{self.var_dir / name}"

    @property
    def mails(self) -> bool:
        """Whether notices that Telegram could not bring go by e-mail: a server and a sender are set."""
        return bool(self.smtp_url.get_secret_value() and self.mail_from) and not self.offline

    @property
    def files(self) -> Path:
        """Where files that people brought lie; those of the demonstration apart from real ones."""
        return self.var_dir / ("demo-files" if self.offline else "files")

    @property
    def office_url(self) -> str:
        """Where people open the back office."""
        return self.admin_url or f"http://{self.admin_host}:{self.admin_port}"

    @property
    def sandbox_url(self) -> str:
        """Where the offline stand-in for Telegram answers."""
        return f"http://127.0.0.1:{self.sandbox_port}"

    @property
    def tick(self) -> int:
        """Seconds between two looks at the clock; offline short, because there the clock jumps."""
        return min(self.tick_seconds, OFFLINE_TICK_SECONDS) if self.offline else self.tick_seconds

    @property
    def secrets_file(self) -> Path:
        """Where generated secrets live; a backup includes it."""
        return self.var_dir / SECRETS_FILE

    @property
    def missing_secrets(self) -> tuple[str, ...]:
        """Names of the secrets that this start needs and that are not set."""
        needed = ("secret_key", "password_salt", *(["demo_password"] if self.offline else []))
        return tuple(name for name in needed if not getattr(self, name).get_secret_value())

    def with_secrets(self, secrets: dict[str, str]) -> Self:
        """The same settings with these secrets."""
        return self.model_copy(update={name: SecretStr(value) for name, value in secrets.items()})


#: What each setting that can be wrong should be.
EXPECTED: dict[str, Text] = {
    "bot_token": _("the token exactly as @BotFather gave it, or nothing to work offline"),
    "telegram_api_url": _("an address that begins with http:// or https://, or nothing for Telegram's own"),
    "telegram_proxy": _("http://host:port or socks5://host:port, with user:password@ before the host if needed"),
    "database_url": _("sqlite:///path/to/file or postgresql://user:password@host/name"),
    "region": _("one of: {codes}", codes=", ".join(regions.codes())),
    "admin_host": _("an address of this machine, such as 127.0.0.1"),
    "admin_port": _("a port number from 1 to 65535"),
    "admin_url": _("an address that begins with http:// or https://"),
    "admin_proxy": _("the address from which the web server in front of the back office connects, or nothing"),
    "sandbox_port": _("a port number from 1 to 65535"),
    "var_dir": _("a directory that may be written"),
    "log_level": _("one of: {codes}", codes="DEBUG, INFO, WARNING, ERROR"),
    "smtp_url": _("smtp://user:password@host:port or smtps://…, or nothing to send no e-mail"),
    "mail_from": _("the address from which e-mail comes, such as marshrut@example.org"),
    "tick_seconds": _("a number of seconds from 1 to 3600"),
    "interface_language": _("one of: {codes}", codes="ru, en"),
    "secret_key": _("at least 32 characters, better left to the command: marshrut init"),
    "password_salt": _("at least 32 characters, better left to the command: marshrut init"),
    "demo_password": _("at least 12 characters, or nothing: one is made for the demonstration"),
}


def load(directory: Path | None = None) -> Settings:
    """Read and check the settings; ``.env`` is looked for in ``directory`` (the current one by default).

    Raises Trouble with one line for each setting that is wrong.
    """
    home = directory or Path.cwd()
    env_file = home / ".env"
    var_dir = os.environ.get("VAR_DIR") or dotenv_values(env_file).get("VAR_DIR") or "var"
    try:
        settings = Settings(_env_file=(home / var_dir / SECRETS_FILE, env_file))
    except ValidationError as error:
        raise Trouble(*(_wrong(detail) for detail in error.errors())) from None
    return settings.model_copy(update={"var_dir": home / settings.var_dir})


def _wrong(detail: ErrorDetails) -> Text:
    name = str(detail["loc"][0])
    if detail["type"] == "extra_forbidden":
        return _unknown(name)
    return _(
        "The setting {name} does not fit. Expected: {expected}. Correct it in .env or in the environment.",
        name=name.upper(),
        expected=EXPECTED[name],
    )


def _unknown(name: str) -> Text:
    close = get_close_matches(name, Settings.model_fields, n=1)
    if close:
        return _("There is no setting {name} in .env. Did you mean {close}?", name=name.upper(), close=close[0].upper())
    return _("There is no setting {name} in .env. All of them are in .env.example.", name=name.upper())


def names() -> list[str]:
    """Names of all settings as in the environment."""
    return [name.upper() for name in Settings.model_fields]
