"""What the questions of the application form share: heading, way back, subjects and their blocks in words."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.applications.calls import Step
from bot.screens import Button, Home, ways_out
from bot.writing import clip
from locales import catalog
from services.applications.draft import DraftCard, DraftStep
from services.context import Region

_ = catalog("bot").html
#: Subjects with blocks of their own are told one by one while they are no more than this.
TOLD_APART = 6
NAMES_MAX = 600


def head(draft: DraftCard, step: DraftStep, question: str) -> Markup:
    """Which of the person's questions it is, and the question. Nothing is counted where an answer is being changed, nor
    at a question that is none of theirs."""
    asked = draft.questions
    if draft.step is DraftStep.review or step not in asked:
        return _("<i>Application</i>\n<b>{question}</b>", question=question)
    return _("<i>Application, step {number} of {total}</i>\n<b>{question}</b>",
             number=asked.index(step) + 1, total=len(asked), question=question)  # fmt: skip


def parent(draft: DraftCard, step: DraftStep) -> list[Button]:
    """The way back from a question: to the review once all is answered, else to the question before."""
    if draft.step is DraftStep.review:
        return list(ways_out(Step(step=DraftStep.review)))
    every = list(DraftStep)
    before = [one for one in draft.questions if every.index(one) < every.index(step)]
    return list(ways_out(Step(step=before[-1]) if before else Home()))


def told_blocks(pairs: Sequence[tuple[str, Sequence[str]]], region: Region) -> list[Markup]:
    """Blocks in words: once when all subjects have the same, else for each subject; empty when there are none."""
    sets = {tuple(blocks) for _subject, blocks in pairs}
    if not any(sets):
        return []
    if len(sets) == 1:
        names = ", ".join(region.block_name(code) for code in next(iter(sets)))
        return [_("Blocks: {names}", names=clip(names, NAMES_MAX))]
    if len(pairs) > TOLD_APART:
        return [_("Blocks: each subject has its own, see the consents")]
    return [
        _("{subject}: {names}", subject=clip(region.subject_name(subject), 100),
          names=clip(", ".join(region.block_name(code) for code in blocks), NAMES_MAX // 2) or "—")
        for subject, blocks in pairs
    ]  # fmt: skip
