"""Screens of the question about blocks: the same for all subjects, or each subject its own (form of consent, **)."""

from __future__ import annotations

from bot.applications.calls import (
    AllBlocks,
    AllBlocksOf,
    BlocksOf,
    ChooseBlock,
    ChooseBlockOf,
    Ready,
    SameBlocks,
)
from bot.applications.parts import head, parent
from bot.screens import Button, Screen
from bot.writing import label, lines
from locales import catalog
from services.applications.draft import DraftCard, DraftStep
from services.context import Region

_ = catalog("bot").html
t = catalog("bot").gettext
S = DraftStep


def blocks_question(draft: DraftCard, region: Region) -> Screen:
    """The question as it stands: of all subjects at once, or of the first subject that has no blocks yet."""
    if not draft.differ:
        return ask_blocks(draft)
    lacking = [at for at, (_subject, blocks) in enumerate(draft.pairs) if not blocks]
    return ask_blocks_of(draft, region, lacking[0] if lacking else 0)


def ask_blocks(draft: DraftCard) -> Screen:
    """All blocks at one tap, or some of them, for every subject (annex 2, cl. 3.1.1)."""
    rows = [
        [Button(_ticked(block.name, block.code in draft.blocks),
                ChooseBlock(block=block.code, chosen=block.code not in draft.blocks))]
        for block in draft.known_blocks
    ]  # fmt: skip
    text = lines(
        head(draft, S.blocks, t("Which blocks of competences?")),
        _("“All blocks” gives the fullest picture. Or tap some of them, then tap “Done”."),
        _("Your subjects have different blocks now. A tap here sets a block for all of them.")
        if draft.differ
        else None,
    )  # fmt: skip
    everything = [Button(t("⭐ All blocks"), AllBlocks())]
    done = [Button(t("Done"), Ready(step=S.blocks))]
    return Screen(text, [everything, *rows, done, *_ways(draft, each=False), parent(draft, S.blocks)])


def ask_blocks_of(draft: DraftCard, region: Region, at: int) -> Screen:
    """The blocks of one subject; then the next subject."""
    at = min(at, len(draft.pairs) - 1)
    if at < 0:
        return ask_blocks(draft)
    subject, chosen = draft.pairs[at]
    rows = [
        [Button(_ticked(block.name, block.code in chosen),
                ChooseBlockOf(subject=subject, block=block.code, chosen=block.code not in chosen))]
        for block in draft.known_blocks
    ]  # fmt: skip
    text = lines(
        head(draft, S.blocks, t("{subject}: which blocks?", subject=region.subject_name(subject))),
        _("Subject {number} of {total}. You give a consent for each subject and its blocks.",
          number=at + 1, total=len(draft.pairs)),
    )  # fmt: skip
    everything = [Button(t("⭐ All blocks of this subject"), AllBlocksOf(subject=subject))]
    return Screen(
        text, [everything, *rows, [_next(draft, region, at)], *_ways(draft, each=True), parent(draft, S.blocks)]
    )


def _ticked(name: str, chosen: bool) -> str:
    return label(f"{'✅' if chosen else '▫️'} {name}")


def _next(draft: DraftCard, region: Region, at: int) -> Button:
    if at + 1 == len(draft.pairs):
        return Button(t("Done"), Ready(step=S.blocks))
    subject = draft.pairs[at + 1][0]
    return Button(label(t("Next: {subject} ›", subject=region.subject_name(subject))), BlocksOf(at=at + 1))


def _ways(draft: DraftCard, *, each: bool) -> list[list[Button]]:
    """The other way to answer, where there are several subjects."""
    if len(draft.subjects) < 2:
        return []
    if each:
        return [[Button(t("The same for all subjects"), SameBlocks())]]
    return [[Button(t("Different for each subject"), BlocksOf(at=0))]]
