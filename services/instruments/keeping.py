"""Entering an instrument: what it is for, its plan and variants; and its yearly renewal (annex 2, cl. 4.3.1-4.3.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from locales import catalog
from models.accounts import Role
from models.applications import DiagnosticForm
from models.instruments import Instrument, InstrumentOrigin, InstrumentStatus, Item, Variant
from models.people import StaffKind
from services import rights
from services.context import Context
from services.errors import Invalid, Stale, all_of
from services.instruments.cards import InstrumentCard, card_of, find
from services.moves import lock

_ = catalog("services").lazy
WORDS_MAX = 500
VARIANT_MAX = 20_000
ITEMS_MOST = 200
#: Who keeps the bank: the operator's staff, or an administrator.
KEEPERS = (Role.operator, Role.administrator)


@dataclass(frozen=True)
class ItemIn:
    """A task: the block it belongs to, its type in words, and the knowledge or skill it checks."""

    block: str
    kind: str
    checks: str


def save(
    session: Session,
    ctx: Context,
    *,
    instrument_id: int | None = None,
    title: str,
    form: DiagnosticForm,
    staff_kind: StaffKind,
    request: str,
    origin: InstrumentOrigin,
    subject: str = "",
    follows_federal: bool = False,
    meets_r201: bool = False,
) -> InstrumentCard:
    """Enter an instrument or change its draft. Raises Invalid without the request or aim of the region that it answers
    (annex 2, cl. 4.3.1), Stale once it is under review."""
    row = Instrument(created_at=ctx.now) if instrument_id is None else draft(session, ctx, instrument_id)
    rights.require(ctx.actor.has(*KEEPERS))
    all_of(partial(words, title, "title"), partial(words, request, "request"), partial(_check_subject, ctx, subject))
    row.title, row.request = words(title, "title"), words(request, "request")
    row.form, row.staff_kind, row.origin, row.subject = form, staff_kind, origin, subject
    row.follows_federal, row.meets_r201 = follows_federal, meets_r201
    session.add(row)
    session.flush()
    return card_of(ctx, row)


def _check_subject(ctx: Context, subject: str) -> None:
    if subject and subject not in {one.code for one in ctx.region.subjects}:
        raise Invalid(_("This subject is not in the list any more."), "subject")


def plan(session: Session, ctx: Context, *, instrument_id: int, items: Sequence[ItemIn]) -> InstrumentCard:
    """Write the plan of a draft anew: for each task its block, its type and what it checks. How many tasks of which
    type there are is each instrument's own affair (annex 2, cl. 4.3.6, 4.3.7)."""
    row = draft(session, ctx, instrument_id)
    known = {block.code for block in ctx.region.blocks[row.staff_kind.value]}
    if len(items) > ITEMS_MOST or any(one.block not in known for one in items):
        raise Invalid(_("Each task belongs to a block of the list."), "items")
    written = [(one.block, words(one.kind, "items"), words(one.checks, "items")) for one in items]
    row.items = []
    session.flush()
    row.items = [
        Item(number=number, block=block, kind=kind, checks=checks)
        for number, (block, kind, checks) in enumerate(written, start=1)
    ]
    session.flush()
    return card_of(ctx, row)


def write_variant(session: Session, ctx: Context, *, instrument_id: int, number: int, text: str) -> InstrumentCard:
    """Write a variant of a draft's work, numbered from 1 without gaps; an empty text takes the last one away."""
    row = draft(session, ctx, instrument_id)
    there, text = {one.number: one for one in row.variants}, text.strip()
    if not 1 <= number <= len(there) + 1 or len(text) > VARIANT_MAX or (not text and number != len(there)):
        raise Invalid(
            _("Variants are numbered from 1; the text takes 1 to {most} characters.", most=VARIANT_MAX), "text"
        )
    if not text:
        row.variants.remove(there[number])
    elif number in there:
        there[number].text = text
    else:
        row.variants.append(Variant(number=number, text=text))
    session.flush()
    return card_of(ctx, row)


def renew(session: Session, ctx: Context, *, instrument_id: int, renewal: str) -> InstrumentCard:
    """Record the yearly renewal of an approved instrument: what was renewed, by which independent results. Source:
    annex 2, cl. 4.3.10, 4.4."""
    rights.require(ctx.actor.has(*KEEPERS))
    row = find(session, ctx, instrument_id)
    lock(session, row)
    if row.status is not InstrumentStatus.approved:
        raise Stale(_("Only an approved instrument is renewed."))
    row.renewal, row.renewed_on = words(renewal, "renewal"), ctx.today
    session.flush()
    return card_of(ctx, row)


def draft(session: Session, ctx: Context, instrument_id: int) -> Instrument:
    """The row of a draft, taken for this transaction by one who keeps the bank; raises Stale for any other state."""
    rights.require(ctx.actor.has(*KEEPERS))
    row = find(session, ctx, instrument_id)
    lock(session, row)
    if row.status is not InstrumentStatus.draft:
        raise Stale(_("This instrument is no draft any more. Here is how it stands now."))
    return row


def words(text: str, field: str) -> str:
    """The text with single blanks; raises Invalid for an empty or over-long one."""
    text = " ".join(text.split())
    if not 1 <= len(text) <= WORDS_MAX:
        raise Invalid(_("Please write 1 to {most} characters.", most=WORDS_MAX), field)
    return text
