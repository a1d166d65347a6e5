"""Who may enter which endpoint: one table, deny by default. Which rows they find there is the scope's matter."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask
from flask_admin import BaseView, expose

from models.accounts import Role
from models.base import Base

Handler = TypeVar("Handler", bound=Callable[..., Any])
HIDDEN_METHODS = {"HEAD", "OPTIONS"}


class Everyone(enum.Enum):
    """Who is let in whatever their roles: anyone at all, or whoever has signed in."""

    anyone = "anyone"
    signed_in = "signed_in"


Allowed = frozenset[Role] | Everyone
#: Numbers that addresses of a view carry, each with its table.
About = Mapping[str, type[Base]]
NOBODY: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class Endpoint:
    """A registered endpoint: its Flask name, address rule, methods, who may enter, and which rows it is asked for."""

    name: str
    rule: str
    methods: tuple[str, ...]
    allowed: Allowed
    about: About


def only(*roles: Role) -> Callable[[Handler], Handler]:
    """Narrow one method of a view to some of the view's roles; none given: nobody."""

    def mark(handler: Handler) -> Handler:
        @wraps(handler)
        def narrowed(*args: Any, **kwargs: Any) -> Any:
            return handler(*args, **kwargs)

        # On a wrapper of its own: a register narrows a method that others inherit as it is.
        narrowed.allowed = frozenset(roles)  # type: ignore[attr-defined]  # read by ``table``
        return cast(Handler, narrowed)

    return mark


def served(url: str = "/", methods: Iterable[str] = ("GET",)) -> Callable[[Handler], Handler]:
    """Flask-Admin's ``expose`` with a type: serve a method of a view at ``url`` below the view's own address."""
    return cast(Callable[[Handler], Handler], expose(url, methods))


def table(app: Flask, views: Iterable[BaseView]) -> dict[str, Allowed]:
    """Who may enter each endpoint of the application.

    Raises RuntimeError for an endpoint that no view of ours declared: what is not declared does not start.
    """
    found: dict[str, Allowed] = {"static": Everyone.anyone}
    for view in views:
        for _url, name, _methods in view._urls:
            found[f"{view.endpoint}.{name}"] = getattr(getattr(type(view), name), "allowed", view.allowed)
    undeclared = sorted({rule.endpoint for rule in app.url_map.iter_rules()} - found.keys())
    if undeclared:
        raise RuntimeError(f"nobody declared who may enter: {', '.join(undeclared)}")
    return found


def registry(app: Flask) -> list[Endpoint]:
    """Every endpoint with who may enter: what the tests' matrix is made of."""
    allowed: dict[str, Allowed] = app.extensions["access"]
    views = app.extensions["views"]
    return [
        Endpoint(
            rule.endpoint, rule.rule, tuple(sorted((rule.methods or set()) - HIDDEN_METHODS)), allowed[rule.endpoint],
            about_of(views.get(rule.endpoint.partition(".")[0])),
        )
        for rule in app.url_map.iter_rules()
    ]  # fmt: skip


def about_of(view: Any) -> About:
    """The numbers a view's addresses carry: those it declares, and a register's ``id``."""
    own = {"id": view.model} if hasattr(view, "model") else {}
    return own | dict(getattr(view, "about", None) or {})


def lets_in(allowed: Allowed, roles: Iterable[Role], *, signed_in: bool) -> bool:
    """Whether somebody with these roles may enter."""
    if isinstance(allowed, Everyone):
        return signed_in or allowed is Everyone.anyone
    return signed_in and not allowed.isdisjoint(roles)
