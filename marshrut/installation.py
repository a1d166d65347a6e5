"""What this installation is: a demonstration or the real thing, never both in one database."""

from __future__ import annotations

import sys

import sqlalchemy as sa
from sqlalchemy.orm import Session

import regions
from locales import catalog
from marshrut import database, demo, wiring
from marshrut.settings import Settings
from marshrut.trouble import Trouble
from models.accounts import Account
from models.audit import Installation

_ = catalog("marshrut").lazy


def require_fit(settings: Settings) -> None:
    """Raise Trouble unless the database is migrated and is of the kind and region that the settings ask for."""
    database.require_current(settings.database)
    held = database.held(settings.database)
    if held is None:
        empty = _("The database is empty. Run: marshrut demo"), _("The database is empty. Run once: marshrut init")
        raise Trouble(empty[0] if settings.offline else empty[1])
    require_kind(settings, held)


def require_kind(settings: Settings, held: tuple[str, bool]) -> None:
    """Raise Trouble when a token meets demonstration data, no token meets real ones, or the region is another."""
    region, is_demo = held
    where = database.shown(settings.database)
    if is_demo and not settings.offline:
        raise Trouble(
            _(
                "The database {where} holds demonstration data, and BOT_TOKEN is set. Set another DATABASE_URL.",
                where=where,
            )
        )
    if settings.offline and not is_demo:
        raise Trouble(
            _(
                "The database {where} holds real data, and BOT_TOKEN is not set. Set it, or remove DATABASE_URL.",
                where=where,
            )
        )
    if region != settings.region:
        raise Trouble(
            _(
                "The database {where} belongs to the region {held}. Set REGION={held} or another DATABASE_URL.",
                where=where,
                held=region,
            )
        )


def begin(settings: Settings) -> None:
    """Bring the tables of a real installation up to date and say what the database is, once."""
    database.upgrade(settings.database)
    if database.held(settings.database) is not None:
        return
    engine = wiring.engine(settings)
    now = wiring.clock(settings).now()
    with wiring.sessions(engine)() as session, session.begin():
        session.add(Installation(id=1, region=settings.region, demo=False, created_at=now))
    engine.dispose()


def has_accounts(settings: Settings) -> bool:
    """Whether anybody can sign in to the back office yet."""
    engine = wiring.engine(settings, read_only=True)
    with Session(engine) as session:
        found = session.scalar(sa.select(Account.id).limit(1))
    engine.dispose()
    return found is not None


def fill_demo(settings: Settings) -> None:
    """Upgrade the demonstration's database and fill it when it is empty; raises Trouble for real data."""
    database.upgrade(settings.database)
    held = database.held(settings.database)
    if held is not None:
        require_kind(settings, held)
        return
    patience = _("Inventing people for the demonstration: this happens once and takes up to a minute.")
    sys.stderr.write(f"{patience}\n")
    engine = wiring.engine(settings)
    try:
        demo.fill(
            wiring.sessions(engine),
            regions.load(settings.region),
            wiring.clock(settings).now(),
            password=settings.demo_password.get_secret_value(),
        )
    finally:
        engine.dispose()
