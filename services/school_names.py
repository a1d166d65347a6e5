"""How people name a school when they look for it: with or without «№», by «СОШ» or «МБОУ», by the town it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.base import fold

#: Letters a word must begin with; what stands behind them may be another ending («Вязьма», «Вяземский»).
START = 3
#: Letters that two forms of a word have in common at least, and how many of the typed one may differ.
ALIKE, ENDING = 4, 2
_PART = re.compile(r"\d+|[^\W\d_]+")
#: Words that say what a school is before the law: every list writes them differently, so they find nothing.
LEGAL = frozenset(
    _PART.findall(
        "мбоу мкоу маоу моу мбдоу мкдоу мадоу мдоу доу гбоу гбпоу гоу огбоу огбпоу обоу согбоу согбпоу чоу нчоу ноу"
        " муниципальное государственное областное бюджетное казенное автономное общеобразовательное образовательное"
        " учреждение сош сш оош ош нош средняя основная начальная общеобразовательная школа школы шк номер"
    )
)
_FLEETING = str.maketrans("", "", "ьъео")


@dataclass(frozen=True)
class Wanted:
    """What of a typed name must be found: its words and its numbers; ``typed`` is the whole of it, folded."""

    typed: str
    words: Sequence[str]

    def fits(self, name: str, whole: str) -> bool:
        """Whether a school fits: each number stands in its ``name`` as a whole, each word begins one of ``whole``."""
        numbers, known = set(re.findall(r"\d+", name)), parts_of(whole)
        return all(
            word in numbers if word.isdecimal() else any(alike(word, one) for one in known) for word in self.words
        )

    def rank(self, name: str) -> tuple[bool, bool]:
        """Names that begin as it was typed come first, then those that hold every word as it was typed."""
        return not name.startswith(self.typed), not all(part in parts_of(name) for part in parts_of(self.typed))


def wanted_of(text: str) -> Wanted:
    """What to look for when somebody typed ``text``; words of the law are left out unless nothing else was typed."""
    typed = fold(text)
    parts = parts_of(typed)
    return Wanted(typed, [part for part in parts if part not in LEGAL and (len(part) > 1 or part.isdecimal())] or parts)


def parts_of(folded: str) -> list[str]:
    """Words and numbers of a folded name, one by one: «№101» holds the number 101."""
    return _PART.findall(folded)


def alike(typed: str, word: str) -> bool:
    """Whether ``word`` begins with what was typed, or both are forms of one word."""
    return word.startswith(typed) or _one_stem(typed, word) or _one_stem(_bare(typed), _bare(word))


def _bare(word: str) -> str:
    """A word without the letters that come and go in its forms: «Вязьма» and «Вяземский» become alike."""
    return word[:1] + word[1:].translate(_FLEETING)


def _one_stem(typed: str, word: str) -> bool:
    common = 0
    for one, other in zip(typed, word, strict=False):
        if one != other:
            break
        common += 1
    return common >= max(ALIKE, len(typed) - ENDING)
