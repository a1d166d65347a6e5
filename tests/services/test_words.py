"""Every member of every enumeration that a person may read has a word."""

from __future__ import annotations

import enum

import pytest

from models import accounts, applications, deadlines, people, results, routes
from services import words

READ = [
    kind
    for module in (accounts, applications, deadlines, people, results, routes)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, enum.StrEnum) and kind is not enum.StrEnum
    and kind not in (applications.Basis, applications.ApplicationKind, routes.EvidenceKind)
]  # fmt: skip


@pytest.mark.parametrize("kind", READ, ids=lambda kind: kind.__name__)
def test_each_member_has_a_word(kind: type[enum.StrEnum]) -> None:
    assert all(words.word(member) for member in kind)


def test_equal_strings_of_different_kinds_keep_their_own_words() -> None:
    assert words.word(routes.Party.head) != words.word(accounts.Role.head)


@pytest.mark.rule("К-07")
def test_a_level_is_never_said_without_its_noun() -> None:
    assert all("дефицита" in words.word(level) for level in results.DeficitLevel)
