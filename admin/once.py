"""What is shown once after a step: a password, a code, a link. It waits in this process, for the browser that took the
step, until the page after the redirect shows it; reloading that page takes no step and shows it no more."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from typing import Any, TypeVar, cast

from flask import Flask, current_app, session

T = TypeVar("T")
LIVES = 300.0
MOST = 1_000


class Once:
    """Values by a token that only the session of one browser holds."""

    def __init__(self) -> None:
        self._values: OrderedDict[str, tuple[float, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, value: object, lives: float = LIVES) -> str:
        """Keep a value for ``lives`` seconds; the token to take it with."""
        token, now = secrets.token_urlsafe(16), time.monotonic()
        with self._lock:
            self._values[token] = (now + lives, value)
            while len(self._values) > MOST or next(iter(self._values.values()))[0] < now:
                self._values.popitem(last=False)
        return token

    def take(self, token: str) -> object | None:
        """The value, which is forgotten with that."""
        with self._lock:
            until, value = self._values.pop(token, (0.0, None))
        return value if until >= time.monotonic() else None

    def look(self, token: str) -> object | None:
        """The value, which stays."""
        with self._lock:
            until, value = self._values.get(token, (0.0, None))
        return value if until >= time.monotonic() else None


def install(app: Flask) -> None:
    """Give the application its place for what is shown once."""
    app.extensions["once"] = Once()


def keep(value: object) -> None:
    """Show this on the next page that asks for a thing of its kind, and on no other."""
    session["once"] = store().keep(value)


def told(kind: type[T]) -> T | None:
    """What is to be shown here and now, if anything; asked again, there is nothing."""
    token = session.pop("once", None)
    value = store().take(token) if token else None
    return value if isinstance(value, kind) else None


def store() -> Once:
    """The place of the application that serves this request."""
    return cast(Once, current_app.extensions["once"])
