"""``make bench``: every figure of docs/performance.md, in one run on this machine.

Machines are noisy: quote ratios from one run, not single figures.
"""

from __future__ import annotations

from marshrut import sqlite

sqlite.replace()

import asyncio  # noqa: E402 the fixed SQLite must be in place before anything imports the module
import sys  # noqa: E402
import tempfile  # noqa: E402
from collections.abc import Callable, Sequence  # noqa: E402
from pathlib import Path  # noqa: E402

from benchmarks import imports, lists, processes, seam, updates  # noqa: E402

Rows = list[tuple[str, str]]
PARTS: dict[str, Callable[[Path], Rows]] = {
    "updates": lambda folder: asyncio.run(updates.measure(folder)),
    "seam": lambda folder: asyncio.run(seam.measure(folder)),
    "processes": processes.measure,
    "lists": lists.measure,
    "imports": imports.measure,
}


def main(wanted: Sequence[str]) -> None:
    """Run the parts named on the command line, all without names, and print a table of each."""
    for name in wanted or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            rows = PARTS[name](Path(folder))
        print(f"\n{name}")
        width = max(len(label) for label, _figure in rows)
        for label, figure in rows:
            print(f"  {label:<{width}}  {figure:>10}")


if __name__ == "__main__":
    main(sys.argv[1:])
