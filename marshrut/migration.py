"""Writes the next migration from the difference between models and migrations.

``python -m marshrut.migration "add the phone of a centre"``; before the first release ``--squash`` writes the first
migration anew instead of adding one. Read what it wrote before you commit it.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from marshrut import sqlite

sqlite.replace()

from alembic import command  # noqa: E402 the right SQLite first
from sqlalchemy.schema import CreateTable  # noqa: E402

from marshrut import database  # noqa: E402
from models import Base  # noqa: E402

VERSIONS = database.SCRIPTS / "versions"
FIRST = "The first tables"


def make(message: str) -> Path:
    """Write the migration that brings a database of the newest revision to the models; returns its path."""
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite:///{directory}/scratch.sqlite3"
        database.upgrade(url)
        with database.migrating(url) as connection:
            config = database.config()
            config.attributes["connection"] = connection
            script = command.revision(config, message, autogenerate=True, rev_id=_next_id())
    return Path(script.path)  # type: ignore[union-attr]  # one message, one script


def _next_id() -> str:
    number = len(list(VERSIONS.glob("*.py"))) + 1
    # The digest tells apart two first migrations written on different days: a demo database knows which it has.
    shape = "".join(str(CreateTable(table)) for table in Base.metadata.sorted_tables)
    return f"{number:04}_{hashlib.sha256(shape.encode()).hexdigest()[:8]}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a migration and print where."""
    parser = argparse.ArgumentParser(prog="python -m marshrut.migration")
    parser.add_argument("message", nargs="?", default=FIRST)
    parser.add_argument("--squash", action="store_true", help="write the first migration anew")
    options = parser.parse_args(arguments)
    if options.squash:
        for path in VERSIONS.glob("*.py"):
            path.unlink()
    sys.stdout.write(f"{make(options.message)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
