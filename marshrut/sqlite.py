"""Puts the bundled SQLite of ``pysqlite3`` in place of the system's.

SQLite before 3.51.3 can corrupt a WAL file that several processes write, and the systems' own are older. Two SQLite
libraries in one process must never open one file, so the change comes before any other import or not at all.
"""

from __future__ import annotations

import sys

FIXED_IN = (3, 51, 3)


def replace() -> bool:
    """Make ``import sqlite3`` mean the bundled one from here on; returns whether it does.

    Call it first of all. False where no wheel of ``pysqlite3`` is installed. Raises RuntimeError when something has
    already taken the system's library for the database.
    """
    try:
        import pysqlite3
        from pysqlite3 import dbapi2
    except ImportError:
        return False
    if sys.modules.get("sqlite3") is pysqlite3:
        return True
    if "aiosqlite" in sys.modules:
        raise RuntimeError("sqlite3 is already in use: marshrut.sqlite.replace() must come before other imports")
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = dbapi2
    return True


def version() -> tuple[int, ...]:
    """Version of the SQLite in use, such as (3, 51, 3)."""
    import sqlite3  # whichever ``replace`` left in place

    return tuple(sqlite3.sqlite_version_info)


def is_fixed() -> bool:
    """Whether the SQLite in use has the WAL corruption repaired."""
    return version() >= FIXED_IN
