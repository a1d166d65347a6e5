"""What an error of Telegram's says of a message: whether it left, and what follows from that."""

from __future__ import annotations

from datetime import timedelta

from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiohttp import ClientConnectorError
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

from services.outbox import Outcome

#: The token is no good, or somebody else works with it: nothing sent now can succeed.
STOPPING = (TelegramUnauthorizedError, TelegramConflictError, TelegramNotFound)
REFUSED = (TelegramBadRequest, TelegramEntityTooLarge, TelegramMigrateToChat)
#: The proxy was not passed: Telegram has heard nothing.
BEFORE_LEAVING = (ProxyConnectionError, ProxyError, ProxyTimeoutError)


def outcome_of(error: Exception) -> Outcome:
    """The row of the outcome table an error belongs to; what is not known to be harmless is uncertain."""
    if isinstance(error, TelegramRetryAfter):
        return Outcome.paused
    if isinstance(error, STOPPING):
        return Outcome.returned
    if isinstance(error, TelegramForbiddenError):
        return Outcome.unreachable
    if isinstance(error, TelegramBadRequest) and "message is not modified" in error.message:
        return Outcome.sent
    if isinstance(error, REFUSED):
        return Outcome.refused
    if isinstance(error, BEFORE_LEAVING) or _never_connected(error):
        return Outcome.not_left
    return Outcome.uncertain


def _never_connected(error: Exception) -> bool:
    return isinstance(error, TelegramNetworkError) and isinstance(error.__cause__, ClientConnectorError)


def wait_of(error: Exception) -> timedelta | None:
    """How long Telegram asks to wait, if it does."""
    return timedelta(seconds=error.retry_after) if isinstance(error, TelegramRetryAfter) else None


def stop_code(error: Exception) -> str:
    """A short code for the health of the sender."""
    return "conflict" if isinstance(error, TelegramConflictError) else "unauthorized"
