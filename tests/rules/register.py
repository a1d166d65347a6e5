"""Reads the register of rules, ``docs/rules.md``, into dataclasses.

A table of the register is one whose header ends with the column «Чем держится»; any other table is prose.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REGISTER = ROOT / "docs" / "rules.md"
HOLDING_COLUMN = "Чем держится"
CONTRADICTION = "противоречие"


class RegisterError(ValueError):
    """The register cannot be read; the message names the line and what is wrong with it."""


class Holding(StrEnum):
    """What a rule is held by."""

    TEST = "тест"
    REFERENCE = "справочник"
    NOT_SOFTWARE = "не ПО"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the register: a rule of an order, or a contradiction with the resolution taken."""

    id: str
    section: str
    kind: str
    text: str
    holding: Holding
    reason: str

    @property
    def is_contradiction(self) -> bool:
        """True for the rows К-…, which resolve a dispute between rules instead of stating one."""
        return self.kind == CONTRADICTION

    @property
    def place(self) -> str:
        """The path, from the root of the project, where reference data live; empty when the row names none."""
        named = re.search(r"`([^`]+)`", self.reason)
        return named[1] if named else ""


def load(path: Path = REGISTER) -> tuple[Rule, ...]:
    """Read the register.

    Args:
        path: the Markdown file.

    Returns:
        The rules in the order of the file.

    Raises:
        RegisterError: a row has the wrong number of cells, no holding or an unknown one, or lacks its reason.
        OSError: the file cannot be read.
    """
    return parse(path.read_text(encoding="utf-8"))


def parse(text: str) -> tuple[Rule, ...]:
    """Read the register from its text.

    Args:
        text: Markdown with one table per ``##`` section.

    Returns:
        The rules in the order of the text.

    Raises:
        RegisterError: as for :func:`load`.
    """
    return tuple(_rules(text))


def _rules(text: str) -> Iterator[Rule]:
    section, header = "", list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("## "):
            section = line.removeprefix("## ").strip()
        if not line.startswith("|"):
            header = []
        elif not header:
            header = _cells(line)
        elif header[-1] == HOLDING_COLUMN and not line.startswith("|-"):
            yield _rule(section, header, _cells(line), number)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


def _rule(section: str, header: list[str], cells: list[str], number: int) -> Rule:
    if len(cells) != len(header):
        raise RegisterError(f"line {number}: {len(cells)} cells, the table has {len(header)} columns")
    row = dict(zip(header, cells, strict=True))
    holding, reason = _holding(row[HOLDING_COLUMN], number)
    return Rule(
        id=cells[0],
        section=section,
        kind=row.get("Вид", CONTRADICTION),
        text=row["Требование"] if "Требование" in row else row["Решение"],
        holding=holding,
        reason=reason,
    )


def _holding(cell: str, number: int) -> tuple[Holding, str]:
    word, _, reason = (part.strip() for part in cell.partition(":"))
    try:
        holding = Holding(word)
    except ValueError:
        known = ", ".join(Holding)
        raise RegisterError(f"line {number}: «{word}» is no holding; choose one of: {known}") from None
    if holding is not Holding.TEST and not reason:
        raise RegisterError(f"line {number}: «{word}» needs its place or reason after a colon")
    return holding, reason
