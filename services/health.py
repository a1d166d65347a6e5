"""What the parts of the system say of themselves, for ``marshrut check`` and the back office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.engine import insert_into
from models.health import Health
from services.context import Context

#: The part that sends e-mail: it speaks only where a mail server is set.
MAILER = "mailer"


@dataclass(frozen=True)
class Condition:
    """How a part is: ``detail`` is a short code (``unauthorized``, ``conflict``), ``at`` real time."""

    part: str
    well: bool
    detail: str
    at: datetime


def report(session: Session, ctx: Context, *, part: str, well: bool, detail: str = "", real_now: datetime) -> None:
    """Write down how a part is now, over what it said before."""
    values = {"well": well, "detail": detail, "at": real_now}
    statement = insert_into(session, Health).values(part=part, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["part"], set_=values))


def conditions(session: Session, ctx: Context) -> Sequence[Condition]:
    """How every part is that has ever spoken, by name."""
    rows = session.scalars(sa.select(Health).order_by(Health.part))
    return [Condition(row.part, row.well, row.detail, row.at) for row in rows]


def forget(session: Session, ctx: Context, *, part: str) -> None:
    """Forget a part that this installation has no more."""
    session.execute(sa.delete(Health).where(Health.part == part))


def mails(session: Session) -> bool:
    """Whether notices that Telegram cannot bring go by e-mail here."""
    return session.get(Health, MAILER) is not None
