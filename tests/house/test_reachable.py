"""What the services and the documents offer, some door takes: a feature that only a test can reach is not built. And
what a template takes from another, it uses."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

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


def idle(path: Path) -> list[str]:
    """Macros that a template imports and does not use."""
    tree = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
    used = {one.name for one in tree.find_all(nodes.Name)}
    taken = (name for one in tree.find_all(nodes.FromImport) for name in one.names)
    names = (name[1] if isinstance(name, tuple) else name for name in taken)
    return [f"{path.name}: {name}" for name in names if name not in used]


def test_every_service_and_document_is_taken_by_something() -> None:
    assert untaken() == []


def test_a_service_that_only_tests_reach_is_seen(tmp_path: Path) -> None:
    (tmp_path / "services").mkdir()
    (tmp_path / "services" / "places.py").write_text("def lonely() -> None: ...\n\n\ndef used() -> None: ...\n")
    (tmp_path / "admin").mkdir()
    (tmp_path / "admin" / "page.py").write_text("from services import places\n\nplaces.used()\n")
    assert untaken(tmp_path) == ["services/places.py: lonely"]


def test_every_macro_that_a_template_imports_is_used() -> None:
    assert [one for path in sorted((ROOT / "admin/templates").rglob("*.html")) for one in idle(path)] == []


def test_an_idle_import_of_a_template_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('{% from "a.html" import icon, step as button %}{{ icon("x") }}')
    assert idle(page) == ["page.html: button"]
