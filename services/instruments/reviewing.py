"""From a draft to use: verification and expert review by a local act, approval after a good one (cl. 4.3.8, 4.3.9)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from locales import catalog
from models.instruments import Instrument, InstrumentStatus
from services import rights
from services.context import Context
from services.errors import Refused, Stale
from services.instruments.cards import InstrumentCard, card_of, find
from services.instruments.keeping import KEEPERS, draft, words
from services.moves import lock

_ = catalog("services").lazy
S = InstrumentStatus


def send_to_review(session: Session, ctx: Context, *, instrument_id: int, act: str) -> InstrumentCard:
    """Send a whole package to the expert review that a local act orders.

    Raises Refused without a plan, without a variant, or while it is not said to follow the federal approach and to meet
    Р-201. Source: annex 2, cl. 4.3.4, 4.3.5, 4.3.7, 4.3.8.
    """
    row = draft(session, ctx, instrument_id)
    if not row.items or not row.variants:
        raise Refused(_("The package needs a plan of the tasks and at least one variant of the work."))
    if not row.follows_federal:
        raise Refused(_("First make sure that the instrument follows the approach of the federal samples."))
    if not row.meets_r201:
        raise Refused(_("First make sure that the instrument meets the demands of R-201."))
    row.review_act, row.conclusion, row.status = words(act, "act"), "", S.under_review
    session.flush()
    return card_of(ctx, row)


def review(session: Session, ctx: Context, *, instrument_id: int, good: bool, conclusion: str) -> InstrumentCard:
    """Record what the experts concluded: a good review leads to approval, any other back to the draft (cl. 4.3.8)."""
    row = _in(session, ctx, instrument_id, S.under_review)
    row.conclusion, row.status = words(conclusion, "conclusion"), S.reviewed if good else S.draft
    session.flush()
    return card_of(ctx, row)


def approve(session: Session, ctx: Context, *, instrument_id: int) -> InstrumentCard:
    """Approve for use what was reviewed well; its year until renewal begins (annex 2, cl. 4.3.9, 4.3.10)."""
    row = _in(session, ctx, instrument_id, S.reviewed)
    row.status, row.approved_on = S.approved, ctx.today
    session.flush()
    return card_of(ctx, row)


def archive(session: Session, ctx: Context, *, instrument_id: int) -> InstrumentCard:
    """Take an approved instrument out of use."""
    row = _in(session, ctx, instrument_id, S.approved)
    row.status = S.archived
    session.flush()
    return card_of(ctx, row)


def _in(session: Session, ctx: Context, instrument_id: int, status: InstrumentStatus) -> Instrument:
    rights.require(ctx.actor.has(*KEEPERS))
    row = find(session, ctx, instrument_id)
    lock(session, row)
    if row.status is not status:
        raise Stale(_("This has already been done or has changed. Here is how it stands now."))
    return row
