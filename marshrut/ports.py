"""Ports: free before a server starts, answering after it."""

from __future__ import annotations

import errno
import http.client
import socket
import time
from collections.abc import Callable

from locales import catalog
from marshrut.reasons import why
from marshrut.trouble import Trouble

_ = catalog("marshrut").lazy


def require_free(host: str, port: int, setting: str) -> None:
    """Raise Trouble when ``port`` of ``host`` cannot be listened on; ``setting`` is where another one is set."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            probe.listen()
    except OSError as error:
        raise refused(error, host, port, setting) from None


def refused(error: OSError, host: str, port: int, setting: str) -> Trouble:
    """The line for a port on which listening failed with ``error``."""
    if error.errno == errno.EADDRINUSE and ours(host, port):
        return Trouble(
            _(
                "Port {port} is taken by another copy of Marshrut. Open http://{host}:{port}, stop that copy, or set "
                "{setting} in .env to a free port.",
                host=host,
                port=port,
                setting=setting,
            )
        )
    if error.errno == errno.EADDRINUSE:
        return Trouble(
            _(
                "Port {port} is taken by another program. Stop it, or set {setting} in .env to a free one.",
                port=port,
                setting=setting,
            )
        )
    return Trouble(
        _(
            "{host}:{port} cannot be listened on: {why}. Check {setting} and its host in .env.",
            host=host,
            port=port,
            why=why(error),
            setting=setting,
        )
    )


def ours(host: str, port: int) -> bool:
    """Whether this very program answers there: the back office or the chat page."""
    for path, sign in (("/login/", "marshrut="), ("/", 'id="people-side"')):
        connection = http.client.HTTPConnection(host, port, timeout=2)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            if sign in (answer.getheader("Set-Cookie") or "") + answer.read(4000).decode("utf-8", "replace"):
                return True
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
    return False


def answers(host: str, port: int) -> bool:
    """Whether somebody accepts connections there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_for(host: str, port: int, *, seconds: float, going_on: Callable[[], bool] = lambda: True) -> bool:
    """Wait until the port answers; False after ``seconds`` or when ``going_on`` says there is nothing to wait for."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and going_on():
        if answers(host, port):
            return True
        time.sleep(0.1)
    return False
