"""Names for invented people: put together by chance, nobody twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

WOMEN = 0.84
#: Endings of family names whose feminine is not made by adding a letter; others that end in no known way stay.
_FEMININE = {"ский": "ская", "цкий": "цкая", "ный": "ная", "ной": "ная", "вой": "вая", "ой": "ая"}
_PLAIN = ("ов", "ев", "ёв", "ин", "ын")


@dataclass(frozen=True)
class Name:
    """Last name, first name, patronymic."""

    last: str
    first: str
    patronymic: str

    @property
    def full(self) -> str:
        """As people write it."""
        return f"{self.last} {self.first} {self.patronymic}"


@dataclass
class Namer:
    """Invents names from lists of words; ``taken`` are not given again."""

    chance: Random
    words: Mapping[str, Sequence[str]]
    taken: set[str] = field(default_factory=set)

    def invent(self, last: str = "") -> Name:
        """A name nobody has yet; ``last`` fixes the family name, given as a man's."""
        while True:
            woman = self.chance.random() < WOMEN
            father = self.chance.choice(self.words["fathers"])
            name = Name(
                _family(last or self.chance.choice(self.words["families"]), woman),
                self.chance.choice(self.words["women" if woman else "men"]),
                f"{father}{'на' if woman else 'ич'}",
            )
            if name.full not in self.taken:
                self.taken.add(name.full)
                return name


def _family(family: str, woman: bool) -> str:
    if not woman:
        return family
    if family.endswith(_PLAIN):
        return f"{family}а"
    return next((family[: -len(end)] + other for end, other in _FEMININE.items() if family.endswith(end)), family)
