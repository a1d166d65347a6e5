"""Every member of every enumeration that a person may read has a word."""

from __future__ import annotations

import enum
from datetime import UTC, date, datetime

import pytest

from locales import catalog, dates
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


def test_a_date_and_a_number_with_its_noun_never_break() -> None:
    day, last = date(2026, 12, 1), date(2026, 12, 15)
    assert dates.day(day) == "1\u00a0декабря\u00a02026,\u00a0вт"
    assert dates.moment(datetime(2026, 12, 1, 9, 0, tzinfo=UTC), UTC) == f"{dates.day(day)}, 09:00"
    assert dates.term(dates.short_day(day), dates.short_day(last)) == "01.12.2026\u00a0– 15.12.2026"
    assert dates.term("01.12.2026", "01.12.2026") == "01.12.2026"
    assert catalog("documents").ngettext("{n} month", "{n} months", 9) == "9\u00a0месяцев"
