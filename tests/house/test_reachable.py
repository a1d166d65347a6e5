"""What the services and the documents offer, some door takes: a feature that only a test can reach is not built."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
OFFERING = ("services", "documents")
TAKING = (*OFFERING, "notices", "bot", "admin", "scheduler", "marshrut")


def offered(path: Path) -> Iterator[str]:
    """Public functions of a module."""
    for node in ast.parse(path.read_bytes()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name


def taken(path: Path) -> set[str]:
    """Every name that a module reads, other than to hand it on in ``__init__``."""
    if path.name == "__init__.py":
        return set()
    found = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
    return found


def untaken(root: Path = ROOT) -> list[str]:
    """Public functions of the services and the documents that nothing outside the tests reads."""
    names = {path: taken(path) for room in TAKING for path in (root / room).rglob("*.py")}
    return [
        f"{path.relative_to(root)}: {name}"
        for room in OFFERING
        for path in sorted((root / room).rglob("*.py"))
        for name in offered(path)
        if not any(name in found for found in names.values())
    ]


def test_every_service_and_document_is_taken_by_something() -> None:
    assert untaken() == []


def test_a_service_that_only_tests_reach_is_seen(tmp_path: Path) -> None:
    (tmp_path / "services").mkdir()
    (tmp_path / "services" / "places.py").write_text("def lonely() -> None: ...\n\n\ndef used() -> None: ...\n")
    (tmp_path / "admin").mkdir()
    (tmp_path / "admin" / "page.py").write_text("from services import places\n\nplaces.used()\n")
    assert untaken(tmp_path) == ["services/places.py: lonely"]
