"""Results of an assessment: entered, checked by a person, published, corrected, recalled; and who looked at them.

The only room that reads the tables of results. Every way out passes ``rights.sees_result`` (annex 2, cl. 6.3; К-01) or,
on the card of one route, ``rights.sees_card``; each look of another is recorded where the person can read it.
"""

from services.results.cards import (
    DeficitIn,
    DeficitLine,
    LookLine,
    ResultCard,
    ResultStage,
    ScoreIn,
    ScoreLine,
    deficit_line,
    level_of,
    worst,
)
from services.results.entering import NO_RESULT, check, check_reason, correct, decide, enter, publish, recall
from services.results.looking import deficits_looked_at, look, look_at_card, lookers, note_look, stage
from services.results.rows import held_on, is_published, last_comprehensive_on, published

__all__ = [
    "NO_RESULT",
    "DeficitIn",
    "DeficitLine",
    "LookLine",
    "ResultCard",
    "ResultStage",
    "ScoreIn",
    "ScoreLine",
    "check",
    "check_reason",
    "correct",
    "decide",
    "deficit_line",
    "deficits_looked_at",
    "enter",
    "held_on",
    "is_published",
    "last_comprehensive_on",
    "level_of",
    "look",
    "look_at_card",
    "lookers",
    "note_look",
    "publish",
    "published",
    "recall",
    "stage",
    "worst",
]
