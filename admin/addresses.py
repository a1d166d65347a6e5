"""What an address says: numbers and words, brought into bounds; and where to go after a step."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from admin.access import about_of
from admin.base import LARGEST_ID, MOST_TYPED

MOST_PAGES = 10_000


def number(name: str = "id") -> int:
    """A row's number; anything else is answered by 404."""
    found = optional_number(name)
    return found if found is not None else abort(404)


def optional_number(name: str) -> int | None:
    """A row's number, or None when there is none or it is senseless."""
    view = current_app.extensions["views"].get(request.blueprint)
    if name not in about_of(view):
        raise LookupError(f"{type(view).__name__} reads {name!r} and does not say what it is: add it to ``about``")
    return _whole(name)


def _whole(name: str) -> int | None:
    typed = request.args.get(name, "")
    if not (typed.isascii() and typed.isdigit()) or len(typed) > 10 or int(typed) > LARGEST_ID:
        return None
    return int(typed)


def typed(name: str = "q") -> str:
    """Words to search for, blanks collapsed."""
    return " ".join(request.args.get(name, "").split())[:MOST_TYPED]


def page() -> int:
    """The page of a list, from 1."""
    return min(max(_whole("page") or 1, 1), MOST_PAGES)


def go(endpoint: str, text: str = "", tone: str = "success", **values: Any) -> Response:
    """To another page of ours, saying what was done; as 303, so that going back sends nothing again."""
    if text:
        flash(text, tone)
    return redirect(url_for(endpoint, **values), 303)
