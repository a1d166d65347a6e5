"""The seam between a page and the services: one read session a request, one transaction a step.

Pages read through the read-only engine, whatever the method: a page must not hold the write lock. A step is a short
transaction of its own on the writing engine.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar, cast

from flask import Flask, current_app, g
from flask_security import current_user
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from admin.options import Options
from services.audit import AuditedSession, acting
from services.context import Actor, Context

P = ParamSpec("P")
T = TypeVar("T")
DOOR = "admin"


class Work:
    """Sessions of the back office. ``session`` is where Flask-Admin looks for the one to read with."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.session = scoped_session(sessionmaker(options.reader, autoflush=False))
        self._writing = sessionmaker(options.writer, class_=AuditedSession)

    def read(self, service: Callable[Concatenate[Session, Context, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a service that only reads."""
        return service(self.session(), context(), *args, **kwargs)

    def run(self, service: Callable[Concatenate[Session, Context, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a service in one transaction and commit; what is read afterwards is read anew."""
        ctx = context()
        with self._writing() as session:
            acting(session, ctx)
            result = service(session, ctx, *args, **kwargs)
            session.commit()
        self.session.remove()
        return result


def install(app: Flask, options: Options) -> Work:
    """Give the application its sessions, closed at the end of each request."""
    work = Work(options)
    app.extensions["work"] = work

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        work.session.remove()

    return work


def work() -> Work:
    """The sessions of the application that serves this request."""
    return cast(Work, current_app.extensions["work"])


def options() -> Options:
    """What the application that serves this request was built from."""
    return work().options


def context() -> Context:
    """Who asks, the domain time and the region: the same for the whole request."""
    if "ctx" not in g:
        g.ctx = Context(actor(), options().now(), options().region)
    return cast(Context, g.ctx)


def actor() -> Actor:
    """Who has signed in, as the services know them; nobody before."""
    return getattr(current_user, "actor", None) or Actor(None, (), DOOR)


def forget_context() -> None:
    """Somebody signed in or out: who asks is looked up anew."""
    g.pop("ctx", None)


def read(service: Callable[Concatenate[Session, Context, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """``Work.read`` of this request."""
    return work().read(service, *args, **kwargs)


def run(service: Callable[Concatenate[Session, Context, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """``Work.run`` of this request."""
    return work().run(service, *args, **kwargs)
