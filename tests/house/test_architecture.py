"""The arrows of the house: who may import whom."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BELOW_DOORS = {"notices", "documents", "services", "models", "locales"}
ARROWS: dict[str, set[str]] = {
    "marshrut": {"bot", "admin", "scheduler", "sandbox", "regions", *BELOW_DOORS},
    "bot": BELOW_DOORS,
    "admin": BELOW_DOORS,
    "scheduler": BELOW_DOORS,
    "sandbox": set(),
    "notices": {"services", "models", "locales"},
    "documents": {"services", "models", "locales"},
    "services": {"models", "locales", "regions"},
    "models": set(),
    "locales": set(),
    "regions": set(),
    "migrations": {"models"},
}
ROOMS = tuple(ARROWS)
MAY_IMPORT_AIOGRAM = {"bot", "sandbox"}


def imports(path: Path) -> Iterator[str]:
    """Modules a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            yield str(node.module)


def wrong_arrows(room: str, root: Path = ROOT) -> list[str]:
    """Imports of a room that its arrows do not allow."""
    wrong = []
    for path in sorted((root / room).rglob("*.py")):
        place = str(path.relative_to(root))
        for module in imports(path):
            target = module.partition(".")[0]
            if target in ARROWS and target != room and target not in ARROWS[room]:
                wrong.append(f"{place} imports {module}")
            if target == "aiogram" and room not in MAY_IMPORT_AIOGRAM:
                wrong.append(f"{place} imports aiogram")
    return wrong


@pytest.mark.parametrize("room", ROOMS)
def test_imports_follow_the_arrows(room: str) -> None:
    assert wrong_arrows(room) == []


def test_every_package_of_ours_has_its_arrows() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages - {"tests", "benchmarks"} == set(ARROWS)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("models/people.py", "from services import people"),
        ("services/people.py", "import bot.app"),
        ("bot/people.py", "from admin.app import create_app"),
        ("bot/people.py", "import regions"),
        ("bot/people.py", "from regions import Region"),
        ("documents/people.py", "from regions import load"),
        ("sandbox/people.py", "import locales"),
        ("admin/people.py", "import aiogram"),
        ("notices/people.py", "def late():\n    from aiogram import Bot"),
        ("migrations/env.py", "from marshrut import database"),
    ],
)
def test_a_wrong_arrow_is_found(tmp_path: Path, place: str, line: str) -> None:
    path = tmp_path / place
    path.parent.mkdir()
    path.write_text(line)
    assert len(wrong_arrows(path.parent.name, tmp_path)) == 1
