"""How people name a school when they look for it: with or without «№», by «СОШ» or «МБОУ», by the town it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.base import fold
from regions import Spelling

#: Letters a word must begin with; what stands behind them may be another ending («Вязьма», «Вяземский»).
START = 3
#: Letters that two forms of a word have in common at least, and how many of the typed one may differ.
ALIKE, ENDING = 4, 2
_PART = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True)
class Wanted:
    """What of a typed name must be found: its words and its numbers; ``typed`` is the whole of it, folded."""

    typed: str
    words: Sequence[str]
    fleeting: str = ""

    def fits(self, name: str, whole: str) -> bool:
        """Whether a school fits: each number stands in its ``name`` as a whole, each word begins one of ``whole``."""
        numbers, known = set(re.findall(r"\d+", name)), parts_of(whole)
        return all(
            word in numbers if word.isdecimal() else any(self._alike(word, one) for one in known) for word in self.words
        )

    def rank(self, name: str) -> tuple[bool, bool]:
        """Names that begin as it was typed come first, then those that hold every word as it was typed."""
        return not name.startswith(self.typed), not all(part in parts_of(name) for part in parts_of(self.typed))

    def _alike(self, word: str, other: str) -> bool:
        """Whether the ``other`` begins with what was typed, or both are forms of one word."""
        return other.startswith(word) or _one_stem(word, other) or _one_stem(self._bare(word), self._bare(other))

    def _bare(self, word: str) -> str:
        """A word without the letters that come and go in its forms: «Вязьма» and «Вяземский» become alike."""
        return word[:1] + word[1:].translate(dict.fromkeys(map(ord, self.fleeting)))


def wanted_of(spelling: Spelling, text: str) -> Wanted:
    """What to look for when somebody typed ``text``; words that every list writes differently («МБОУ», «СОШ», «школа»)
    are left out unless nothing else was typed."""
    typed = fold(text)
    parts = parts_of(typed)
    telling = [one for one in parts if one not in spelling.school_words and (len(one) > 1 or one.isdecimal())]
    return Wanted(typed, telling or parts, spelling.fleeting)


def parts_of(folded: str) -> list[str]:
    """Words and numbers of a folded name, one by one: «№101» holds the number 101."""
    return _PART.findall(folded)


def _one_stem(typed: str, word: str) -> bool:
    common = 0
    for one, other in zip(typed, word, strict=False):
        if one != other:
            break
        common += 1
    return common >= max(ALIKE, len(typed) - ENDING)
