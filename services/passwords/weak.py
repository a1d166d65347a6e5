"""Passwords that are guessed first: words everybody takes, in both alphabets and on the wrong keyboard."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

#: Letters only: digits and signs around them make them no better.
WORDS = frozenset((Path(__file__).parent / "weak_words.txt").read_text(encoding="utf-8").split())
#: Signs that stand for letters.
_LOOKALIKES = str.maketrans({"0": "o", "1": "l", "3": "e", "4": "a", "@": "a", "$": "s", "5": "s"})
SHORTEST_PART = 4


def weak(password: str, *own: str) -> bool:
    """Whether a password is guessed first: a known word with signs around it, a sequence, few letters, or one's ``own``
    words (the address, the names) with little else."""
    folded = unicodedata.normalize("NFKC", password).casefold().replace("ё", "е")
    if len(set(folded)) < 5:
        return True
    rest = folded
    for word in sorted((part for text in own for part in _parts(text)), key=len, reverse=True):
        rest = rest.replace(word, "")
    # What is left of it once one's own words are gone must be worth something by itself.
    if len(rest) < len(folded) and len(rest) < SHORTEST_PART * 2:
        return True
    inner = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", rest)
    return any(_known(letters) for letters in (_letters(rest), _letters(inner.translate(_LOOKALIKES))))


def _parts(text: str) -> list[str]:
    folded = text.casefold().replace("ё", "е")
    return [part for part in (folded, *re.split(r"[\W_]+", folded)) if len(part) >= SHORTEST_PART]


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalpha())


def _known(letters: str) -> bool:
    """Whether these letters are nothing but words of the list, or none at all."""
    if not letters:
        return True
    return any(letters.startswith(word) and (len(word) == len(letters) or _known(letters[len(word) :]))
               for word in WORDS)  # fmt: skip
