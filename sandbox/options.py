"""Everything the sandbox is told from outside; it reads no environment and no settings file."""

import ipaddress
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.clock import ClockPort, MemoryClock

DEFAULT_TOKEN = "424242:sandbox-token"  # noqa: S105 - opens nothing but this stand-in
TOKEN_PATTERN = r"\d{1,12}:sandbox[-\w]*"  # noqa: S105 - a shape, not a secret


@dataclass(frozen=True)
class Persona:
    """A person whose phone the page shows; `label` and `group` are words for the switcher, which has no
    place for somebody `hidden`."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "ru"
    phone: str = ""
    label: str = ""
    group: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class Rates:
    """How many messages pass before 429: a bucket per chat and one for all, refilled every second."""

    enabled: bool = True
    chat_burst: float = 20
    chat_per_second: float = 1
    overall_burst: float = 30
    overall_per_second: float = 30


@dataclass(frozen=True)
class SandboxOptions:
    """What one sandbox serves, where, and with which clock.

    Every accepted token must match `token_pattern` in full, so that a real token can never be served by mistake.
    `state_file` keeps the chats over a restart (files lie in a folder beside it); without it they are forgotten.
    `unwatched` are ids of people who have started the bot and whose phones nobody shows: they take what they are sent.
    `monotonic` is real time for limits and query age; tests replace it.
    """

    people: tuple[Persona, ...] = ()
    unwatched: tuple[range, ...] = ()
    tokens: tuple[str, ...] = (DEFAULT_TOKEN,)
    bot_username: str = "sandbox_bot"
    bot_name: str = "Sandbox"
    host: str = "127.0.0.1"
    port: int = 8081
    clock: ClockPort = field(default_factory=MemoryClock)
    time_zone: str = "Europe/Moscow"
    state_file: Path | None = None
    rates: Rates = Rates()
    token_pattern: str = TOKEN_PATTERN
    monotonic: Callable[[], float] = time.monotonic

    def check(self) -> None:
        """Raise ValueError when the address is not loopback, a token looks real or two people share an id."""
        if not _is_loopback(self.host):
            raise ValueError(f"the sandbox serves loopback only, not {self.host}")
        if not self.tokens or not all(re.fullmatch(self.token_pattern, token) for token in self.tokens):
            raise ValueError("the sandbox accepts only tokens made for it, never a real one")
        if len({person.id for person in self.people}) != len(self.people):
            raise ValueError("two people of the sandbox share one id")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
