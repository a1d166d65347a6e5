"""What a browser sent, as the pages read it: without NUL characters, which PostgreSQL takes nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict


class Values(ImmutableMultiDict[str, Any]):
    """Fields of a form or of an address; files stay as they are."""

    def __init__(self, mapping: Any = None) -> None:
        pairs: Iterable[tuple[str, Any]] = (
            mapping.items(multi=True) if isinstance(mapping, MultiDict) else mapping or ()
        )
        super().__init__([(_clean(key), _clean(value)) for key, value in pairs])


class Received(Request):
    """A request whose ``args`` and ``form`` are clean."""

    parameter_storage_class = Values


def _clean(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value
