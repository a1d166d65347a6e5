"""What tests of several commands share."""

from __future__ import annotations

import re

import pytest

from marshrut import program
from marshrut.trouble import EXIT_CODE
from tests.marshrut.conftest import TOKEN

WHO = ("--email", "a.petrova@example.org", "--name", "Петрова Анна Сергеевна")


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command that must end with one line; returns the line."""
    assert program.run(arguments) == EXIT_CODE
    line = capsys.readouterr().err
    assert line.count("\n") == 1, line
    assert "Traceback" not in line
    return line


def prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token and secrets, as an installation that works has them."""
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("SECRET_KEY", "k" * 40)
    monkeypatch.setenv("PASSWORD_SALT", "k" * 40)


LATIN = re.compile(r"[A-Za-z]{2,}")


#: What is the same in every language: names of commands, settings, files and programs.
NAMES = {
    "marshrut",
    "make",
    "run",
    "db",
    "upgrade",
    "sqlite",
    "var",
    "demo",
    "env",
    "erase",
    "postgresql",
    "http",
    "smolensk",
}


def english(text: str, *more: str) -> set[str]:
    """English words in a text, without names and addresses."""
    bare = re.sub(r"\S*/\S*|\S+@\S+|[A-Z]+_[A-Z_]+|--\w+|-h", " ", text)
    return {word.lower() for word in LATIN.findall(bare)} - NAMES - set(more)
