"""What the files of the repository may not hold."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORD = re.compile("[а-яёА-ЯЁ]{2,}")
#: Regional profiles, official forms and invented people are Russian data; tests say what people see.
RUSSIAN = ("regions", "documents", "tests", "benchmarks", "marshrut/demo")
#: Where packages come from and where somebody's tools lie is nobody else's business.
PRIVATE = re.compile(r"index[-_]url|find[-_]links|/tmp/|/root/|(?<![\w/])/home/\w", re.IGNORECASE)
TEXT = {".py", ".md", ".toml", ".txt", ".yaml", ".html", ".css", ".js", ".po", ".mako", ""}


def tracked(*suffixes: str) -> Iterator[Path]:
    """Files of the repository with one of the suffixes; those of a working tree without git too."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout.decode()
    paths = [ROOT / name for name in listed.split("\0") if name] or sorted(ROOT.glob("*/**/*.py"))
    yield from (path for path in paths if path.suffix in suffixes and path.is_file())


def place(path: Path) -> str:
    """The path as people write it."""
    return path.relative_to(ROOT).as_posix()


def said(path: Path) -> Iterator[str]:
    """String literals of a Python file that are not docstrings, f-strings' parts among them."""
    tree = ast.parse(path.read_bytes())
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def test_no_russian_in_python_source() -> None:
    """Texts go through gettext; Russian words may stand in docstrings and comments, where they name the term."""
    found = [
        f"{place(path)}: {text[:60]}"
        for path in tracked(".py")
        if not place(path).startswith(RUSSIAN)
        for text in said(path)
        if WORD.search(text)
    ]
    assert found == []


def test_nothing_private_is_written_down() -> None:
    found = [
        f"{place(path)}: {match.group()}"
        for path in tracked(*TEXT)
        if place(path) != "tests/house/test_hygiene.py"
        for match in PRIVATE.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_nothing_secret_or_generated_is_kept() -> None:
    forbidden = {".env", ".sqlite3", ".db", ".pyc", ".mo", ".log"}
    assert [place(path) for path in tracked(*forbidden)] == []


def test_text_files_end_with_one_line_break_and_have_no_carriage_returns() -> None:
    wrong = []
    for path in tracked(*TEXT):
        content = path.read_bytes()
        if content and (b"\r" in content or not content.endswith(b"\n") or content.endswith(b"\n\n")):
            wrong.append(place(path))
    assert wrong == []


def test_every_public_thing_says_what_it_is() -> None:
    silent = []
    for path in tracked(".py"):
        if place(path).startswith(("tests", "benchmarks", "migrations/versions")):
            continue
        tree = ast.parse(path.read_bytes())
        if not ast.get_docstring(tree):
            silent.append(place(path))
        silent += [f"{place(path)}: {node.name}" for node in _public(tree) if not ast.get_docstring(node)]
    assert silent == []


def _public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node


@pytest.mark.parametrize("mark", ["TODO", "FIXME", "XXX", "HACK"])
def test_nothing_is_left_for_later(mark: str) -> None:
    whole = re.compile(rf"#.*\b{mark}\b")
    paths = (path for path in tracked(".py") if place(path) != "tests/house/test_hygiene.py")
    assert [place(path) for path in paths if whole.search(path.read_text(encoding="utf-8"))] == []
