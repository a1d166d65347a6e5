"""What the back office is built from; ``marshrut`` fills it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from services.context import Region


def no_link() -> str:
    """No address of the bot is known: an invitation then shows what to send to it."""
    return ""


def real_now() -> datetime:
    """The real moment, for sessions and lockouts."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Options:
    """Engines, secrets, region and clocks of one back office.

    ``now`` is the domain clock, ``real_now`` the clock on the wall. ``secure`` says that people come over HTTPS:
    cookies are then sent over nothing else. ``sign_in_limit`` is per address of the network. ``bot_link`` gives the
    address at which people open the bot, ``https://t.me/…``.
    """

    writer: sa.Engine
    reader: sa.Engine
    secret_key: str = field(repr=False)
    password_salt: str = field(repr=False)
    region: Region
    now: Callable[[], datetime]
    files: Path
    demo: bool = False
    secure: bool = False
    real_now: Callable[[], datetime] = real_now
    bot_link: Callable[[], str] = no_link
    sign_in_limit: str = "30 per minute"
    session_idle: timedelta = timedelta(hours=4)
    session_longest: timedelta = timedelta(hours=12)
    upload_bytes: int = 20 * 1024 * 1024
