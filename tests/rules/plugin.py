"""Pytest plugin: ``@pytest.mark.rule("SM-DIA-5.9.4")`` ties a test to the rules it proves.

An unknown id stops the run at collection. With ``--rules-json PATH`` the outcomes go to a file for
``tests.rules.report``: ``{rule id: {test id: "passed" | "failed" | "skipped" | "not run"}}``.
"""

import json
from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path

import pytest

from tests.rules.register import load

MARK = "rule"
NOT_RUN = "not run"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option ``--rules-json``.

    Args:
        parser: pytest's option parser.
    """
    parser.addoption("--rules-json", type=Path, metavar="PATH", help="write the outcomes of the rule tests to PATH")


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark and the recorder of this run.

    Args:
        config: the run's configuration.

    Raises:
        RegisterError: the register of rules cannot be read.
    """
    config.addinivalue_line("markers", f"{MARK}(*ids): the rules of docs/rules.md that the test proves")
    known = frozenset(rule.id for rule in load())
    config.pluginmanager.register(RuleMarks(known, config.getoption("--rules-json")), "rule-marks")


class RuleMarks:
    """Checks the marks of one run and records what became of the tests that carry them."""

    def __init__(self, known: Collection[str], target: Path | None) -> None:
        """Start with nothing recorded.

        Args:
            known: the ids of the register.
            target: the file to write at the end; nothing is written without one.
        """
        self._known = known
        self._target = target
        self._ids: dict[str, tuple[str, ...]] = {}
        self._outcomes: dict[str, str] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Stop the run on a mark that names no rule, before any test is deselected.

        Args:
            items: the collected tests.

        Raises:
            pytest.UsageError: naming each test file, the unknown id and the nearest known one.
        """
        wrong = {f"{item.location[0]}: {fault}": None for item in items for fault in self._faults(item)}
        if wrong:
            raise pytest.UsageError(*wrong)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note which of the selected tests carry rules.

        Args:
            session: the run, its tests already selected.
        """
        for item in session.items:
            if ids := rule_ids(item):
                item.user_properties.append((MARK, ids))  # travels with the report when another process runs the test
                self._note(item.nodeid, ids)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the outcome of a test: failed in any phase is failed, an expected failure is skipped.

        Args:
            report: what became of one phase of a test.
        """
        ids = next((value for name, value in report.user_properties if name == MARK), None)
        if ids is None:
            return
        self._note(report.nodeid, tuple(str(one) for one in ids))  # type: ignore[attr-defined]  # a tuple or a list
        outcome = "skipped" if hasattr(report, "wasxfail") else report.outcome
        if outcome != "passed" or (report.when == "call" and self._outcomes[report.nodeid] == NOT_RUN):
            self._outcomes[report.nodeid] = outcome

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the outcomes, by rule, when a file was asked for; of several processes only the first writes.

        Args:
            session: the run.
        """
        if self._target is None or hasattr(session.config, "workerinput"):
            return
        by_rule: dict[str, dict[str, str]] = {}
        for nodeid, ids in self._ids.items():
            for rule_id in ids:
                by_rule.setdefault(rule_id, {})[nodeid] = self._outcomes[nodeid]
        self._target.parent.mkdir(parents=True, exist_ok=True)
        self._target.write_text(json.dumps(by_rule, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")

    def _note(self, nodeid: str, ids: tuple[str, ...]) -> None:
        self._ids[nodeid] = ids
        self._outcomes.setdefault(nodeid, NOT_RUN)

    def _faults(self, item: pytest.Item) -> list[str]:
        empty = [f"{item.name}: the mark names no rule" for mark in item.iter_markers(MARK) if not mark.args]
        return empty + [self._unknown(rule_id) for rule_id in rule_ids(item) if rule_id not in self._known]

    def _unknown(self, rule_id: str) -> str:
        near = get_close_matches(str(rule_id), self._known, n=1)
        return f"unknown rule {rule_id!r}" + (f", did you mean {near[0]!r}?" if near else "")


def rule_ids(item: pytest.Item) -> tuple[str, ...]:
    """Tell which rules a test is marked with.

    Args:
        item: a collected test.

    Returns:
        The ids of its own marks and of those of its class and module, without repeats.
    """
    return tuple(dict.fromkeys(rule_id for mark in item.iter_markers(MARK) for rule_id in mark.args))
