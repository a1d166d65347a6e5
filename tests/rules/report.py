"""Prints how much of the register is held: ``python -m tests.rules.report var/rules.json [--remaining]``.

A rule is proven when none of the runs that carry it failed and at least one passed. Reference data count as held
when the place the register names cites the rule's id.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from tests.rules.register import ROOT, Holding, Rule, load

Runs = Mapping[str, str]
Outcomes = Mapping[str, Runs]


class State(StrEnum):
    """Where a rule stands; the values head the columns of the table."""

    PROVEN = "proven"
    HELD = "reference"
    NOT_SOFTWARE = "not software"
    REMAINING = "remaining"


def survey(rules: Iterable[Rule], outcomes: Outcomes, root: Path = ROOT) -> dict[Rule, State]:
    """Tell where each rule stands.

    Args:
        rules: the register.
        outcomes: what the plugin wrote: the runs of each rule with their outcomes.
        root: the directory that the places of reference data are relative to.

    Returns:
        Each rule with its one state.
    """
    return {rule: _state(rule, outcomes.get(rule.id, {}), root) for rule in rules}


def failures(outcomes: Outcomes) -> list[str]:
    """List the failed runs.

    Args:
        outcomes: what the plugin wrote.

    Returns:
        One line per rule and failed test.
    """
    return [f"{rule_id}  {test}" for rule_id, runs in outcomes.items() for test in runs if runs[test] == "failed"]


def table(states: Mapping[Rule, State]) -> str:
    """Draw the table of sections with the totals.

    Args:
        states: what :func:`survey` told.

    Returns:
        Lines of text: a row per section, then rules, contradictions and both together.
    """
    sections = dict.fromkeys(rule.section for rule in states)
    groups = {name: [rule for rule in states if rule.section == name] for name in sections}
    groups["All rules"] = [rule for rule in states if not rule.is_contradiction]
    groups["All contradictions"] = [rule for rule in states if rule.is_contradiction]
    groups["Register"] = list(states)
    width = max(map(len, groups))
    lines = ["  ".join([" " * width, "  all", *State])]
    for name, rules in groups.items():
        count = Counter(states[rule] for rule in rules)
        lines.append("  ".join([name.ljust(width), f"{len(rules):5}", *(f"{count[s]:{len(s)}}" for s in State)]))
    lines.insert(len(sections) + 1, "-" * len(lines[0]))
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report.

    Args:
        arguments: the command line; the process's own by default.

    Returns:
        0; 1 when a rule test failed; 2 when the file of outcomes cannot be read.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.rules.report", description="What holds the rules.")
    parser.add_argument("path", type=Path, help="the file that pytest --rules-json wrote")
    parser.add_argument("--remaining", action="store_true", help="list the rules that nothing holds yet")
    options = parser.parse_args(arguments)
    try:
        outcomes: Outcomes = json.loads(options.path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"No outcomes in {options.path} ({error}): run pytest -m rule --rules-json {options.path}\n")
        return 2
    states = survey(load(), outcomes)
    failed = failures(outcomes)
    parts = [table(states), _listing("Not software, and why", _reasons(states)), _listing("Failed", failed)]
    if options.remaining:
        parts.append(_listing("Remaining", _remaining(states)))
    sys.stdout.write("\n\n".join(filter(None, parts)) + "\n")
    return 1 if failed else 0


def _state(rule: Rule, runs: Runs, root: Path) -> State:
    ran = set(runs.values()) - {"skipped"}
    if ran:
        return State.PROVEN if ran == {"passed"} else State.REMAINING
    if rule.holding is Holding.NOT_SOFTWARE:
        return State.NOT_SOFTWARE
    if rule.holding is Holding.REFERENCE and _cites(root / rule.place, rule.id):
        return State.HELD
    return State.REMAINING


def _cites(place: Path, rule_id: str) -> bool:
    files = [place] if place.is_file() else [*place.rglob("*.py"), *place.rglob("*.yaml")]
    whole = re.compile(rf"(?<![\w.-]){re.escape(rule_id)}(?![\w-]|\.\w)")
    return any(whole.search(file.read_text(encoding="utf-8")) for file in files)


def _reasons(states: Mapping[Rule, State]) -> list[str]:
    return [f"{rule.id}  {rule.reason}" for rule, state in states.items() if state is State.NOT_SOFTWARE]


def _remaining(states: Mapping[Rule, State]) -> list[str]:
    left = [rule for rule, state in states.items() if state is State.REMAINING]
    return [f"{rule.id}  {rule.holding}{': ' if rule.reason else ''}{rule.reason}" for rule in left]


def _listing(title: str, lines: Sequence[str]) -> str:
    return "\n".join([f"{title}: {len(lines)}", *(f"  {line}" for line in lines)]) if lines else ""


if __name__ == "__main__":
    sys.exit(main())
