"""An unknown id stops the run, and only what was run and passed proves a rule."""

import json

import pytest

from tests.rules.register import load
from tests.rules.report import State, survey

pytest_plugins = ["pytester"]

PROVED, OTHER = "SM-DIA-5.9.4", "SM-DIA-5.9.6"
Outcomes = dict[str, dict[str, str]]


@pytest.fixture(autouse=True)
def _only_our_plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def outcomes_of(pytester: pytest.Pytester, source: str, *arguments: str) -> Outcomes:
    """Run a test file with the plugin and read what it wrote."""
    pytester.makepyfile(source)
    target = pytester.path / "var" / "rules.json"
    pytester.runpytest_inprocess("-p", "tests.rules.plugin", f"--rules-json={target}", *arguments)
    written: Outcomes = json.loads(target.read_text(encoding="utf-8"))
    return written


def states_of(outcomes: Outcomes) -> dict[str, State]:
    """Tell where each rule of the register stands, by id."""
    return {rule.id: state for rule, state in survey(load(), outcomes).items()}


def test_an_unknown_id_stops_the_run_and_suggests_the_nearest(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_terms='import pytest\n@pytest.mark.rule("SM-DIA-5.9.44")\ndef test_term(): pass\n')
    result = pytester.runpytest_inprocess("-p", "tests.rules.plugin", "-k", "nothing")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*test_terms.py: unknown rule 'SM-DIA-5.9.44', did you mean 'SM-DIA-5.9.4'?*"])


def test_a_mark_without_ids_stops_the_run(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import pytest\n@pytest.mark.rule\ndef test_term(): pass\n")
    result = pytester.runpytest_inprocess("-p", "tests.rules.plugin")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*test_term: the mark names no rule*"])


def test_nothing_is_written_without_the_option(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(f'import pytest\n@pytest.mark.rule("{PROVED}")\ndef test_term(): pass\n')
    pytester.runpytest_inprocess("-p", "tests.rules.plugin")
    assert list(pytester.path.rglob("*.json")) == []


def test_a_failed_test_proves_nothing(pytester: pytest.Pytester) -> None:
    source = f"""
        import pytest
        @pytest.mark.rule("{PROVED}", "{OTHER}")
        def test_passes(): pass
        @pytest.mark.rule("{OTHER}")
        def test_fails(): assert False
    """
    states = states_of(outcomes_of(pytester, source))
    assert (states[PROVED], states[OTHER]) == (State.PROVEN, State.REMAINING)


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ("pass", State.PROVEN),
        ("assert number", State.REMAINING),
        ("number or pytest.skip()", State.PROVEN),
        ("pytest.skip()", State.REMAINING),
        ("number or pytest.xfail()", State.PROVEN),
        ("pytest.xfail()", State.REMAINING),
    ],
)
def test_a_parametrized_test_proves_when_all_that_ran_passed(
    pytester: pytest.Pytester, body: str, state: State
) -> None:
    source = f"""
        import pytest
        @pytest.mark.rule("{PROVED}")
        @pytest.mark.parametrize("number", [0, 1, 2])
        def test_term(number): {body}
    """
    outcomes = outcomes_of(pytester, source)
    assert len(outcomes[PROVED]) == 3
    assert states_of(outcomes)[PROVED] is state


def test_a_failing_teardown_proves_nothing(pytester: pytest.Pytester) -> None:
    source = f"""
        import pytest
        @pytest.fixture
        def broken():
            yield
            raise OSError
        @pytest.mark.rule("{PROVED}")
        def test_term(broken): pass
    """
    assert states_of(outcomes_of(pytester, source))[PROVED] is State.REMAINING


def test_an_interrupted_run_proves_nothing_it_did_not_reach(pytester: pytest.Pytester) -> None:
    source = f"""
        import pytest
        @pytest.mark.rule("{PROVED}")
        @pytest.mark.parametrize("number", [0, 1])
        def test_term(number): pass
        def test_last(): pass
    """
    outcomes = outcomes_of(pytester, source, "--collect-only")
    assert set(outcomes[PROVED].values()) == {"not run"}
    assert states_of(outcomes)[PROVED] is State.REMAINING


def test_what_several_processes_ran_is_told_by_the_first(pytester: pytest.Pytester) -> None:
    source = f"""
        import pytest
        @pytest.mark.rule("{PROVED}")
        @pytest.mark.parametrize("number", [0, 1, 2])
        def test_term(number): pass
        @pytest.mark.rule("{OTHER}")
        def test_fails(): assert False
    """
    outcomes = outcomes_of(pytester, source, "-p", "xdist", "--numprocesses=2")
    assert sorted(outcomes[PROVED].values()) == ["passed"] * 3
    assert list(outcomes[OTHER].values()) == ["failed"]
