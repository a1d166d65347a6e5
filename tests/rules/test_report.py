"""The report counts every rule once and claims only what holds."""

import json
import re
from pathlib import Path

import pytest

from tests.rules.register import load, parse
from tests.rules.report import State, main, survey, table

RULES = load()
PROVED, OTHER = "SM-DIA-5.9.4", "SM-DIA-5.9.6"
HEADER = "## Раздел\n\n| ID | Вид | Требование | Чем держится |\n|---|---|---|---|\n"


def test_reference_data_are_held_where_their_id_is_cited(tmp_path: Path) -> None:
    (tmp_path / "regions").mkdir()
    (tmp_path / "regions" / "smolensk.yaml").write_text("words: {}  # SM-DIA-1.3, SM-MET-2.11\n", encoding="utf-8")
    rules = parse(
        HEADER
        + "| SM-DIA-1.3 | термин | а | справочник: `regions/smolensk.yaml`, слова |\n"
        + "| SM-MET-2.1 | термин | б | справочник: `regions/smolensk.yaml`, слова |\n"
        + "| SM-IOM-5.7 | термин | в | справочник: `models/`, виды |\n"
    )
    assert list(survey(rules, {}, tmp_path).values()) == [State.HELD, State.REMAINING, State.REMAINING]


def test_the_numbers_of_the_report_add_up_to_the_register() -> None:
    states = survey(RULES, {PROVED: {"test": "passed"}, OTHER: {"test": "failed"}})
    lines = table(states).splitlines()
    rows = [[int(number) for number in re.findall(r"\d+", line)[-5:]] for line in lines[1:] if not line.startswith("-")]
    assert all(row[0] == sum(row[1:]) for row in rows)
    *sections, rules, contradictions, register = rows
    assert register == [sum(column) for column in zip(*sections, strict=True)]
    assert register == [sum(column) for column in zip(rules, contradictions, strict=True)]
    assert register[0] == len(RULES)


def test_the_report_fails_on_a_failed_rule_test(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "rules.json"
    path.write_text(json.dumps({PROVED: {"tests/test_terms.py::test_a": "failed"}}), encoding="utf-8")
    assert main([str(path), "--remaining"]) == 1
    printed = capsys.readouterr().out
    assert f"{PROVED}  tests/test_terms.py::test_a" in printed
    assert re.search(rf"Remaining: \d+\n(?s:.*)  {PROVED}  тест\n", printed)
    path.write_text(json.dumps({PROVED: {"tests/test_terms.py::test_a": "passed"}}), encoding="utf-8")
    assert main([str(path)]) == 0
    assert "Not software, and why: 5" in capsys.readouterr().out


def test_the_report_says_when_there_are_no_outcomes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.json")]) == 2
    assert "run pytest -m rule" in capsys.readouterr().err
