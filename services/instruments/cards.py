"""What is shown of the bank: its list with what is due for renewal, an instrument, and what may be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.applications import DiagnosticForm
from models.instruments import Instrument, InstrumentOrigin, InstrumentStatus
from models.people import StaffKind
from services import calendar, rights
from services.context import Context
from services.errors import NotFound

_ = catalog("services").lazy
READERS = (Role.operator, Role.planner, Role.administrator)


@dataclass(frozen=True)
class InstrumentLine:
    """An instrument in the list; ``renew_by`` is the day of its yearly renewal, ``outdated`` a warning and not an
    expiry."""

    id: int
    title: str
    form: DiagnosticForm
    staff_kind: StaffKind
    subject: str
    origin: InstrumentOrigin
    status: InstrumentStatus
    renew_by: date | None
    outdated: bool


@dataclass(frozen=True)
class ItemLine:
    """A line of the plan."""

    number: int
    block: str
    kind: str
    checks: str


@dataclass(frozen=True)
class Share:
    """How many tasks of a type or of a block there are, and what part of all that is, in whole percent."""

    name: str
    count: int
    percent: int


@dataclass(frozen=True)
class InstrumentCard(InstrumentLine):
    """An instrument with its package; the shares are its own, for each instrument anew (cl. 4.3.6)."""

    request: str
    follows_federal: bool
    meets_r201: bool
    review_act: str
    conclusion: str
    approved_on: date | None
    renewed_on: date | None
    renewal: str
    items: tuple[ItemLine, ...]
    variants: tuple[str, ...]
    by_kind: tuple[Share, ...]
    by_block: tuple[Share, ...]


def bank(session: Session, ctx: Context, *, archived: bool = False) -> Sequence[InstrumentLine]:
    """The bank for the centres' staff: what is due for its yearly renewal first (annex 2, cl. 4.4)."""
    rights.require(ctx.actor.has(*READERS))
    there = Instrument.status == InstrumentStatus.archived
    query = sa.select(Instrument).where(there if archived else sa.not_(there)).order_by(Instrument.title, Instrument.id)
    lines = [InstrumentLine(**_line(ctx, row)) for row in session.scalars(query)]
    return sorted(lines, key=lambda line: not line.outdated)


def card(session: Session, ctx: Context, *, instrument_id: int) -> InstrumentCard:
    """An instrument for the centres' staff; raises NotFound for one that is not there."""
    return card_of(ctx, find(session, ctx, instrument_id))


def usable(
    session: Session, ctx: Context, *, form: DiagnosticForm, staff_kind: StaffKind, subjects: Iterable[str] = ()
) -> Sequence[InstrumentLine]:
    """Instruments that an assessment may be held by: approved ones only (annex 2, cl. 4.3.9), of its form, kind of
    staff and subject; one without a subject fits any."""
    rights.require(ctx.actor.has(*READERS))
    query = sa.select(Instrument).where(
        Instrument.status == InstrumentStatus.approved, Instrument.form == form, Instrument.staff_kind == staff_kind,
        Instrument.subject.in_({"", *subjects}),
    )  # fmt: skip
    return [InstrumentLine(**_line(ctx, row)) for row in session.scalars(query.order_by(Instrument.title))]


def find(session: Session, ctx: Context, instrument_id: int) -> Instrument:
    """The row of an instrument, for the centres' staff; raises NotFound."""
    rights.require(ctx.actor.has(*READERS))
    row = session.get(Instrument, instrument_id)
    if row is None:
        raise NotFound(_("There is no such instrument."))
    return row


def card_of(ctx: Context, row: Instrument) -> InstrumentCard:
    """The card of a row."""
    return InstrumentCard(
        **_line(ctx, row), request=row.request, follows_federal=row.follows_federal, meets_r201=row.meets_r201,
        review_act=row.review_act, conclusion=row.conclusion, approved_on=row.approved_on, renewed_on=row.renewed_on,
        renewal=row.renewal, items=tuple(ItemLine(one.number, one.block, one.kind, one.checks) for one in row.items),
        variants=tuple(one.text for one in row.variants), by_kind=_shares(one.kind for one in row.items),
        by_block=_shares(one.block for one in row.items),
    )  # fmt: skip


def _line(ctx: Context, row: Instrument) -> dict[str, Any]:
    fresh_on = row.renewed_on or row.approved_on
    renew_by = calendar.add_months(fresh_on, ctx.region.instrument_months) if fresh_on else None
    approved = row.status is InstrumentStatus.approved
    return {
        "id": row.id, "title": row.title, "form": row.form, "staff_kind": row.staff_kind, "subject": row.subject,
        "origin": row.origin, "status": row.status, "renew_by": renew_by if approved else None,
        "outdated": approved and renew_by is not None and renew_by < ctx.today,
    }  # fmt: skip


def _shares(names: Iterable[str]) -> tuple[Share, ...]:
    counts = Counter(names)
    total = sum(counts.values())
    return tuple(Share(name, count, round(100 * count / total)) for name, count in counts.items())
