"""``marshrut erase``: takes away what is kept of a person and prints the act of it."""

from __future__ import annotations

import sys

import regions
from locales import catalog, dates
from marshrut import wiring
from marshrut.settings import Settings
from marshrut.trouble import Trouble
from services import erasing
from services.audit import acting
from services.context import Actor, Context
from services.erasing import Erased
from services.errors import DomainError

_ = catalog("marshrut").gettext
_t = catalog("marshrut").lazy


def erase(settings: Settings, *, person_id: int, sure: bool) -> int:
    """Erase a person by the number their page bears, asking first; prints the act to be filed. Raises Trouble where the
    rules say no."""
    if not sure:
        _ask(person_id)
    ctx = Context(Actor(None), wiring.clock(settings).now(), regions.load(settings.region))
    engine = wiring.engine(settings)
    try:
        with wiring.sessions(engine)() as session, session.begin():
            acting(session, ctx)
            told = erasing.erase_person(session, ctx, person_id=person_id)
    except DomainError as error:
        raise Trouble(error.text) from None
    finally:
        engine.dispose()
    sys.stdout.write(_act(ctx, told) + "\n")
    return 0


def _ask(person_id: int) -> None:
    if not sys.stdin.isatty():
        raise Trouble(_t("Nothing can be asked here. Say that you are sure: marshrut erase {number} --yes",
                         number=person_id))  # fmt: skip
    question = _("All data of person {number} will be taken away for good. Type the number once more: ",
                 number=person_id)  # fmt: skip
    if input(question).strip() != str(person_id):
        raise Trouble(_t("Nothing was erased."))


def _act(ctx: Context, told: Erased) -> str:
    withdrawn = told.consent_withdrawn_at
    day = dates.day(ctx.region.today(withdrawn)) if withdrawn else _("none was given")
    return _(
        "Act of destruction of personal data\nDay: {day}\nPerson: No. {number}\nConsent withdrawn: {withdrawn}\n"
        "Taken away: notices {notices}, messages {messages}, files {files} (from the disk within a day), routes "
        "{routes}, and the profile with every note of it.\nBackups made before this day still hold it: destroy them in "
        "their time.\nSigned: ____________",
        day=dates.day(ctx.today), number=told.person_id, withdrawn=day, notices=told.notices,
        messages=told.messages, files=told.files, routes=told.routes,
    )  # fmt: skip
