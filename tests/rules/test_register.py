"""The register is whole: every rule once, each with what holds it."""

import re
from collections import Counter

import pytest

from tests.rules.register import REGISTER, ROOT, Holding, RegisterError, Rule, load, parse

RULES = load()
KNOWN = {rule.id for rule in RULES}
ID = re.compile(r"(SM|ST|OR|TY)-[A-Z]{3,4}(-[0-9A-Z][0-9a-zA-Z.]*(-[0-9.]+)?)?|К-\d\d")
HEADER = "## Раздел\n\n| ID | Вид | Требование | Чем держится |\n|---|---|---|---|\n"


def test_every_id_is_unique() -> None:
    repeated = [rule_id for rule_id, times in Counter(rule.id for rule in RULES).items() if times > 1]
    assert repeated == []


def test_every_id_is_well_formed() -> None:
    assert [rule.id for rule in RULES if not ID.fullmatch(rule.id)] == []


def test_no_row_of_the_file_is_missed() -> None:
    rows = re.findall(r"^\| .* \| (?:тест|справочник: .*|не ПО: .*) \|$", REGISTER.read_text("utf-8"), re.M)
    assert len(rows) == len(RULES) == 419
    assert sum(not rule.is_contradiction for rule in RULES) == 360


def test_every_row_says_what_and_what_holds_it() -> None:
    assert all(rule.section and rule.kind and rule.text for rule in RULES)
    assert all(rule.reason for rule in RULES if rule.holding is not Holding.TEST)


def test_reference_data_have_a_home_in_the_house() -> None:
    places = {rule.place for rule in RULES if rule.holding is Holding.REFERENCE}
    regions = {f"regions/{name}.yaml" for name in ("smolensk", "stavropol", "orenburg", "tyumen")}
    assert places <= regions | {"models/"}


def test_the_table_of_terms_refers_to_rules_of_the_register() -> None:
    terms = REGISTER.read_text("utf-8").partition("\n## 0. ")[2].partition("\n## ")[0]
    named = [rule_id for cell in re.findall(r"^\| ([A-Z]{2}-[^|]*) \|", terms, re.M) for rule_id in cell.split(", ")]
    assert len(named) == 29
    assert set(named) <= KNOWN


@pytest.mark.rule("К-22")
def test_ids_follow_the_printed_numbers() -> None:
    assert "OR-STR-3.3.1" in KNOWN
    assert "OR-ORD-4" not in KNOWN


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("| SM-DIA-1.1 | срок | текст |", "line 5: 3 cells"),
        ("| SM-DIA-1.1 | срок | текст | |", "line 5: «» is no holding"),
        ("| SM-DIA-1.1 | срок | текст | обещание |", "«обещание» is no holding; choose one of: тест"),
        ("| SM-DIA-1.1 | срок | текст | не ПО |", "needs its place or reason"),
    ],
)
def test_a_malformed_row_is_named(row: str, complaint: str) -> None:
    with pytest.raises(RegisterError, match=re.escape(complaint)):
        parse(HEADER + row)


def test_a_rule_can_be_read_by_its_parts() -> None:
    expected = Rule(
        id="SM-MET-2.3",
        section="2. Смоленск, прил. 1 — региональный методический актив",
        kind="справочник",
        text=next(rule.text for rule in RULES if rule.id == "SM-MET-2.3"),
        holding=Holding.REFERENCE,
        reason="`regions/smolensk.yaml`, перечни приказа",
    )
    assert expected in load(ROOT / "docs" / "rules.md")
    assert expected.text.startswith("8 направлений работы")
