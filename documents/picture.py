"""The block profile of a result: a picture for the chat and the same in words, for those who would rather read.

Both take a ``ResultCard``, which only ``services.results.look`` and the centre's own steps give out, so that whoever
draws it has had the right, and a look of staff is on record (К-01).
"""

from __future__ import annotations

from typing import Any

from documents.printing import printable, typeset_png
from locales import catalog, dates, numbers
from models.results import DeficitLevel
from services.context import Region
from services.results import ResultCard, ScoreLine
from services.words import word

_ = catalog("documents").gettext
#: Points an inch that make the page 1080 pixels wide: a phone shows it without zooming.
PPI = 144


def profile_png(card: ResultCard, region: Region) -> bytes:
    """The result by blocks as bars with their levels in words: a PNG 1080 pixels wide, in the reader's language."""
    return typeset_png("profile", _values(card, region), ppi=PPI)


def profile_text(card: ResultCard, region: Region) -> str:
    """The text alternative: what ``profile_png`` shows, a line for each block; plain text."""
    lines = [_("Result by blocks"), _occasion(card), ""]
    lines += [f"{_block(score, card, region)}: {_percent(score)}, {word(score.level)}" for score in card.scores]
    return "\n".join(lines)


def _values(card: ResultCard, region: Region) -> dict[str, Any]:
    return {
        "title": _("Result by blocks"),
        "person": printable(card.person),
        "occasion": _occasion(card),
        "scale": _("The length of a bar is the percent of points."),
        "legend": [{"level": level.value, "words": word(level)} for level in DeficitLevel],
        "bars": [
            {
                "block": printable(_block(score, card, region)),
                "percent": float(score.percent),
                "shown": _percent(score),
                "level": score.level.value,
                "words": word(score.level),
            }
            for score in card.scores
        ],
    }


def _occasion(card: ResultCard) -> str:
    """Form and date stand beside every level."""
    day = dates.short_day(card.held_on)
    return f"{word(card.form)}, {day}" if card.form else day


def _percent(score: ScoreLine) -> str:
    """«43,21 %» as the reader's language writes it, without needless zeros."""
    return _("{number}%", number=numbers.percent(score.percent))


def _block(score: ScoreLine, card: ResultCard, region: Region) -> str:
    """The block; the subject too where the result covers several."""
    block = region.block_name(score.block)
    several = len({one.subject for one in card.scores}) > 1
    return f"{region.subject_name(score.subject)}. {block}" if several and score.subject else block
