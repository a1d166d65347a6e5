"""``marshrut init``: a real installation gets its secrets, its tables and its first administrator."""

from __future__ import annotations

import sys

import regions
from locales import catalog
from marshrut import database, installation, secrets, wiring
from marshrut.settings import Settings
from marshrut.trouble import Trouble
from services import accounts
from services.audit import acting
from services.context import Actor, Context
from services.errors import DomainError

_ = catalog("marshrut").gettext
_t = catalog("marshrut").lazy


def init(settings: Settings, *, email: str | None, name: str | None) -> int:
    """Prepare the installation and print the administrator's password, once; what is missing is asked for."""
    if settings.offline:
        raise Trouble(
            _t("init prepares a real installation: set BOT_TOKEN first. A demonstration needs only: make run")
        )
    held = database.held(settings.database)
    if held is not None:
        installation.require_kind(settings, held)
    ready = secrets.ensure(settings, generate=True)
    installation.begin(ready)
    email = email or _asked(_("Administrator's e-mail: "))
    name = name or _asked(_("Last name, first name, patronymic: "))
    password = _first_administrator(ready, email, name)
    sys.stdout.write(
        _(
            "Administrator: {email}\nPassword: {password}\nIt is shown only now. Change it after the first sign-in.\n"
            "Secrets are in {path}: keep this file with every backup.",
            email=email,
            password=password,
            path=ready.secrets_file,
        )
        + "\n"
    )
    return 0


def _asked(question: str) -> str:
    if not sys.stdin.isatty():
        raise Trouble(_t("Say who the administrator is: marshrut init --email … --name …"))
    return input(question).strip()


def _first_administrator(settings: Settings, email: str, name: str) -> str:
    last_name, first_name, patronymic = (*name.split(maxsplit=2), "", "", "")[:3]
    ctx = Context(Actor(None), wiring.clock(settings).now(), regions.load(settings.region))
    engine = wiring.engine(settings)
    try:
        with wiring.sessions(engine)() as session, session.begin():
            acting(session, ctx)
            _line, password = accounts.first_administrator(
                session, ctx, email=email, last_name=last_name, first_name=first_name, patronymic=patronymic
            )
            return password
    except DomainError as error:
        raise Trouble(error.text) from None
    finally:
        engine.dispose()
