"""Why something could not be opened or reached, in words: systems, databases and networks say it in English."""

from __future__ import annotations

import errno
import socket
import ssl

from aiohttp import ClientConnectorCertificateError, ClientConnectorDNSError, ClientConnectorError, ClientSSLError
from aiohttp_socks import ProxyConnectionError, ProxyError

from locales import Text, catalog

_ = catalog("marshrut").lazy

_NUMBERS: dict[int, Text] = {
    errno.EACCES: _("there is no right to it"),
    errno.EPERM: _("there is no right to it"),
    errno.ENOENT: _("there is no such file or folder"),
    errno.EISDIR: _("it is a folder, not a file"),
    errno.ENOTDIR: _("a part of the path is not a folder"),
    errno.EROFS: _("the disk is read-only"),
    errno.ENOSPC: _("the disk is full"),
    errno.EADDRNOTAVAIL: _("this computer has no such address"),
    errno.ECONNREFUSED: _("nobody answers there"),
    errno.ENETUNREACH: _("there is no way to it over the network"),
    errno.EHOSTUNREACH: _("there is no way to it over the network"),
    errno.ETIMEDOUT: _("no answer in time"),
}
#: What drivers of databases say, by a part of it; the first that is found.
_SAID: tuple[tuple[str, Text], ...] = (
    ("password authentication failed", _("the user name or the password is wrong")),
    ("no password supplied", _("the password is missing")),
    ("no pg_hba.conf entry", _("the server does not let this computer in")),
    ("connection refused", _("nobody answers there")),
    ("could not translate host name", _("there is no server of this name")),
    ("failed to resolve host", _("there is no server of this name")),
    ("name or service not known", _("there is no server of this name")),
    ("timeout expired", _("no answer in time")),
    ("timed out", _("no answer in time")),
    ("does not exist", _("there is no such database or user on the server")),
    ("too many clients", _("the server has no room for more connections")),
    ("unable to open database file", _("the file cannot be opened or made")),
    ("file is not a database", _("the file is not a database")),
    ("malformed", _("the file is damaged")),
    ("readonly", _("there is no right to write it")),
    ("locked", _("another program holds it")),
    ("disk is full", _("the disk is full")),
)


def why(error: BaseException) -> Text:
    """The reason in words; its kind where no words are known."""
    return _of_network(error) or _of_number(error) or _of_words(error) or _("fault {kind}", kind=type(error).__name__)


def _of_network(error: BaseException) -> Text | None:
    if isinstance(error, ClientConnectorDNSError | socket.gaierror):
        return _("there is no server of this name")
    if isinstance(error, ClientConnectorCertificateError | ClientSSLError | ssl.SSLError):
        return _("the certificate of the server does not hold")
    if isinstance(error, ProxyError | ProxyConnectionError):
        return _("the proxy does not let through")
    if isinstance(error, TimeoutError):
        return _("no answer in time")
    if isinstance(error, ClientConnectorError):
        return _of_number(error) or _("there is no way to it over the network")
    if isinstance(error, ValueError | KeyError | TypeError):
        return _("the answer is not the expected one")
    return None


def _of_number(error: BaseException) -> Text | None:
    return _NUMBERS.get(error.errno or 0) if isinstance(error, OSError) else None


def _of_words(error: BaseException) -> Text | None:
    said = str(getattr(error, "orig", None) or error).casefold()
    return next((text for part, text in _SAID if part in said), None)
