"""Which addresses Telegram takes for a button: it refuses the whole message for one that leads nowhere in public."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

#: Endings of names that only an inner network knows.
INNER = ("local", "localhost", "localdomain", "lan", "internal", "intranet", "home", "corp", "test", "invalid")


def opens(address: str) -> bool:
    """Whether an address may stand on a button: http or https, and a host that looks public."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        name, _dot, ending = host.rpartition(".")
        return bool(name) and ending not in INNER and not ending.isdigit()
