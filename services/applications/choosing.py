"""Choosing blocks in the application form: the same for all subjects, or each subject its own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from locales import catalog
from models.applications import Participation
from services.applications.blocks import pairs_of, put_pairs
from services.applications.draft import DraftCard, draft_card, draft_of_actor, known_blocks_of
from services.context import Context
from services.errors import Invalid

_ = catalog("services").lazy


def choose_block(session: Session, ctx: Context, *, block: str, chosen: bool) -> DraftCard:
    """Add or take away a block of competences, for every chosen subject."""
    draft = draft_of_actor(session, ctx)
    return _choose(session, ctx, draft, draft.subjects, [block], chosen=chosen)


def choose_all_blocks(session: Session, ctx: Context) -> DraftCard:
    """Choose every block: the comprehensive assessment (annex 2, cl. 3.1.1)."""
    draft = draft_of_actor(session, ctx)
    return _choose(session, ctx, draft, draft.subjects, known_blocks_of(ctx, draft), chosen=True)


def choose_block_of(session: Session, ctx: Context, *, subject: str, block: str, chosen: bool) -> DraftCard:
    """Add or take away a block of one subject: each subject may have its own (form of consent, note **)."""
    return _choose(session, ctx, draft_of_actor(session, ctx), [subject], [block], chosen=chosen)


def choose_all_blocks_of(session: Session, ctx: Context, *, subject: str) -> DraftCard:
    """Choose every block of one subject."""
    draft = draft_of_actor(session, ctx)
    return _choose(session, ctx, draft, [subject], known_blocks_of(ctx, draft), chosen=True)


def _choose(
    session: Session,
    ctx: Context,
    draft: Participation,
    subjects: Sequence[str],
    blocks: Sequence[str],
    *,
    chosen: bool,
) -> DraftCard:
    known = known_blocks_of(ctx, draft)
    if set(blocks) - set(known):
        raise Invalid(_("This block is not in the list any more."))
    if set(subjects) - set(draft.subjects):
        raise Invalid(_("This subject is not chosen any more."))
    if not draft.subjects:  # Kept for the subjects that are still to be chosen.
        kept = set(draft.chosen_blocks)
        draft.chosen_blocks = [one for one in known if one in (kept | set(blocks) if chosen else kept - set(blocks))]
    named = {(subject, block) for subject in subjects for block in blocks}
    put_pairs(draft, draft.subjects, pairs_of(draft) | named if chosen else pairs_of(draft) - named, known)
    return draft_card(session, ctx, draft)
