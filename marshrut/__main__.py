"""The program: ``marshrut`` or ``python -m marshrut``."""

from __future__ import annotations

import sys

from marshrut import sqlite


def main() -> None:
    """Run the command line; the right SQLite takes its place before anything else is imported."""
    sqlite.replace()
    from marshrut.program import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
