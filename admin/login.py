"""Who has signed in, as Flask-Security sees them: a snapshot read anew at each request, never a live row.

Flask-Security keeps the session and the identity; passwords, lockout and rights are the services'.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_security import RoleMixin, Security, UserDatastore, UserMixin

from admin.options import Options
from admin.work import DOOR, Work
from services import accounts
from services.context import Actor, Context
from services.rights import actor_of


class Login(UserMixin):
    """Somebody who has signed in, with the roles they hold today."""

    fs_uniquifier = ""
    active = True
    roles: list[RoleMixin] = []

    def __init__(self, who: accounts.SignedIn, actor: Actor) -> None:
        self.who = who
        self.actor = actor
        self.fs_uniquifier = who.uniquifier


class LoginStore(UserDatastore):
    """Finds whose session it is. It writes nothing: accounts change through the services."""

    def __init__(self, work: Work) -> None:
        super().__init__(Login, RoleMixin)
        self._work = work

    def find_user(self, case_insensitive: bool = False, **wanted: Any) -> Login | None:
        """The account whose session carries this ``fs_uniquifier``; no other way of finding is offered."""
        uniquifier = wanted.get("fs_uniquifier")
        return self.load(str(uniquifier)) if uniquifier else None

    def load(self, uniquifier: str) -> Login | None:
        """The account with the roles of today, read with the read-only engine."""
        made_from = self._work.options
        now = made_from.now()
        nobody = Context(Actor(None, (), DOOR), now, made_from.region)
        session = self._work.session()
        who = accounts.signed_in(session, nobody, uniquifier=uniquifier)
        return Login(who, actor_of(session, who.person_id, nobody.today, DOOR)) if who else None


def install(app: Flask, options: Options, work: Work) -> LoginStore:
    """Give the application its sessions of people. Flask-Security's own pages and tokens stay out."""
    app.config.update(
        SECURITY_PASSWORD_SALT=options.password_salt,
        SECURITY_SEND_REGISTER_EMAIL=False,
        SECURITY_SEND_PASSWORD_CHANGE_EMAIL=False,
        SECURITY_CLI_USERS_NAME=False,
        SECURITY_CLI_ROLES_NAME=False,
        SECURITY_ANONYMOUS_USER_DISABLED=False,
    )
    store = LoginStore(work)
    security = Security(app, store, register_blueprint=False)
    security.login_manager.request_loader(lambda _request: None)
    return store
