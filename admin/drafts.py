"""What was typed into a form that could not be taken, because the session had ended or was begun anew. It is put aside
in this process for half an hour, for the browser and the account that typed it, and shown in the form after sign-in.

A form says whose it is by a signed mark; one without it is not put aside, so nobody else's words come back to anybody.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, flash, g, request, session
from flask_security import current_user
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import MultiDict

from admin import once
from locales import catalog

_ = catalog("admin").gettext
MARK = "typed_by"
LIVES = 1800.0
LARGEST = 200_000
#: Never kept: secrets, and what belongs to the sending itself.
LEFT_OUT = frozenset({"csrf_token", MARK, "password", "current", "again", "code"})


@dataclass(frozen=True)
class Draft:
    """What an account had typed into the form of an address."""

    account_id: int
    address: str
    fields: tuple[tuple[str, str], ...]


def mark() -> str:
    """Whose form a page is giving out; empty for nobody's."""
    who = getattr(current_user, "who", None)
    return str(_signer().dumps(who.account_id)) if who else ""


def put_aside(address: str) -> bool:
    """Put aside what was just sent, to be shown at ``address``; False when there is nothing of anybody's in it."""
    try:
        account_id = int(_signer().loads(request.form.get(MARK, "")))
    except (BadSignature, TypeError, ValueError):
        return False
    fields = tuple((key, text) for key, text in request.form.items(multi=True) if key not in LEFT_OUT)
    if sum(len(key) + len(text) for key, text in fields) > LARGEST:
        return False
    session["draft"] = once.store().keep(Draft(account_id, address, fields), LIVES)
    return True


def brought_back() -> MultiDict[str, str] | None:
    """What its author had typed into the form of this page, once; None for everybody and everything else."""
    if "draft" not in g:
        g.draft = _taken()
    return g.draft  # type: ignore[no-any-return]  # flask's g holds anything


def _taken() -> MultiDict[str, str] | None:
    who, token = getattr(current_user, "who", None), session.get("draft")
    if request.method != "GET" or who is None or not token:
        return None
    draft = once.store().look(token)
    if isinstance(draft, Draft) and draft.account_id == who.account_id and draft.address != address():
        return None
    session.pop("draft")
    once.store().take(token)
    if not isinstance(draft, Draft) or draft.account_id != who.account_id:
        return None
    flash(_("What you had typed is here again. Look it through and save; a file has to be chosen anew."), "info")
    return MultiDict(draft.fields)


def address() -> str:
    """The address of this request, as a draft remembers it."""
    return request.full_path.rstrip("?")


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="typed by")
